"""RFC 7607: AS 0 in an OPEN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.opens import decode_again, open_of, subcodes


@pytest.mark.parametrize(("two_octets", "wide"), [(0, ()), (0, (65001,)), (65001, (0,)), (0, (0,))])
def test_as_0_is_refused(two_octets: int, wide: tuple[int, ...]) -> None:
    """RFC 7607 §2: "zero as the peer AS in an OPEN message": Bad Peer AS."""
    found = subcodes(decode_again(open_of(two_octets, *wide)))
    assert found == [2] * (2 if (two_octets, wide) == (0, (0,)) else 1)


@given(st.integers(1, 65535).filter(lambda asn: asn != 23456))
def test_other_as_numbers_are_accepted(asn: int) -> None:
    """RFC 7607 §2: only AS 0 is refused."""
    assert subcodes(decode_again(open_of(asn))) == []
