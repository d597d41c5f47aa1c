"""Daemons take every UPDATE that the strategies call sound, as a session would send it."""

from __future__ import annotations

from contextlib import closing

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from bgplib import AttributeBlock, Family, NlriGroup, Session, SessionConfig
from bgplib.attributes import AsPath, OnlyToCustomer, Origin
from bgplib.messages.update import Update
from bgplib.testing import strategies
from bgplib.testing.malformed import attribute, update
from bgplib.values.next_hop import NextHop
from daemons import wait_until
from router_test.wire import Wire, pump
from tests.interop import free_port
from tests.interop.lab import KINDS, OUR_AS, OURS, UNICAST, Kind, Switches

FENCE = "203.0.113.77/32"
_MESSAGES = 150
#: what the daemons write down when they take something for malformed and keep the session
_COMPLAINTS = (
    *("treated as withdraw", "treating as withdrawal", "alformed", "discarded"),
    "path invalidated",
)
_MAPPED = bytes(10) + b"\xff\xff"
#: its COMMUNITIES have three octets (RFC 7606 §7.8)
MALFORMED = update(
    attribute(0x40, 1, b"\0"),
    attribute(0x40, 2, b"\x02\x01" + OUR_AS.to_bytes(4, "big")),
    attribute(0x40, 3, bytes((192, 0, 2, 9))),
    attribute(0xC0, 8, bytes(3)),
    nlri=bytes((24, 198, 51, 100)),
)


def is_for_all(sound: Update) -> bool:
    """Say whether no daemon has a policy of its own against an UPDATE.

    FRR wants an interface for a link-local next hop, and an AS in ONLY_TO_CUSTOMER; BIRD does not
    take an IPv4-mapped next hop.
    """
    for group in sound.announced:
        octets = NextHop(group.next_hop_octets).octets
        if octets[:12] == _MAPPED or octets[:2] == b"\xfe\x80" or len(octets) == 32:
            return False
    customer = sound.attributes.get(OnlyToCustomer)
    return customer is None or customer.asn != 0


@pytest.mark.interop
@pytest.mark.parametrize("kind", [k for k in KINDS if k.name != "ExaBGP"], ids=lambda k: k.name)
def test_sound_updates_keep_the_session(kind: Kind) -> None:
    """RFC 4271 §6.3: nothing is wrong with them, and what comes behind them is heard."""
    reason = kind.program.why_not()
    if reason is not None:
        pytest.skip(reason)
    switches = Switches(port=free_port())
    session = Session(
        SessionConfig(
            local_as=OUR_AS,
            local_identifier="192.0.2.9",
            peer_as=kind.asn,
            families=UNICAST,
            graceful_restart=None,
        )
    )
    with (
        kind.make(switches) as daemon,
        closing(Wire.dial((kind.address, switches.port), OURS, session)) as wire,
    ):
        assert pump([wire], lambda: wire.is_up, 10)
        assert session.negotiation is not None
        agreed = attrs.evolve(
            session.negotiation.context, peer_as=OUR_AS, local_as=kind.asn, extended_messages=False
        )
        sent = set()

        @seed(1)
        @settings(
            max_examples=_MESSAGES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategies.updates(agreed).filter(is_for_all))
        def send(sound: Update) -> None:
            octets = sound.encode(agreed)
            wire.inject(octets)
            pump([wire], lambda: wire.ended, 0)
            assert not wire.ended, f"{wire.notification} at one of the last before {octets.hex()}"
            sent.add(octets)

        send()
        fence = NlriGroup.of(Family.IPV4_UNICAST, [FENCE], next_hop="192.0.2.9")
        block = AttributeBlock.of([Origin(0), AsPath.parse(f"{OUR_AS} 65000")])
        wire.announce(Update.build(attributes=block, announced=[fence]))

        def heard() -> bool:
            pump([wire], lambda: wire.ended, 0.05)
            return wire.ended or FENCE in kind.routes(daemon)

        wait_until(heard)
        assert not wire.ended, wire.notification
        assert len(sent) > _MESSAGES // 2

        def complaints() -> list[str]:
            return [word for word in _COMPLAINTS if word in daemon.log()]

        assert complaints() == []
        # Where there is reason for a complaint it is seen, or the session ends.
        wire.inject(MALFORMED)
        wait_until(lambda: pump([wire], lambda: wire.ended or complaints(), 0.05))
