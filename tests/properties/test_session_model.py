"""Two sessions over wires that keep order, and every order of everything else."""

from __future__ import annotations

import os
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.session import SessionConfig, State
from tests.session_world import World, configs

#: how deep the exploration goes; 12 takes minutes, see docs/reference/sessions.md
DEPTH = int(os.environ.get("BGPLIB_MODEL_DEPTH", "7"))


def steps(world: World, *, with_timers: bool = True) -> list[tuple[str, int, int]]:
    """Return all that could happen next."""
    found = []
    for side in (0, 1):
        session = world.sides[side].session
        if session.state is State.IDLE and session.next_deadline() is None:
            found.append(("start", side, 0))
        if session.state is not State.IDLE:
            found.append(("stop", side, 0))
        if world.sides[side].dialling:
            found += [("dial", side, 0), ("refuse", side, 0)]
        if with_timers and session.next_deadline() is not None:
            found.append(("tick", side, 0))
    found += [("deliver", side, world.wires.index(wire)) for wire, side in world.deliverable()]
    return found


def take(world: World, step: tuple[str, int, int]) -> None:
    """Let one thing happen."""
    name, side, wire = step
    if name == "deliver":
        world.deliver(world.wires[wire], side)
    else:
        getattr(world, name)(side)
    world.check()


def fingerprint(world: World) -> object:
    """Return what tells one situation from another, but for the time."""
    return (
        tuple(
            (
                side.session.state,
                side.dialling,
                frozenset(side.session.snapshot().timers),
                side.session.snapshot().connections,
            )
            for side in world.sides
        ),
        tuple(
            (
                wire.dialler,
                tuple(wire.closed),
                tuple(tuple(octets[18:21] for octets in pipe) for pipe in wire.pipes),
                tuple(
                    None if end is None else (end.closed, side.session.connection is end)
                    for side, end in zip(world.sides, wire.ends, strict=True)
                ),
            )
            for wire in world.wires
            if not all(wire.closed)
        ),
    )


def replay(
    config: tuple[SessionConfig, SessionConfig], path: tuple[tuple[str, int, int], ...]
) -> World:
    """Build the world that a path leads to."""
    world = World(*config)
    for step in path:
        take(world, step)
    return world


@pytest.mark.parametrize("identifiers", [(1, 2), (2, 1), (3, 3)])
def test_every_order_to_a_depth(identifiers: tuple[int, int]) -> None:
    """RFC 4271 §8: whatever the order, no exception, no two Established, one NOTIFICATION at most.

    All that can happen is explored, breadth first; situations that were seen are not gone into
    again. `World` checks each of them.
    """
    config = configs(*identifiers)
    seen = set()
    queue: deque[tuple[tuple[str, int, int], ...]] = deque([()])
    deepest = ups = 0
    while queue:
        path = queue.popleft()
        world = replay(config, path)
        mark = fingerprint(world)
        if mark in seen:
            continue
        seen.add(mark)
        deepest = max(deepest, len(path))
        assert len(world.up()) <= 1
        ups += len(world.up())
        if len(path) < DEPTH:
            queue.extend((*path, step) for step in steps(world))
    assert deepest == DEPTH
    assert len(seen) > 500
    print(f"{len(seen)} situations to depth {deepest}, {ups} of them Established")


@given(st.data())
def test_any_walk_ends_well(data: st.DataObject) -> None:
    """RFC 4271 §6.8: when all is said, both ends agree on one connection, or on none."""
    left = data.draw(st.integers(1, 3))
    right = data.draw(st.integers(1, 3))
    world = World(
        *configs(
            left,
            right,
            passive=False,
            delay_open_time=data.draw(st.sampled_from([0.0, 5.0])),
            notification_without_open=data.draw(st.booleans()),
            collision_detect_established=data.draw(st.booleans()),
            damp_peer_oscillations=data.draw(st.booleans()),
            hold_time=data.draw(st.sampled_from([0, 3, 90])),
        )
    )
    for _ in range(data.draw(st.integers(1, 60))):
        choices = steps(world)
        take(world, choices[data.draw(st.integers(0, len(choices) - 1))])
    world.drain()
    world.check()
    for side in world.sides:
        if side.session.state is State.ESTABLISHED:
            assert len(world.up()) == 1
    assert len(world.up()) <= 1


@given(st.data())
def test_two_that_are_left_alone_meet(data: st.DataObject) -> None:
    """RFC 4271 §8: from anywhere, two that want to be peers are, if nothing goes wrong any more."""
    world = World(*configs(data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))))
    for _ in range(data.draw(st.integers(1, 40))):
        choices = steps(world)
        take(world, choices[data.draw(st.integers(0, len(choices) - 1))])
    for side in (0, 1):
        world.start(side)
    for _ in range(500):
        world.drain()
        if world.up():
            return
        dialling = [side for side in (0, 1) if world.sides[side].dialling]
        if dialling:
            world.dial(dialling[0])
            continue
        due = [(s.session.next_deadline(), n) for n, s in enumerate(world.sides)]
        world.tick(min((when, n) for when, n in due if when is not None)[1])
    raise AssertionError([side.session.snapshot() for side in world.sides])
