"""Speakers in one process, whose connections deliver at once: a driver for tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bgplib.policy import ACCEPT_ALL
from bgplib.session import CloseWanted, Connection, ConnectWanted
from bgplib.speaker import (
    Peer,
    PeerConfig,
    PeerEvent,
    Speaker,
    SpeakerConfig,
    SpeakerEvent,
)


class World:
    """Speakers, the wires between their peers, and the time."""

    def __init__(self, speaker_class: type[Speaker] = Speaker) -> None:
        self._speaker_class = speaker_class
        self.now = 0.0
        self.speakers: list[Speaker] = []
        self.events: dict[Speaker, list[SpeakerEvent]] = {}
        self.keep_events = True
        self._far: dict[Peer, Peer] = {}  # the other end of each wire
        self._wired: dict[Connection, Connection] = {}
        self._open: dict[Speaker, dict[Connection, Peer]] = {}
        self.blocked: set[Peer] = set()  # what is sent to them waits
        self.blocked_when_up: set[Peer] = set()  # and to them, once they are Established
        self.unplugged: set[Peer] = set()  # who cannot be connected to
        self.sent: dict[Peer, list[bytes]] = {}  # octets that left, by the peer they were sent to

    def speaker(self, asn: int, number: int, **fields: Any) -> Speaker:
        """Add a speaker, whose identifier and address end with a number."""
        config = SpeakerConfig(local_as=asn, identifier=f"192.0.2.{number}", **fields)
        speaker = self._speaker_class(config)
        self.speakers.append(speaker)
        self.events[speaker] = []
        self._open[speaker] = {}
        return speaker

    def link(
        self,
        left: Speaker,
        right: Speaker,
        *,
        left_side: dict[str, Any] | None = None,
        right_side: dict[str, Any] | None = None,
        **both: Any,
    ) -> tuple[Peer, Peer]:
        """Make two speakers peers; each accepts and passes on everything, unless told otherwise."""
        ends = []
        for near, far, fields in ((left, right, left_side), (right, left, right_side)):
            given: dict[str, Any] = {
                "address": address_of(far),
                "local_address": address_of(near),
                "remote_as": _shown(far, near),
                "import_policy": ACCEPT_ALL,
                "export_policy": ACCEPT_ALL,
            }
            ends.append(near.add_peer(PeerConfig(**(given | both | (fields or {})))))
        self._far[ends[0]], self._far[ends[1]] = ends[1], ends[0]
        return ends[0], ends[1]

    def start(self) -> None:
        """Start all, and let them settle."""
        for speaker in self.speakers:
            speaker.start(self.now)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Let time go by, deadline by deadline."""
        until = self.now + seconds
        while True:
            self.settle()
            deadlines = [d for s in self.speakers if (d := s.next_deadline()) is not None]
            first = min(deadlines, default=until)
            if first >= until:
                break
            self.now = max(self.now, first)
            for speaker in self.speakers:
                speaker.handle_timers(self.now)
        self.now = until
        for speaker in self.speakers:
            speaker.handle_timers(self.now)
        self.settle()

    def cut(self, peer: Peer) -> None:
        """Break the connection of a peer; both ends are told."""
        for end in (peer, self._far[peer]):
            for connection, owner in tuple(self._open[end.speaker].items()):
                if owner is end:
                    del self._open[end.speaker][connection]
                    connection.receive_data(b"", self.now)
        self.settle()

    def unplug(self, peer: Peer) -> None:
        """Break the connection of a peer, and let none be made until `plug`."""
        self.unplugged |= {peer, self._far[peer]}
        self.cut(peer)

    def plug(self, peer: Peer) -> None:
        """Let connections be made again."""
        self.unplugged -= {peer, self._far[peer]}

    def settle(self, speakers: Iterable[Speaker] | None = None) -> None:
        """Do the driver's part until nothing happens any more."""
        for _ in range(2000):
            busy = False
            for speaker in speakers or self.speakers:
                busy |= self._deliver(speaker)
                busy |= self._obey(speaker)
            if not busy:
                return
        raise AssertionError("the speakers do not come to rest")

    def _deliver(self, speaker: Speaker) -> bool:
        busy = False
        for connection, peer in tuple(self._open[speaker].items()):
            if peer in self.blocked or (peer in self.blocked_when_up and peer.is_established):
                continue
            octets = connection.data_to_send(65536)
            if not octets:
                continue
            busy = True
            connection.data_sent(len(octets), self.now)
            self.sent.setdefault(peer, []).append(octets)
            other = self._wired.get(connection)
            if other is not None and other in self._open[self._far[peer].speaker]:
                other.receive_data(octets, self.now)
        return busy

    def _obey(self, speaker: Speaker) -> bool:
        busy = False
        for event in speaker.events():
            busy = True
            if self.keep_events:
                self.events[speaker].append(event)
            if not isinstance(event, PeerEvent):
                continue
            if isinstance(event.event, ConnectWanted):
                self._connect(event.peer)
            elif isinstance(event.event, CloseWanted):
                self._close(speaker, event.event.connection)
        return busy

    def _connect(self, peer: Peer) -> None:
        far = self._far[peer]
        if peer in self.unplugged or peer in self._open[peer.speaker].values():
            peer.connection_failed(self.now)
            return
        ours = peer.connection_made(self.now)
        theirs = far.connection_made(self.now, inbound=True)
        self._wired[ours], self._wired[theirs] = theirs, ours
        self._open[peer.speaker][ours] = peer
        self._open[far.speaker][theirs] = far

    def _close(self, speaker: Speaker, connection: Connection) -> None:
        peer = self._open[speaker].get(connection)
        if peer is None:
            return
        octets = connection.data_to_send()
        del self._open[speaker][connection]
        other = self._wired.get(connection)
        far = self._far[peer].speaker
        if other is not None and other in self._open[far]:
            if octets:
                other.receive_data(octets, self.now)
            del self._open[far][other]
            other.receive_data(b"", self.now)


def address_of(speaker: Speaker) -> str:
    """Return the address of a speaker."""
    return ".".join(map(str, speaker.config.identifier.to_bytes(4, "big")))


def _shown(speaker: Speaker, to: Speaker) -> int:
    """Return the AS number that a speaker shows to another."""
    ours, theirs = speaker.config.confederation, to.config.confederation
    if ours is not None and theirs is not None and ours.identifier == theirs.identifier:
        return speaker.config.local_as
    return speaker.config.outer_as


def table(speaker: Speaker) -> dict[str, str]:
    """Return the Loc-RIB as text: prefix, and AS path and next hop."""
    return {
        str(route.prefix): f"{route.attributes.as_path_text or '-'} via {route.next_hop}"
        for route in speaker.loc_rib
    }
