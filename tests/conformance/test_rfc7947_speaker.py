"""RFC 7947 §2: a route server, and its clients."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes import Communities, MultiExitDisc
from bgplib.context import Context
from bgplib.iana.communities import BLACKHOLE, NO_EXPORT
from bgplib.policy import REJECT_ALL, Action, Policy, Statement
from bgplib.policy.matchers import FromPeer
from bgplib.policy.modifiers import AddCommunities, PrependNeighbour
from bgplib.policy.well_known import blackhole
from bgplib.speaker import Speaker
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"


def exchange(
    server_side: dict[str, Any] | None = None, **client_side: Any
) -> tuple[World, Speaker, Speaker, Speaker]:
    """Make a route server of AS 65000 with two clients.

    Args:
        server_side: how the server is configured towards the clients.
        client_side: how the clients are configured towards the server.
    """
    world = World()
    server = world.speaker(65000, 100)
    clients = [world.speaker(65000 + number, number) for number in (1, 2)]
    serving = {"route_server_client": True} if server_side is None else server_side
    for client in clients:
        world.link(server, client, left_side=serving, right_side=client_side)
    world.start()
    return world, server, clients[0], clients[1]


TRUSTING: dict[str, Any] = {"rules": Context(enforce_first_as=False)}


def test_21_all_updates_are_accepted() -> None:
    """§2.1: "for inclusion in its Adj-RIB-In", whatever policy says of them then."""
    refusing = {"route_server_client": True, "import_policy": REJECT_ALL}
    for server_side, chosen in ((None, True), (refusing, False)):
        world, server, client, _ = exchange(server_side, **TRUSTING)
        client.originate(PREFIX, world.now)
        world.settle()
        assert len(server.adj_rib_in("192.0.2.1")) == 1
        assert (server.loc_rib.best(PREFIX) is not None) is chosen


def test_221_the_next_hop_is_passed_unmodified() -> None:
    """§2.2.1: "the NEXT_HOP attribute MUST be passed unmodified to the route server clients"."""
    world, _, client, other = exchange(**TRUSTING)
    client.originate(PREFIX, world.now, attributes=[MultiExitDisc(7), Communities((1,))])
    world.settle()
    best = other.loc_rib.best(PREFIX)
    assert best is not None
    assert str(best.next_hop) == "192.0.2.1"
    assert best.attributes.as_path_text == "65001"
    assert (best.attributes.med, best.attributes.communities) == (7, (1,))


def test_221_other_speakers_put_their_own() -> None:
    """§2.2.1 is of route servers: the same speakers without, as RFC 4271 §5.1.3 has it."""
    world, _, client, other = exchange({})
    client.originate(PREFIX, world.now, attributes=[MultiExitDisc(7)])
    world.settle()
    best = other.loc_rib.best(PREFIX)
    assert best is not None
    assert str(best.next_hop) == "192.0.2.100"
    assert best.attributes.as_path_text == "65000 65001"
    assert best.attributes.med is None


def test_2221_clients_look_further_away() -> None:
    """§2.2.2.1: the server "SHOULD NOT prepend its own AS number"; but a client's, where asked."""
    longer = Policy(name="out", statements=[Statement(name="all", modifiers=PrependNeighbour(2))])
    serving = {"route_server_client": True, "export_policy": longer}
    world, server, client, other = exchange(serving, **TRUSTING)
    client.originate(PREFIX, world.now)
    server.originate("203.0.113.0/24", world.now)
    world.settle()
    best = other.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.as_path_text == "65001 65001 65001"
    best = other.loc_rib.best("203.0.113.0/24")
    assert best is not None
    assert best.attributes.as_path_text == "65000"


@pytest.mark.parametrize("mark", ["no-export", "no-advertise", "no-export-subconfed"])
def test_224_communities_are_for_the_clients_to_obey(mark: str) -> None:
    """§2.2.4: they "SHOULD NOT be modified, processed, or removed"."""
    marking = Policy(
        name="out", statements=[Statement(name="all", modifiers=AddCommunities.of(mark, "65001:1"))]
    )
    world, server, client, other = exchange(export_policy=marking, **TRUSTING)
    client.originate(PREFIX, world.now)
    server.originate("203.0.113.0/24", world.now, attributes=[Communities.of([mark])])
    world.settle()
    best = other.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.communities == Communities.of([mark, "65001:1"]).communities
    assert "192.0.2.2 is told the path" in str(server.explain(PREFIX))
    # What the server originates itself goes as from any other speaker.
    assert other.loc_rib.best("203.0.113.0/24") is None
    world, _, client, other = exchange({}, export_policy=marking)
    client.originate(PREFIX, world.now)
    world.settle()
    assert other.loc_rib.best(PREFIX) is None


@pytest.mark.parametrize("mark", ["no-export", "no-advertise", "no-export-subconfed"])
def test_224_those_of_others_are_for_us_to_obey(mark: str) -> None:
    """§2.2.4 is of what is "sent to a route server"; RFC 1997 says who else they are for.

    A peer that is not served has an ordinary neighbour in us, whatever others have.
    """
    marking = Policy(
        name="out", statements=[Statement(name="all", modifiers=AddCommunities.of(mark))]
    )
    world, server, first, other = exchange(**TRUSTING)
    upstream = world.speaker(65003, 3)
    side = {"export_policy": marking}
    world.link(server, upstream, right_side=side)
    upstream.start(world.now)
    world.settle()
    upstream.originate(PREFIX, world.now)
    world.settle()
    assert server.loc_rib.best(PREFIX) is not None
    assert (first.loc_rib.best(PREFIX), other.loc_rib.best(PREFIX)) == (None, None)
    assert "its communities keep it here, and who said so is no client" in str(
        server.explain(PREFIX)
    )
    # Once it is served, they are no longer for us.
    peer = server.peers["192.0.2.3"]
    for is_served in (True, False):
        changed = attrs.evolve(peer.config, route_server_client=is_served)
        server.update_peer(peer, changed, world.now)
        world.settle()
        assert (other.loc_rib.best(PREFIX) is not None) is is_served


KEEP_FIRST = Policy(
    name="not of the first",
    statements=[Statement(name="first", matchers=FromPeer.of("192.0.2.1"), action="reject")],
    default=Action.ACCEPT,
)


def hiding(**third: Any) -> tuple[World, Speaker, list[Speaker]]:
    """Make a route server whose clients 1 and 2 announce the same; 3 is not told what 1 says.

    Args:
        third: how the server is configured towards client 3, besides.
    """
    world = World()
    server = world.speaker(65000, 100)
    clients = [world.speaker(65000 + number, number) for number in (1, 2, 3)]
    serving = {"route_server_client": True, "own_choice": third.get("own_choice", False)}
    for client in clients:
        last = client is clients[2]
        side = {**serving, **third, "export_policy": KEEP_FIRST} if last else serving
        adding = {"add_path_receive": ("ipv4-unicast",)} if last and "send_paths" in third else {}
        world.link(server, client, left_side=side, right_side=TRUSTING | adding)
    world.start()
    for client in clients[:2]:
        client.originate(PREFIX, world.now)
        world.settle()
    return world, server, clients


def sources(speaker: Speaker) -> list[str]:
    """Return the AS paths to the prefix that a client has from the server."""
    routes = speaker.adj_rib_in("192.0.2.100")
    return sorted(route.attributes.as_path_text for route in routes)


def test_231_the_best_path_hides_the_others() -> None:
    """§2.3.1: "that client will not receive a path for that prefix", unless it has a choice."""
    _, _, clients = hiding()
    assert [sources(client) for client in clients] == [[], ["65001"], []]


def test_2321_each_client_has_the_best_of_what_it_may_be_told() -> None:
    """§2.3.2.1: "after the route server's client policies have been taken into consideration"."""
    world, server, clients = hiding(own_choice=True)
    assert [sources(client) for client in clients] == [["65002"], ["65001"], ["65002"]]
    printed = str(server.explain(PREFIX))
    assert "192.0.2.3 is not told the path from 192.0.2.1 AS65001" in printed
    assert "192.0.2.3 is told the path from 192.0.2.2 AS65002" in printed
    # What goes, and what comes, is told to those whom it matters to.
    clients[1].withdraw(PREFIX, world.now)
    world.settle()
    assert [sources(client) for client in clients] == [[], ["65001"], []]
    clients[1].originate(PREFIX, world.now)
    world.settle()
    clients[0].withdraw(PREFIX, world.now)
    world.settle()
    assert [sources(client) for client in clients] == [["65002"], [], ["65002"]]


def test_2321_a_client_comes_to_have_a_choice_without_a_reset() -> None:
    """§2.3.2.1, while the session stays up; and back."""
    world, server, clients = hiding()
    peer = server.peers["192.0.2.3"]
    for own, has in ((True, ["65002"]), (False, []), (True, ["65002"])):
        change = server.update_peer(peer, attrs.evolve(peer.config, own_choice=own), world.now)
        assert str(change) == "soft out: own_choice"
        world.settle()
        assert sources(clients[2]) == has


@pytest.mark.parametrize(("own", "has"), [(False, []), (True, ["65002"])])
def test_23222_a_number_of_paths_counts_those_that_it_may_have(own: bool, has: list[str]) -> None:
    """§2.3.2.2.2: with ADD-PATH and few paths the best ones hide others just as well."""
    _, _, clients = hiding(own_choice=own, send_paths=1, add_path_send=("ipv4-unicast",))
    assert sources(clients[2]) == has


def test_7999_3_2_a_route_server_passes_blackholes_on() -> None:
    """RFC 7999 §3.2: who honours BLACKHOLE adds NO_EXPORT, which is for the clients (§2.2.4)."""
    discarding = Policy(
        name="in", statements=[blackhole(["198.51.100.0/24"])], default=Action.ACCEPT
    )
    world, _, client, other = exchange(
        {"route_server_client": True, "import_policy": discarding}, **TRUSTING
    )
    client.originate("198.51.100.7/32", world.now, attributes=[Communities.of(["blackhole"])])
    world.settle()
    best = other.loc_rib.best("198.51.100.7/32")
    assert best is not None
    assert best.attributes.communities == (BLACKHOLE, NO_EXPORT)


@pytest.mark.parametrize("checking", [True, False])
def test_2222_the_check_of_the_first_as_can_be_disabled(checking: bool) -> None:
    """§2.2.2.2: "MUST allow this check to be disabled", here "on a per-peer basis"."""
    world, _, client, other = exchange(rules=Context(enforce_first_as=checking))
    client.originate(PREFIX, world.now)
    world.settle()
    assert (other.loc_rib.best(PREFIX) is None) is checking


@pytest.mark.parametrize("inside", [True, False])
def test_2221_routes_of_its_own_as_have_its_number(inside: bool) -> None:
    """RFC 4271 §5.1.2: who originates a route is in the AS_PATH; §2.2.2.1 is of what clients said.

    The server's AS originates it, be it the server or another speaker in that AS.
    """
    world, server, client, _ = exchange(**TRUSTING)
    other = world.speaker(65000, 3)
    world.link(server, other)
    other.start(world.now)
    world.settle()
    (other if inside else server).originate(PREFIX, world.now)
    world.settle()
    best = client.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.as_path_text == "65000"
