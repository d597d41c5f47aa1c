"""Speakers whose octets are on their way in pieces: a driver for tests, in which anything waits.

What a speaker sends is written when the test says so, and arrives when it says so, a few octets at
a time; connections break and peers come and go meanwhile. `settle` lets all of it arrive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from bgplib.rib import Change
from bgplib.route import Path
from bgplib.session import CloseWanted, ConnectAbandoned, ConnectWanted
from bgplib.speaker import BestChanged, Peer, PeerConfig, PeerConnection, PeerEvent, Speaker
from tests.unit.speaker.world import address_of

#: one side of a link: its number, and 0 or 1
Side = tuple[int, int]


class Pipe:
    """One direction of a connection: what an end has written, and the other has not read."""

    def __init__(self, owner: Peer, connection: PeerConnection) -> None:
        """Start with nothing on its way."""
        self.owner: Final = owner
        self.connection: Final = connection
        self.other: Pipe = self
        self.octets = bytearray()  # on their way
        self.arrived = bytearray()  # all that was read
        self.closes = False  # the end is closed, and the other is to be told behind all octets
        self.is_closed = False  # the end reads and writes nothing more

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen here."""
        return self.is_closed and not self.closes and not self.octets


class Dial:
    """An attempt to connect that is under way."""

    def __init__(self, peer: Peer) -> None:
        """Begin it."""
        self.peer: Final = peer
        self.is_wanted = True


class LooseWorld:
    """Speakers, links between them, and octets on their way."""

    def __init__(
        self, links: Sequence[tuple[Speaker, Speaker]], configs: Mapping[Side, PeerConfig]
    ) -> None:
        """Start all speakers, with peers that are not connected.

        Args:
            links: who has a session with whom.
            configs: how each side has the other configured.
        """
        self.now = 0.0
        self.links: Final = links
        self.configs: Final = dict(configs)
        self.speakers: Final = list(dict.fromkeys(each for link in links for each in link))
        self.pipes: list[Pipe] = []
        self.past: Final[list[Pipe]] = []  # all there ever were
        self.unplugged: Final[set[int]] = set()  # links on which no connection can be made
        self.held: Final[set[Side]] = set()  # who writes nothing by itself once it is Established
        self.takes_time = False  # to connect: attempts are under way until `connect`
        self.dials: Final[list[Dial]] = []
        #: what a program knows that follows the changes of best paths
        self.followed: Final[dict[Speaker, dict[tuple[Any, bytes], Path]]] = {}
        for number in range(len(links)):
            self.add(number)
        for speaker in self.speakers:
            speaker.start(self.now)
            self.obey(speaker)

    # -- peers -------------------------------------------------------------------------------

    def peer(self, side: Side) -> Peer | None:
        """Return the peer that a side of a link is; None while it was removed."""
        link = self.links[side[0]]
        return link[side[1]].peers.get(address_of(link[1 - side[1]]))

    def add(self, number: int) -> None:
        """Let both sides of a link have each other as peers."""
        for end in (0, 1):
            if self.peer((number, end)) is None:
                self.links[number][end].add_peer(self.configs[number, end])
                self.obey(self.links[number][end])

    def configure(self, side: Side, **fields: Any) -> None:
        """Configure a side otherwise, whether it is there or not."""
        config = self.configs[side] = attrs.evolve(self.configs[side], **fields)
        peer = self.peer(side)
        if peer is not None:
            peer.speaker.update_peer(peer, config, self.now)
            self.obey(peer.speaker)

    def cut(self, number: int) -> None:
        """Break the connections of a link; octets on their way are lost."""
        ends = {self.peer((number, end)) for end in (0, 1)}
        for pipe in self.pipes:
            if pipe.owner in ends and not pipe.is_closed:
                pipe.octets.clear()
                pipe.is_closed, pipe.closes = True, False
                pipe.connection.receive_data(b"", self.now)
                self.obey(pipe.owner.speaker)

    # -- the driver's part -------------------------------------------------------------------

    def obey(self, speaker: Speaker) -> None:
        """Do what a speaker asks for, but for sending."""
        for event in speaker.events():
            assert str(event)
            if isinstance(event, BestChanged):
                self._follow(speaker, event.change)
            elif isinstance(event, PeerEvent) and isinstance(event.event, ConnectWanted):
                self.dials.append(Dial(event.peer))
                if not self.takes_time:
                    self.connect(-1)
            elif isinstance(event, PeerEvent) and isinstance(event.event, ConnectAbandoned):
                for dial in self.dials:
                    dial.is_wanted = dial.is_wanted and dial.peer is not event.peer
            elif isinstance(event, PeerEvent) and isinstance(event.event, CloseWanted):
                self._close(event.event)

    def _follow(self, speaker: Speaker, change: Change) -> None:
        known = self.followed.setdefault(speaker, {})
        assert known.get((change.family, change.key)) is change.old, change
        if change.new is None:
            del known[change.family, change.key]
        else:
            known[change.family, change.key] = change.new

    def connect(self, at: int) -> None:
        """Let an attempt to connect succeed, or fail; of one that was given up, it was too late."""
        peer = self.dials.pop(at).peer
        side = next((side for side in self.configs if self.peer(side) is peer), None)
        if side is None:  # it was removed
            return
        number, end = side
        far = self.peer((number, 1 - end))
        if far is None or number in self.unplugged:
            peer.connection_failed(self.now)
            return
        ours = Pipe(peer, peer.connection_made(self.now))
        theirs = Pipe(far, far.connection_made(self.now, inbound=True))
        ours.other, theirs.other = theirs, ours
        self.pipes += (ours, theirs)
        self.past.extend((ours, theirs))
        self.obey(far.speaker)

    def _close(self, event: CloseWanted) -> None:
        for pipe in self.pipes:
            if pipe.connection is event.connection and not pipe.is_closed:
                pipe.octets += pipe.connection.data_to_send()
                pipe.is_closed = pipe.closes = True

    def write(self, pipe: Pipe, size: int) -> bool:
        """Let an end write so many octets at most; say whether there were any."""
        octets = b"" if pipe.is_closed else pipe.connection.data_to_send(size)
        if octets:
            pipe.octets += octets
            pipe.connection.data_sent(len(octets), self.now)
            self.obey(pipe.owner.speaker)
        return bool(octets)

    def read(self, pipe: Pipe, size: int) -> bool:
        """Let so many octets at most arrive, or the end of them; say whether anything did."""
        other = pipe.other
        if pipe.octets:
            some = bytes(pipe.octets[:size])
            del pipe.octets[:size]
            if not other.is_closed:
                pipe.arrived += some
                other.connection.receive_data(some, self.now)
                self.obey(other.owner.speaker)
            return True
        if not pipe.closes:
            return False
        pipe.closes = False
        if not other.is_closed:
            other.is_closed = True
            other.connection.receive_data(b"", self.now)
            self.obey(other.owner.speaker)
        return True

    def settle(self) -> None:
        """Let all octets arrive, but for what is held, and all that comes of it."""
        for _ in range(5000):
            busy = False
            self.dials[:] = [dial for dial in self.dials if dial.is_wanted]
            while self.dials:
                speaker = self.dials[0].peer.speaker
                self.connect(0)
                self.obey(speaker)
                busy = True
            held = [self.peer(side) for side in sorted(self.held)]
            for pipe in tuple(self.pipes):
                if pipe.owner not in held or pipe.owner.connection is not pipe.connection:
                    busy |= self.write(pipe, 65536)
                busy |= self.read(pipe, 65536)
            self.pipes = [each for each in self.pipes if not (each.is_over and each.other.is_over)]
            if not busy:
                return
        raise AssertionError("the speakers do not come to rest")

    def wait(self, seconds: float, *, settled: bool = False) -> None:
        """Let time go by, deadline by deadline.

        Args:
            seconds: how long.
            settled: all octets arrive meanwhile; otherwise none does.
        """
        until = self.now + seconds
        while self.now < until:
            deadlines = [due for each in self.speakers if (due := each.next_deadline()) is not None]
            self.now = max(self.now, min((until, *deadlines)))
            for speaker in self.speakers:
                speaker.handle_timers(self.now)
                self.obey(speaker)
            if settled:
                self.settle()
