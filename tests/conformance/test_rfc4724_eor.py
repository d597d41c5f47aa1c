"""RFC 4724 §2: the End-of-RIB marker."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from tests.conformance.updates import (
    HOP6,
    IPV4,
    IPV6,
    NLRI,
    ROUTE6,
    attribute,
    judged,
    reach,
    unreach,
    update,
)
from tests.session_world import messages_of
from tests.unit.speaker.world import World

OTHERS = [IPV6, Family.IPV4_MULTICAST, Family.IPV4_VPN, Family.L2VPN_EVPN, Family(16398, 99)]


def test_2_ipv4_unicast() -> None:
    """§2: "an UPDATE message with the minimum length"."""
    octets = Update.end_of_rib_of(IPV4).encode()
    assert len(octets) == 23
    assert judged(octets).end_of_rib == IPV4


@pytest.mark.parametrize("family", OTHERS)
def test_2_other_families(family: Family) -> None:
    """§2: "only the MP_UNREACH_NLRI attribute [BGP-MP] with no withdrawn routes"."""
    octets = Update.end_of_rib_of(family).encode()
    assert octets == update(unreach(family=family))
    found = judged(octets)
    assert found.end_of_rib == family
    assert found.announced == found.withdrawn == ()


def test_2_ipv4_unicast_in_the_form_of_others() -> None:
    """§2: MP_UNREACH_NLRI of IPv4 unicast marks its end as well; we send the short form."""
    found = judged(update(unreach(family=IPV4)))
    assert found.end_of_rib == IPV4
    assert found.canonical().encode() == update()


@pytest.mark.parametrize(
    "octets",
    [
        update(withdrawn=NLRI),
        update(unreach(ROUTE6)),
        update(unreach(), withdrawn=NLRI),
        update(unreach(), nlri=NLRI),
        update(unreach(), attribute(0x40, 1, b"\0")),
        update(unreach(), attribute(0xC0, 250, b"x")),
        update(attribute(0xC0, 250, b"x")),
        update(attribute(0xC0, 250, b"x"), nlri=NLRI),
        update(reach(b"", hop=HOP6)),
        update(unreach(), reach(b"", hop=HOP6)),
        update(unreach(), unreach()),
        update(unreach(), b"\x80"),
        update(unreach(b"\x81")),
        update(unreach(flags=0xC0)),
    ],
)
def test_2_nothing_else_is_a_marker(octets: bytes) -> None:
    """§2: "no reachable" and "empty withdrawn NLRI", and nothing else at all beside them."""
    assert judged(octets).end_of_rib is None


def test_2_the_marker_of_a_family_that_was_not_agreed_on() -> None:
    """RFC 4760 §8: it is ignored as its routes would be."""
    found = judged(update(unreach()), Context(families=[IPV4]))
    assert found.end_of_rib is None
    assert found.treatment.text == "ignore"


def test_2_no_marker_is_sent_by_accident() -> None:
    """§2: an UPDATE of which nothing is left is not sent."""
    with pytest.raises(EncodeError):
        Update.build().encode()
    kept = Update.build(attributes=(Origin(0), AsPath()))
    assert judged(kept.encode()).end_of_rib is None


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_4_a_speaker_sends_the_marker_when_all_is_sent(count: int) -> None:
    """§4: "including the case when there is no update to send", for each address family."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    near, _ = world.link(one, other, families=(Family.IPV4_UNICAST, Family.IPV6_UNICAST))
    for number in range(count):
        one.originate(f"10.{number >> 8}.{number & 255}.0/24", world.now)
    world.start()
    sent = [
        found
        for octets in messages_of(b"".join(world.sent[near]))
        if isinstance(found := decode(octets, Context(extended_messages=True)), Update)
    ]
    markers = [at for at, update in enumerate(sent) if update.end_of_rib is not None]
    assert {sent[at].end_of_rib for at in markers} == {Family.IPV4_UNICAST, Family.IPV6_UNICAST}
    last = next(at for at in markers if sent[at].end_of_rib == Family.IPV4_UNICAST)
    assert not any(update.announced for update in sent[last:])
    assert sum(len(group) for update in sent for group in update.announced) == count


def test_4_a_speaker_without_the_capability_sends_none() -> None:
    """§4 is of a speaker that advertises the capability; later changes have no marker either."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    near, _ = world.link(one, other, left_side={"graceful_restart": None})
    world.start()
    one.originate("10.0.0.0/8", world.now)
    world.settle()
    sent = [decode(octets) for octets in messages_of(b"".join(world.sent[near]))]
    updates = [found for found in sent if isinstance(found, Update)]
    assert [update.end_of_rib for update in updates] == [None]
