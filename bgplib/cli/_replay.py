"""Replays a recording of sessions on its own clock: contexts from OPENs, a RIB from UPDATEs.

What is shown is what the recording holds. No session is run: whether one is up is seen by what
both ends have said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.cli._table import count
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import NORMAL, RouteRefresh
from bgplib.messages.update import Update
from bgplib.rib import Change, Rib
from bgplib.route import Source
from bgplib.session.negotiation import Negotiation
from bgplib.testing.recording import (
    ConnectionEvent,
    Direction,
    RecordedEvent,
    RecordedMessage,
    RecordedPeer,
    Recording,
)

__all__ = ["Replay"]

_SAYS: Final = {Direction.RECEIVED: "sends", Direction.SENT: "is sent"}
_OTHER: Final = {Direction.RECEIVED: Direction.SENT, Direction.SENT: Direction.RECEIVED}


class _Session:
    """What was said between one peer and the side that recorded, since they connected."""

    def __init__(self, peer: RecordedPeer) -> None:
        self.peer: Final = peer
        self.opens: dict[Direction, Open] = {}
        self.alive: set[Direction] = set()  #: who has answered the other's OPEN
        self.decoders: dict[Direction, Decoder] = {each: Decoder() for each in Direction}
        self.source: Source | None = None  #: once both OPENs are there
        self.ended: set[Family] = set()  #: families whose End-of-RIB marker has come

    @property
    def is_up(self) -> bool:
        """Whether both ends have accepted the other's OPEN (RFC 4271 §4.4)."""
        return len(self.alive) == len(Direction)

    @property
    def context(self) -> Context:
        """What both ends agreed on, for the messages that are received."""
        return self.decoders[Direction.RECEIVED].context

    def opened(self, message: Open, direction: Direction) -> None:
        """Note an OPEN; the second one says what was agreed on."""
        self.opens[direction] = message
        if len(self.opens) < len(Direction):
            return
        for each in Direction:
            # What went one way is read by the end that sent its own OPEN the other way.
            agreed = Negotiation.of(self.opens[_OTHER[each]], self.opens[each])
            self.decoders[each] = Decoder(agreed.receiving)
        theirs = self.opens[Direction.RECEIVED]
        self.source = Source(
            address=self.peer.address,
            asn=theirs.asn,
            identifier=theirs.identifier,
            session=self.context.session,
            local_as=self.peer.local_asn,
        )

    def agreed(self) -> str:
        """Return who the peer is and what was agreed on, in words."""
        context = self.context
        theirs = self.opens[Direction.RECEIVED]
        session = "unknown" if context.session is None else context.session.value
        families = (self._with_features(family) for family in sorted(context.families or ()))
        parts = [f"AS {theirs.asn}, {session}", ", ".join(families)]
        if context.four_octet_as:
            parts.append("4-octet AS numbers")
        if context.extended_messages:
            parts.append("extended messages")
        return "; ".join(parts)

    def _with_features(self, family: Family) -> str:
        context = self.context
        features = []
        if family in context.add_path_receive:
            features.append("several paths")
        if any(family == each for each, _ in context.extended_next_hop):
            features.append("IPv6 next hops")
        return f"{family} ({', '.join(features)})" if features else str(family)


class Replay:
    """Goes through a recording, entry by entry, and keeps the RIB that follows from it."""

    def __init__(self, recording: Recording) -> None:
        """Start before the first entry."""
        self.rib: Final = Rib()  #: the routes that were received
        self.messages = 0  #: how many messages there were, in both directions
        self.same = 0  #: how many of them encode to their octets again
        self.errors = 0  #: how many of them cannot be decoded, or cost routes
        self._recording = recording
        self._sessions = {peer.name: _Session(peer) for peer in recording.peers}
        self._time = 0.0

    def run(self) -> Iterator[str]:
        """Go through all entries; yield a line for each that changes more than a route."""
        for entry in self._recording.entries:
            self._time = entry.time
            session = self._sessions[entry.peer]
            if isinstance(entry, RecordedMessage):
                self.messages += 1
                try:
                    message = session.decoders[entry.direction].decode(entry.octets)
                except DecodeError as error:
                    self.errors += 1
                    yield self._line(
                        session, f"{_SAYS[entry.direction]} what is malformed: {error}"
                    )
                    continue
                self.same += message.encode() == entry.octets
                self.errors += message.treatment >= Treatment.TREAT_AS_WITHDRAW
                yield from self._message(session, entry.direction, message)
            else:
                yield from self._event(session, entry)

    def _line(self, session: _Session, text: str) -> str:
        return f"{self._time:7.3f} s  {session.peer.name:{self._width}}  {text}"

    @property
    def _width(self) -> int:
        return max(len(name) for name in self._sessions)

    def _event(self, session: _Session, entry: RecordedEvent) -> Iterator[str]:
        if entry.event is ConnectionEvent.CLOSED:
            changes = [] if session.source is None else self.rib.drop_source(session.source)
            yield self._line(session, f"connection closed{_effect(changes)}")
            self._sessions[session.peer.name] = _Session(session.peer)

    def _message(self, session: _Session, direction: Direction, message: Message) -> Iterator[str]:
        said = _SAYS[direction]
        if isinstance(message, Open):
            session.opened(message, direction)
        elif isinstance(message, Keepalive):
            was_up = session.is_up
            session.alive.add(direction)
            if session.is_up and not was_up:
                yield self._line(session, f"both ends are up: {session.agreed()}")
        elif isinstance(message, Update):
            if direction is Direction.RECEIVED and session.source is not None:
                yield from self._update(session, session.source, message)
        elif isinstance(message, RouteRefresh):
            if message.subtype == NORMAL:
                yield self._line(session, f"{said} ROUTE-REFRESH of {message.family}")
        elif isinstance(message, Notification):
            yield self._line(session, f"{said} {message}")

    def _update(self, session: _Session, source: Source, update: Update) -> Iterator[str]:
        changes = self.rib.update(source, update)
        lost = [change for change in changes if change.gained is None]
        if lost:
            yield self._line(session, f"withdraws {count(len(lost), 'path')}{_effect(lost)}")
        family = update.end_of_rib
        if family is not None and family not in session.ended:
            session.ended.add(family)
            if session.ended >= (session.context.families or set()):
                counts = (
                    f"{self.rib.count(source, each)} {each}" for each in sorted(session.ended)
                )
                yield self._line(session, f"all its paths are there: {', '.join(counts)}")


def _effect(changes: list[Change]) -> str:
    """Say what changes did to the best paths."""
    gone = sum(change.best_changed and change.new is None for change in changes)
    moved = sum(change.best_changed and change.new is not None for change in changes)
    parts = []
    if moved:
        parts.append(f"{count(moved, 'prefix', 'prefixes')} fell back to another path")
    if gone:
        parts.append(f"{count(gone, 'prefix', 'prefixes')} left the table")
    return f": {' and '.join(parts)}" if parts else ""
