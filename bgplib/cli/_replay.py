"""Replays a recording of sessions on its own clock: our ends of them run again, and fill a RIB.

Each message is decoded by itself, too, in what the recorded OPENs lead to, and encoded again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bgplib.cli._table import count
from bgplib.cli._virtual_end import VirtualEnd
from bgplib.context import Context
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder, Message, decode
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import NORMAL, RouteRefresh
from bgplib.messages.update import Update
from bgplib.rib import Change, Rib
from bgplib.route import Source
from bgplib.session.events import (
    Event,
    RefreshBegan,
    RefreshEnded,
    RoutesSwept,
    SessionDown,
    SessionUp,
    UpdateReceived,
)
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
        self.decoders: dict[Direction, Decoder] = {each: Decoder() for each in Direction}
        self.end: VirtualEnd | None = None  #: our end, once it is known what it says
        self.source: Source | None = None  #: while the session is Established
        self.families: frozenset[Family] = frozenset()  #: those that were agreed on
        self.ended: set[Family] = set()  #: families whose End-of-RIB marker has come

    def opened(self, message: Open, direction: Direction) -> None:
        """Note an OPEN; the second one says what was agreed on."""
        self.opens[direction] = message
        if len(self.opens) < len(Direction):
            return
        for each in Direction:
            # What went one way is read by the end that sent its own OPEN the other way.
            agreed = Negotiation.of(self.opens[_OTHER[each]], self.opens[each])
            self.decoders[each] = Decoder(agreed.receiving)

    def up(self, negotiation: Negotiation) -> None:
        """Note that the session is Established."""
        theirs = negotiation.remote
        self.families = frozenset(negotiation.families)
        self.source = Source(
            address=self.peer.address,
            asn=theirs.asn,
            identifier=theirs.identifier,
            session=negotiation.context.session,
            local_as=self.peer.local_asn,
        )


def _agreed(negotiation: Negotiation) -> str:
    """Return who the peer is and what was agreed on, in words."""
    context = negotiation.receiving
    session = "unknown" if context.session is None else context.session.value
    families = (_with_features(family, context) for family in sorted(negotiation.families))
    parts = [f"AS {negotiation.remote.asn}, {session}", ", ".join(families)]
    if context.four_octet_as:
        parts.append("4-octet AS numbers")
    if context.extended_messages:
        parts.append("extended messages")
    return "; ".join(parts)


def _with_features(family: Family, context: Context) -> str:
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
        entries = self._recording.entries
        for at, entry in enumerate(entries):
            for session in self._sessions.values():
                yield from self._events(session, entry.time)
            self._time = entry.time
            session = self._sessions[entry.peer]
            if isinstance(entry, RecordedMessage):
                yield from self._message(session, entry)
            elif entry.event is ConnectionEvent.CONNECTED:
                yield from self._connected(session, self._our_open(entries[at:], entry.peer))
            elif session.end is not None:
                session.end.receive(b"", entry.time)
            yield from self._events(session, entry.time)
            if isinstance(entry, RecordedEvent) and entry.event is ConnectionEvent.CLOSED:
                self._sessions[entry.peer] = _Session(session.peer)

    def _line(self, session: _Session, text: str) -> str:
        return f"{self._time:7.3f} s  {session.peer.name:{self._width}}  {text}"

    @property
    def _width(self) -> int:
        return max(len(name) for name in self._sessions)

    # -- what was recorded -------------------------------------------------------------------

    @staticmethod
    def _our_open(
        entries: Sequence[RecordedMessage | RecordedEvent], peer: str
    ) -> Open | DecodeError | None:
        """Find the OPEN that our end says after it has connected to a peer."""
        for entry in entries:
            if (
                entry.peer == peer
                and isinstance(entry, RecordedMessage)
                and entry.direction is Direction.SENT
            ):
                try:
                    message = decode(entry.octets)
                except DecodeError as error:
                    return error
                return message if isinstance(message, Open) else None
        return None

    def _connected(self, session: _Session, ours: Open | DecodeError | None) -> Iterator[str]:
        reason = "no OPEN of ours was recorded" if ours is None else str(ours)
        if isinstance(ours, Open):
            try:
                session.end = VirtualEnd(ours, session.peer, self._time)
            except LocalError as error:
                reason = str(error)
            else:
                return
        yield self._line(session, f"no session can be run: {reason}")

    def _message(self, session: _Session, entry: RecordedMessage) -> Iterator[str]:
        self.messages += 1
        end, direction, octets = session.end, entry.direction, entry.octets
        try:
            message = session.decoders[direction].decode(octets)
        except DecodeError as error:
            self.errors += 1
            yield self._line(session, f"{_SAYS[direction]} what is malformed: {error}")
        else:
            self.same += message.encode() == octets
            self.errors += message.treatment >= Treatment.TREAT_AS_WITHDRAW
            if isinstance(message, Open):
                session.opened(message, direction)
            elif isinstance(message, RouteRefresh) and message.subtype == NORMAL:
                yield self._line(session, f"{_SAYS[direction]} ROUTE-REFRESH of {message.family}")
            elif isinstance(message, Notification):
                yield self._line(session, f"{_SAYS[direction]} {message}")
            if end is not None and direction is Direction.SENT:
                self._say(end, message, octets)
        if end is not None and direction is Direction.RECEIVED:
            end.receive(octets, self._time)

    def _say(self, end: VirtualEnd, message: Message, octets: bytes) -> None:
        """Say what a session does not say by itself."""
        if isinstance(message, Notification):
            end.end(message, self._time)
        elif isinstance(message, Update | RouteRefresh):
            end.send(octets, self._time)

    # -- what follows ------------------------------------------------------------------------

    def _events(self, session: _Session, until: float) -> Iterator[str]:
        """Go on with a session until a time."""
        if session.end is None:
            return
        for time, event in session.end.events_until(until):
            self._time = time
            if isinstance(event, SessionUp):
                session.up(event.negotiation)
                yield self._line(session, f"Established: {_agreed(event.negotiation)}")
            elif session.source is not None:
                yield from self._routes(session, session.source, event)

    def _routes(self, session: _Session, source: Source, event: Event) -> Iterator[str]:
        """Do to the RIB what an event of an Established session asks for."""
        if isinstance(event, UpdateReceived):
            yield from self._update(session, source, event.update)
        elif isinstance(event, RefreshBegan):
            self.rib.mark_stale(source, event.family)
        elif isinstance(event, RefreshEnded):
            changes = self.rib.sweep(source, event.family)
            if changes:
                yield self._line(session, f"has refreshed {event.family}{_effect(changes)}")
        elif isinstance(event, RoutesSwept):
            for family in event.families:
                self.rib.sweep(source, family)
        elif isinstance(event, SessionDown):
            if event.received is None:
                yield self._line(session, event.text)
            session.source = None
            yield self._line(session, f"Idle{_effect(self.rib.drop_source(source))}")

    def _update(self, session: _Session, source: Source, update: Update) -> Iterator[str]:
        changes = self.rib.update(source, update)
        lost = [change for change in changes if change.gained is None]
        if lost:
            yield self._line(session, f"withdraws {count(len(lost), 'path')}{_effect(lost)}")
        family = update.end_of_rib
        if family is not None and family not in session.ended:
            session.ended.add(family)
            if session.ended >= session.families:
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
