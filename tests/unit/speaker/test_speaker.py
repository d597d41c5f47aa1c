"""Speakers that exchange routes, from the first OPEN to the last withdrawal."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import attrs
import pytest

from bgplib.attributes import Communities, LocalPref, MultiExitDisc
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.policy import Action, Policy, Statement
from bgplib.policy.matchers import PrefixList
from bgplib.policy.modifiers import SetLocalPref
from bgplib.session import (
    GracefulRestartConfig,
    RoutesSwept,
    SessionDown,
    SessionUp,
    UpdateReceived,
)
from bgplib.speaker import BestChanged, Peer, PeerConfig, PeerEvent, PolicyFailed, Speaker
from bgplib.speaker.agenda import Agenda
from tests.unit.speaker.export_twin import differences
from tests.unit.speaker.world import World, table

PREFIX = "198.51.100.0/24"
V4 = Family.IPV4_UNICAST


def chain(world: World, count: int = 3) -> list[Speaker]:
    """Return speakers of different ASes in a row."""
    speakers = [world.speaker(65001 + at, 1 + at) for at in range(count)]
    for left, right in pairwise(speakers):
        world.link(left, right)
    return speakers


def test_a_route_travels_and_is_withdrawn() -> None:
    """What one end originates is known at the other, with the path it took; and leaves again."""
    world = World()
    first, _, last = chain(world)
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    assert table(last) == {PREFIX: "65002 65001 via 192.0.2.2"}
    assert first.withdraw(PREFIX, world.now)
    assert not first.withdraw(PREFIX, world.now)
    world.settle()
    assert table(last) == {}
    assert [len(speaker.rib) for speaker in world.speakers] == [0, 0, 0]


def test_routes_from_before_the_session_are_sent_with_an_end_of_rib() -> None:
    """RFC 4724 §2: who comes up is told the whole table, and that it is whole."""
    ends: list[Family] = []

    class Watching(Speaker):
        def end_of_rib(self, peer: Peer, family: Family) -> None:
            if self is second:
                ends.append(family)

    world = World(Watching)
    first, second = chain(world, 2)
    for number in range(3000):
        first.originate(f"10.{number >> 8}.{number & 255}.0/24", world.now)
    world.start()
    assert len(second.rib) == 3000
    assert ends == [V4]


def test_the_end_of_a_session_takes_its_routes_along() -> None:
    """RFC 4271 §8.2.2: routes of a session that ended are deleted, and withdrawn from others."""
    world = World()
    first, second, last = chain(world)
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    first.stop(world.now, "maintenance")
    world.settle()
    assert table(second) == table(last) == {}
    downs = [e.event for e in world.events[second] if isinstance(e, PeerEvent)]
    assert any(isinstance(event, SessionDown) for event in downs)
    first.start(world.now)
    world.wait(60)
    assert table(last) == {PREFIX: "65002 65001 via 192.0.2.2"}


def test_events_name_the_peer_and_leave_updates_out() -> None:
    """A program hears of sessions, and not of each UPDATE."""
    world = World()
    first, second, _ = chain(world)
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    events = [event for event in world.events[second] if isinstance(event, PeerEvent)]
    ups = {event.peer.name for event in events if isinstance(event.event, SessionUp)}
    assert ups == {"192.0.2.1", "192.0.2.3"}
    assert not any(isinstance(event.event, UpdateReceived | RoutesSwept) for event in events)


def test_best_changes_are_told_where_asked_for() -> None:
    """A program that installs routes hears of each change of a best path."""
    world = World()
    first = world.speaker(65001, 1)
    second = world.speaker(65002, 2, best_changes=True)
    world.link(first, second)
    world.start()
    first.originate(PREFIX, world.now)
    world.settle()
    first.withdraw(PREFIX, world.now)
    world.settle()
    changes = [e.change for e in world.events[second] if isinstance(e, BestChanged)]
    assert [str(change.prefix) for change in changes] == [PREFIX, PREFIX]
    assert [change.best is None for change in changes] == [False, True]
    assert not any(isinstance(event, BestChanged) for event in world.events[first])


@pytest.mark.parametrize("restarts", [None, GracefulRestartConfig(families=(V4,))])
def test_best_changes_are_between_the_events_of_the_session(
    restarts: GracefulRestartConfig | None,
) -> None:
    """A peer is up before its routes come, and down when they have gone, all in one call."""
    world = World()
    far, near = world.speaker(65001, 1), world.speaker(65002, 2, best_changes=True)
    ours, theirs = world.link(near, far, graceful_restart=restarts)
    far.originate(PREFIX, world.now)
    world.start()
    octets = b"".join(world.sent[theirs])
    ours.stop(world.now)
    world.settle()
    world.unplug(ours)
    world.events[near].clear()
    ours.start(world.now)
    connection = ours.connection_made(world.now, inbound=True)
    # The whole of a session, and a message that ends it.
    connection.receive_data(octets + bytes(19), world.now)
    found = [
        "route" if isinstance(each, BestChanged) else type(each.event).__name__
        for each in near.events()
        if isinstance(each, BestChanged)
        or (isinstance(each, PeerEvent) and isinstance(each.event, SessionUp | SessionDown))
    ]
    kept = restarts is not None
    assert found == ["SessionUp", "route", *(["route"] * (not kept)), "SessionDown"]


def test_own_routes_take_attributes_and_are_replaced() -> None:
    """`originate` again replaces; what peers are told follows."""
    world = World()
    first, second = chain(world, 2)
    world.start()
    first.originate(PREFIX, world.now, attributes=[MultiExitDisc(5), LocalPref(7)])
    world.settle()
    best = second.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.med == 5
    first.originate(PREFIX, world.now, attributes=[Communities((65001 << 16 | 1,))])
    world.settle()
    best = second.loc_rib.best(PREFIX)
    assert best is not None
    assert (best.attributes.med, best.attributes.communities) == (None, (65001 << 16 | 1,))
    assert best.attributes.local_pref is None


def test_policies_on_both_ways() -> None:
    """Import policy decides what competes, export policy what leaves."""
    refuse = Policy(
        name="mine",
        statements=(
            Statement(name="no", matchers=PrefixList.of("10.0.0.0/8+"), action=Action.REJECT),
            Statement(name="high", modifiers=SetLocalPref(300)),
        ),
    )
    world = World()
    first, second, third = (world.speaker(65001 + at, 1 + at) for at in range(3))
    world.link(first, second, right_side={"import_policy": refuse})
    world.link(second, third, left_side={"export_policy": refuse})
    world.start()
    for prefix in ("10.1.0.0/16", PREFIX):
        first.originate(prefix, world.now)
    second.originate("10.2.0.0/16", world.now)
    world.settle()
    assert set(table(second)) == {PREFIX, "10.2.0.0/16"}
    best = second.loc_rib.best(PREFIX)
    assert best is not None
    assert best.path.local_preference == 300
    assert set(table(third)) == {PREFIX}
    assert len(second.adj_rib_in("192.0.2.1")) == 2
    assert len(second.adj_rib_in("192.0.2.1", after_policy=True)) == 1


def test_8212_nothing_passes_without_a_policy() -> None:
    """RFC 8212 §3: no import policy, no routes; no export policy, none either; inside all pass."""
    world = World()
    first, second, third = (world.speaker(asn, at) for at, asn in enumerate((1, 2, 2), 1))
    world.link(first, second, left_side={"export_policy": None})
    world.link(second, third, import_policy=None, export_policy=None)
    world.start()
    first.originate(PREFIX, world.now)
    second.originate("203.0.113.0/24", world.now)
    world.settle()
    assert set(table(second)) == {"203.0.113.0/24"}
    assert set(table(third)) == {"203.0.113.0/24"}
    second.update_peer("192.0.2.1", evolved(second, "192.0.2.1", import_policy=None), world.now)
    first.update_peer(
        "192.0.2.2",
        evolved(first, "192.0.2.2", export_policy=Policy(name="all", default=Action.ACCEPT)),
        world.now,
    )
    world.settle()
    assert len(second.adj_rib_in("192.0.2.1")) == 1
    assert set(table(second)) == {"203.0.113.0/24"}


def evolved(speaker: Speaker, name: str, **fields: Any) -> PeerConfig:
    """Return a peer's configuration with some fields changed."""
    return attrs.evolve(speaker.peer(name).config, **fields)


def test_a_policy_that_raises_is_named_and_the_session_lives() -> None:
    """Code of a program that fails costs the route, and an event says which statement it was."""

    def broken(route: Any, context: object) -> bool:
        first: int = route.attributes.communities[0]
        return first == 7

    faulty = Policy(name="mine", statements=[Statement(name="first", matchers=broken)])
    world = World()
    first, second, third = (world.speaker(65001 + at, 1 + at) for at in range(3))
    world.link(first, second, right_side={"import_policy": faulty})
    world.link(second, third, left_side={"export_policy": faulty})
    world.start()
    first.originate(PREFIX, world.now)
    second.originate("203.0.113.0/24", world.now)
    second.originate("203.0.113.0/25", world.now)
    world.settle()
    failures = [e for e in world.events[second] if isinstance(e, PolicyFailed)]
    assert sorted((e.direction.value, e.error.statement) for e in failures) == [
        ("export", "first"),
        ("import", "first"),
    ]
    assert second.peer("192.0.2.1").is_established
    assert table(third) == {}
    assert "IndexError" in str(second.explain(PREFIX))


def test_peers_come_and_go_at_run_time() -> None:
    """A peer that is added to a running speaker starts at once; one that is removed takes all."""
    world = World()
    first, second = world.speaker(65001, 1), world.speaker(65002, 2)
    world.start()
    first.originate(PREFIX, world.now)
    world.link(first, second)
    world.settle()
    assert set(table(second)) == {PREFIX}
    with pytest.raises(LocalError):
        second.add_peer(PeerConfig(address="192.0.2.1", remote_as=65001))
    gone = second.peer("192.0.2.1")
    second.remove_peer(gone, world.now)
    world.settle()
    assert table(second) == {}
    assert second.peers == {}
    with pytest.raises(LocalError):
        second.peer("192.0.2.1")


def test_what_is_told_is_what_the_rules_say() -> None:
    """The twin agrees on every session of a small network of all kinds of session."""
    world = World()
    client, reflector, other, outside = (
        world.speaker(asn, at) for at, asn in enumerate((65001, 65001, 65001, 65002), 1)
    )
    links = [
        world.link(client, reflector, right_side={"route_reflector_client": True}),
        world.link(reflector, other),
        world.link(other, outside),
    ]
    world.start()
    client.originate(PREFIX, world.now)
    outside.originate("203.0.113.0/24", world.now, attributes=[MultiExitDisc(9)])
    other.originate("203.0.113.128/25", world.now)
    world.settle()
    assert all(len(speaker.rib) == 3 for speaker in world.speakers)
    for left, right in links:
        assert differences(left, right, V4) == []
        assert differences(right, left, V4) == []
    best = other.loc_rib.best(PREFIX)
    assert best is not None
    assert (best.attributes.originator_id, best.attributes.cluster_list) == (
        client.config.identifier,
        (reflector.config.identifier,),
    )


def test_two_sessions_with_one_peer_are_two_sources() -> None:
    """Each has routes of its own, though address and BGP Identifier are the same."""
    world = World()
    near, far = world.speaker(65000, 9), world.speaker(65001, 1)
    for name in ("one", "two"):
        world.link(near, far, name=name)
    far.originate(PREFIX, world.now)
    world.start()
    assert [len(near.adj_rib_in(peer)) for peer in near.peers] == [1, 1]
    assert len(near.rib.routes(PREFIX)) == 2
    far.peer("one").stop(world.now)
    world.settle()
    assert [len(near.adj_rib_in(peer)) for peer in near.peers] == [0, 1]
    assert PREFIX in table(near)
    far.peer("two").stop(world.now)
    world.settle()
    assert table(near) == {}
    assert near.rib.sources == ()


def test_a_reason_that_is_too_long_stops_nobody() -> None:
    """The mistake is told before anything is done: the speaker runs as it did."""
    world = World()
    left, _ = chain(world, 2)
    world.start()
    with pytest.raises(EncodeError):
        left.stop(world.now, "so long " * 40)
    late = world.speaker(65003, 3)
    late.start(world.now)
    near, _ = world.link(left, late)
    world.settle()
    assert near.is_established
    assert all(peer.is_established for peer in left.peers.values())


def test_who_was_removed_cannot_be_started() -> None:
    """It is the caller's mistake, and does not bring a session to life that nobody knows of."""
    world = World()
    near, far = world.speaker(65000, 9), world.speaker(65001, 1)
    peer, _ = world.link(near, far)
    world.start()
    connection = peer.connection
    assert connection is not None
    near.remove_peer(peer, world.now)
    world.settle([near])
    with pytest.raises(LocalError, match="no peer"):
        peer.start(world.now)
    with pytest.raises(LocalError, match="no peer"):
        near.remove_peer(peer, world.now)
    # What a driver has still to say of its connection is heard without effect.
    connection.receive_data(b"", world.now)
    assert list(near.events()) == []
    assert near.next_deadline() is None


def test_an_agenda_does_not_grow_with_deadlines_that_come_and_go() -> None:
    """Entries that hold no longer are taken out before they are many; the first one stays right."""
    world = World()
    near, far = world.speaker(65000, 9), world.speaker(65001, 1)
    linked, _ = world.link(near, far)

    class Waiting(Peer):
        wanted = 0.0

        def next_deadline(self) -> float | None:
            return self.wanted

    peer = Waiting(near, linked.config)
    agenda = Agenda()
    for number in range(1000):
        for deadline in (1000.0, 500.0 - number / 10):
            peer.wanted = deadline
            agenda.enter(peer)
            assert agenda.next_deadline() == deadline
    assert len(agenda._heap) < 100
    assert list(agenda.due(399.0)) == []
    assert list(agenda.due(500.0)) == [peer]
    assert agenda.next_deadline() is None
