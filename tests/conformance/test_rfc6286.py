"""RFC 6286: the BGP Identifier of an OPEN."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bgplib.messages.open_validation import Expected, validate
from tests.conformance.opens import decode_again, open_of, subcodes


def test_an_identifier_of_zero_is_refused() -> None:
    """RFC 6286 §2.2: zero: Bad BGP Identifier, from whomever."""
    assert subcodes(decode_again(open_of(65001, identifier=0))) == [3]


@given(st.integers(1, 0xFFFFFFFF))
def test_any_other_identifier_is_accepted(identifier: int) -> None:
    """RFC 6286 §2.1: "a 4-octet, unsigned, non-zero integer": multicast addresses too."""
    assert subcodes(decode_again(open_of(65001, identifier=identifier))) == []


def test_our_identifier_is_refused_from_an_internal_peer() -> None:
    """RFC 6286 §2.2: "the same [...] and the message is from an internal peer"."""
    (finding,) = validate(open_of(65000), Expected(local_as=65000, local_identifier=2))
    assert (finding.notification.code, finding.notification.subcode) == (2, 3)
    assert validate(open_of(65000), Expected(local_as=65000, local_identifier=3)) == ()


def test_our_identifier_is_accepted_from_an_external_peer() -> None:
    """RFC 6286 §2.2: nothing is wrong when the peer is external."""
    assert validate(open_of(65001), Expected(local_as=65000, local_identifier=2)) == ()
