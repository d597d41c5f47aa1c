"""Numbers out of text: what is said of text that is none."""

from __future__ import annotations

import pytest

from bgplib._checks import an
from bgplib.errors import ParseError
from bgplib.values._numbers import parse_as_number, parse_number


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("AS number", "an AS number"),
        ("label", "a label"),
        ("identifier", "an identifier"),
        ("unit", "a unit"),
        ("UnicastNlri", "a UnicastNlri"),
        ("UnknownNlri", "an UnknownNlri"),
        ("2-octet AS number", "a 2-octet AS number"),
        ("MTU", "an MTU"),
        ("VNI", "a VNI"),
        ("EVPN", "an EVPN"),
    ],
)
def test_words_have_their_article(what: str, said: str) -> None:
    """As they are spoken."""
    assert an(what) == said
    with pytest.raises(ParseError, match=f"^'one' is not {said}$"):
        parse_number("one", 16, what)
    with pytest.raises(ParseError, match=f"^70000 is too large for {said}, which has 16 bits$"):
        parse_number("70000", 16, what)


def test_text_that_is_no_as_number() -> None:
    """RFC 5396 §2: asplain, or asdot."""
    for text in ("one", "", "1.one", "one.1", "-1", "1_0"):
        with pytest.raises(ParseError, match="is not an AS number"):
            parse_as_number(text)
