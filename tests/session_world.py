"""Two sessions and the wires between them, moved one step at a time, in any order a test likes.

A wire keeps order, and nothing else is certain: every dial, delivery, close and timer is a step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    Connection,
    ConnectWanted,
    Event,
    Session,
    SessionConfig,
    SessionDown,
    SessionUp,
    State,
)

__all__ = ["Side", "Wire", "World", "configs", "messages_of"]


def configs(left: int = 1, right: int = 2, **settings: Any) -> tuple[SessionConfig, SessionConfig]:
    """Make the configurations of two external peers, AS 64501 and 64502.

    Args:
        left: last number of the BGP Identifier of the first, 192.0.2.`left`.
        right: that of the second.
        settings: more fields of both.
    """
    first = SessionConfig(
        local_as=64501, peer_as=64502, local_identifier=f"192.0.2.{left}", **settings
    )
    second = SessionConfig(
        local_as=64502, peer_as=64501, local_identifier=f"192.0.2.{right}", **settings
    )
    return first, second


def messages_of(octets: bytes) -> Iterator[bytes]:
    """Cut octets into whole messages."""
    while octets:
        length = int.from_bytes(octets[16:18], "big")
        assert HEADER_LENGTH <= length <= len(octets)
        yield octets[:length]
        octets = octets[length:]


class Wire:
    """One connection: what is on its way to each of its two ends."""

    def __init__(self, dialler: int) -> None:
        self.dialler = dialler
        self.ends: list[Connection | None] = [None, None]
        self.pipes: tuple[deque[bytes], deque[bytes]] = (deque(), deque())
        self.notifications = [0, 0]  # how many each side has sent
        self.closed = [False, False]  # what each side has done


class Side:
    """A session and what it said."""

    def __init__(self, config: SessionConfig) -> None:
        self.session = Session(config)
        self.events: list[Event] = []
        self.dialling = False

    def of(self, kind: type[Event]) -> list[Event]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


class World:
    """Two sides, up to some wires, and one clock."""

    def __init__(self, left: SessionConfig, right: SessionConfig) -> None:
        self.sides = (Side(left), Side(right))
        self.wires: list[Wire] = []
        self.now = 0.0

    # -- steps -------------------------------------------------------------------------------

    def start(self, side: int) -> None:
        """Start a session."""
        self.sides[side].session.start(self.now)
        self.settle()

    def stop(self, side: int) -> None:
        """Stop a session."""
        self.sides[side].session.stop(self.now)
        self.settle()

    def dial(self, side: int) -> Wire:
        """Let an attempt to connect arrive at the other side."""
        assert self.sides[side].dialling
        wire = Wire(side)
        self.wires.append(wire)
        self.sides[side].dialling = False
        other = self.sides[1 - side].session
        wire.ends[1 - side] = other.connection_made(self.now, inbound=True)
        wire.ends[side] = self.sides[side].session.connection_made(self.now)
        self.settle()
        return wire

    def refuse(self, side: int) -> None:
        """Let an attempt to connect fail."""
        self.sides[side].dialling = False
        self.sides[side].session.connection_failed(self.now)
        self.settle()

    def deliver(self, wire: Wire, side: int) -> bytes:
        """Let the next message, or the end, of a wire arrive at a side."""
        octets = wire.pipes[side].popleft()
        connection = wire.ends[side]
        assert connection is not None
        connection.receive_data(octets, self.now)
        self.settle()
        return octets

    def tick(self, side: int) -> None:
        """Let the next timer of a side fire."""
        deadline = self.sides[side].session.next_deadline()
        assert deadline is not None
        self.now = max(self.now, deadline)
        self.sides[side].session.handle_timers(self.now)
        self.settle()

    # -- all of them -------------------------------------------------------------------------

    def deliverable(self) -> list[tuple[Wire, int]]:
        """Return where something can arrive."""
        return [(wire, side) for wire in self.wires for side in (0, 1) if wire.pipes[side]]

    def drain(self) -> None:
        """Deliver everything, a message of each wire in turn; no time goes by."""
        for _ in range(1000):
            ready = self.deliverable()
            if not ready:
                return
            for wire, side in ready:
                if wire.pipes[side]:
                    self.deliver(wire, side)
        raise AssertionError("messages are exchanged for ever")

    def settle(self) -> None:
        """Do the drivers' part of both sides."""
        for number, side in enumerate(self.sides):
            events = list(side.session.events())
            while events:
                side.events += events
                self._send(number)
                for event in events:
                    self._obey(number, event)
                events = list(side.session.events())
            self._send(number)

    def _obey(self, number: int, event: Event) -> None:
        if isinstance(event, ConnectWanted):
            self.sides[number].dialling = True
        elif isinstance(event, ConnectAbandoned):
            self.sides[number].dialling = False
        elif isinstance(event, CloseWanted):
            for wire in self.wires:
                if wire.ends[number] is event.connection and not wire.closed[number]:
                    wire.closed[number] = True
                    wire.pipes[number].clear()
                    if not wire.closed[1 - number]:
                        wire.pipes[1 - number].append(b"")

    def _send(self, number: int) -> None:
        for wire in self.wires:
            connection = wire.ends[number]
            if connection is None or wire.closed[number]:
                continue
            octets = connection.data_to_send()
            connection.data_sent(len(octets), self.now)
            for message in messages_of(octets):
                # RFC 4271 §6: nothing follows a NOTIFICATION, and there is one at most.
                assert not wire.notifications[number]
                wire.notifications[number] += message[18] == 3
                if not wire.closed[1 - number]:
                    wire.pipes[1 - number].append(message)

    # -- what is so --------------------------------------------------------------------------

    def up(self) -> list[Wire]:
        """Return the wires that are Established at both ends."""
        return [
            wire
            for wire in self.wires
            if all(
                side.session.state is State.ESTABLISHED and side.session.connection is end
                for side, end in zip(self.sides, wire.ends, strict=True)
            )
        ]

    def check(self) -> None:
        """Check what always has to hold."""
        for number, side in enumerate(self.sides):
            snapshot = side.session.snapshot()
            assert snapshot.state in State
            assert snapshot.connections <= 2
            open_ends = [w for w in self.wires if w.ends[number] and not w.closed[number]]
            assert len(open_ends) == snapshot.connections
            ups, downs = len(side.of(SessionUp)), len(side.of(SessionDown))
            assert ups - downs == (snapshot.state is State.ESTABLISHED)
