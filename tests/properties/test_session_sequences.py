"""One session, and anything that could happen to it, in any order: a hundred thousand times.

`python -m tests.properties.test_session_sequences --count 100000` is the long run; the tests take
as many as fit in a few seconds. A sequence is made from its seed, and plays again from it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Final

from bgplib import Family, Update
from bgplib.errors import LocalError
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.session import Connection, ConnectWanted, Event, Session, SessionConfig, State
from bgplib.session.actions import Action
from bgplib.session.events import (
    CloseWanted,
    ConnectAbandoned,
    SessionDown,
    SessionUp,
    StateChanged,
)
from bgplib.session.fsm import TABLE, Row
from bgplib.session.inputs import Input
from bgplib.session.opening import open_of
from bgplib.session.timers import Timer
from bgplib.testing.malformed import cases

_LONGEST = 200  # events
_NOTIFICATION = 3
_TYPE_AT, _LENGTH_AT = 18, slice(16, 18)

#: the timers that may run in a state (RFC 4271 §8.2.2, RFC 9687 §4)
TIMERS: Final = {
    # Active starts ConnectRetryTimer on its way to Idle (event 18), where event 9 is ignored.
    State.IDLE: {Timer.IDLE_HOLD, Timer.CONNECT_RETRY},
    State.CONNECT: {Timer.CONNECT_RETRY, Timer.DELAY_OPEN},
    State.ACTIVE: {Timer.CONNECT_RETRY, Timer.DELAY_OPEN},
    State.OPEN_SENT: {Timer.HOLD, Timer.SEND_HOLD},
    State.OPEN_CONFIRM: {Timer.HOLD, Timer.KEEPALIVE, Timer.SEND_HOLD},
    State.ESTABLISHED: {Timer.HOLD, Timer.KEEPALIVE, Timer.SEND_HOLD},
}

#: the rows of the table that lead from one state, by one event, to another
ROWS: Final[dict[tuple[State, Input, State], list[Row]]] = {}
for _row in TABLE:
    ROWS.setdefault((_row.state, _row.input, _row.next), []).append(_row)

_UPDATE: Final = Update.withdraw(["198.51.100.0/24", "203.0.113.0/24"])
_GOOD: Final = (
    Keepalive().encode(),
    Keepalive().encode(),
    _UPDATE.encode(),
    RouteRefresh(Family.IPV4_UNICAST).encode(),
)
_BAD: Final = (
    Notification(6, 4).encode(),
    *(case.octets for case in cases() if case.context.four_octet_as),
)


def configs(random: Random) -> tuple[SessionConfig, SessionConfig]:
    """Make a session's configuration, and one for a peer that fits."""
    ours = SessionConfig(
        local_as=64501,
        local_identifier=f"192.0.2.{random.randint(1, 3)}",
        peer_as=64502,
        passive=random.random() < 0.3,
        restart=random.random() < 0.8,
        hold_time=random.choice([0, 3, 90]),
        delay_open_time=random.choice([0.0, 0.0, 5.0]),
        idle_hold_time=random.choice([0.0, 5.0]),
        damp_peer_oscillations=random.random() < 0.8,
        notification_without_open=random.random() < 0.5,
        collision_detect_established=random.random() < 0.5,
        update_is_keepalive=random.random() < 0.2,
        output_limit=random.choice([100, 65536]),
        jitter=random.random,
    )
    theirs = SessionConfig(
        local_as=64502,
        local_identifier=f"192.0.2.{random.randint(1, 3)}",
        peer_as=64501,
        hold_time=random.choice([0, 3, 90]),
    )
    return ours, theirs


class Wire:
    """One connection, and what the session has said on it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sent = 0  # octets taken and not reported
        self.said: list[int] = []  # types of whole messages
        self._rest = b""

    def take(self, random: Random, now: float) -> None:
        """Take octets, some or all, and report some of them."""
        octets = self.connection.data_to_send(random.choice([None, None, 1, 30]))
        self.sent += len(octets)
        self._rest += octets
        while len(self._rest) > _TYPE_AT:
            length = int.from_bytes(self._rest[_LENGTH_AT], "big")
            if len(self._rest) < length:
                break
            self.said.append(self._rest[_TYPE_AT])
            self._rest = self._rest[length:]
        # RFC 4271 §6: a NOTIFICATION is the last that is said, and there is one at most.
        assert _NOTIFICATION not in self.said[:-1]
        assert not (self._rest and self.said and self.said[-1] == _NOTIFICATION)
        if random.random() < 0.8:
            count = random.randint(0, self.sent)
            self.sent -= count
            self.connection.data_sent(count, now)


class Sequence:
    """A session, its wires and its clock, in the hands of a random number generator."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        ours, theirs = configs(self.random)
        self.session = Session(ours)
        self.hello = open_of(theirs).encode()
        self.wires: list[Wire] = []
        self.now = 0.0
        self.dialling = False
        self.is_wanted = False  # started, and not stopped
        self.ups = self.downs = 0
        self.seen = Counter[State]()
        #: what ConnectRetryCounter may be: some rows differ in nothing that an event tells
        self.counters = {0}

    def run(self) -> None:
        """Let things happen, and check after each that all is well."""
        for _ in range(self.random.randint(1, _LONGEST)):
            getattr(self, self.random.choices(_NAMES, _WEIGHTS)[0])()
            if self.random.random() < 0.9:
                self.settle()
            self.check()

    # -- what may happen ---------------------------------------------------------------------

    def start(self) -> None:
        """Start, whether it runs or not."""
        self.is_wanted = True
        self.session.start(self.now, restarted=self.random.random() < 0.1)

    def stop(self) -> None:
        """Stop, whether it runs or not."""
        self.is_wanted = False
        self.session.stop(self.now, "enough")

    def reset(self) -> None:
        """Reset, whether it runs or not."""
        self.session.reset(self.now)

    def dialled(self) -> None:
        """Make the connection that the session waits for."""
        if self.dialling:
            self.dialling = False
            self.wires.append(Wire(self.session.connection_made(self.now)))

    def refused(self) -> None:
        """Fail to make it; or say so without reason."""
        self.dialling = False
        self.session.connection_failed(self.now)

    def called(self) -> None:
        """Let the peer connect."""
        self.wires.append(Wire(self.session.connection_made(self.now, inbound=True)))

    def asked(self) -> None:
        """Ask whether the peer may connect."""
        self.session.connection_requested(self.now, valid=self.random.random() < 0.7)

    def greeted(self) -> None:
        """Deliver the peer's OPEN, and often its KEEPALIVE."""
        self.deliver(self.hello + (Keepalive().encode() if self.random.random() < 0.7 else b""))

    def told(self) -> None:
        """Deliver a message with nothing wrong."""
        self.deliver(self.random.choice(_GOOD))

    def told_badly(self) -> None:
        """Deliver a message with something wrong, or a NOTIFICATION."""
        self.deliver(self.random.choice(_BAD))

    def told_in_part(self) -> None:
        """Deliver a part of a message."""
        octets = self.random.choice(_GOOD)
        self.deliver(octets[: self.random.randint(1, len(octets))])

    def hung_up(self) -> None:
        """Close a connection, from the peer's side."""
        self.deliver(b"")

    def deliver(self, octets: bytes) -> None:
        """Deliver octets on any wire: closed ones, too."""
        if self.wires:
            wire = self.random.choice(self.wires[-2:])
            wire.connection.receive_data(octets, self.now)

    def ticked(self) -> None:
        """Let the next timer be due."""
        deadline = self.session.next_deadline()
        if deadline is not None:
            self.now = max(self.now, deadline)
        self.session.handle_timers(self.now)

    def slept(self) -> None:
        """Let the clock stand, jump, or go back."""
        self.now += self.random.choice([0.0, 0.001, 1.0, 20.0, 3600.0])
        self.session.handle_timers(self.now - self.random.choice([0.0, 0.0, 7200.0]))

    def wrote(self) -> None:
        """Send routes; what must not be sent is refused to the program."""
        if self.wires:
            connection = self.random.choice(self.wires[-2:]).connection
            try:
                connection.send(_UPDATE)
            except LocalError:
                assert connection is not self.session.connection or not connection.writable

    def held(self) -> None:
        """Pause, or go on."""
        if self.wires:
            connection = self.wires[-1].connection
            if connection.paused:
                connection.resume(self.now)
            else:
                connection.pause()

    # -- after each --------------------------------------------------------------------------

    def settle(self) -> None:
        """Do the driver's part."""
        for event in self.session.events():
            self.hear(event)
        assert self.session.snapshot().connect_retry_counter in self.counters
        for wire in self.wires[-3:]:
            wire.take(self.random, self.now)

    def hear(self, event: Event) -> None:
        """Keep count of an event."""
        self.dialling = (self.dialling or isinstance(event, ConnectWanted)) and not isinstance(
            event, ConnectAbandoned
        )
        self.ups += isinstance(event, SessionUp)
        self.downs += isinstance(event, SessionDown)
        assert self.ups - self.downs in (0, 1)
        if isinstance(event, CloseWanted):
            assert event.connection.closed
        if isinstance(event, StateChanged):
            self.hear_change(event)

    def hear_change(self, event: StateChanged) -> None:
        """Find the rows of the table that led from one state to the other, and count with them."""
        rows = ROWS[event.old, event.cause, event.new]
        # RFC 4271 §8: ConnectRetryCounter counts attempts one by one, and starts again from 0.
        self.counters = {_counted(row, count) for row in rows for count in self.counters}
        # RFC 4271 §8.1.4 has event 16 for "the local system's request to establish a TCP
        # connection", event 17 for one that "has been established by the remote site".
        if event.connection is not None and event.cause in _MADE:
            assert event.connection.inbound is _MADE[event.cause]

    def check(self) -> None:
        """Check what always has to hold."""
        snapshot = self.session.snapshot()
        self.seen[snapshot.state] += 1
        # RFC 4271 §6.8 leaves two connections only until one of them is closed.
        assert snapshot.connections <= 2
        assert snapshot.connections >= (snapshot.state >= State.OPEN_SENT)
        allowed = TIMERS[snapshot.state]
        if snapshot.connections == 2:
            allowed = set().union(*TIMERS.values()) - {Timer.IDLE_HOLD}
        assert set(snapshot.timers) <= allowed, snapshot
        assert all(seconds >= 0 for seconds in snapshot.timers.values())
        # What is wanted and Idle comes back by itself.
        if snapshot.state is State.IDLE and self.is_wanted and self.session.config.restart:
            assert Timer.IDLE_HOLD in snapshot.timers, snapshot
        assert (self.session.connection is not None) == (snapshot.state is State.ESTABLISHED)


_MADE: Final = {Input.TCP_CR_ACKED: False, Input.TCP_CONNECTION_CONFIRMED: True}


def _counted(row: Row, count: int) -> int:
    """Return what a row makes of ConnectRetryCounter."""
    if Action.COUNTER_ZERO in row.actions:
        return 0
    return count + (Action.COUNTER_UP in row.actions)


_STEPS: Final = {
    "start": 4.0,
    "stop": 0.3,
    "reset": 0.3,
    "dialled": 12.0,
    "refused": 0.5,
    "called": 3.0,
    "asked": 1.0,
    "greeted": 8.0,
    "told": 8.0,
    "told_badly": 1.0,
    "told_in_part": 0.3,
    "hung_up": 0.5,
    "ticked": 5.0,
    "slept": 1.0,
    "wrote": 4.0,
    "held": 1.0,
}
_NAMES: Final = list(_STEPS)
_WEIGHTS: Final = list(_STEPS.values())


def sequences(count: int, first: int = 0) -> Iterator[Sequence]:
    """Run sequences, from a seed on."""
    for seed in range(first, first + count):
        sequence = Sequence(seed)
        try:
            sequence.run()
        except BaseException as error:
            error.add_note(f"the seed is {seed}")
            raise
        yield sequence


def test_any_sequence_of_events_is_survived() -> None:
    """RFC 4271 §8.2.2: no exception, timers as the state has them, one NOTIFICATION at most."""
    seen = Counter[State]()
    for sequence in sequences(1_000):
        seen += sequence.seen
    assert set(seen) == set(State)
    assert min(seen.values()) > 1_000


def main() -> int:
    """Read the arguments, run, and print how it went."""
    parser = argparse.ArgumentParser(description="Run random sequences of events.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    arguments = parser.parse_args()
    begun = time.process_time()
    seen, ups = Counter[State](), 0
    for sequence in sequences(arguments.count, arguments.first):
        seen += sequence.seen
        ups += sequence.ups
    took = time.process_time() - begun
    print(f"{arguments.count:,} sequences, {seen.total():,} events, {took:.0f} s of CPU")
    print(", ".join(f"{state.name}: {seen[state]:,}" for state in State), f"; {ups:,} times up")
    return 0


if __name__ == "__main__":
    sys.exit(main())
