"""NOTIFICATION: names, texts, what is inside, and what is made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import FourOctetAs, Multiprotocol, UnknownCapability
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification
from bgplib.messages.notification import decode as decode_notification
from bgplib.testing.strategies.messages import notifications

EXTENDED = Context(extended_messages=True)


@given(notifications())
def test_notifications_survive_the_wire(value: Notification) -> None:
    """RFC 4271 §4.5: error code, error subcode, data."""
    octets = value.encode(EXTENDED)
    assert decode(octets, EXTENDED) == value
    assert octets[19:21] == bytes((value.code, value.subcode))
    assert value.findings == ()
    assert value.treatment is Treatment.NONE


@given(st.binary(min_size=2, max_size=300))
def test_no_data_are_an_error(body: bytes) -> None:
    """RFC 4271 §6.4: an error in a NOTIFICATION is not answered; all of it can be read."""
    octets = frame(3, body)
    value = decode_notification(octets)
    assert value.encode() == octets
    assert str(value).isprintable()
    assert value.text.isprintable()
    communication = value.shutdown_communication
    assert communication is None or communication.encode() == body[3:]
    value.unsupported_capabilities()
    assert value.prefix_limit is None or len(body) == 9


@pytest.mark.parametrize("length", [19, 20])
def test_too_short(length: int) -> None:
    """RFC 4271 §4.5: the minimum length is 21 octets."""
    with pytest.raises(DecodeError) as caught:
        decode_notification(frame(3, bytes(length - 19)))
    assert (caught.value.code, caught.value.subcode) == (1, 2)
    assert caught.value.data == length.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Notification(4), "NOTIFICATION Hold Timer Expired"),
        (Notification(2, 2, b"\xfd\xe8"), "NOTIFICATION OPEN Message Error/Bad Peer AS: 0xfde8"),
        (Notification(200, 7), "NOTIFICATION UNKNOWN(200)/UNKNOWN(7)"),
        (
            Notification.shutdown("back at noon"),
            "NOTIFICATION Cease/Administrative Shutdown: back at noon",
        ),
        (
            Notification.hard_reset_of(Notification.shutdown("bye", reset=True)),
            "NOTIFICATION Cease/Hard Reset of Cease/Administrative Reset: bye",
        ),
        (Notification(6, 9, b"\x06"), "NOTIFICATION Cease/Hard Reset: 0x06"),
        (
            Notification(6, 9, b"\x02\x02\0\x01"),
            "NOTIFICATION Cease/Hard Reset of OPEN Message Error/Bad Peer AS: 0x0001",
        ),
    ],
    ids=str,
)
def test_text(value: Notification, text: str) -> None:
    """One line says what happened."""
    assert str(value) == text
    assert Notification.parse(text) == value


def test_made_of_a_mistake() -> None:
    """RFC 4271 §6: code, subcode and data are those of the mistake."""
    data = NotificationData(3, 5, b"\x40\x03\x03")
    finding = Finding(
        treatment=Treatment.SESSION_RESET,
        rfc="RFC 4271 §6.3",
        offset=0,
        length=0,
        octets=b"",
        text="an example",
        notification=data,
    )
    error = DecodeError("an example", code=3, subcode=5, data=b"\x40\x03\x03")
    expected = Notification(3, 5, b"\x40\x03\x03")
    assert Notification.of(data) == Notification.of(finding) == Notification.of(error) == expected


@pytest.mark.parametrize("maximum", [4096, 65535])
def test_data_are_cut_to_fit(maximum: int) -> None:
    """RFC 8654 §5: at most 4,096 octets to a peer that did not advertise more."""
    value = Notification.of(NotificationData(7, 1, bytes(65535)), maximum)
    assert len(value.encode(EXTENDED)) == maximum
    with pytest.raises(EncodeError, match="4097"):
        Notification(7, 1, bytes(4076)).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("00010100000064", (Family.IPV4_UNICAST, 100)),
        ("", None),
        ("000101000064", None),
        ("0001010000006400", None),
    ],
)
def test_prefix_limit(data: str, expected: tuple[Family, int] | None) -> None:
    """RFC 4486 §4: AFI, SAFI, upper bound; the peer need not say it."""
    assert Notification(6, 1, bytes.fromhex(data)).prefix_limit == expected
    assert Notification(6, 3, bytes.fromhex(data)).prefix_limit is None


def test_too_many_prefixes() -> None:
    """RFC 4486 §4, Figure 1."""
    value = Notification.too_many_prefixes(Family.IPV6_UNICAST, 5)
    assert value == Notification(6, 1, bytes.fromhex("00020100000005"))
    assert value.prefix_limit == (Family.IPV6_UNICAST, 5)
    with pytest.raises(EncodeError):
        Notification.too_many_prefixes(Family.IPV6_UNICAST, 1 << 32)


def test_unsupported_capabilities() -> None:
    """RFC 5492 §5: the data are capabilities as in an OPEN; anything else reads as none."""
    value = Notification(2, 7, bytes.fromhex("010400020001 c80101"))
    assert value.unsupported_capabilities() == (
        Multiprotocol(Family.IPV6_UNICAST),
        UnknownCapability(200, b"\x01"),
    )
    assert Notification(2, 7, b"\x41\x04\0\0\0\x01").unsupported_capabilities() == (FourOctetAs(1),)
    assert Notification(2, 7, b"\x41\x00").unsupported_capabilities() == (UnknownCapability(65),)
    assert Notification(2, 7, b"\x01").unsupported_capabilities() == ()
    assert Notification(2, 4, b"\xc8\x00").unsupported_capabilities() == ()


@pytest.mark.parametrize("value", [Notification(256), Notification(1, 256), Notification(-1)])
def test_out_of_range(value: Notification) -> None:
    """A code has one octet."""
    with pytest.raises(EncodeError):
        value.encode()
    with pytest.raises(EncodeError):
        Notification.hard_reset_of(value)


@pytest.mark.parametrize("wrong", ["maintenance", 5, None, [1]])
def test_data_are_octets(wrong: Any) -> None:
    """A text is what `shutdown` makes them of; what is wrong is found where it is written."""
    with pytest.raises(LocalError, match="which is not octets"):
        Notification(6, 2, wrong)
    assert Notification(6, 2, memoryview(b"ab")) == Notification(6, 2, bytearray(b"ab"))
    assert decode(Notification(6, 2, bytearray(b"ab")).encode()) == Notification(6, 2, b"ab")
