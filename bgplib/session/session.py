"""A session with one peer: octets and time go in; octets, events and a deadline come out.

Nothing here opens a socket or reads a clock. A driver does these four things for ever:

1. call what happened: `start`, `connection_made`, `connection.receive_data`, `handle_timers`, ...;
2. send what `connection.data_to_send` returns, and say with `connection.data_sent` what has left;
3. take `events`, and do what `ConnectWanted`, `ConnectAbandoned` and `CloseWanted` ask for;
4. wait for the socket, or until `next_deadline`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, NoReturn

import attrs

from bgplib._checks import check, shown
from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.context import Context
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Finding, Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family, as_family
from bgplib.messages import route_refresh
from bgplib.messages.decoder import Decoder
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.session.cause import Cause
from bgplib.session.collision import ours_is_closed
from bgplib.session.comeback import Comeback
from bgplib.session.config import GracefulRestartConfig, PrefixLimit, SessionConfig
from bgplib.session.connection import Connection
from bgplib.session.events import (
    CloseWanted,
    ConnectionRefused,
    Event,
    SendingResumed,
    SessionDown,
    SessionUp,
    StateChanged,
    UpdateReceived,
)
from bgplib.session.inputs import Input
from bgplib.session.machine import Machine
from bgplib.session.message_events import error_event
from bgplib.session.message_log import MessageLog
from bgplib.session.negotiation import Negotiation
from bgplib.session.notifying import is_lasting
from bgplib.session.opening import open_of
from bgplib.session.orf import OrfTable
from bgplib.session.orf_sending import Entry, requests
from bgplib.session.prefix_limit import Identity
from bgplib.session.reception import Reception
from bgplib.session.snapshot import Snapshot
from bgplib.session.states import State
from bgplib.session.timers import Clock, Timer

__all__ = ["Session"]

_TYPE_AT: Final = 18
_UPDATE: Final = 2
# A speaker of a thousand peers has as many decoders, and the RIB keeps what counts anyway.
_KEPT_BLOCKS = 128


@mypyc_attr(allow_interpreted_subclasses=True)
class Session:
    """BGP with one peer, over one connection, or two until one of them is closed.

    Every time is in seconds, from any origin, and does not go backwards: an earlier one counts as
    the latest that was said.
    """

    #: what `connection_made` makes; a program that watches connections derives its own
    connection_class: ClassVar[type[Connection]] = Connection

    def __init__(self, config: SessionConfig) -> None:
        """Start in Idle.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
            LocalError: it is no configuration of a session.
        """
        if not isinstance(config, SessionConfig):
            raise LocalError(f"a session is made of a SessionConfig, not of {shown(config)}")
        self.config = config  #: the configuration
        self.clock = Clock()  #: the latest time that was said
        self.log = MessageLog(config.log_length)  #: the last messages, and how many there were
        self.retry_counter = 0  #: ConnectRetryCounter (RFC 4271 §8), of both connections
        self.sending = Context()  #: what is sent to the peer is encoded with this
        self._events: deque[Event] = deque()
        self._reception = Reception(config, self.emit)
        self._decoder = Decoder(config.rules, config.registry, kept=_KEPT_BLOCKS)
        self._comeback = Comeback()
        self._restarted = False
        self._is_legacy = False  # the next OPEN has `legacy_as`
        self._kept = False  # the session ended, and the peer keeps our routes by RFC 8538
        self._established_at: float | None = None
        self._established_count = 0
        self._faults = Counter[tuple[int | None, Treatment]]()
        self._last_error = ""
        self._machine = Machine(self)
        self._second: Machine | None = None

    # -- what the operator does --------------------------------------------------------------

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(self, "it belongs to a program that runs; take its `snapshot()` and its events")

    def start(self, now: float, *, restarted: bool = False) -> None:
        """Begin: connect to the peer, or wait for it if the configuration is `passive`.

        Args:
            now: the time.
            restarted: we come back from a restart: the first OPEN says so (R bit, RFC 4724 §3),
                and which forwarding state was preserved.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._comeback.is_started = True
        if self._machine.state is State.IDLE:
            self._restarted = restarted
            self._is_legacy = False
            self._comeback.start()
            self._machine.timers.stop(Timer.IDLE_HOLD)
        passive = self.config.passive
        self._machine.handle(
            Cause(
                input=Input.MANUAL_START_WITH_PASSIVE_TCP if passive else Input.MANUAL_START,
                text="the session was started",
            )
        )

    def stop(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End, and stay down until `start`; stale routes of the peer go (`RoutesSwept`).

        With another `notification` that is graceful (RFC 8538 §5.1), such as Out of Resources, the
        routes of a session that was Established stay until the Restart Time is over, or the next
        `stop`.

        Args:
            now: the time.
            reason: what to tell the operator of the peer (RFC 9003), up to 255 octets of UTF-8;
                another notification has no place for it: then events and snapshots alone say it.
            notification: another Cease than Administrative Shutdown, such as Peer De-configured.

        Raises:
            EncodeError: the reason is too long.
            LocalError: the time is not a number, or the notification is something else.
        """
        check(notification, Notification | None, "notification")
        notification = notification or Notification.shutdown(reason)
        self.clock.set(now)
        self._comeback.is_started = self._kept = False
        self._machine.timers.stop(Timer.IDLE_HOLD)
        was_up = self.connection is not None
        self._end(Input.MANUAL_STOP, reason or "the session was stopped", notification)
        # No RFC says what becomes of a peer's stale routes when a session is stopped that is not
        # Established. That they go is our choice: nobody is told anything then, and as long as it
        # is stopped the peer does not come back for them. RFC 8538 §5.1 only suggests how to end
        # one that is, and for an Administrative Shutdown that no route stays.
        if not was_up:
            self._reception.give_up("the session was stopped")

    def reset(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """End, and come back.

        Args:
            now: the time.
            reason: what to tell the operator of the peer (RFC 9003), up to 255 octets of UTF-8;
                another notification has no place for it: then events and snapshots alone say it.
            notification: another Cease than Administrative Reset, such as BFD Down, which goes as a
                Hard Reset where the peer would keep routes (RFC 8538 §5.1); where the session was
                lost before, what is kept of the peer's routes goes then (`RoutesSwept`).

        Raises:
            EncodeError: the reason is too long.
            LocalError: the time is not a number, or the notification is something else.
        """
        check(notification, Notification | None, "notification")
        notification = notification or Notification.shutdown(reason, reset=True)
        self.clock.set(now)
        was_up = self.connection is not None
        text = reason or "the session was reset"
        self._end(Input.AUTOMATIC_STOP, text, notification)
        # RFC 8538 §5.1 has no routes kept after such a Cease: nor are those of a session that was
        # lost before, whose peer cannot be told. RFC 5882 §4.3 has BFD Down abort a restart, too.
        if not was_up and is_lasting(notification):
            self._kept = False
            self._reception.give_up(text)

    def _end(self, input: Input, text: str, notification: Notification) -> None:
        again = input is Input.AUTOMATIC_STOP
        cause = Cause(
            input=input,
            text=text,
            notification=notification,
            restart=again,
            restart_after=self.config.idle_hold_time if again else None,
        )
        for machine in reversed(self._machines()):
            machine.handle(cause)

    def send_filters(
        self, family: Family | str, entries: Iterable[Entry], now: float, *, defer: bool = False
    ) -> None:
        """Tell the peer which routes of a family not to send (RFC 5291, RFC 5292).

        The peer keeps the filters as long as the session is Established: send them whenever it has
        come up. A peer that knows that there will be some (`SessionConfig.orf_send`) sends no
        routes before. Many entries go in several messages, of which the last one has the routes
        sent.

        Args:
            family: the family of the routes.
            entries: what to add to the filters and to remove from them, in order, all of one type;
                `RemoveAll` begins anew. Alone it leaves no filter of any type that was agreed on,
                beside others none of theirs. No entries ask for the routes as the filters are.
            now: the time.
            defer: the peer does nothing about routes until it is asked for them, by filters that
                are not deferred or without any.

        Raises:
            EncodeError: a field is out of range.
            LocalError: the session is not Established; the peer takes no such filters of the
                family; an entry is not of the family or contradicts itself; the time is not a
                number; or so much waits already that the peer must read first.
        """
        self.clock.set(now)
        family = as_family(family)
        negotiation, connection = self.negotiation, self.connection
        if connection is None or negotiation is None:
            raise LocalError("the session is not Established")
        types = frozenset(kind for each, kind in negotiation.orf_send if each == family)
        if not types:
            raise LocalError(f"no filters of {family} were agreed on; see `orf_send`")
        context = connection.sending_context
        length = context.maximum_message_length
        whole = requests(family, tuple(entries), types, length, defer=defer)
        connection.send_encoded([message.encode(context) for message in whole])

    # -- what the driver calls ---------------------------------------------------------------

    def connection_made(self, now: float, *, inbound: bool = False) -> Connection:
        """Take a connection: one that `ConnectWanted` asked for, or one that the peer has started.

        Driver: then send `data_to_send`, take `events` (a `CloseWanted` refuses the connection)
        and wait for `next_deadline`.

        Args:
            now: the time.
            inbound: the peer has started it.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        machine = self._machine
        if not inbound:
            machine.dialling = False
        connection = self.connection_class(machine, inbound=inbound)
        cause = Cause(
            input=Input.TCP_CONNECTION_CONFIRMED if inbound else Input.TCP_CR_ACKED,
            text="the peer connected" if inbound else "the connection was made",
            connection=connection,
        )
        if inbound and self._may_start_early:
            self._start_early()
        if machine.state is State.IDLE:
            machine.handle(cause)
            self._refuse(connection, "the session is Idle")
        elif self._second is not None:
            self._refuse(connection, "there are two connections already")
        elif machine.connection is None:
            machine.adopt(connection)
            machine.handle(cause)
        elif machine.state < State.OPEN_SENT or (
            machine.state is State.ESTABLISHED and not inbound
        ):
            # RFC 4724 §4.2 lets "the subsequent open connection from the peer" end the session. One
            # that we have asked for, and that comes too late, says nothing of the peer.
            self.track(connection)
        else:
            machine.handle(cause)
            # RFC 4724 §4.2: the connection that was there gave way to the new one.
            if machine.is_waiting:
                machine.adopt(connection)
                machine.handle(cause)
        return connection

    def connection_failed(self, now: float) -> None:
        """Note that the connection which `ConnectWanted` asked for could not be made.

        Driver: then take `events` and wait for `next_deadline`.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        machine = self._machine
        if not machine.dialling:
            return
        machine.dialling = False
        # Where the peer has connected meanwhile, that one is the connection which counts.
        if machine.connection is None:
            machine.handle(
                Cause(input=Input.TCP_CONNECTION_FAILS, text="the peer could not be connected to")
            )

    def connection_requested(self, now: float, *, valid: bool = True) -> bool:
        """Say whether a connection that the peer asks for would be taken (RFC 4271 §8.1.4).

        For drivers that know of a connection before they accept it; others need not call it.

        Args:
            now: the time.
            valid: source and destination are those of the peer and ours.

        Raises:
            LocalError: the time is not a number.
        """
        self.clock.set(now)
        self._machine.handle(
            Cause(
                input=Input.TCP_CONNECTION_VALID if valid else Input.TCP_CR_INVALID,
                text="the peer asks for a connection",
            )
        )
        return valid and self._machine.state is not State.IDLE and self._second is None

    def events(self) -> Iterator[Event]:
        """Iterate over what has happened since; each event is given once.

        Driver: take them after every other call.
        """
        while self._events:
            event = self._events.popleft()
            self._reception.delivered(event)
            yield event

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None: no timer runs.

        Driver: ask again after every other call.
        """
        deadlines = [machine.timers.next_deadline() for machine in self._machines()]
        deadlines.append(self._reception.next_deadline())
        return min((deadline for deadline in deadlines if deadline is not None), default=None)

    def handle_timers(self, now: float) -> None:
        """Do what is due.

        Driver: call it at `next_deadline`, or later; too early it does nothing. After a long sleep
        each timer fires once.

        Raises:
            LocalError: the time is not a number.
        """
        now = self.clock.set(now)
        for machine in self._machines():
            for timer in machine.timers.expired(now):
                machine.expire(timer)
        self._reception.expire(now)

    # -- what anybody may ask ----------------------------------------------------------------

    @property
    def state(self) -> State:
        """The state of RFC 4271 §8.2.2; of two connections, the one that came further."""
        return max(machine.state for machine in self._machines())

    @property
    def connection(self) -> Connection | None:
        """The connection on which the session is Established; None while it is not."""
        machine = self._machine
        return machine.connection if machine.state is State.ESTABLISHED else None

    @property
    def negotiation(self) -> Negotiation | None:
        """What was agreed on; None until the peer's OPEN is there, and when the session is over.

        What is over may have events that are still to be taken: what was in force then is what the
        `SessionUp` before them has.
        """
        return self._machine.negotiation

    @property
    def is_over(self) -> bool:
        """Whether there is no connection, and nothing of the peer's is kept for its return."""
        without = all(machine.connection is None for machine in self._machines())
        return without and not self._reception.stale

    def configure(self, config: SessionConfig) -> None:
        """Take another configuration.

        What the OPEN says holds from the next one on, and so does what follows from it, such as
        which routes are kept; `rules`, `registry` and the time for which routes are stale from when
        the session comes up; all else at once, but for limits of prefixes: see `limit_prefixes`.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
        """
        # Nobody expects it when the OPEN is made.
        open_of(config)
        self.config = config
        self.log.keep(config.log_length)

    def outbound_filter(self, family: Family | str) -> OrfTable | None:
        """Return what the peer does not want of a family; None where it may not say so.

        It holds as long as the session is Established (RFC 5291 §6).
        """
        return self._reception.filters.get(as_family(family))

    def limit_prefixes(
        self, limits: Mapping[Family, PrefixLimit], known: Mapping[Family, set[Identity]]
    ) -> None:
        """Let other limits hold from now on, whatever the configuration says.

        A limit that is exceeded already acts with the next UPDATE that announces something.

        Args:
            limits: how many prefixes the peer may announce.
            known: what it has announced of these families: path identifier and key of each.
        """
        self._reception.limit_prefixes(limits, known)

    def snapshot(self) -> Snapshot:
        """Return how the session is, for an operator."""
        machine = self._machine
        connections = [m.connection for m in self._machines() if m.connection is not None]
        return Snapshot(
            name=self.config.name,
            state=self.state,
            since=machine.since,
            connections=len(connections),
            negotiation=machine.negotiation,
            connect_retry_counter=self.retry_counter,
            established_count=self._established_count,
            timers=dict(machine.timers.remaining(self.clock.now)),
            received=dict(self.log.received),
            sent=dict(self.log.sent),
            faults=dict(self._faults),
            prefixes=self._reception.counts(),
            stale=self._reception.stale,
            backlog=sum(connection.backlog for connection in connections),
            last_error=self._last_error,
            messages=self.log.last(),
        )

    # -- what the state machines call --------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Tell the program something."""
        self._events.append(event)

    def deliver(self, update: Update) -> None:
        """Tell the program of an UPDATE."""
        self.emit(UpdateReceived(update))

    def local_open(self) -> Open:
        """Return the OPEN to send."""
        return open_of(
            self.config, legacy=self._is_legacy, restarted=self._restarted, kept=self._kept
        )

    def damp(self) -> None:
        """Let the delay before the next start grow."""
        self._comeback.failed()

    def sending_resumed(self, connection: Connection) -> None:
        """Tell the program that there is room for more."""
        self.emit(SendingResumed(connection))

    def track(self, connection: Connection) -> None:
        """Let a second connection come to its OPEN, beside the one there is (RFC 4271 §6.8)."""
        inbound = connection.inbound
        self._second = Machine(self, State.ACTIVE if inbound else State.CONNECT)
        self._second.adopt(connection)
        self._second.handle(
            Cause(
                input=Input.TCP_CONNECTION_CONFIRMED if inbound else Input.TCP_CR_ACKED,
                text="there is a second connection",
                connection=connection,
            )
        )

    def loses_collision(self, machine: Machine, cause: Cause) -> bool:
        """Judge a connection whose OPEN has come, by the other one; the loser goes.

        Returns:
            Whether the machine's own connection is the loser.
        """
        other = self._second if machine is self._machine else self._machine
        # RFC 4271 §6.8: "Upon receipt of an OPEN message, the local system MUST examine all of its
        # connections that are in the OpenConfirm state."
        if other is None or other.state < State.OPEN_CONFIRM or cause.negotiation is None:
            return False
        # RFC 4271 §6.8: "Unless allowed via configuration, a connection collision with an existing
        # BGP connection that is in the Established state causes closing of the newly created
        # connection."
        if other.state is State.ESTABLISHED and not self.config.collision_detect_established:
            return True
        if self._is_closed(machine, other, cause.negotiation.remote):
            return True
        text = "another connection to the peer stays (RFC 4271 §6.8)"
        other.handle(Cause(input=Input.OPEN_COLLISION_DUMP, text=text))
        return False

    def _is_closed(self, machine: Machine, other: Machine, remote: Open) -> bool:
        """Say whether of two connections the first is to be closed."""
        if machine.connection is None or other.connection is None:
            return False
        # Two of the same direction are no collision of RFC 4271 §6.8; the newer one goes.
        if machine.connection.inbound == other.connection.inbound:
            return True
        ours = ours_is_closed(
            self.config.local_identifier, remote.identifier, self.config.local_as, remote.asn
        )
        return machine.connection.inbound is not ours

    def changed(self, machine: Machine, old: State, cause: Cause) -> None:
        """Note that a state machine has moved."""
        self.emit(StateChanged(old, machine.state, cause.input, machine.connection, cause.text))
        if machine.state is State.ESTABLISHED:
            self._up(machine)
        elif machine.state is State.IDLE and old is not State.IDLE:
            self._note_end(old, cause)
            # RFC 7705 §4.2: "the speaker SHOULD send BGP OPEN using the globally configured ASN
            # first, and only send a BGP OPEN using the locally configured ASN as a fallback if the
            # remote neighbor responds with the BGP error "Bad Peer AS"."
            if cause.received is not None and cause.received.is_bad_peer_as:
                self._is_legacy = machine.local.asn == self.config.local_as
        if machine.connection is not None:
            return
        if machine is self._second:
            self._second = None
        elif self._second is not None and cause.restart:
            self._promote(self._second)
        elif machine.state is State.IDLE:
            self._schedule(cause)

    def _note_end(self, old: State, cause: Cause) -> None:
        """Remember for an operator why a session ended, or did not come to be."""
        # Of two connections one always goes (RFC 4271 §6.8): the session does not end with it.
        if cause.input is Input.OPEN_COLLISION_DUMP:
            return
        # A peer that has gone refuses one attempt after the other: why it went is worth more.
        if old < State.OPEN_SENT and cause.input is Input.TCP_CONNECTION_FAILS and self._last_error:
            return
        self._last_error = cause.text

    def down(self, machine: Machine, cause: Cause, *, keep: bool) -> None:
        """Note that the session is not Established any more."""
        if self._established_at is not None:
            self._comeback.lasted(self.clock.now - self._established_at, self.config)
        self._established_at = None
        self._kept = keep and machine.n_bit
        stale = self._reception.down(self.clock.now, keep=keep)
        self.emit(
            SessionDown(
                cause=cause.input,
                text=cause.text,
                sent=machine.notification,
                received=cause.received,
                error=cause.error,
                stale=stale,
            )
        )

    def receive(self, machine: Machine, octets: bytes, now: float) -> None:
        """Handle a message in Established, which came at the time that the clock shows."""
        kind = octets[_TYPE_AT]
        if kind == _UPDATE and not self._reception.is_limited and self._takes(octets):
            machine.heard(now)
            return
        if kind == messages.ROUTE_REFRESH:
            self._receive_refresh(machine, octets)
            return
        if kind != messages.UPDATE:
            machine.handle(machine.other_event(octets))
            return
        update = self._decoder.decode(octets)
        # A whole UPDATE that the decoder was handed is an `Update`, whatever is in it.
        if not isinstance(update, Update) or (update.findings and self._resets(machine, update)):
            return
        # The row of event 27 in Established, in the short: PROC and HT!.
        # RFC 4271 §8.2.2: "restarts its HoldTimer, if the negotiated HoldTime value is non-zero".
        machine.heard(now)
        if update.findings:
            self._disable(self._reception.disabled(update))
        taken = self._reception.count(update)
        if isinstance(taken, Cause):
            machine.handle(taken)
            return
        self.deliver(taken)
        if taken.end_of_rib is not None:
            self._reception.end_of_rib(taken.end_of_rib)

    # -- inside ------------------------------------------------------------------------------

    def _takes(self, _octets: bytes, /) -> bool:
        """Do all that an UPDATE asks for without making one; False where that cannot be done."""
        return False

    def _machines(self) -> tuple[Machine, ...]:
        return (self._machine,) if self._second is None else (self._machine, self._second)

    @property
    def _may_start_early(self) -> bool:
        """Whether a peer that connects ends the wait in Idle: not after a failure of the peer's."""
        # Damping keeps a peer that fails away for a while. A dial that was refused is no failure
        # of this kind, and the peer may not be one that listens at all.
        return not self._comeback.is_damped and self._machine.timers.running(Timer.IDLE_HOLD)

    def _start_early(self) -> None:
        self._machine.timers.stop(Timer.IDLE_HOLD)
        text = "the peer connected before the next attempt was due"
        self._machine.handle(Cause(input=Input.AUTOMATIC_START_WITH_PASSIVE_TCP, text=text))

    def _refuse(self, connection: Connection, reason: str) -> None:
        connection.close()
        self.emit(ConnectionRefused(connection, reason))
        self.emit(CloseWanted(connection))

    def _promote(self, machine: Machine) -> None:
        """Let the second connection be the only one."""
        machine.dialling = self._machine.dialling
        self._machine, self._second = machine, None

    def _schedule(self, cause: Cause) -> None:
        """Start IdleHoldTimer, if the session comes back by itself."""
        if self._second is not None:
            self._second.handle(attrs.evolve(cause, input=Input.AUTOMATIC_STOP))
        seconds = self._comeback.delay(cause, self.config)
        if seconds is not None:
            self._machine.wait_in_idle(seconds)

    def _up(self, machine: Machine) -> None:
        """Begin to exchange routes."""
        negotiation, connection = machine.negotiation, machine.connection
        if negotiation is None or connection is None:
            return
        if machine is self._second:
            # The other one has no OPEN yet; when it comes, this connection is the one that stays.
            self._machine, self._second = machine, self._machine
        receiving, self.sending = negotiation.directions(self.config.rules)
        self._decoder = Decoder(receiving, self.config.registry, kept=_KEPT_BLOCKS)
        connection.agree(receiving.maximum_message_length)
        self._restarted = self._kept = self._is_legacy = False
        self._established_at = self.clock.now
        self._established_count += 1
        stale = self._reception.up(
            machine.promise,
            stale_time=(self.config.graceful_restart or GracefulRestartConfig()).stale_time,
            enhanced=bool(receiving.enhanced_route_refresh),
            unfinished=negotiation.end_of_rib_families,
            filtered=negotiation.orf_receive,
        )
        self.emit(SessionUp(connection, negotiation, stale))
        for each in self._machines():
            each.abandon()

    def _resets(self, machine: Machine, update: Update) -> bool:
        """Count what is wrong with an UPDATE; end the session and return True if that is due."""
        worst = max(update.findings, key=_strength)
        self._faults.update((f.attribute, f.treatment) for f in update.findings)
        if worst.treatment is not Treatment.SESSION_RESET:
            return False
        machine.handle(error_event(Input.UPDATE_MSG_ERR, worst))
        return True

    def _disable(self, families: frozenset[object]) -> None:
        context = self._decoder.context
        if families and context.families is not None:
            rest = attrs.evolve(context, families=context.families - families)
            self._decoder = Decoder(rest, self.config.registry, kept=_KEPT_BLOCKS)

    def _receive_refresh(self, machine: Machine, octets: bytes) -> None:
        try:
            message = route_refresh.decode(octets, self._decoder.context, self.config.registry)
        except DecodeError as error:
            is_header = error.code == messages.MESSAGE_HEADER_ERROR
            kind = Input.BGP_HEADER_ERR if is_header else Input.UPDATE_MSG_ERR
            machine.handle(error_event(kind, error))
            return
        self._reception.refresh(message, self.clock.now)


def _strength(finding: Finding) -> Treatment:
    return finding.treatment
