"""Source: who announced a path."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.route import Source


@pytest.mark.parametrize("wrong", ["65001", "AS65001", None, 1.0])
def test_an_as_number_is_a_number(wrong: Any) -> None:
    """A text is equal to none, and the steps that compare AS numbers would find it another one."""
    with pytest.raises(LocalError, match="which is not a whole number"):
        Source(address="192.0.2.1", asn=wrong)


@pytest.mark.parametrize("wrong", ["router", "", 5, None])
def test_an_address_is_one(wrong: Any) -> None:
    """Only we ourselves have none."""
    with pytest.raises(ParseError):
        Source(address=wrong, asn=65001)
    assert Source.ourselves(65001).address == b""
