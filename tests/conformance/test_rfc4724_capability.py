"""RFC 4724: the GRACEFUL_RESTART capability in an OPEN."""

from __future__ import annotations

import pytest

from bgplib.capabilities import GracefulRestart
from tests.conformance.opens import read, refused


def test_the_last_instance_counts() -> None:
    """RFC 4724 §3: "MUST ignore all but the last instance"."""
    message = read("4006 0078 0001 01 80 4002 005a")
    assert message.capability(GracefulRestart) == GracefulRestart(restart_time=90)
    assert len(message.every(GracefulRestart)) == 2


def test_reserved_bits_are_ignored() -> None:
    """RFC 4724 §3: "MUST be set to zero by the sender and ignored by the receiver"."""
    value = read("4006 3078 0001 01 7f").capability(GracefulRestart)
    assert value is not None
    assert (value.restarted, value.notification, value.restart_time) == (False, False, 120)
    assert not value.families[0].forwarding
    assert (value.spare, value.families[0].spare) == (3, 0x7F)


@pytest.mark.parametrize("field", ["4000", "4001 00", "4003 007800", "4005 0078 000101"])
def test_a_broken_length_is_refused(field: str) -> None:
    """RFC 4724 §3: flags and time, then entries of four octets."""
    assert refused(field) == (2, 0)
