"""Programs derive from the classes that act, and what they override is called, compiled or not.

Compiled classes call their own methods without asking Python for them; that must not pass by a
class of a program.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import pytest

from bgplib.attributes.block import AttributeBlock
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, PolicyContext
from bgplib.rib import Change, Rib
from bgplib.rib.judging import Judge
from bgplib.rib.reading import RibReader
from bgplib.route import Path, Source
from bgplib.session import (
    Connection,
    Event,
    Session,
    SessionConfig,
    SessionUp,
    UpdateReceived,
)
from bgplib.session.opening import open_of
from bgplib.speaker import Peer, PeerConfig, Speaker, SpeakerConfig
from bgplib.speaker.import_ import Importer
from bgplib.speaker.wires import PeerConnection, PeerSession
from tests.unit.speaker.world import World, table

V4 = Family.IPV4_UNICAST
OURS = SessionConfig(
    local_as=64501,
    peer_as=64502,
    local_identifier="192.0.2.1",
    graceful_restart=None,
    passive=True,
)
THEIRS = SessionConfig(
    local_as=64502, peer_as=64501, local_identifier="192.0.2.2", graceful_restart=None
)
KEEPALIVE = b"\xff" * 16 + b"\x00\x13\x04"
PREFIX = "198.51.100.0/24"


def announcement() -> bytes:
    """Return an UPDATE of the peer."""
    block = AttributeBlock.plain(as_path=[64502])
    return Update.announce([PREFIX], next_hop="192.0.2.2", attributes=block).encode()


class WatchedConnection(Connection):
    """A connection that counts what came, and notes what is put on it."""

    octets = 0
    put_before: tuple[str, ...] = ()

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Count octets."""
        self.octets += len(octets)
        super().receive_data(octets, now)

    def put(self, message: Any) -> None:
        """Note the class of a message."""
        self.put_before = (*self.put_before, type(message).__name__)
        super().put(message)


class WatchedSession(Session):
    """A session that keeps UPDATEs for itself."""

    connection_class = WatchedConnection

    def __init__(self, config: SessionConfig) -> None:
        self.kept: list[Update] = []
        self.told: list[Event] = []
        super().__init__(config)

    def deliver(self, update: Update) -> None:
        """Keep it."""
        self.kept.append(update)

    def emit(self, event: Event) -> None:
        """Note it, too."""
        self.told.append(event)
        super().emit(event)


def established(session: Session) -> Connection:
    """Bring a session up, and return its connection."""
    session.start(0.0)
    connection = session.connection_made(0.0, inbound=True)
    connection.receive_data(open_of(THEIRS).encode() + KEEPALIVE, 0.0)
    return connection


def test_a_session_and_its_connections() -> None:
    """What a session tells, and what comes and goes on its connection, passes by the program."""
    session = WatchedSession(OURS)
    connection = established(session)
    octets = announcement()
    connection.receive_data(octets, 1.0)
    assert isinstance(connection, WatchedConnection)
    assert connection.octets == len(open_of(THEIRS).encode() + KEEPALIVE + octets)
    assert connection.put_before == ("Open", "Keepalive")
    assert [group.keys for update in session.kept for group in update.announced] == [
        [b"\x18\xc6\x33\x64"]
    ]
    events = list(session.events())
    assert events == session.told
    assert any(isinstance(event, SessionUp) for event in events)
    assert not any(isinstance(event, UpdateReceived) for event in events)


def test_what_is_not_overridden_stays() -> None:
    """A derived class that changes nothing is a session as any other."""

    class Same(Session):
        pass

    found = []
    for kind in (Session, Same):
        session = kind(OURS)
        connection = established(session)
        connection.receive_data(announcement(), 1.0)
        found.append(([type(event) for event in session.events()], connection.data_to_send()))
    assert found[0] == found[1]
    assert UpdateReceived in found[0][0]


class WatchedRib(Rib):
    """A RIB that counts UPDATEs."""

    updates = 0

    def update(
        self, source: Source, update: Update, judge: Judge | None = None, **named: Any
    ) -> list[Change]:
        """Count, and do it."""
        self.updates += 1
        return super().update(source, update, judge, **named)


class Asked(RibReader):
    """A RIB in which one looks for a family of one's own."""

    asked: tuple[Family | str | None, ...] = ()

    def _of(self, source: Source, family: Family | str | None) -> list[Any]:
        self.asked = (*self.asked, family)
        return super()._of(source, family)


class WatchedSpeaker(Speaker):
    """A speaker that knows whose events it heeded."""

    rib_class = WatchedRib

    def __init__(self, config: SpeakerConfig) -> None:
        self.heeded: list[tuple[str, Event]] = []
        super().__init__(config)

    def heed(self, peer: Peer, event: Event) -> None:
        """Note it, and do it."""
        self.heeded.append((peer.name, event))
        super().heed(peer, event)


def test_a_speaker_and_its_rib() -> None:
    """UPDATEs reach the RIB of the program, and events its speaker."""
    world = World(WatchedSpeaker)
    ours, theirs = world.speaker(64501, 1), world.speaker(64502, 2)
    world.link(ours, theirs)
    world.start()
    ours.originate(PREFIX, world.now)
    world.settle()
    assert table(theirs) == {PREFIX: "64501 via 192.0.2.1"}
    assert isinstance(theirs, WatchedSpeaker)
    # The route, and the End-of-RIB marker.
    assert isinstance(theirs.rib, WatchedRib)
    assert theirs.rib.updates == 2
    assert {name for name, event in theirs.heeded if isinstance(event, SessionUp)} == {"192.0.2.1"}


def test_a_rib_that_is_read() -> None:
    """What reads a RIB looks its tables up in the program's way."""
    rib = Asked()
    assert rib.count(Source.ourselves(64501, "192.0.2.1"), V4) == 0
    assert rib.asked == (V4,)


class WatchedPeerConnection(PeerConnection):
    """A connection of a peer that counts octets."""

    octets = 0

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Count octets."""
        self.octets += len(octets)
        super().receive_data(octets, now)


class WatchedPeerSession(PeerSession):
    """A session of a peer that counts UPDATEs."""

    connection_class = WatchedPeerConnection
    delivered = 0

    def deliver(self, update: Update) -> None:
        """Count, and pass it on."""
        self.delivered += 1
        super().deliver(update)


class WatchedPeer(Peer):
    """A peer that counts how often something happened at it."""

    session_class = WatchedPeerSession
    stirs = 0
    received = 0

    def stir(self) -> None:
        """Count."""
        self.stirs += 1
        super().stir()

    def receive(self, update: Update) -> None:
        """Count, and take it."""
        self.received += 1
        super().receive(update)


class OfWatchedPeers(Speaker):
    """A speaker whose peers count."""

    peer_class = WatchedPeer


def test_a_peer_with_its_session() -> None:
    """What comes in on a connection reaches the peer of the program, by its session."""
    speaker = OfWatchedPeers(SpeakerConfig(local_as=64501, identifier="192.0.2.1"))
    config = PeerConfig(
        address="192.0.2.2", remote_as=64502, passive=True, import_policy=ACCEPT_ALL
    )
    peer = speaker.add_peer(config)
    session = peer.session
    assert isinstance(peer, WatchedPeer)
    assert isinstance(session, WatchedPeerSession)
    session.start(0.0)
    connection = peer.connection_made(0.0, inbound=True)
    assert isinstance(connection, WatchedPeerConnection)
    connection.receive_data(open_of(THEIRS).encode() + KEEPALIVE, 0.0)
    assert peer.is_established
    before = peer.stirs
    octets = announcement()
    connection.receive_data(octets, 1.0)
    assert (session.delivered, peer.received, peer.stirs) == (1, 1, before + 1)
    assert connection.octets > len(octets)
    assert speaker.rib.path_count == 1


class Refusing(Importer):
    """An importer that refuses everything."""

    __slots__ = ("asked",)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.asked = 0

    def judge_of(self, block: AttributeBlock) -> Judge | None:
        """Count, and refuse."""
        self.asked += 1
        return _refuse


def _refuse(path: Path, family: Family, keys: Sequence[bytes]) -> Path:
    return path.replace(rejected=True)


class Refused(Peer):
    """A peer with such an importer."""

    importer_class = Refusing


class OfRefused(Speaker):
    """A speaker of such peers."""

    peer_class = Refused


def test_an_importer() -> None:
    """The judge of a program's importer is asked for each UPDATE."""
    world = World(OfRefused)
    ours, theirs = world.speaker(64501, 1), world.speaker(64502, 2)
    _, peer = world.link(ours, theirs)
    world.start()
    importer = peer.importer
    assert isinstance(importer, Refusing)
    before = importer.asked
    ours.originate(PREFIX, world.now)
    world.settle()
    assert importer.asked == before + 1
    assert theirs.rib.best(PREFIX) is None
    assert theirs.rib.path_count == 1


class Same(Rib):
    """A RIB of a program's own, which is handed each UPDATE."""


#: the classes that an UPDATE of a peer goes through, by what they are here
_DERIVED: dict[str, type] = {
    "speaker": Speaker,
    "peer": Peer,
    "session": PeerSession,
    "connection": PeerConnection,
    "importer": Importer,
}


def _public(kind: type) -> list[str]:
    """Return what a program can override of a class, by name."""
    names = {name for each in kind.__mro__[:-1] for name in vars(each) if name[0] != "_"}
    found = []
    for name in sorted(names):
        member = getattr(kind, name)
        if isinstance(member, property) or callable(member):
            found.append(name)
    return [name for name in found if not isinstance(getattr(kind, name), type)]


def _overriding(kind: type, name: str, calls: list[str]) -> type:
    """Return a class that notes when something of it is called."""
    member = getattr(kind, name)
    if isinstance(member, property):
        read = member.__get__

        def get(self: Any) -> Any:
            calls.append(name)
            return read(self)

        return type("Derived", (kind,), {name: property(get)})

    @functools.wraps(member)
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        calls.append(name)
        return member(self, *arguments, **named)

    return type("Derived", (kind,), {name: call})


def _calls(what: str, name: str, *, in_the_long: bool) -> list[str]:
    """Override one thing, and return how often usual UPDATEs call it."""
    calls: list[str] = []
    kinds: dict[str, type] = {**_DERIVED, "rib": Same if in_the_long else Rib}
    kinds[what] = _overriding(kinds[what], name, calls)
    kinds["speaker"] = type("OfThisRib", (kinds["speaker"],), {"rib_class": kinds["rib"]})
    speaker = kinds["speaker"](SpeakerConfig(local_as=64501, identifier="192.0.2.1"))
    assert in_the_long is isinstance(speaker.rib, Same)
    config = PeerConfig(
        address="192.0.2.2", remote_as=64502, passive=True, import_policy=ACCEPT_ALL
    )
    peer = kinds["peer"](speaker, config)
    session_class = kinds["session"]
    if what == "connection":
        session_class = type("Derived", (PeerSession,), {"connection_class": kinds[what]})
    peer._session = session_class(config.session_config(speaker.config), peer, speaker.clock)
    peer.session.start(0.0)
    connection = peer.connection_made(0.0, inbound=True)
    connection.receive_data(open_of(THEIRS).encode() + KEEPALIVE, 0.0)
    context = PolicyContext(peer=peer.source, local_as=64501)
    peer._importer = kinds["importer"](ACCEPT_ALL, context, print)
    list(speaker.events())
    calls.clear()
    for number, last in enumerate((1, 2, 2, 3)):
        block = AttributeBlock.plain(as_path=[64502, last])
        prefix = f"198.51.{number}.0/24"
        update = Update.announce([prefix], next_hop="192.0.2.2", attributes=block)
        connection.receive_data(update.encode(), 1.0 + number)
    connection.receive_data(Update.withdraw(["198.51.0.0/24"]).encode(), 9.0)
    assert speaker.rib.path_count == 3
    list(speaker.events())
    return calls


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (what, name)
        for what, kind in _DERIVED.items()
        for name in _public(kind)
        # Who looks at the RIB is found out in passing; what changes it has a `rib_class`, and where
        # it notes changes is asked for with the first UPDATE.
        if (what, name) not in {("speaker", each) for each in ("rib", "notes", "changes")}
    ],
)
def test_the_short_way_passes_nothing_by(what: str, name: str) -> None:
    """Whatever a program overrides is called as often as in the long way."""
    assert _calls(what, name, in_the_long=False) == _calls(what, name, in_the_long=True)


def test_what_is_called_for_each_update() -> None:
    """So something is counted there."""
    for what, name in (
        ("peer", "receive"),
        ("session", "deliver"),
        ("session", "receive"),
        ("connection", "receive_data"),
        ("importer", "judge_of"),
        ("rib", "update"),
    ):
        assert len(_calls(what, name, in_the_long=False)) == 5
