"""RFC 9012 §3.1.1: the AS that a tunnel ends in is that of the route, where a program asks."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath, AttributeBlock, Origin, TunnelEncapsulation
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.decision import RFC4271, DecisionContext
from bgplib.decision.egress import egress_as
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.rib import Rib
from bgplib.route import OUR_OWN_AS, Path, Source
from tests.conformance.updates import INTERNAL
from tests.session_world import messages_of
from tests.unit.speaker.world import World

PEER = Source(address="192.0.2.7", asn=65001)
HOP = bytes((192, 0, 2, 99))
END, OTHER = bytes((203, 0, 113, 1)), bytes((203, 0, 113, 2))
OURS = 64500


def tunnel(address: bytes = END) -> tunnels.Tunnel:
    """Make a tunnel that ends at an address; at the next hop where that has no octets."""
    return tunnels.Tunnel(8, (tunnels.EgressEndpoint(afi=1 if address else 0, address=address),))


def route(as_path: str, *ends: bytes, next_hop: bytes = HOP) -> Path:
    """Make a route of an AS path, with tunnels or without."""
    values: list[object] = [Origin(0), AsPath.parse(as_path)]
    if ends:
        values.append(TunnelEncapsulation(tuple(map(tunnel, ends))))
    return Path(PEER, AttributeBlock.of(values), next_hop)


def chosen(path: Path, routes: dict[bytes, Path], **options: Any) -> bool:
    """Say whether a route is eligible, where these are the BGP routes to addresses."""
    context = DecisionContext(route_to=routes.get, local_asns={OURS}, **options)
    return RFC4271.select([path], context) is path


@pytest.mark.parametrize(
    ("as_path", "end"),
    [
        ("65001 65002", "65001 65002"),
        ("65001 65002", "65003 65004 65002"),
        ("65001 64500", ""),
        ("", ""),
        ("", "(65010)"),
    ],
)
def test_3_1_1_the_same_as(as_path: str, end: str) -> None:
    """§3.1.1: Route_AS and Egress_AS are determined by RFC 6811 §2."""
    context = DecisionContext(route_to={END: route(end)}.get, local_asns={OURS})
    assert context.is_valid(tunnel(), route(as_path, END))


def test_3_1_1_tunnels_of_our_own_routes() -> None:
    """§3.1.1 is of what others say: a tunnel that we set up ends where we want."""
    context = DecisionContext(route_to={END: route("65003")}.get, local_asns={OURS})
    block = AttributeBlock.of([Origin(0), AsPath(())])
    assert context.is_valid(tunnel(), Path(Source.ourselves(OURS), block, HOP))
    assert not context.is_valid(tunnel(), Path(PEER, block, HOP))


def test_3_1_1_the_origin_is_not_known() -> None:
    """RFC 9012 §3.1.1, RFC 6811 §2: behind an AS_SET it is "NONE", which is that of no address."""
    path = route("65001 {65002}", END)
    for end in ("65002", "65001 {65002}"):
        assert not chosen(path, {END: route(end)})


@pytest.mark.parametrize("end", ["65001", "65002 65003", "", "65001 {65002}"])
def test_3_1_1_another_as(end: str) -> None:
    """§3.1.1: "considered not to be valid"; such a tunnel is ignored, here it is the only one."""
    path = route("65001 65002", END)
    assert not chosen(path, {END: route(end)})
    assert chosen(path, {END: route("65002")})


def test_3_1_1_a_valid_tunnel_is_enough() -> None:
    """§7.1: a route is resolvable where one of its tunnels is feasible."""
    routes = {END: route("65003"), OTHER: route("65002")}
    assert chosen(route("65002", END, OTHER), routes)


def test_3_1_1_off_by_default() -> None:
    """§3.1.1: it is "a procedure that MAY be applied"."""
    path = route("65001 65002", END)
    assert RFC4271.select([path], DecisionContext()) is path


def test_3_1_1_an_endpoint_without_address() -> None:
    """§3.1.1 is about the Address subfield, which address family 0 has not."""
    assert chosen(route("65001 65002", b""), {HOP: route("65003")})


def test_3_1_1_no_as_path_at_all() -> None:
    """§3.1.1: then Egress_AS "is the BGP speaker's own AS number"."""
    assert egress_as(END, lambda _: None) == OUR_OWN_AS
    assert not chosen(route("65001 65002", END), {})
    assert chosen(route("", END), {})


def test_3_1_1_the_last_path_of_the_recursion() -> None:
    """§3.1.1: "the last one encountered while performing the recursive lookup"."""
    routes = {END: route("65001 65002", next_hop=OTHER), OTHER: route("65001 65003")}
    assert egress_as(END, routes.get) == 65003


def test_3_1_1_the_recursion_ends_at_our_own_route() -> None:
    """§3.1.1: what we originate leads no further, nor does a route without a next hop."""
    ours = Path(Source.ourselves(OURS), AttributeBlock.of([Origin(0), AsPath(())]), OTHER)
    routes = {END: ours, OTHER: route("65001 65003")}
    assert egress_as(END, routes.get) == OUR_OWN_AS
    routes[END] = route("65001 65002", next_hop=b"")
    assert egress_as(END, routes.get) == 65002


def test_3_1_1_a_recursion_without_end() -> None:
    """§7.2: routes that depend on each other lead nowhere, and are not followed for ever."""
    asked = []

    def look_up(address: bytes) -> Path:
        asked.append(address)
        return route("65002", next_hop=OTHER if address == END else END)

    assert egress_as(END, look_up) is None
    assert 2 < len(asked) < 100


def test_3_1_1_permitted_as_numbers() -> None:
    """§3.1.1: "configuration MAY allow for such a case": a set takes the place of Route_AS."""
    path, routes = route("65001 65002", END), {END: route("65003")}
    assert chosen(path, routes, permitted_egress={65003, 65004})
    assert not chosen(path, routes, permitted_egress={65002})
    assert chosen(path, {}, permitted_egress={OURS})


def reselected(before: str, after: str) -> tuple[bool, bool]:
    """Say whether a route is best, before and after the forwarding route changed."""
    routes = {END: route(before)}
    rib = Rib(context=DecisionContext(route_to=routes.get))
    path = route("65001 65002", END)
    rib.announce(Family.IPV4_UNICAST, "198.51.100.0/24", PEER, path.attributes, HOP)
    first = rib.best("198.51.100.0/24") is not None
    routes[END] = route(after)
    rib.reselect()
    return first, rib.best("198.51.100.0/24") is not None


def test_3_1_1_it_becomes_valid() -> None:
    """§3.1.1: "if the forwarding route changes, this procedure MUST be reapplied"."""
    assert reselected("65003", "65002") == (False, True)


def test_3_1_1_it_becomes_not_valid() -> None:
    """§3.1.1: "a sub-TLV that was formerly considered valid might become not valid"."""
    assert reselected("65002", "65003") == (True, False)


def test_13_a_speaker_removes_what_is_not_valid() -> None:
    """§3.1, §13: it is malformed then, so that its TLV is removed, for as long as that is so."""
    world = World()
    routes = {END: route("65002"), OTHER: route("65002")}
    decision = DecisionContext(route_to=routes.get)
    left = world.speaker(65002, 1)
    hub = world.speaker(65001, 2, decision=decision)
    right = world.speaker(65001, 3)
    inside = {"same_administration": True}
    world.link(left, hub, left_side=inside, right_side=inside)
    ours, _ = world.link(hub, right)
    world.start()
    both = TunnelEncapsulation((tunnel(END), tunnel(OTHER)))
    left.originate("198.51.100.0/24", world.now, attributes=[both])
    world.settle()
    routes[END] = route("65003")
    hub.reselect(world.now)
    world.settle()
    routes[END] = route("65002")
    hub.reselect(world.now)
    world.settle()
    sent = [decode(octets, INTERNAL) for octets in messages_of(b"".join(world.sent[ours]))]
    told = [
        update.attributes.get(TunnelEncapsulation)
        for update in sent
        if isinstance(update, Update) and update.announced
    ]
    assert told == [both, TunnelEncapsulation(both.tunnels[1:]), both]


def test_11_what_is_left_of_it_stays_inside() -> None:
    """§11: "filtering of the attribute on outgoing UPDATEs MUST be enabled by default"."""
    world = World()
    routes = {END: route("65003"), OTHER: route("65002")}
    left = world.speaker(65002, 1)
    hub = world.speaker(65001, 2, decision=DecisionContext(route_to=routes.get))
    inside, outside = world.speaker(65001, 3), world.speaker(65009, 4)
    near = {"same_administration": True}
    world.link(left, hub, left_side=near, right_side=near)
    world.link(hub, inside)
    ours, _ = world.link(hub, outside)
    world.start()
    both = TunnelEncapsulation((tunnel(END), tunnel(OTHER)))
    left.originate("198.51.100.0/24", world.now, attributes=[both])
    world.settle()
    best = inside.rib.best("198.51.100.0/24")
    assert best is not None
    assert best.attributes.get(TunnelEncapsulation) == TunnelEncapsulation(both.tunnels[1:])
    sent = [decode(octets) for octets in messages_of(b"".join(world.sent[ours]))]
    (only,) = [each for each in sent if isinstance(each, Update) and each.announced]
    assert only.attributes.get(TunnelEncapsulation) is None
