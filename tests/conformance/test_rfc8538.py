"""RFC 8538: the N bit and the Hard Reset."""

from __future__ import annotations

import pytest
from hypothesis import given

from bgplib.capabilities import GracefulRestart
from bgplib.context import Context
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.testing.strategies.messages import notifications


def read(data: bytes) -> Notification:
    message = decode(frame(3, b"\x06\x09" + data))
    assert isinstance(message, Notification)
    return message


@pytest.mark.parametrize(
    ("flags", "restarted", "notification"),
    [(0x00, False, False), (0x40, False, True), (0x80, True, False), (0xC0, True, True)],
)
def test_the_n_bit(flags: int, restarted: bool, notification: bool) -> None:
    """§2: "The second most significant bit" of the Restart Flags."""
    octets = frame(1, bytes.fromhex("04 fde9 005a 0a000002 06 0204 4002") + bytes((flags, 0x78)))
    message = decode(octets)
    assert isinstance(message, Open)
    value = message.capability(GracefulRestart)
    assert value == GracefulRestart(
        restart_time=120, restarted=restarted, notification=notification
    )
    assert message.encode() == octets


@given(notifications())
def test_a_hard_reset_holds_a_notification(inner: Notification) -> None:
    """§3.1: "the Hard Reset encapsulates another NOTIFICATION message in its data portion"."""
    sent = Notification.hard_reset_of(inner)
    assert (sent.code, sent.subcode) == (6, 9)
    assert sent.data == bytes((inner.code, inner.subcode)) + inner.data
    context = Context(extended_messages=True)
    received = decode(sent.encode(context), context)
    assert isinstance(received, Notification)
    assert received.hard_reset == inner


def test_other_notifications_hold_none() -> None:
    """§3: a Hard Reset is Cease with subcode 9, and nothing else."""
    for code, subcode in ((6, 2), (6, 8), (6, 10), (5, 9)):
        assert Notification(code, subcode, b"\x06\x02").hard_reset is None


@pytest.mark.parametrize("data", [b"", b"\x06"])
def test_a_short_hard_reset_is_read_and_empty(data: bytes) -> None:
    """§3.2: the session ends in any case; there is no answer to a NOTIFICATION."""
    message = read(data)
    assert message.hard_reset is None
    assert message.findings == ()
    assert message.data == data


def test_the_text_inside_is_shown() -> None:
    """§3.1: "Data is as appropriate for the ErrCode and Subcode": a shutdown communication too."""
    message = Notification.hard_reset_of(Notification.shutdown("moving house"))
    assert message.text == "moving house"
    assert message.shutdown_communication is None
    assert message.hard_reset is not None
    assert message.hard_reset.shutdown_communication == "moving house"


def test_a_hard_reset_within_a_hard_reset_is_one_level_deep() -> None:
    """Nothing here recurses over what a peer sent."""
    message = Notification(6, 9, b"\x06\x09" * 2000)
    inner = message.hard_reset
    assert inner == Notification(6, 9, b"\x06\x09" * 1999)
    assert message.text == ""
