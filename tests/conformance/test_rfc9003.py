"""RFC 9003: the shutdown communication."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import EncodeError
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification


def read(subcode: int, data: bytes) -> Notification:
    message = decode(frame(3, bytes((6, subcode)) + data))
    assert isinstance(message, Notification)
    return message


@given(st.text(max_size=255).filter(lambda text: len(text.encode()) <= 255), st.booleans())
def test_a_text_reaches_the_peer(text: str, reset: bool) -> None:
    """§2: length octet and UTF-8, in subcode 2 or 4."""
    sent = Notification.shutdown(text, reset=reset)
    assert (sent.code, sent.subcode) == (6, 4 if reset else 2)
    received = decode(sent.encode())
    assert isinstance(received, Notification)
    assert received.shutdown_communication == (text or None)


def test_the_example() -> None:
    """§3: a ticket and a short message."""
    text = "[TICKET-1-1438367390] software upgrade; back in 2 hours"
    message = Notification.shutdown(text)
    assert message.data == bytes((len(text),)) + text.encode()
    assert message.text == text


@pytest.mark.parametrize("subcode", [1, 3, 5, 6, 7, 8, 10])
def test_other_subcodes_have_no_text(subcode: int) -> None:
    """§2: "The Error Subcode value MUST be one of the following values: 2 [...] or 4"."""
    message = read(subcode, b"\x02hi")
    assert message.shutdown_communication is None
    assert message.text == ""
    assert Notification(2, 2, b"\x02hi").shutdown_communication is None


def test_no_text() -> None:
    """§2: "When the length value is zero, no Shutdown Communication field follows."."""
    for data in (b"", b"\0"):
        message = read(2, data)
        assert message.shutdown_communication is None
        assert message.text == ""
    assert Notification.shutdown() == Notification(6, 2)


def test_the_longest_text() -> None:
    """§2: the length has 8 bits: 255 octets, not characters."""
    assert Notification.shutdown("é" * 127 + "e").data[0] == 255
    with pytest.raises(EncodeError, match="256"):
        Notification.shutdown("é" * 128)


@pytest.mark.parametrize("data", [b"\x01\xff", b"\x02\xc0\x80", b"\x03\xed\xa0\x80", b"\x01\xe2"])
def test_invalid_utf8_is_not_interpreted(data: bytes) -> None:
    """§2: "MUST NOT interpret invalid UTF-8 sequences"; §4: it may be logged as hexadecimal."""
    message = read(2, data)
    assert message.shutdown_communication is None
    assert message.text == "".join(f"\\x{octet:02x}" for octet in data[1:])


@pytest.mark.parametrize("data", [b"\x05hi", b"\x01hi", b"\x00hi", b"\xffhi"])
def test_a_length_that_lies(data: bytes) -> None:
    """§4: malformed: nothing is returned as text; a log still shows what is there."""
    message = read(4, data)
    assert message.shutdown_communication is None
    assert message.text == "hi"
    assert message.findings == ()


def test_what_is_printed_cannot_deceive() -> None:
    """§6: control characters and changes of direction are escaped on their way to a log."""
    message = Notification.shutdown("a\nb\x1b[31mc\u202ed\0")
    assert message.text == r"a\nb\x1b[31mc\u202ed\x00"
    assert message.shutdown_communication == "a\nb\x1b[31mc\u202ed\0"
    assert str(message).isprintable()


def test_lone_surrogates_are_not_sent() -> None:
    """§2: "the Shutdown Communication field MUST be encoded using UTF-8"."""
    with pytest.raises(EncodeError, match="UTF-8"):
        Notification.shutdown("\ud800")
