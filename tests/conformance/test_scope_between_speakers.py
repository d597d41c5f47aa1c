"""RFC 9012 §11, RFC 8669 §8, RFC 5701 §2: what a speaker keeps inside of its network."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import Ipv6ExtendedCommunities, PrefixSid, TunnelEncapsulation
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities, RouteTarget
from bgplib.attributes.ipv6_extended_communities import Ipv6ExtendedCommunity
from bgplib.attributes.prefix_sid import LabelIndex
from bgplib.context import Context
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.policy import Action, Policy, Result, Statement
from bgplib.policy.modifiers import SetAttribute
from bgplib.speaker import Peer
from tests.session_world import messages_of
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"
TUNNEL = TunnelEncapsulation((tunnels.Tunnel(8, (tunnels.EgressEndpoint(afi=0),)),))
MARKS = ExtendedCommunities((Encapsulation(tunnel_type=8), RouteTarget.of("65000:1")))
SID = PrefixSid((LabelIndex(index=7),))

#: what there is of a route: the attribute, the community, the SIDs
Signs = tuple[bool, bool, bool]
ALL, NONE = (True, True, True), (False, False, False)
INSIDE = {"same_administration": True, "rules": Context(accept_prefix_sid=True)}


def signs(attributes: Any) -> Signs:
    """Return what signs of a tunnel there are; the other community is there in any case."""
    marks = attributes.get(ExtendedCommunities)
    assert marks is not None
    texts = [str(mark) for mark in marks.communities]
    assert texts[-1] == "rt:65000:1"
    return (
        attributes.get(TunnelEncapsulation) is not None,
        "encap:vxlan" in texts,
        attributes.get(PrefixSid) is not None,
    )


def passed(right_as: int, **sides: Any) -> tuple[Signs, Signs]:
    """Pass a route from one speaker to another; return what was sent, and what was taken."""
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(right_as, 2)
    ours, _ = world.link(left, right, **sides)
    world.start()
    left.originate(PREFIX, world.now, attributes=[TUNNEL, MARKS, SID])
    world.settle()
    best = right.rib.best(PREFIX)
    assert best is not None
    return sent(world, ours), signs(best.attributes)


def sent(world: World, peer: Peer) -> Signs:
    """Return what signs were in the only UPDATE that announced something."""
    found = [decode(octets) for octets in messages_of(b"".join(world.sent[peer]))]
    (only,) = [each for each in found if isinstance(each, Update) and each.announced]
    return signs(only.attributes)


def test_11_within_the_as() -> None:
    """§11 speaks of EBGP sessions only."""
    assert passed(65001) == (ALL, ALL)


def test_11_to_an_external_peer() -> None:
    """§11: "filtering of the attribute on outgoing UPDATEs MUST be enabled by default"."""
    assert passed(65002) == (NONE, NONE)


@pytest.mark.parametrize("client", [False, True])
def test_11_to_the_client_of_a_route_server(client: bool) -> None:
    """§11: that is an EBGP session too."""
    right = {"rules": Context(enforce_first_as=False)}
    left = {"route_server_client": client}
    assert passed(65002, left_side=left, right_side=right)[0] == NONE


def test_11_to_an_external_peer_of_the_same_administration() -> None:
    """§11: "within a set of ASes that belong to a single administrative entity"."""
    assert passed(65002, **INSIDE) == (ALL, ALL)


def test_11_from_an_external_peer() -> None:
    """§11: "filtering of the attribute on incoming UPDATEs MUST be enabled by default"."""
    assert passed(65002, left_side=INSIDE) == (ALL, NONE)


def test_11_from_an_external_peer_of_the_same_administration() -> None:
    """§11: either end decides for itself."""
    assert passed(65002, right_side=INSIDE) == (NONE, NONE)
    assert passed(65002, left_side=INSIDE, right_side={"same_administration": True}) == (
        ALL,
        (True, True, False),
    )


def test_11_the_explanation_says_so_too() -> None:
    """§11: what is explained is what was done."""
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(left, right, left_side=INSIDE)
    world.start()
    left.originate(PREFIX, world.now, attributes=[TUNNEL, MARKS, SID])
    world.settle()
    assert PREFIX in str(right.explain(PREFIX))
    (peer,) = right.peers.values()
    best = right.rib.best(PREFIX)
    assert best is not None
    assert peer.importer is not None
    result = peer.importer.explain(best.path.received, best.family, best.key)
    assert isinstance(result, Result)
    assert result.route is not None
    assert signs(result.route.attributes) == NONE


@pytest.mark.parametrize(
    ("asns", "settings", "stays"),
    [
        ((65001, 65001), {}, True),
        ((65001, 65002), {}, False),
        ((65001, 65002), {"same_administration": True}, False),
    ],
)
def test_2_what_is_not_transitive_stays_in_the_as(
    asns: tuple[int, int], settings: dict[str, Any], stays: bool
) -> None:
    """RFC 5701 §2: the first octet says whether a community is "transitive across" ASes."""
    both = [Ipv6ExtendedCommunity.parse(f"{code}:[2001:db8::1]:7") for code in ("0x4002", "rt")]
    world = World()
    left, right = (world.speaker(asn, number) for number, asn in enumerate(asns, 1))
    world.link(left, right, **settings)
    world.start()
    left.originate(PREFIX, world.now, attributes=[Ipv6ExtendedCommunities(tuple(both))])
    left.originate("203.0.113.0/24", world.now, attributes=[Ipv6ExtendedCommunities((both[0],))])
    world.settle()
    first, second = right.rib.best(PREFIX), right.rib.best("203.0.113.0/24")
    assert first is not None
    assert second is not None
    kept = Ipv6ExtendedCommunities(tuple(both) if stays else (both[1],))
    assert first.attributes.get(Ipv6ExtendedCommunities) == kept
    assert (second.attributes.get(Ipv6ExtendedCommunities) is not None) is stays


@pytest.mark.parametrize("client", [False, True])
def test_2_communities_stay_for_the_client_of_a_route_server(client: bool) -> None:
    """RFC 7947 §2.2.4: "Transitive as well as non-transitive" ones SHOULD NOT be removed."""
    both = [Ipv6ExtendedCommunity.parse(f"{code}:[2001:db8::1]:7") for code in ("0x4002", "rt")]
    giving = Policy(
        name="giving",
        statements=[
            Statement(name="all", modifiers=SetAttribute(Ipv6ExtendedCommunities(tuple(both))))
        ],
        default=Action.ACCEPT,
    )
    world = World()
    one, server, other = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    world.link(server, one, left_side={"import_policy": giving})
    world.link(
        server,
        other,
        left_side={"route_server_client": client},
        right_side={"rules": Context(enforce_first_as=False)},
    )
    world.start()
    one.originate(PREFIX, world.now)
    world.settle()
    best = other.rib.best(PREFIX)
    assert best is not None
    kept = Ipv6ExtendedCommunities(tuple(both) if client else (both[1],))
    assert best.attributes.get(Ipv6ExtendedCommunities) == kept
