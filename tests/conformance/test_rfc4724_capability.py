"""RFC 4724: the GRACEFUL_RESTART capability in an OPEN."""

from __future__ import annotations

import attrs
import pytest

from bgplib.capabilities import GracefulRestart
from bgplib.capabilities._list import encode_capabilities
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.session import GracefulRestartConfig, SessionConfig
from bgplib.session.opening import open_of
from tests.conformance.opens import read, refused
from tests.unit.session.test_session import OURS

OWN = attrs.evolve(OURS, graceful_restart=GracefulRestartConfig(families=[Family.IPV4_UNICAST]))


def said(config: SessionConfig, *, restarted: bool = False) -> list[GracefulRestart]:
    """Return the instances in the OPEN that a configuration leads to."""
    message = open_of(config, restarted=restarted)
    return [each for each in message.capabilities if isinstance(each, GracefulRestart)]


@pytest.mark.parametrize(
    "config", [OWN, attrs.evolve(OURS, capabilities=(GracefulRestart(restart_time=9),))]
)
def test_3_it_is_advertised_once(config: SessionConfig) -> None:
    """RFC 4724 §3: not "more than one instance ... in the capability advertisement"."""
    assert len(said(config)) == 1
    assert said(OURS) == []


def test_3_it_cannot_be_advertised_twice() -> None:
    """RFC 4724 §3: configured in two ways, it would be."""
    for config, count in ((OWN, 1), (OURS, 2)):
        with pytest.raises(LocalError, match="GRACEFUL_RESTART"):
            attrs.evolve(config, capabilities=(GracefulRestart(restart_time=9),) * count)


def test_3_one_instance_counts() -> None:
    """RFC 4724 §3: where there is one, it is the last, too."""
    found = read("4006 0078 0001 01 80").capability(GracefulRestart)
    assert found is not None
    assert (found.restart_time, found.families[0].forwarding) == (120, True)


@pytest.mark.parametrize("restarted", [False, True])
def test_3_reserved_bits_are_sent_as_0(restarted: bool) -> None:
    """RFC 4724 §3: "MUST be set to zero by the sender", but for R, F, and N of RFC 8538."""
    families = [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    settings = GracefulRestartConfig(
        restart_time=0xFFF, families=families, preserved=families, notification=True
    )
    (found,) = said(attrs.evolve(OURS, graceful_restart=settings), restarted=restarted)
    first, *_ = octets = encode_capabilities((found,), DEFAULT_REGISTRY)[2:]
    assert first & 0x30 == 0
    assert [octets[at] & 0x7F for at in (5, 9)] == [0, 0]


def test_41_the_restart_bit_after_a_restart() -> None:
    """RFC 4724 §4.1: the Restarting Speaker "MUST set the "Restart State" bit"."""
    (found,) = said(OWN, restarted=True)
    assert found.restarted


def test_42_no_restart_bit_without_a_restart() -> None:
    """RFC 4724 §4.2: it "MUST NOT be set unless the Receiving Speaker has restarted"."""
    (found,) = said(OWN)
    assert not found.restarted
    assert not found.families[0].forwarding


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
