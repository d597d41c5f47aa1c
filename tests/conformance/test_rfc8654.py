"""RFC 8654: messages of more than 4,096 octets."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Origin, UnknownAttribute
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.kernel.framing import MARKER, MessageBuffer
from bgplib.messages.update import Update
from tests.conformance.updates import EXTERNAL, attribute, is_fine, judged, refused, route

EXTENDED = Context(extended_messages=True)


def long_update(octets: int) -> Update:
    """Make an UPDATE with an attribute of so many octets."""
    filler = UnknownAttribute(code=250, flags=0xD0, octets=bytes(octets))
    values = (Origin(0), AsPath(), filler)
    return Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=values)


def header(length: int, kind: int) -> bytes:
    """Make a header."""
    return MARKER + length.to_bytes(2, "big") + bytes((kind,))


def test_2_the_longest_message() -> None:
    """§2: "a maximum message size of 65,535 octets"."""
    overhead = len(long_update(300).encode(EXTENDED)) - 300
    longest = long_update(65535 - overhead).encode(EXTENDED)
    assert len(longest) == 65535
    assert judged(longest, EXTENDED).findings == ()
    with pytest.raises(EncodeError):
        long_update(65536 - overhead).encode(EXTENDED)


def test_4_they_are_sent_to_who_agreed() -> None:
    """§4: only "if the BGP Extended Message Capability was received from that peer"."""
    overhead = len(long_update(300).encode()) - 300
    assert len(long_update(4096 - overhead).encode(EXTERNAL)) == 4096
    with pytest.raises(EncodeError):
        long_update(4097 - overhead).encode(EXTERNAL)
    assert len(long_update(4097 - overhead).encode(EXTENDED)) == 4097


def test_4_what_was_received_long_is_not_passed_on_to_who_did_not_agree() -> None:
    """§4: "If the message is still too big, then it must not be sent to the neighbor"."""
    received = judged(long_update(5000).encode(EXTENDED), EXTENDED)
    with pytest.raises(EncodeError):
        received.encode(EXTERNAL)
    short = received.attributes.replace(without=(250,))
    sent = Update.build(attributes=short, announced=received.announced)
    assert is_fine(judged(sent.encode(EXTERNAL)), "10.0.0.0/8")


def test_4_without_agreement_the_length_is_bad() -> None:
    """§4: a NOTIFICATION "with the Error Subcode set to Bad Message Length"."""
    octets = long_update(5000).encode(EXTENDED)
    assert refused(octets) == (1, 2, octets[16:18])


@pytest.mark.parametrize("kind", [2, 3, 5])
def test_6_the_limit_is_raised(kind: int) -> None:
    """§6: to 65,535 "for all messages except for OPEN and KEEPALIVE messages"."""
    buffer = MessageBuffer(EXTENDED.maximum_message_length)
    octets = header(65535, kind).ljust(65535, b"\0")
    buffer.feed(octets)
    assert buffer.next_message() == octets


@pytest.mark.parametrize("kind", [1, 4])
def test_4_open_and_keepalive_are_not_extended(kind: int) -> None:
    """§4: "applies to all messages except for OPEN and KEEPALIVE messages"."""
    octets = header(4097, kind).ljust(4097, b"\0")
    assert refused(octets, EXTENDED) == (1, 2, b"\x10\x01")


def test_5_error_handling_is_unchanged() -> None:
    """§5: an extended UPDATE is judged as any other; NOTIFICATION data fits in 4,096 octets."""
    found = route(attribute(0x50, 1, bytes(5000)), context=EXTENDED)
    assert found.treatment.text == "treat-as-withdraw"
    assert len(found.findings[0].notification.data) == 4096 - 21
    assert found.findings[0].octets[:4] == b"\x50\x01\x13\x88"
