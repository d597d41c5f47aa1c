"""RFC 6793: AS numbers of four octets in an OPEN."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.messages.open import Open
from tests.conformance.opens import decode_again, open_of, subcodes


@given(st.integers(1, 0xFFFFFFFF), st.integers(1, 65535))
def test_the_capability_counts(asn: int, two_octets: int) -> None:
    """RFC 6793 §4.1: the capability "in lieu of the "My Autonomous System" field"."""
    message = decode_again(open_of(two_octets, asn))
    assert (message.asn, message.two_octet_asn) == (asn, two_octets)
    assert subcodes(message) == []


def test_without_the_capability_the_field_counts() -> None:
    """RFC 6793 §4.1: an OLD speaker has the field alone."""
    assert decode_again(open_of(65001)).asn == 65001


def test_as_trans_without_the_capability_is_refused() -> None:
    """RFC 6793 §4.2.1: AS_TRANS stands in for a number; without the capability there is none."""
    message = open_of(23456)
    assert subcodes(decode_again(message)) == [2]
    assert subcodes(decode_again(message, Context(peer_as=65001))) == [2]


def test_as_trans_is_accepted_with_the_capability_or_from_itself() -> None:
    """RFC 6793 §4.2.1: the capability has the number; a peer known to be 23456 is itself."""
    assert subcodes(decode_again(open_of(23456, 65536))) == []
    assert subcodes(decode_again(open_of(23456), Context(peer_as=23456))) == []


def test_as_trans_is_sent_for_large_numbers_only() -> None:
    """RFC 6793 §4.2.1: "AS_TRANS MUST be used when the NEW BGP speaker does not have" another."""
    for asn, field in ((65535, 65535), (65536, 23456), (4294967295, 23456)):
        message = Open.build(asn=asn, hold_time=90, identifier=1)
        assert message.two_octet_asn == field
        assert message.asn == asn
