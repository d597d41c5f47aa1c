"""RFC 4761 §3.4 in a speaker: label blocks are of the next hop that a VPLS route came with."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri import Nlri
from bgplib.nlri.vpls import VplsDiscoveryNlri, VplsNlri
from bgplib.policy import Policy, Statement
from bgplib.policy.modifiers import NextHopUnchanged
from bgplib.speaker import Speaker
from bgplib.values.label import Label
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.speaker.world import World

VPLS = Family.L2VPN_VPLS
RD = RouteDistinguisher.parse("65001:1")
BLOCK = VplsNlri(rd=RD, ve_id=1, block_offset=1, block_size=8, label_base=Label.of(1000))
KEPT = Policy(name="kept", statements=[Statement(name="all", modifiers=NextHopUnchanged())])


def between(labels: Any, nlri: Nlri = BLOCK, **side: Any) -> tuple[Speaker, Speaker]:
    """Announce a route through an ASBR to another AS; return that, and who is behind it."""
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(65003, 3)
    middle = world.speaker(65002, 2, labels=labels)
    world.link(left, middle, families=(VPLS,))
    trusting = {"rules": Context(enforce_first_as=False)}
    world.link(middle, right, families=(VPLS,), left_side=side, right_side=trusting)
    world.start()
    left.originate(nlri, world.now, family=VPLS)
    world.settle()
    assert len(middle.rib) == 1
    return middle, right


def came_to(speaker: Speaker) -> list[tuple[Nlri, str]]:
    """Return NLRI and next hop of what a speaker was told."""
    return [(route.nlri, str(route.next_hop)) for route in speaker.adj_rib_in("192.0.2.2")]


def test_3_4_2_another_label_block_with_another_next_hop() -> None:
    """§3.4.2: "identical to the VPLS NLRI that PE1 sends to ASBR1, except for the label block"."""
    _, right = between(lambda path: [Label.of(7000)])
    assert came_to(right) == [(attrs.evolve(BLOCK, label_base=Label.of(7000)), "192.0.2.2")]


@pytest.mark.parametrize(
    "labels", [None, lambda path: None, lambda path: [], lambda path: [Label.of(1), Label.of(2)]]
)
def test_3_4_2_without_one_it_is_not_passed_on(labels: Any) -> None:
    """§3.4.2: at our address the labels of the PE's block mean nothing, or something else."""
    middle, right = between(labels)
    assert came_to(right) == []
    assert "no labels are bound to it at its new next hop (RFC 4761 §3.4.2)" in str(
        middle.explain(BLOCK, VPLS)
    )


@pytest.mark.parametrize("side", [{"export_policy": KEPT}, {"route_server_client": True}])
def test_3_4_3_with_its_next_hop_it_stays_as_it_is(side: dict[str, Any]) -> None:
    """§3.4.3: "if this is via route reflectors, the BGP nexthop is not changed"."""
    _, right = between(None, **side)
    assert came_to(right) == [(BLOCK, "192.0.2.1")]


def test_6074_discovery_has_no_labels() -> None:
    """RFC 6074 §3.2.2: pseudowires are signalled by other means."""
    nlri = VplsDiscoveryNlri(rd=RD, pe_address=b"\xc0\0\2\1")
    _, right = between(None, nlri)
    assert came_to(right) == [(nlri, "192.0.2.2")]
