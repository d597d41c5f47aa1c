"""RFC 8365 §5.1.3 in a speaker: EVPN routes keep the NVE as their next hop, on any session."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.iana.families import Family
from bgplib.policy import Policy, Statement
from bgplib.policy.modifiers import NextHopSelf
from tests.unit.speaker.world import World

EVPN = Family.L2VPN_EVPN
MAC = "macadv 00:00:5e:00:53:01 10.0.0.1 etag 0 label 1000 rd 192.0.2.77:100"
OURSELVES = Policy(name="ours", statements=[Statement(name="all", modifiers=NextHopSelf())])


def next_hop(number: int, spine: int, last: int, **side: Any) -> str:
    """Return the next hop of a route that a spine passes on.

    Args:
        number: the AS of the leaf that has the NVE.
        spine: that of the spine.
        last: that of the leaf that is told.
        side: how the spine is configured towards it.
    """
    world = World()
    nve, ours, theirs = world.speaker(number, 1), world.speaker(spine, 2), world.speaker(last, 3)
    world.link(nve, ours, families=[EVPN])
    world.link(ours, theirs, families=[EVPN], left_side=side)
    world.start()
    nve.originate(MAC, world.now, family=EVPN, next_hop="192.0.2.77")
    world.settle()
    route = theirs.loc_rib.best(MAC, EVPN)
    assert route is not None
    assert route.next_hop is not None
    return route.next_hop.short


@pytest.mark.parametrize("ases", [(1, 2, 3), (1, 1, 2), (1, 2, 2)], ids=str)
def test_5_1_3_the_next_hop_is_the_nve(ases: tuple[int, int, int]) -> None:
    """§5.1.3: "MUST be set to the IPv4 or IPv6 address of the NVE", whose VNI the route has."""
    assert next_hop(*ases) == "192.0.2.77"


def test_5_1_3_an_nve_need_not_be_on_a_shared_subnet() -> None:
    """§5.1.3: nor, then, is it for RFC 4271 §6.3 to judge it by the link to the neighbour.

    The underlay of a fabric has that rule, often by the same session.
    """
    world = World()
    nve, ours, theirs = (world.speaker(number, number) for number in (1, 2, 3))
    families = [EVPN, Family.IPV4_UNICAST]
    side = {"shared_subnets": ["192.0.2.0/30"]}
    world.link(nve, ours, families=families)
    world.link(ours, theirs, families=families, right_side=side)
    world.start()
    nve.originate(MAC, world.now, family=EVPN, next_hop="198.51.100.77")
    ours.originate("10.0.0.0/8", world.now, next_hop="198.51.100.77")
    world.settle()
    route = theirs.loc_rib.best(MAC, EVPN)
    assert route is not None
    assert str(route.next_hop) == "198.51.100.77"
    assert theirs.loc_rib.best("10.0.0.0/8") is None


@pytest.mark.parametrize("ases", [(1, 2, 3), (1, 1, 2)], ids=str)
def test_10_a_border_router_puts_itself_where_policy_says_so(ases: tuple[int, int, int]) -> None:
    """§10.2: an ASBR "re-advertises the EVPN route by re-writing the BGP next hops to itself"."""
    assert next_hop(*ases, export_policy=OURSELVES) == "192.0.2.2"


def test_5_1_3_own_routes_have_the_address_of_the_session() -> None:
    """§5.1.3: where the program names no other NVE, it is ourselves."""
    world = World()
    nve, leaf = world.speaker(1, 1), world.speaker(2, 2)
    world.link(nve, leaf, families=[EVPN])
    world.start()
    nve.originate(MAC, world.now, family=EVPN)
    world.settle()
    route = leaf.loc_rib.best(MAC, EVPN)
    assert route is not None
    assert str(route.next_hop) == "192.0.2.1"


def test_10_2_an_explanation_says_whose_labels_they_are() -> None:
    """§10.2: what `NextHopSelf` says of the next hop it does not say of VNI and label."""
    notes = []
    for side in ({}, {"export_policy": OURSELVES}):
        world = World()
        nve, ours, theirs = (world.speaker(65000 + at, at) for at in (1, 2, 3))
        world.link(nve, ours, families=[EVPN])
        world.link(ours, theirs, families=[EVPN], left_side=side)
        world.start()
        nve.originate(MAC, world.now, family=EVPN, next_hop="192.0.2.77")
        world.settle()
        report = ours.explain(MAC, EVPN)
        ((_, exported),) = report.exports[1].paths
        assert report.to_json()["exports"][1]["paths"][0]["note"] == (exported.note or None)
        assert exported.note in str(report)
        notes.append(exported.note)
    said = "its VNIs and labels stay those of its former next hop, 192.0.2.77 (RFC 8365 §10.2)"
    assert notes == ["", said]
