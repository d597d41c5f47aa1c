"""Graceful restart as the receiving speaker sees it (RFC 4724 §4.2, RFC 8538, RFC 9494)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib import Family, Notification, Update
from bgplib.capabilities import GracefulRestart
from bgplib.kernel.framing import MARKER
from bgplib.session import (
    GracefulRestartConfig,
    RoutesLongLived,
    RoutesSwept,
    Session,
    SessionDown,
    SessionUp,
    UpdateReceived,
)
from tests.session_world import World, configs

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
BOTH = frozenset((V4, V6))


def world(
    theirs: GracefulRestartConfig | None,
    ours: GracefulRestartConfig | None = None,
    hold_time: int = 90,
) -> World:
    """Return two peers that are Established; side 0 is ours."""
    left, right = configs(families=[V4, V6], hold_time=hold_time)
    left = attrs.evolve(left, graceful_restart=ours or GracefulRestartConfig(notification=False))
    right = attrs.evolve(right, graceful_restart=theirs)
    found = World(left, right)
    come_up(found)
    return found


def come_up(found: World) -> None:
    """Bring the session up, by the other side's dialling."""
    for side in (0, 1):
        found.start(side)
    while not found.sides[1].dialling:
        found.tick(1)
    found.sides[0].dialling = False
    found.dial(1)
    found.drain()
    assert len(found.up()) == 1


def preserving(**more: Any) -> GracefulRestartConfig:
    """Return a configuration that keeps forwarding in both families."""
    return GracefulRestartConfig(families=[V4, V6], notification=False, **more)


def break_off(found: World) -> SessionDown:
    """Let the connection break, as our side sees it."""
    (wire,) = found.up()
    end = wire.ends[0]
    assert end is not None
    end.receive_data(b"", found.now)
    found.settle()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    return down


def swept(found: World) -> set[Family]:
    """Return the families whose stale routes our side was told to remove, each time with why."""
    events = [event for event in found.sides[0].of(RoutesSwept) if isinstance(event, RoutesSwept)]
    assert all(event.reason for event in events)
    return {family for event in events for family in event.families}


def restart(found: World, preserved: frozenset[Family]) -> None:
    """Let the other side come back from a restart."""
    config = attrs.evolve(
        found.sides[1].session.config, graceful_restart=preserving(preserved=preserved)
    )
    other = World(found.sides[0].session.config, config)
    other.now = found.now
    found.sides = (found.sides[0], other.sides[1])
    found.wires.clear()
    found.sides[1].session.start(found.now, restarted=True)
    found.settle()
    while not found.sides[0].session.state > 1:
        found.tick(0)
    found.dial(1)
    found.drain()
    assert len(found.up()) == 1


def test_4724_4_2_routes_stay_when_the_connection_breaks() -> None:
    """RFC 4724 §4.2: the routes of the families in the capability stay, as stale."""
    assert break_off(world(preserving())).stale == BOTH


def test_4724_4_2_only_the_families_of_the_capability() -> None:
    """RFC 4724 §4.2: a family that the capability lacks is withdrawn."""
    theirs = GracefulRestartConfig(families=[V6], notification=False)
    assert break_off(world(theirs)).stale == {V6}


def test_4724_4_2_without_the_capability_nothing_stays() -> None:
    """RFC 4724 §4: a peer without the capability takes its routes along."""
    assert break_off(world(None)).stale == frozenset()


def test_4724_4_2_a_notification_ends_it() -> None:
    """RFC 4724 §4: without the N bit, routes go with a NOTIFICATION, theirs or ours."""
    found = world(preserving())
    found.stop(1)
    found.drain()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.received == Notification.shutdown()
    assert down.stale == frozenset()


def test_8538_4_with_the_n_bit_routes_stay() -> None:
    """RFC 8538 §4: a NOTIFICATION that is no Hard Reset keeps the routes."""
    both = attrs.evolve(preserving(), notification=True)
    found = world(both, both)
    found.sides[1].session.reset(found.now, notification=Notification(6, 6))
    found.settle()
    found.drain()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.received == Notification(6, 6)
    assert down.stale == BOTH


@pytest.mark.parametrize("n_bit", [False, True])
@pytest.mark.parametrize(
    ("octets", "sent"),
    [
        # A wrong marker, an UPDATE whose withdrawn routes are longer than it is, an OPEN.
        (bytes(16) + b"\0\x13\4", Notification(1, 1)),
        (MARKER + b"\0\x17\2\0\x09\0\0", Notification(3, 1)),
        (MARKER + b"\0\x1d\1\4\xfd\xea\0\x5a\xc0\0\2\2\0", Notification(5, 3, b"\1")),
    ],
)
def test_8538_4_who_generates_a_notification_keeps_the_routes(
    octets: bytes, sent: Notification, n_bit: bool
) -> None:
    """RFC 8538 §4: who generates it "MUST also follow the rules for the Receiving Speaker".

    What the peer did wrong is no reason to stop forwarding to it where the N bit was exchanged:
    the peer goes on by our routes as well.
    """
    both = attrs.evolve(preserving(), notification=n_bit)
    found = world(both, both)
    (wire,) = found.up()
    end = wire.ends[0]
    assert end is not None
    end.receive_data(octets, found.now)
    found.settle()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.sent == sent
    assert down.stale == (BOTH if n_bit else frozenset())


def test_8538_4_a_reset_of_ours_keeps_the_routes() -> None:
    """RFC 8538 §4, §5.1: Administrative Reset is no Hard Reset, unless the operator wants it."""
    both = attrs.evolve(preserving(), notification=True)
    inner = Notification.shutdown(reset=True)
    for notification, stale in ((None, BOTH), (Notification.hard_reset_of(inner), frozenset())):
        found = world(both, both)
        found.sides[0].session.reset(found.now, notification=notification)
        found.settle()
        (down,) = found.sides[0].of(SessionDown)
        assert isinstance(down, SessionDown)
        assert down.sent == (notification or inner)
        assert down.stale == stale


@pytest.mark.parametrize("n_bit", [False, True])
def test_8538_4_the_f_bit_of_who_has_not_restarted(n_bit: bool) -> None:
    """RFC 8538 §4: "both BGP speakers SHOULD set their Forwarding State bit to 1".

    Otherwise the routes would be flushed then, as RFC 4724 §4.2 has it. They wait for End-of-RIB.
    """
    both = attrs.evolve(preserving(long_lived={V4: 60}), notification=n_bit)
    found = world(both, both)
    found.sides[0].session.reset(found.now)
    found.settle()
    found.drain()
    come_up(found)
    for side in found.sides:
        *_, up = side.of(SessionUp)
        assert isinstance(up, SessionUp)
        assert up.stale == (BOTH if n_bit else frozenset())
        terms = up.negotiation.graceful_restart
        assert terms is not None
        assert terms.forwarding == terms.our_forwarding == up.stale
        assert not terms.restarted
        assert up.negotiation.long_lived[V4].forwarding is n_bit
    # It is of the session that ended, and of none after one that the operator has ended.
    found.stop(0)
    found.drain()
    come_up(found)
    *_, up = found.sides[0].of(SessionUp)
    assert isinstance(up, SessionUp)
    assert up.stale == frozenset()


def test_8538_4_the_f_bit_of_families_that_are_only_long_lived() -> None:
    """RFC 8538 §4 with RFC 9494 §4.2: the F bit of the long-lived capability, too."""
    both = GracefulRestartConfig(long_lived={V4: 600, V6: 600})
    found = world(both, both)
    found.sides[0].session.reset(found.now)
    found.settle()
    found.drain()
    come_up(found)
    for side in found.sides:
        *_, up = side.of(SessionUp)
        assert isinstance(up, SessionUp)
        assert up.stale == BOTH
        assert {entry.forwarding for entry in up.negotiation.long_lived.values()} == {True}


@pytest.mark.parametrize("data", [b"", b"\6", b"\6\4"])
def test_8538_3_2_a_hard_reset_ends_it_whatever_is_inside(data: bytes) -> None:
    """RFC 8538 §3.2: "Whenever a BGP speaker receives a Hard Reset": an empty one, too."""
    both = attrs.evolve(preserving(), notification=True)
    found = world(both, both)
    found.sides[1].session.reset(found.now, notification=Notification(6, 9, data))
    found.settle()
    found.drain()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.received == Notification(6, 9, data)
    assert down.stale == frozenset()


def test_8538_3_1_a_stop_is_a_hard_reset() -> None:
    """RFC 8538 §3.1, §5.1: an administrative shutdown is sent as a Hard Reset; the routes go."""
    both = attrs.evolve(preserving(), notification=True)
    found = world(both, both)
    found.sides[1].session.stop(found.now, "bye")
    found.settle()
    found.drain()
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.received is not None
    assert down.received.hard_reset == Notification.shutdown("bye")
    assert down.stale == frozenset()


@pytest.mark.parametrize("n_bit", [True, False])
def test_8538_5_1_bfd_leaves_no_hope_that_forwarding_continues(n_bit: bool) -> None:
    """RFC 8538 §5.1: "if there is no realistic hope that forwarding can continue", a Hard Reset.

    BFD is told by packets between the two: routes that were kept would lead to where none arrives.
    """
    both = attrs.evolve(preserving(), notification=n_bit)
    found = world(both, both)
    bfd_down = Notification(6, 10)
    found.sides[1].session.reset(found.now, "BFD", bfd_down)
    found.settle()
    found.drain()
    (sent,), (received,) = (side.of(SessionDown) for side in reversed(found.sides))
    assert isinstance(sent, SessionDown)
    assert isinstance(received, SessionDown)
    assert received.received == (Notification.hard_reset_of(bfd_down) if n_bit else bfd_down)
    assert sent.stale == received.stale == frozenset()
    come_up(found)


@pytest.mark.parametrize("n_bit", [True, False])
@pytest.mark.parametrize(
    ("sent", "gone"),
    [
        (Notification(6, 10), BOTH),
        (Notification(6, 3), BOTH),
        (Notification(6, 9), BOTH),
        (Notification(6, 6), frozenset()),
        (None, frozenset()),
    ],
)
def test_8538_5_1_what_lasts_ends_a_restart_under_way(
    sent: Notification | None, gone: frozenset[Family], n_bit: bool
) -> None:
    """RFC 8538 §5.1, RFC 5882 §4.3: for what a Hard Reset is for, kept routes go, too.

    Nobody can be told, since the session is lost. In the OPEN that follows we do not say that
    forwarding goes on at our end (F bit), so that the peer does not keep ours.
    """
    both = attrs.evolve(preserving(), notification=n_bit)
    found = world(both, both)
    assert break_off(found).stale == BOTH
    session = found.sides[0].session
    assert {each.forwarding for each in _restart_of(session).families} == {n_bit}
    session.reset(found.now, "why", sent)
    found.settle()
    assert swept(found) == gone
    assert session.snapshot().stale == BOTH - gone
    assert {each.forwarding for each in _restart_of(session).families} == {n_bit and not gone}
    assert session.next_deadline() is not None


def _restart_of(session: Session) -> GracefulRestart:
    """Return what the next OPEN says of restarts."""
    found = session.local_open().capability(GracefulRestart)
    assert found is not None
    return found


@pytest.mark.parametrize("knew", [True, False])
def test_8538_3_1_the_n_bit_is_that_of_the_opens(knew: bool) -> None:
    """RFC 8538 §3.1: "When the "N" bit has been exchanged", whatever is configured by now.

    A Hard Reset is nothing to a peer that was not told of it, and routes of neither end are kept;
    to one that was, any other NOTIFICATION has our routes kept.
    """
    both = attrs.evolve(preserving(), notification=True)
    left, right = configs(families=[V4, V6])
    found = World(
        attrs.evolve(left, graceful_restart=both if knew else None),
        attrs.evolve(right, graceful_restart=both),
    )
    come_up(found)
    session = found.sides[0].session
    session.configure(attrs.evolve(session.config, graceful_restart=None if knew else both))
    session.reset(found.now, notification=Notification(6, 3))
    found.settle()
    found.drain()
    (sent,), (received,) = (side.of(SessionDown) for side in found.sides)
    assert isinstance(sent, SessionDown)
    assert isinstance(received, SessionDown)
    assert received.received is not None
    assert received.received.is_hard_reset is knew
    assert sent.stale == received.stale == frozenset()


@pytest.mark.parametrize("knew", [True, False])
def test_8538_4_what_is_kept_is_what_the_opens_said(knew: bool) -> None:
    """RFC 8538 §4: both ends do the same, by the OPENs of the session that ends."""
    both = attrs.evolve(preserving(), notification=True)
    left, right = configs(families=[V4, V6])
    found = World(
        attrs.evolve(left, graceful_restart=both if knew else None),
        attrs.evolve(right, graceful_restart=both),
    )
    come_up(found)
    session = found.sides[0].session
    session.configure(attrs.evolve(session.config, graceful_restart=None if knew else both))
    session.reset(found.now)
    found.settle()
    found.drain()
    (sent,), (received,) = (side.of(SessionDown) for side in found.sides)
    assert isinstance(sent, SessionDown)
    assert isinstance(received, SessionDown)
    assert sent.stale == received.stale == (BOTH if knew else frozenset())
    if not knew:
        # RFC 8538 §4 has F bits for routes that were kept; of these none were.
        assert {each.forwarding for each in _restart_of(session).families} == {False}


def test_8538_4_hold_timer_expiry_keeps_the_routes() -> None:
    """RFC 8538 §4: with the N bit, HoldTimer's expiry is a restart, too."""
    both = attrs.evolve(preserving(), notification=True)
    found = world(both, both)
    for _ in range(10):
        if found.sides[0].of(SessionDown):
            break
        found.tick(0)
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.sent == Notification(4)
    assert down.stale == BOTH


def test_4724_4_2_restart_time_over() -> None:
    """RFC 4724 §4.2: a peer that is not back within its Restart Time loses its stale routes."""
    found = world(preserving(restart_time=30))
    break_off(found)
    assert swept(found) == set()
    found.sides[0].session.handle_timers(found.now + 29.9)
    found.settle()
    assert swept(found) == set()
    found.sides[0].session.handle_timers(found.now + 30.1)
    found.settle()
    assert swept(found) == BOTH


def test_4724_4_2_back_with_forwarding_preserved() -> None:
    """RFC 4724 §4.2: stale routes stay until the family's End-of-RIB, each family for itself."""
    found = world(preserving())
    break_off(found)
    restart(found, BOTH)
    ups = found.sides[0].of(SessionUp)
    assert [isinstance(event, SessionUp) and event.stale for event in ups] == [frozenset(), BOTH]
    assert swept(found) == set()
    connection = found.sides[1].session.connection
    assert connection is not None
    connection.send(Update.end_of_rib_of(V6))
    found.settle()
    found.drain()
    assert swept(found) == {V6}
    connection.send(Update.end_of_rib_of(V4))
    found.settle()
    found.drain()
    assert swept(found) == BOTH
    assert found.sides[0].session.snapshot().stale == frozenset()


def test_4724_4_2_back_without_the_f_bit() -> None:
    """RFC 4724 §4.2: where forwarding was not preserved, stale routes go at once."""
    found = world(preserving())
    break_off(found)
    restart(found, frozenset((V4,)))
    assert swept(found) == {V6}


def test_4724_3_the_restart_bit_is_set_once() -> None:
    """RFC 4724 §3: the R bit is in the OPEN after a restart, and not in the one after that."""
    found = world(preserving())
    break_off(found)
    restart(found, BOTH)
    negotiation = found.sides[0].session.negotiation
    assert negotiation is not None
    capability = negotiation.remote.capability(GracefulRestart)
    assert capability is not None
    assert capability.restarted
    again = found.sides[1].session.local_open().capability(GracefulRestart)
    assert again is not None
    assert not again.restarted


def test_8538_4_1_the_stale_timer() -> None:
    """RFC 8538 §4.1: without an End-of-RIB, routes go when they were stale for 180 s."""
    found = world(preserving(), hold_time=0)
    break_off(found)
    began = found.now
    restart(found, BOTH)
    for seconds, families in ((179, set[Family]()), (181, BOTH)):
        found.sides[0].session.handle_timers(began + seconds)
        found.settle()
        assert swept(found) == families


def test_4724_5_a_new_connection_takes_over() -> None:
    """RFC 4724 §5: a connection of a peer that restarts replaces the old one, without a word."""
    found = world(preserving())
    found.sides[1].dialling = True
    found.dial(1)
    (down,) = found.sides[0].of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.sent is None
    assert down.stale == BOTH


def test_4724_5_the_new_connection_comes_up() -> None:
    """RFC 4724 §5: who restarted unseen is Established on the new connection, its routes stale."""
    found = world(preserving())
    (old,) = found.up()
    restart(found, BOTH)
    (new,) = found.up()
    assert new is not old
    assert len(found.sides[0].of(SessionDown)) == 1
    ups = [event for event in found.sides[0].of(SessionUp) if isinstance(event, SessionUp)]
    assert [event.connection for event in ups] == [old.ends[0], new.ends[0]]
    assert ups[1].stale == BOTH


def test_9494_4_2_long_lived() -> None:
    """RFC 9494 §4.2: after the Restart Time routes are long-lived stale, until LLST is over."""
    longer = preserving(restart_time=30, long_lived={V4: 3600})
    found = world(longer, attrs.evolve(longer, long_lived={V4: 600}))
    break_off(found)
    found.sides[0].session.handle_timers(found.now + 30)
    found.settle()
    assert swept(found) == {V6}
    (event,) = found.sides[0].of(RoutesLongLived)
    assert event == RoutesLongLived(frozenset((V4,)))
    for seconds, families in ((599, {V6}), (601, BOTH)):
        found.sides[0].session.handle_timers(found.now + 30 + seconds)
        found.settle()
        assert swept(found) == families


def test_9494_4_2_without_a_restart_time() -> None:
    """RFC 9494 §4.2: a family that GRACEFUL_RESTART does not list is long-lived stale at once."""
    ours = GracefulRestartConfig(notification=False, long_lived={V4: 600, V6: 0})
    theirs = GracefulRestartConfig(notification=False, long_lived={V4: 3600, V6: 3600})
    found = world(theirs, ours)
    assert break_off(found).stale == {V4}
    found.sides[0].session.handle_timers(found.now)
    found.settle()
    (event,) = found.sides[0].of(RoutesLongLived)
    assert event == RoutesLongLived(frozenset((V4,)))
    for seconds, families in ((599, set[Family]()), (601, {V4})):
        found.sides[0].session.handle_timers(found.now + seconds)
        found.settle()
        assert swept(found) == families


def test_4724_2_end_of_rib_is_delivered() -> None:
    """RFC 4724 §2: the marker reaches the program as an UPDATE, of a family that was agreed on."""
    found = world(preserving())
    connection = found.sides[1].session.connection
    assert connection is not None
    connection.send(Update.end_of_rib_of(V4))
    found.settle()
    found.drain()
    (event,) = found.sides[0].of(UpdateReceived)
    assert isinstance(event, UpdateReceived)
    assert event.update.end_of_rib == V4
