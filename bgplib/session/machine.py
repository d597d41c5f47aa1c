"""One state machine: it looks up what to do in the table of RFC 4271 §8.2.2, and does it.

There is one for each connection, as RFC 4271 §8.2.1 has it, and one while there is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.messages.notification import Notification
from bgplib.session import effects
from bgplib.session.actions import Action, Notify
from bgplib.session.cause import Cause
from bgplib.session.conditions import Facts
from bgplib.session.config import SessionConfig
from bgplib.session.connection import Connection
from bgplib.session.events import ConnectAbandoned
from bgplib.session.fsm import step
from bgplib.session.graceful_restart import Promise, promise_of
from bgplib.session.inputs import Input
from bgplib.session.message_events import event_of
from bgplib.session.states import State
from bgplib.session.timers import Clock, Timer, Timers

if TYPE_CHECKING:
    from bgplib.session.negotiation import Negotiation
    from bgplib.session.session import Session

__all__ = ["Machine"]

#: RFC 4271 §10 proposes 4 minutes for HoldTimer until the OPEN is there; RFC 9687 §4.3 proposes
#: the larger of 8 minutes and twice the Hold Time for SendHoldTimer.
_SEND_HOLD_TIME: Final = 480.0
# An attribute of an Enum costs a look-up by its name, and every message asks for this one.
_ESTABLISHED: Final = State.ESTABLISHED


class Machine:
    """A state, the timers that run in it, and the connection that it is about."""

    def __init__(self, session: Session, state: State = State.IDLE) -> None:
        """Start without a connection."""
        self.state = state  #: of RFC 4271 §8.2.2
        self.since: float | None = None  #: when it went to the state
        self.connection: Connection | None = None  #: the connection, if there is one
        self.dialling = False  #: a connection was asked for, and there is no answer yet
        self.negotiation: Negotiation | None = None  #: what the OPENs led to
        self.timers = Timers()  #: what runs
        self._heard = math.nan  # when HoldTimer was started again; never at first
        self.notification: Notification | None = None  #: what the peer was told last
        self.session = session  #: whose machine it is
        self.prepare()

    def prepare(self) -> None:
        """Make our OPEN, by what is configured now."""
        self.local = self.session.local_open()  #: our OPEN
        #: what it says of restarts: what follows from it does not change with the configuration
        self.restart = self.config.graceful_restart

    @property
    def config(self) -> SessionConfig:
        """The session's configuration."""
        return self.session.config

    @property
    def clock(self) -> Clock:
        """The session's time."""
        return self.session.clock

    @property
    def is_waiting(self) -> bool:
        """Whether it is in Connect, without a connection."""
        return self.state is State.CONNECT and self.connection is None

    # -- events ------------------------------------------------------------------------------

    def handle(self, cause: Cause) -> None:
        """Do what the table has for an event in this state."""
        self.notification = None
        row = step(self.state, cause.input, self._facts(cause))
        for action in row.actions:
            if isinstance(action, Notify):
                effects.notify(self, action, cause)
            elif action is not Action.COLLIDE:
                effects.EFFECTS[action](self, cause)
            elif self.session.loses_collision(self, cause):
                # RFC 4271 §8.2.2: the rest of what an OPEN leads to is for the one that stays.
                self._give_way()
                return
        if cause.input is Input.TCP_CONNECTION_FAILS:
            # Not every row says so of a connection that is gone already.
            effects.drop(self, cause)
        old, self.state = self.state, row.next
        if old is not row.next:
            self.since = self.clock.now
            self.session.changed(self, old, cause)

    def _give_way(self) -> None:
        """Close the connection in favour of the other one."""
        text = "another connection to the peer stays (RFC 4271 §6.8)"
        self.handle(Cause(input=Input.OPEN_COLLISION_DUMP, text=text))

    def expire(self, timer: Timer) -> None:
        """Handle a timer that has expired."""
        if timer is Timer.HOLD and self.connection is not None and self.connection.paused:
            # A peer that we do not listen to cannot be found silent.
            self.start_hold()
            return
        input = _EXPIRED[timer]
        if timer is Timer.IDLE_HOLD and not self.config.damp_peer_oscillations:
            # RFC 4271 §8.1.1 knows IdleHoldTimer with DampPeerOscillations only; without it the
            # delay is the one of an automatic start.
            passive = self.config.passive
            input = Input.AUTOMATIC_START_WITH_PASSIVE_TCP if passive else Input.AUTOMATIC_START
        self.handle(Cause(input=input, text=f"{timer.value} expired"))

    def receive(self, octets: bytes, now: float) -> None:
        """Handle a message of the peer, which came at the time that the clock shows."""
        session = self.session
        session.log.note_received(now, octets)
        if self.state is _ESTABLISHED:
            session.receive(self, octets, now)
            return
        delay_open = self.timers.running(Timer.DELAY_OPEN)
        cause = event_of(octets, self.config, self.local, delay_open=delay_open)
        if self.connection is None:
            # The program was asked about the OPEN, and has ended the session.
            return
        if (
            cause.input is Input.UPDATE_MSG
            and self.state is State.OPEN_CONFIRM
            and self.config.update_is_keepalive
        ):
            self.handle(Cause(input=Input.KEEP_ALIVE_MSG, text="an UPDATE came for a KEEPALIVE"))
            self.session.receive(self, octets, now)
            return
        if cause.negotiation is not None and self.negotiation is None:
            self.negotiation = cause.negotiation
            # RFC 4271 §4.2 and §8.2.2: with a Hold Time of 0 neither HoldTimer nor KeepaliveTimer
            # runs, nor does the one that waited for this OPEN.
            if not self.negotiation.hold_time:
                self.timers.stop(Timer.HOLD)
        # RFC 4271 §6.8 asks for collision detection upon receipt of an OPEN message, whichever;
        # the text of event 20 in §8.2.2 forgets it.
        early = cause.input is Input.BGP_OPEN_WITH_DELAY_OPEN_TIMER_RUNNING
        if early and self.session.loses_collision(self, cause):
            self._give_way()
        else:
            self.handle(cause)

    def other_event(self, octets: bytes) -> Cause:
        """Return the event that a message is which is no UPDATE and no ROUTE-REFRESH."""
        return event_of(octets, self.config, self.local, delay_open=False)

    def _facts(self, cause: Cause) -> Facts:
        config = self.config
        negotiation = self.negotiation
        promise = self.promise
        hard = cause.received is not None and cause.received.is_hard_reset
        return Facts(
            delay_open=config.delay_open_time > 0,
            delay_open_running=self.timers.running(Timer.DELAY_OPEN),
            damp_peer_oscillations=config.damp_peer_oscillations,
            idle_hold_running=self.timers.running(Timer.IDLE_HOLD),
            passive=config.passive,
            notification_without_open=config.notification_without_open,
            hold_time_zero=negotiation is not None and negotiation.hold_time == 0,
            graceful_restart=bool(promise.families),
            n_bit=promise.notification,
            hard_reset=hard,
            maximum_prefixes=cause.notification is not None
            and cause.notification.prefix_limit is not None,
            # A second OPEN in a connection that is Established is no collision: its own connection
            # has its own machine.
            collision_detect_established=config.collision_detect_established
            and cause.input is not Input.BGP_OPEN,
            loses_collision=False,
        )

    @property
    def promise(self) -> Promise:
        """What the peer's OPEN says of restarts, as far as our own went along with it."""
        return promise_of(self.negotiation, self.restart)

    @property
    def n_bit(self) -> bool:
        """Whether both ends said the N bit (RFC 8538 §2)."""
        return self.promise.notification

    # -- what connections ask ----------------------------------------------------------------

    def adopt(self, connection: Connection) -> None:
        """Take a connection."""
        self.connection = connection
        connection.adopt(self)

    def sending_context(self, connection: Connection) -> Context:
        """Return what to encode with.

        Raises:
            LocalError: the session is not Established, or not on this connection.
        """
        if self.state is not State.ESTABLISHED or self.connection is not connection:
            raise LocalError(f"routes are sent in Established; the session is in {self.state.text}")
        return self.session.sending

    def note_sent(self, octets: bytes) -> None:
        """Note that a message of ours is on its way."""
        self.session.log.note_sent(self.clock.now, octets)

    def note_sent_all(self, encoded: Sequence[bytes]) -> None:
        """Note that several messages of ours are on their way."""
        self.session.log.note_sent_all(self.clock.now, encoded)

    def routes_sent(self) -> None:
        """Start KeepaliveTimer again: an UPDATE says as much as a KEEPALIVE."""
        # RFC 4271 §8.2.2: "Each time the local system sends a KEEPALIVE or UPDATE message, it
        # restarts its KeepaliveTimer, unless the negotiated HoldTime value is zero."
        self.start_keepalive()

    def octets_left(self, connection: Connection) -> None:
        """Start SendHoldTimer again, if it runs: the peer takes octets."""
        if self.connection is connection and self.timers.running(Timer.SEND_HOLD):
            self.start_send_hold()

    def resumed(self, connection: Connection) -> None:
        """Tell the program that there is room for more."""
        if self.state is State.ESTABLISHED and self.connection is connection:
            self.session.sending_resumed(connection)

    def heard(self, now: float) -> None:
        """Start HoldTimer again: the peer has sent a KEEPALIVE or an UPDATE."""
        # Of many messages that came at once, the first has done it.
        if self._heard != now:
            self._heard = now
            self.start_hold()

    def wait_in_idle(self, seconds: float) -> None:
        """Start IdleHoldTimer."""
        self.timers.start(Timer.IDLE_HOLD, self.later(self.jittered(seconds)))

    def abandon(self) -> None:
        """Give up the attempt to connect, if there is one."""
        if self.dialling:
            self.dialling = False
            self.session.emit(ConnectAbandoned())

    # -- timers ------------------------------------------------------------------------------

    def later(self, seconds: float) -> float:
        """Return the time in so many seconds."""
        return self.clock.now + seconds

    def jittered(self, seconds: float) -> float:
        """Return a time that is shorter by up to a quarter."""
        # RFC 4271 §10: "The suggested default amount of jitter SHALL be determined by multiplying
        # the base value of the appropriate timer by a random factor, which is uniformly distributed
        # in the range from 0.75 to 1.0."
        return seconds * (1.0 - 0.25 * min(max(self.config.jitter(), 0.0), 1.0))

    def start_hold(self) -> None:
        """Start HoldTimer: with the negotiated value, when there is one."""
        negotiation = self.negotiation
        seconds = self.config.open_hold_time if negotiation is None else negotiation.hold_time
        if seconds:
            self.timers.start(Timer.HOLD, self.later(seconds))

    def start_keepalive(self) -> None:
        """Start KeepaliveTimer, if KEEPALIVEs are to be sent."""
        if self.negotiation is not None and self.negotiation.keepalive_time:
            # RFC 4271 §4.4: "KEEPALIVE messages MUST NOT be sent more frequently than one per
            # second." With the shortest Hold Time there is no room for jitter.
            seconds = max(1.0, self.jittered(self.negotiation.keepalive_time))
            self.timers.start(Timer.KEEPALIVE, self.later(seconds))

    def start_send_hold(self) -> None:
        """Start SendHoldTimer, if there is one."""
        hold_time = 0 if self.negotiation is None else self.negotiation.hold_time
        seconds = self.config.send_hold_time
        if seconds is None:
            seconds = max(_SEND_HOLD_TIME, 2.0 * hold_time)
        # RFC 9687 §4.3 has no SendHoldTimer where either time is 0. That it is longer than the Hold
        # Time is seen to by `SessionOptions`: what is agreed on is not longer than what is said.
        if seconds and hold_time:
            self.timers.start(Timer.SEND_HOLD, self.later(seconds))


_EXPIRED: Final = {
    Timer.HOLD: Input.HOLD_TIMER_EXPIRES,
    Timer.SEND_HOLD: Input.SEND_HOLD_TIMER_EXPIRES,
    Timer.DELAY_OPEN: Input.DELAY_OPEN_TIMER_EXPIRES,
    Timer.CONNECT_RETRY: Input.CONNECT_RETRY_TIMER_EXPIRES,
    Timer.IDLE_HOLD: Input.IDLE_HOLD_TIMER_EXPIRES,
    Timer.KEEPALIVE: Input.KEEPALIVE_TIMER_EXPIRES,
}
