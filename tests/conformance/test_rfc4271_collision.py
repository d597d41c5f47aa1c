"""Connection collision (RFC 4271 §6.8, RFC 6286 §2.3): one connection stays, for both ends."""

from __future__ import annotations

import itertools

import pytest

from bgplib.iana.families import Family
from bgplib.messages.keepalive import Keepalive
from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    GracefulRestartConfig,
    Session,
    SessionDown,
    SessionUp,
    State,
)
from bgplib.session.opening import open_of
from bgplib.session.timers import Timer
from tests.session_world import Wire, World, configs

IDENTIFIERS = {"ours is lower": (1, 2), "ours is higher": (2, 1), "they are equal": (3, 3)}


def both_dial(left: int, right: int) -> World:
    """Return a world in which both sides are about to connect."""
    world = World(*configs(left, right))
    for side in (0, 1):
        world.start(side)
    assert all(side.dialling for side in world.sides)
    return world


def expected_dialler(left: int, right: int) -> int:
    """Return which side's connection stays: the higher identifier's, else the larger AS's."""
    # RFC 4271 §6.8 and RFC 6286 §2.3; side 1 has the larger AS number.
    return 0 if left > right else 1


def bring(world: World, wire: Wire, state: State) -> None:
    """Bring the first connection to a state at both ends."""
    wanted = {State.OPEN_SENT: 0, State.OPEN_CONFIRM: 1, State.ESTABLISHED: 2}
    for _ in range(wanted[state]):
        for side in (0, 1):
            if wire.pipes[side]:
                world.deliver(wire, side)
    assert all(side.session.state is state for side in world.sides)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("identifiers", IDENTIFIERS.values(), ids=IDENTIFIERS)
@pytest.mark.parametrize("state", [State.OPEN_SENT, State.OPEN_CONFIRM, State.ESTABLISHED])
def test_4271_6_8_one_connection_stays(
    first: int, identifiers: tuple[int, int], state: State
) -> None:
    """Whoever was first, however far it was: one connection survives, the same at both ends.

    RFC 4271 §6.8: up to OpenConfirm the identifiers decide; an Established connection stays.
    """
    world = both_dial(*identifiers)
    wire = world.dial(first)
    bring(world, wire, state)
    # The other side's attempt is under way, whatever its session has come to meanwhile.
    world.sides[1 - first].dialling = True
    second = world.dial(1 - first)
    for side in (0, 1):
        if second.pipes[side]:
            world.deliver(second, side)
    world.drain()
    (up,) = world.up()
    if state is State.ESTABLISHED:
        assert up is wire
    else:
        assert up.dialler == expected_dialler(*identifiers)
    assert not any(side.of(SessionDown) for side in world.sides)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("identifiers", IDENTIFIERS.values(), ids=IDENTIFIERS)
def test_4271_6_8_a_connection_that_failed_is_no_collision(
    first: int, identifiers: tuple[int, int]
) -> None:
    """RFC 4271 §6.8: Idle, Connect and Active are no collision; the second connection comes up."""
    world = both_dial(*identifiers)
    wire = world.dial(first)
    for side in (0, 1):
        end = wire.ends[side]
        assert end is not None
        end.receive_data(b"", world.now)
    world.settle()
    assert all(side.session.state is State.ACTIVE for side in world.sides)
    world.sides[1 - first].dialling = True
    world.dial(1 - first)
    world.drain()
    (up,) = world.up()
    assert up.dialler == 1 - first


@pytest.mark.parametrize("identifiers", IDENTIFIERS.values(), ids=IDENTIFIERS)
def test_4271_6_8_every_order_of_delivery(identifiers: tuple[int, int]) -> None:
    """RFC 4271 §6.8: with both OPENs out on both connections, each order leaves the same one.

    The four OPENs arrive in each of the 24 orders; then all that follows arrives in the order in
    which it was sent.
    """
    tried = 0
    for order in itertools.permutations([(0, 0), (0, 1), (1, 0), (1, 1)]):
        world = both_dial(*identifiers)
        world.dial(0)
        world.sides[1].dialling = True
        world.dial(1)
        for number, side in order:
            if world.wires[number].pipes[side]:
                world.deliver(world.wires[number], side)
        world.drain()
        assert [wire.dialler for wire in world.up()] == [expected_dialler(*identifiers)]
        tried += 1
    assert tried == 24


def test_4271_6_8_established_may_give_way() -> None:
    """RFC 4271 §8.1.1: with CollisionDetectEstablishedState the identifiers decide there, too."""
    world = World(*configs(1, 2, collision_detect_established=True, graceful_restart=None))
    for side in (0, 1):
        world.start(side)
    world.dial(0)
    world.drain()
    assert [wire.dialler for wire in world.up()] == [0]
    world.sides[1].dialling = True
    world.dial(1)
    world.drain()
    assert [wire.dialler for wire in world.up()] == [1]
    assert all(len(side.of(SessionDown)) == 1 for side in world.sides)


def test_4271_6_8_a_connection_of_ours_that_comes_late_replaces_nothing() -> None:
    """RFC 4271 §6.8: the one in the Established state stays, the newly created one is closed.

    RFC 4724 §4.2 has "the subsequent open connection from the peer" end the session, not one that
    we asked for ourselves: the driver could not be told any more that it is not wanted.
    """
    restarts = GracefulRestartConfig(families=[Family.IPV4_UNICAST])
    ours, theirs = configs(graceful_restart=restarts)
    session = Session(ours)
    session.start(0.0)
    hello = open_of(theirs).encode() + Keepalive().encode()
    first = session.connection_made(0.0, inbound=True)
    first.receive_data(hello, 0.0)
    assert session.connection is first
    assert ConnectAbandoned() in list(session.events())
    late = session.connection_made(1.0)
    assert session.connection is first
    late.receive_data(hello, 1.0)
    assert session.connection is first
    assert late.closed
    assert CloseWanted(late) in list(session.events())
    # Cease, Connection Collision Resolution (RFC 4486 §4)
    assert late.data_to_send().endswith(bytes((3, 6, 7)))


def test_4724_4_2_a_connection_of_ours_that_comes_late_may_be_what_is_left() -> None:
    """RFC 4724 §4.2: a peer that gives the first connection up for ours goes on with ours."""
    restarts = GracefulRestartConfig(families=[Family.IPV4_UNICAST])
    ours, theirs = configs(graceful_restart=restarts)
    session = Session(ours)
    session.start(0.0)
    hello = open_of(theirs).encode() + Keepalive().encode()
    first = session.connection_made(0.0, inbound=True)
    first.receive_data(hello, 0.0)
    late = session.connection_made(1.0)
    first.receive_data(b"", 1.0)
    late.receive_data(hello, 1.0)
    assert session.connection is late
    (down,) = [each for each in session.events() if isinstance(each, SessionDown)]
    assert down.stale == {Family.IPV4_UNICAST}


def test_4271_6_8_an_attempt_is_given_up_whichever_connection_comes_up() -> None:
    """RFC 4271 §8.2.1: the session is Established on the second connection; nobody need dial."""
    ours, theirs = configs(delay_open_time=5.0)
    session = Session(ours)
    session.start(0.0)
    session.connection_made(0.0, inbound=True)
    second = session.connection_made(0.0, inbound=True)
    second.receive_data(open_of(theirs).encode() + Keepalive().encode(), 0.0)
    assert session.connection is second
    assert ConnectAbandoned() in list(session.events())


def test_4271_6_8_a_third_connection_is_refused() -> None:
    """RFC 4271 §8.2.1: one connection is tracked beside the one there is, and no more."""
    world = both_dial(1, 2)
    world.dial(0)
    world.sides[0].dialling = True
    world.dial(0)
    world.sides[0].dialling = True
    third = world.dial(0)
    assert third.closed[1]
    world.drain()
    assert len(world.up()) == 1


def test_4271_6_8_an_open_before_ours_is_a_collision_too() -> None:
    """RFC 4271 §6.8: an OPEN that comes while DelayOpenTimer runs (event 20) is compared as well.

    §8.2.2 has no collision detection among the actions of event 20; without it a second connection
    would come up beside one that is Established.
    """
    ours, theirs = configs(1, 2, delay_open_time=5.0, passive=True)
    session = Session(ours)
    session.start(0.0)
    hello = open_of(theirs).encode() + Keepalive().encode()
    first = session.connection_made(0.0, inbound=True)
    first.receive_data(hello, 0.0)
    assert session.connection is first
    second = session.connection_made(1.0, inbound=True)
    second.receive_data(hello, 1.0)
    assert session.connection is first
    assert second.closed
    assert len([event for event in session.events() if isinstance(event, SessionUp)]) == 1


def test_4271_8_2_2_no_hold_timer_runs_without_a_connection() -> None:
    """RFC 4271 §8.2.2: OpenSent, event 18: Active waits, and no HoldTimer ends it."""
    session = Session(configs(1, 2)[0])
    session.start(0.0)
    session.connection_made(0.0).receive_data(b"", 1.0)
    assert session.state is State.ACTIVE
    assert set(session.snapshot().timers) == {Timer.CONNECT_RETRY}


def test_4271_8_2_2_a_connection_that_is_lost_in_active_is_forgotten() -> None:
    """RFC 4271 §8.2.2: Active, event 18: the session comes back, and takes the next connection."""
    config = configs(1, 2, delay_open_time=5.0, passive=True)[0]
    session = Session(config)
    session.start(0.0)
    session.connection_made(0.0, inbound=True).receive_data(b"", 1.0)
    assert session.state is State.IDLE
    assert session.snapshot().connections == 0
    assert Timer.IDLE_HOLD in session.snapshot().timers
    session.handle_timers(6.0)
    assert not session.connection_made(7.0, inbound=True).closed
