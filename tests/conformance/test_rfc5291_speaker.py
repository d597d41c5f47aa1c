"""RFC 5291 §6: a speaker whose peer says what it does not want."""

from __future__ import annotations

from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.speaker import Peer, Speaker
from bgplib.values.prefix import Prefix
from tests.unit.speaker.world import World

V4 = Family.IPV4_UNICAST
ROUTES = ("10.1.0.0/16", "10.2.0.0/16", "192.0.2.0/24", "198.51.100.0/24")


def pair(*, receive: tuple[Family, ...] = (V4,)) -> tuple[World, Speaker, Speaker, Peer]:
    """Make a speaker with some routes, and a peer that would filter them.

    Args:
        receive: the families in which the speaker takes filters.
    """
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    _, far = world.link(
        one, other, left_side={"orf_receive": receive}, right_side={"orf_send": (V4,)}
    )
    for prefix in ROUTES:
        one.originate(prefix, world.now)
    world.start()
    return world, one, other, far


def entry(prefix: str, number: int = 10, action: int = 0) -> orf.AddressPrefixEntry:
    """Make a filter that permits a prefix and what is in it."""
    return orf.AddressPrefixEntry(
        action=action, sequence=number, prefix=Prefix.parse(prefix), maximum=32
    )


def ask(world: World, far: Peer, when: int, *entries: orf.AddressPrefixEntry) -> None:
    """Let the peer say what it wants."""
    filters = orf.Filters(when, (orf.OutboundRouteFilter(orf.ADDRESS_PREFIX, entries),))
    assert far.connection is not None
    far.connection.send(RouteRefresh(V4, orf=orf.encode(filters)))
    world.settle()


def told(other: Speaker) -> set[str]:
    """Return what the peer was told."""
    return {str(route.prefix) for route in other.adj_rib_in("192.0.2.1")}


def test_6_without_an_agreement_all_is_as_ever() -> None:
    """§6: where the types in common are none, "the speaker MUST follow normal BGP procedures"."""
    _, _, other, _ = pair(receive=())
    assert told(other) == set(ROUTES)


def test_6_with_an_agreement_the_filters_are_waited_for() -> None:
    """§6: else routes wait for the filters, or for a request that has none."""
    world, _, other, far = pair()
    assert told(other) == set()
    far.request_refresh(V4, world.now)
    world.settle()
    assert told(other) == set(ROUTES)


def test_6_affected_routes_are_advertised_again() -> None:
    """§6: "MUST re-advertise all the routes that have been affected by the ORF entries"."""
    world, one, other, far = pair()
    ask(world, far, orf.IMMEDIATE, entry("10.0.0.0/8"))
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16"}
    ask(world, far, orf.IMMEDIATE, entry("192.0.2.0/24", 20))
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16", "192.0.2.0/24"}
    one.originate("10.3.0.0/16", world.now)
    one.originate("203.0.113.0/24", world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "192.0.2.0/24"}


def test_6_routes_that_are_filtered_now_are_withdrawn() -> None:
    """§6: routes that are affected the other way go."""
    world, _, other, far = pair()
    ask(world, far, orf.IMMEDIATE, entry("10.0.0.0/8"), entry("192.0.2.0/24", 20))
    ask(world, far, orf.IMMEDIATE, entry("10.0.0.0/8", 10, action=1))
    assert told(other) == {"192.0.2.0/24"}


def test_6_what_is_deferred_waits_for_a_request() -> None:
    """§6: with DEFER, nothing is advertised before a plain ROUTE-REFRESH comes."""
    world, _, other, far = pair()
    ask(world, far, orf.DEFER, entry("10.0.0.0/8"))
    assert told(other) == set()
    far.request_refresh(V4, world.now)
    world.settle()
    assert told(other) == {"10.1.0.0/16", "10.2.0.0/16"}
