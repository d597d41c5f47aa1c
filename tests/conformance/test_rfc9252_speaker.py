"""RFC 9252 §2 in a speaker: what becomes of the SIDs of a service with another next hop."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import PrefixSid
from bgplib.attributes._srv6_service import SidInformation, SidStructure
from bgplib.attributes.prefix_sid import LabelIndex, Srv6Service
from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri import Nlri
from bgplib.nlri.unicast import UnicastNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.policy import Policy, PolicyContext, Statement
from bgplib.policy.modifiers import NextHopUnchanged
from bgplib.policy.parts import Modifier
from bgplib.route import Path
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from bgplib.values.tlv import Tlv
from tests.unit.speaker.world import World

V6, VPN = Family.IPV6_UNICAST, Family.IPV6_VPN
PREFIX = Prefix.parse("2001:db8:1::/48")
ROUTES: dict[Family, Nlri] = {
    V6: UnicastNlri(PREFIX),
    VPN: VpnNlri(rd=RouteDistinguisher.parse("65001:1"), prefix=PREFIX, labels=(Label.of(300),)),
}
STRUCTURE = SidStructure(locator_block=40, locator_node=24, function=16, argument=0)
SID = SidInformation(
    sid=bytes.fromhex("20010db8000000010000000000000001"),
    behavior=18,
    parts=(Tlv(99, b"who knows"), STRUCTURE),
)
SERVICE = Srv6Service(type=5, parts=(SID, Tlv(77, b"nor this")))
KNOWN = Srv6Service(type=5, parts=(attrs.evolve(SID, parts=(STRUCTURE,)),))
V6_OF_LEFT = "2001:db8::1"
OTHER = Tlv(200, b"another part")
KEPT = Policy(name="kept", statements=[Statement(name="all", modifiers=NextHopUnchanged())])


def came(family: Family, *parts: Any, **side: Any) -> PrefixSid | None:
    """Announce a route with SIDs to a border router, and return those behind it, in its AS."""
    world = World()
    left = world.speaker(65001, 1)
    middle = world.speaker(65002, 2, labels=lambda path: [Label.of(7000)])
    right = world.speaker(65002, 3)
    trusted: dict[str, Any] = {
        "families": (family,),
        "same_administration": True,
    }
    rules = {"rules": Context(accept_prefix_sid=True)}
    world.link(left, middle, **trusted, left_side={"next_hop_ipv6": V6_OF_LEFT}, right_side=rules)
    side = {"next_hop_ipv6": "2001:db8::2", "next_hop_self": True, **side}
    world.link(middle, right, **trusted, left_side=side)
    world.start()
    values = [PrefixSid(parts)]
    left.originate(ROUTES[family], world.now, family=family, attributes=values)
    world.settle()
    (route,) = right.adj_rib_in("192.0.2.2")
    return route.attributes.get(PrefixSid)


def test_2_what_is_not_recognized_goes_no_further_with_another_next_hop() -> None:
    """§2: "Any received Sub-TLVs and Sub-Sub-TLVs that are unrecognized MUST be removed"."""
    assert came(V6, SERVICE, OTHER) == PrefixSid((KNOWN, OTHER))


def test_2_beside_another_label_there_is_no_sid() -> None:
    """§2: SIDs "SHOULD be updated"; §4: a part of them may be in the label, which is another."""
    assert came(VPN, SERVICE, OTHER) == PrefixSid((OTHER,))
    assert came(VPN, SERVICE) is None


@pytest.mark.parametrize("family", [V6, VPN])
@pytest.mark.parametrize("side", [{"next_hop_self": False}, {"export_policy": KEPT}])
def test_2_with_its_next_hop_all_is_propagated(family: Family, side: dict[str, Any]) -> None:
    """§2: "including any unrecognized Types of Sub-TLV and Sub-Sub-TLV"."""
    assert came(family, SERVICE, OTHER, **side) == PrefixSid((SERVICE, OTHER))


def test_2_what_policy_says_itself_stays() -> None:
    """§2: "the locally allocated SRv6 SID information" is for the program to put in."""
    ours = PrefixSid((Srv6Service(type=5, parts=(attrs.evolve(SID, sid=bytes(15) + b"\2"),)),))

    class Ours(Modifier):
        touches = "prefix_sid"

        def change(self, path: Path, context: PolicyContext) -> Path:
            return path.replace(attributes=path.attributes.replace(ours))

        def __str__(self) -> str:
            return "set our SID"

    policy = Policy(name="ours", statements=[Statement(name="all", modifiers=Ours())])
    assert came(V6, SERVICE, export_policy=policy) == ours
    assert came(VPN, SERVICE, export_policy=policy) == ours


def test_2_what_is_no_service_stays() -> None:
    """§2 is of SRv6 Service TLVs."""
    index = LabelIndex(index=5)
    assert came(V6, index, OTHER) == PrefixSid((index, OTHER))
