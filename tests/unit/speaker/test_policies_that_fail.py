"""A policy of a program's own class that fails costs the route, and nothing else."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, Chain, Policy, PolicyError
from bgplib.policy.subject import path_of
from bgplib.route import Path, Route
from bgplib.session import GracefulRestartConfig, PrefixLimit
from bgplib.speaker import BestChanged, Peer, PolicyFailed, Speaker
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block
from tests.unit.speaker.world import World, table

V4 = Family.IPV4_UNICAST
GOOD, BAD, WORSE = "198.51.100.0/24", "203.0.113.0/24", "203.0.113.0/25"


def _raise(error: BaseException) -> Any:
    raise error


def _of_another_source(subject: Any) -> Any:
    path = path_of(subject)
    other = path.replace(source=attrs.evolve(path.source, name="another"))
    return other if isinstance(subject, Path) else Route(subject.family, subject.key, other)


def _with_route(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda result: attrs.evolve(result, route=make(result.route))


#: what an `apply` may do, and what is said of it
FAILURES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "raises ValueError": (lambda _: _raise(ValueError("odd")), "'mine': ValueError: odd"),
    "raises LocalError": (lambda _: _raise(LocalError("odd")), "'mine': odd"),
    "raises PolicyError": (lambda _: _raise(PolicyError("odd", policy="mine")), "odd"),
    "raises StopIteration": (lambda _: _raise(StopIteration()), "'mine': StopIteration"),
    "returns None": (lambda _: None, "'mine': it returned None, which is no Result"),
    "returns True": (lambda _: True, "'mine': it returned True, which is no Result"),
    "makes no route": (_with_route(lambda _: None), "'mine': it made None of a route"),
    "changes the source": (_with_route(_of_another_source), "'mine': it changed the destination"),
}


class Mine(Policy):
    """Fails for some destinations, or for some paths."""

    failure: str

    def apply(self, route: Any, context: Any = None, shared: Any = None) -> Any:
        result = super().apply(route, context, shared)
        fails = "65099" in str(path_of(route).attributes.as_path_text)
        return FAILURES[self.failure][0](result) if fails else result


class ByPath(Mine):
    """Judges all destinations of a path at once."""

    @property
    def per_destination(self) -> bool:
        return False


def policy_of(kind: type[Mine], failure: str) -> Policy:
    made = kind(name="mine", default=ACCEPT_ALL.default)
    object.__setattr__(made, "failure", failure)
    return made


def encoded(peer: Peer, as_path: str, *prefixes: str) -> bytes:
    connection = peer.connection
    assert connection is not None
    attributes = block(as_path)
    update = Update.announce(prefixes, next_hop="192.0.2.1", attributes=attributes)
    return update.encode(connection.sending_context)


def failures(world: World, speaker: Speaker) -> list[PolicyFailed]:
    return [each for each in world.events[speaker] if isinstance(each, PolicyFailed)]


@pytest.mark.parametrize("failure", sorted(FAILURES))
@pytest.mark.parametrize("kind", [Mine, ByPath])
@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("best_changes", [False, True])
def test_on_import(failure: str, kind: type[Mine], *, within: bool, best_changes: bool) -> None:
    """What comes before and behind it, in one read and in the next, is taken as ever."""
    world = World()
    far, near = world.speaker(65001, 1), world.speaker(65002, 2, best_changes=best_changes)
    mine = policy_of(kind, failure)
    policy = Chain.of(ACCEPT_ALL, mine) if within else mine
    limits = {V4: PrefixLimit(maximum=1000)}
    right_side = {"import_policy": policy, "prefix_limits": limits if best_changes else {}}
    ours, theirs = world.link(far, near, right_side=right_side)
    world.start()
    connection = theirs.connection
    assert connection is not None
    connection.receive_data(encoded(ours, "65001", GOOD, BAD, WORSE), world.now)
    world.settle()
    assert set(table(near)) == {GOOD, BAD, WORSE}
    octets = b"".join(
        (
            encoded(ours, "65001 65099", BAD, WORSE),
            encoded(ours, "65001", "192.0.2.0/25"),
            Update.withdraw([GOOD]).encode(),
            encoded(ours, "65001", "192.0.2.128/25"),
        )
    )
    connection.receive_data(octets[:-9], world.now)
    assert set(table(near)) == {"192.0.2.0/25"}
    connection.receive_data(octets[-9:], world.now)
    world.settle()
    assert set(table(near)) == {"192.0.2.0/25", "192.0.2.128/25"}
    assert theirs.is_established
    # It is told once; the route that failed is there as it was received, in place of the former.
    (told,) = failures(world, near)
    assert FAILURES[failure][1] in str(told)
    assert FAILURES[failure][1] in str(near.explain(BAD))
    assert {str(each.prefix) for each in near.adj_rib_in(theirs)} == {
        *(BAD, WORSE),
        *("192.0.2.0/25", "192.0.2.128/25"),
    }
    changes = [each.change for each in world.events[near] if isinstance(each, BestChanged)]
    best = {change.key: change.new for change in changes}
    assert not best_changes or {key for key, new in best.items() if new} == {
        Prefix.parse(each).key for each in table(near)
    }
    # A policy that works is asked about it too.
    config = attrs.evolve(theirs.config, import_policy=ACCEPT_ALL)
    near.update_peer(theirs, config, world.now)
    world.settle()
    assert set(table(near)) == {BAD, WORSE, "192.0.2.0/25", "192.0.2.128/25"}


@pytest.mark.parametrize("failure", sorted(FAILURES))
@pytest.mark.parametrize("kind", [Mine, ByPath])
def test_on_export(failure: str, kind: type[Mine]) -> None:
    """Peers are told all else, the same and others; and no longer what was replaced by it."""
    world = World()
    near, far, other = (world.speaker(65000 + at, at) for at in (1, 2, 3))
    policy = policy_of(kind, failure)
    ours, _ = world.link(near, far, left_side={"export_policy": policy})
    world.link(near, other)
    world.start()
    for prefix in (GOOD, BAD, WORSE):
        near.originate(prefix, world.now)
    world.settle()
    assert set(table(far)) == set(table(other)) == {GOOD, BAD, WORSE}
    for prefix in (BAD, WORSE, "192.0.2.0/25"):
        attributes = block("65099" if prefix != "192.0.2.0/25" else "")
        near.originate(prefix, world.now, attributes=attributes)
    near.withdraw(GOOD, world.now)
    world.settle()
    assert set(table(far)) == {"192.0.2.0/25"}
    assert set(table(other)) == {BAD, WORSE, "192.0.2.0/25"}
    (told,) = failures(world, near)
    assert FAILURES[failure][1] in str(told)
    assert FAILURES[failure][1] in str(near.explain(BAD))
    near.update_peer(ours, attrs.evolve(ours.config, export_policy=ACCEPT_ALL), world.now)
    world.settle()
    assert set(table(far)) == set(table(other))


def test_another_policy_that_fails_is_told_of_again() -> None:
    """It is another one, though it has the same name: who mended it is to know that it fails."""
    world = World()
    far, near = world.speaker(65001, 1), world.speaker(65002, 2)
    ours, theirs = world.link(
        far, near, right_side={"import_policy": policy_of(Mine, "raises ValueError")}
    )
    world.start()
    connection = theirs.connection
    assert connection is not None
    connection.receive_data(encoded(ours, "65001 65099", BAD, WORSE), world.now)
    world.settle()
    assert len(failures(world, near)) == 1
    mended = policy_of(Mine, "raises LocalError")
    near.update_peer(theirs, attrs.evolve(theirs.config, import_policy=mended), world.now)
    world.settle()
    assert [str(each.error) for each in failures(world, near)] == [
        "policy 'mine': ValueError: odd",
        "policy 'mine': odd",
    ]


def test_nothing_is_remembered_of_a_peer_that_is_gone() -> None:
    """A policy fails for routes that are kept, too, when no session is left that would end."""
    world = World()
    far, near = world.speaker(65001, 1), world.speaker(65002, 2)
    kept = GracefulRestartConfig(families=(V4,))
    ours, theirs = world.link(far, near, graceful_restart=kept)
    world.start()
    connection = theirs.connection
    assert connection is not None
    connection.receive_data(encoded(ours, "65001 65099", BAD), world.now)
    world.settle()
    world.unplug(theirs)
    fails = policy_of(Mine, "raises ValueError")
    near.update_peer(theirs, attrs.evolve(theirs.config, import_policy=fails), world.now)
    world.settle()
    assert len(failures(world, near)) == 1
    near.remove_peer(theirs, world.now)
    world.settle()
    world.events.clear()
    # Compiled, a peer has no weak references; its configuration is kept by nobody else.
    gone = weakref.ref(theirs.config)
    del theirs, ours, connection, world, far
    gc.collect()
    assert gone() is None


def test_what_ends_the_program_comes_through() -> None:
    """An interrupt is no failure of a policy; the driver may go on all the same."""

    class Interrupted(Policy):
        def apply(self, *_: Any) -> Any:
            raise KeyboardInterrupt

    world = World()
    far, near = world.speaker(65001, 1), world.speaker(65002, 2)
    policy = Interrupted(name="mine")
    ours, theirs = world.link(far, near, right_side={"import_policy": policy})
    world.start()
    connection = theirs.connection
    assert connection is not None
    octets = encoded(ours, "65001", GOOD)
    with pytest.raises(KeyboardInterrupt):
        connection.receive_data(octets * 2, world.now)
    with pytest.raises(KeyboardInterrupt):
        connection.receive_data(octets[:30], world.now)
    near.update_peer(theirs, attrs.evolve(theirs.config, import_policy=ACCEPT_ALL), world.now)
    connection.receive_data(octets[30:], world.now)
    world.settle()
    assert set(table(near)) == {GOOD}


def test_other_groups_are_told_what_is_left() -> None:
    """What ends one update group in the midst of it leaves the others with what they had to do."""
    raising: list[BaseException] = []

    def jitter() -> float:
        if raising:
            raise raising.pop()
        return 0.0

    world = World()
    hub = world.speaker(65000, 9, jitter=jitter)
    others = [world.speaker(65000 + number, number) for number in (1, 2, 3)]
    for number, other in enumerate(others):
        world.link(hub, other, left_side={"mrai": float(number)})
    world.start()
    assert len(hub.groups_of(V4)) == 3
    hub.originate(GOOD, world.now)
    raising.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        list(hub.events())
    world.settle()
    world.wait(10)
    assert [set(table(other)) for other in others] == [{GOOD}] * 3
