"""What a Speaker takes in the short way, and the long way to it: the latter is the twin."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes.block import AttributeBlock
from bgplib.capabilities import (
    AddPath,
    Capability,
    FourOctetAs,
    GracefulRestart,
    GracefulRestartFamily,
    Multiprotocol,
)
from bgplib.context import Context
from bgplib.iana.communities import LLGR_STALE, NO_EXPORT
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL, REJECT_ALL
from bgplib.session import GracefulRestartConfig, PrefixLimit
from bgplib.speaker import (
    BestChanged,
    Peer,
    PeerConfig,
    PeerConnection,
    SendWanted,
    Speaker,
    SpeakerConfig,
)
from bgplib.speaker.wires import PeerSession
from tests.bench.routing.tables import (
    LOCAL_AS,
    announcements,
    keepalive,
    open_message,
    prefixes,
)

_V4: Final = Family.IPV4_UNICAST
_V6: Final = Family.IPV6_UNICAST
_ASNS: Final = (65001, 65002, LOCAL_AS)
#: by whether the short way was taken: how many routes
_SEEN: Final = Counter[bool]()


class LongWay(PeerSession):
    """A session of a program's own, which is handed each UPDATE."""

    def deliver(self, update: Update) -> None:
        """Pass it on."""
        super().deliver(update)


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    return bytes((flags, code, len(value))) + value


def _numbers(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


@st.composite
def _attributes(draw: st.DrawFn, asn: int) -> bytes:
    """Attributes of few values, so that they repeat themselves; mostly usual ones."""
    usually = st.sampled_from((True,) * 7 + (False,))
    first = asn if draw(usually) else draw(st.sampled_from((0, 65003, LOCAL_AS)))
    others = st.sampled_from((1, 2) if draw(usually) else (0, LOCAL_AS, LLGR_STALE))
    asns = [first, *draw(st.lists(others, max_size=2))]
    path = bytes((2, len(asns))) + _numbers(*asns)
    if draw(usually):
        path = _attribute(0x40, 2, path)
    else:
        path = b"\x50\x02" + len(path).to_bytes(2, "big") + path
    hop = st.sampled_from((b"\xc0\0\2\1", b"\xc0\0\2\2", b"\xc0\0\2\xfe"))
    bad_hop = st.sampled_from((b"\x7f\0\0\1", b"\0\0\0\0", b"\xc0\0\2"))
    parts = [
        _attribute(0x40, 1, bytes((draw(st.sampled_from((0, 2))),)) if draw(usually) else b"\3"),
        path,
        _attribute(0x40, 3, draw(hop if draw(usually) else bad_hop)) if draw(usually) else b"",
    ]
    med = _attribute(0x80, 4, _numbers(draw(st.integers(0, 2))))
    preference = _attribute(0x40, 5, _numbers(draw(st.sampled_from((0, 100, 200)))))
    communities = st.lists(st.sampled_from((65001, 0xFF000000)), min_size=1, max_size=2)
    known = st.lists(st.sampled_from((LLGR_STALE, NO_EXPORT)), min_size=1, max_size=2)
    optional = [
        med,
        preference if not draw(usually) or asn == LOCAL_AS else b"",
        _attribute(0xC0, 8, _numbers(*draw(communities if draw(usually) else known))),
        _attribute(0x80, 9, _numbers(7)) if not draw(usually) else b"",
        # Encapsulation, which says something of tunnels (RFC 9012 §4.1), and a route target.
        _attribute(0xC0, 16, draw(st.sampled_from((b"\3\x0c\0\0\0\0\0\7", b"\0\2\0\1\0\0\0\1"))))
        if not draw(usually)
        else b"",
        _attribute(0xC0, 99, b"unknown") if not draw(usually) else b"",
    ]
    parts += [each for each in optional if draw(st.booleans())]
    if not draw(usually):
        parts = list(draw(st.permutations(parts)))
    return b"".join(parts)


_KEYS: Final = st.sampled_from(
    (b"\x18\x0a\0\0", b"\x18\x0a\0\1", b"\x17\x0a\0\1", b"\x08\x0b", b"\0", b"\x20\x0c\0\0\1")
)
_BAD: Final = st.sampled_from((b"\x21\x0a\0\0\0\0", b"\x18\x0a"))


@st.composite
def _messages(draw: st.DrawFn, asn: int) -> bytes:
    usually = st.sampled_from((True,) * 7 + (False,))
    routes = b"".join(draw(st.lists(_KEYS, max_size=3)))
    routes += b"" if draw(usually) else draw(_BAD)
    withdrawn = b"" if draw(usually) else b"".join(draw(st.lists(_KEYS, max_size=3)))
    attributes = draw(_attributes(asn)) if routes or draw(usually) else b""
    size = len(attributes) if draw(usually) else draw(st.integers(0, len(attributes) + 9))
    lengths = len(withdrawn).to_bytes(2, "big"), size.to_bytes(2, "big")
    return _framed(lengths[0] + withdrawn + lengths[1] + attributes + routes)


_NO_OPTIONS: Final[Mapping[str, Any]] = {}


def _whole(octets: bytes) -> tuple[bytes]:
    """Hand in all at once."""
    return (octets,)


class Router:
    """A Speaker that takes routes from some peers, and passes them on to one."""

    def __init__(
        self,
        session: type[PeerSession],
        *,
        listens: bool,
        best_changes: bool = False,
        pieces: Callable[[bytes], Iterable[bytes]] = _whole,
        options: Mapping[str, Any] = _NO_OPTIONS,
        capabilities: Sequence[Capability] = (),
    ) -> None:
        """Let all peers come up.

        Args:
            session: the class of the sessions.
            listens: somebody is told of the routes.
            best_changes: the program is told of best paths.
            pieces: how octets are handed in.
            options: how peers are configured, besides.
            capabilities: what peers offer besides AS numbers of four octets; none: the usual.
        """
        ours = SpeakerConfig(local_as=LOCAL_AS, identifier="192.0.2.254", best_changes=best_changes)
        self.speaker = Speaker(ours)
        self.pieces = pieces
        self.capabilities = capabilities
        self.speaker.start(0.0)
        self.now = 0.0
        self.events: list[str] = []
        self.reports: list[str] = []  # of best paths, where the program asked for them
        self.sent = b""
        self.connections: list[Any] = []
        for number, asn in enumerate((*_ASNS, 65009)[: len(_ASNS) + listens]):
            takes = number < len(_ASNS)
            config = PeerConfig(
                address=bytes((192, 0, 2, number)),
                local_address="192.0.2.254",
                remote_as=asn,
                passive=True,
                import_policy=ACCEPT_ALL if takes else REJECT_ALL,
                export_policy=REJECT_ALL if takes else ACCEPT_ALL,
                **options,
            )
            peer = self.speaker.add_peer(config)
            theirs = config.session_config(self.speaker.config)
            peer._session = session(theirs, peer, self.speaker.clock)
            peer.session.start(0.0)
            self.connections.append(None)
            self.connect(number)

    def peer(self, number: int) -> Peer:
        """Return one of the peers."""
        return list(self.speaker.peers.values())[number]

    def connect(self, number: int) -> None:
        """Let the session of a peer come up."""
        peer = self.peer(number)
        if peer.is_established:
            return
        self.now += 1000.0
        self.speaker.handle_timers(self.now)
        connection = self.connections[number] = peer.connection_made(self.now, inbound=True)
        asn = (*_ASNS, 65009)[number]
        octets = open_message(asn, bytes((10, 9, 0, number)))
        if self.capabilities:
            offered = (FourOctetAs(asn), *self.capabilities)
            theirs = Open.build(
                asn=asn, hold_time=0, identifier=f"10.9.0.{number}", capabilities=offered
            )
            octets = theirs.encode()
        connection.receive_data(octets, self.now)
        connection.receive_data(keepalive(), self.now)
        self.settle()
        assert peer.is_established

    def settle(self) -> None:
        """Take what has happened, and send what waits."""
        for event in self.speaker.events():
            if isinstance(event, SendWanted):
                octets = event.connection.data_to_send()
                event.connection.data_sent(len(octets), self.now)
                self.sent += octets
            elif isinstance(event, BestChanged):
                self.reports.append(str(event))
            else:
                self.events.append(str(event))

    def do(self, what: str, number: int, octets: bytes) -> None:
        """Do something at a peer."""
        peer = self.peer(number)
        if what == "update":
            for piece in self.pieces(octets):
                self.connections[number].receive_data(piece, self.now)
        elif what == "policy":
            policy = REJECT_ALL if peer.config.import_policy is ACCEPT_ALL else ACCEPT_ALL
            self.configure(peer, import_policy=policy)
        elif what == "limit":
            limits = {} if peer.config.prefix_limits else {_V4: PrefixLimit(maximum=50)}
            self.configure(peer, prefix_limits=limits)
        elif what == "tunnels":
            self.configure(peer, same_administration=not peer.config.same_administration)
        else:
            peer.reset(self.now)
        self.settle()
        self.connect(number)

    def configure(self, peer: Peer, **changes: Any) -> None:
        """Configure a peer otherwise."""
        self.speaker.update_peer(peer, attrs.evolve(peer.config, **changes), self.now)

    def outcome(self) -> list[object]:
        """Return all that can be seen from outside."""
        speaker = self.speaker
        found: list[object] = [self.events, self.sent, speaker.rib.path_count]
        for peer in speaker.peers.values():
            snapshot = peer.snapshot()
            found += [snapshot.received, snapshot.faults, snapshot.timers, snapshot.messages]
            if peer.source is not None:
                # Nothing is kept that stands nowhere.
                found += [len(store) for _, store in speaker.rib._of(peer.source, None)]
            for after in (False, True):
                found += [
                    (str(each.key), each.path.octets, each.path.next_hop_octets, str(each.path))
                    for each in speaker.adj_rib_in(peer, _V4, after_policy=after)
                ]
        for key in speaker.rib.destinations(_V4):
            found.append(str(speaker.explain(key, _V4)))
        return found


_STEPS: Final = st.sampled_from(("update",) * 12 + ("policy", "limit", "tunnels", "reset"))


@given(st.data(), st.booleans())
def _the_short_way_does_what_the_long_way_does(data: st.DataObject, listens: bool) -> None:
    short, long = Router(PeerSession, listens=listens), Router(LongWay, listens=listens)
    for what in data.draw(st.lists(_STEPS, min_size=1, max_size=12)):
        number = data.draw(st.integers(0, len(_ASNS) - 1))
        octets = data.draw(_messages(_ASNS[number]))
        for router in (short, long):
            router.do(what, number, octets)
        assert short.outcome() == long.outcome()
    for number in range(len(_ASNS)):
        peer = short.peer(number)
        # Who takes the long way leaves a block behind.
        blocks = peer.session._decoder.blocks
        routes = short.speaker.adj_rib_in(peer, _V4)
        _SEEN.update(blocks.peek(each.path.octets) is None for each in routes)


def test_the_short_way_does_what_the_long_way_does() -> None:
    """Whatever comes in: the same routes, choices, events, faults, messages, and octets to send."""
    _SEEN.clear()
    _the_short_way_does_what_the_long_way_does()
    assert _SEEN.keys() == {True, False}, "both ways were taken"


def _framed(body: bytes) -> bytes:
    return MARKER + struct.pack(">HB", 19 + len(body), 2) + body


def _message(attributes: Iterable[bytes], number: int) -> bytes:
    """Announce one destination of many."""
    block, route = b"".join(attributes), b"\x18\x0a\0" + bytes((number,))
    return _framed(bytes(2) + len(block).to_bytes(2, "big") + block + route)


_PATH: Final = _attribute(0x40, 1, b"\0"), _attribute(0x40, 2, b"\2\1" + _numbers(65001))
_HOP: Final = _attribute(0x40, 3, b"\xc0\0\2\1")


@pytest.mark.parametrize(
    "attributes",
    [
        # RFC 9012 §11: what an external peer says of tunnels is taken away.
        (*_PATH, _HOP, _attribute(0xC0, 16, b"\3\x0c\0\0\0\0\0\7")),
        # RFC 7606 §7.2 and RFC 7607 §2: a first AS that is not the peer's, and AS 0.
        (_PATH[0], _attribute(0x40, 2, b"\2\1" + _numbers(65002)), _HOP),
        (_PATH[0], _attribute(0x40, 2, b"\2\2" + _numbers(65001, 0)), _HOP),
        # RFC 7606 §7.6: an attribute is discarded each time, and each time that is a fault.
        (*_PATH, _HOP, _attribute(0x40, 6, b"\0")),
        # RFC 7606 §3 (d): no NEXT_HOP, and what stands in its place has its length.
        (*_PATH, _attribute(0x80, 4, b"\xc0\0\2\1")),
    ],
)
def test_what_is_seldom_drawn_is_no_other(attributes: tuple[bytes, ...]) -> None:
    """Behind an UPDATE that opened the way, those that must not take it do not."""
    each = (*((*_PATH, _HOP),) * 2, attributes, attributes)
    messages = [_message(attributes, number) for number, attributes in enumerate(each)]
    short, long = Router(PeerSession, listens=True), Router(LongWay, listens=True)
    for octets in messages:
        for router in (short, long):
            router.do("update", 0, octets)
        assert short.outcome() == long.outcome()


def _same(
    messages: Iterable[bytes],
    *,
    options: Mapping[str, Any] = _NO_OPTIONS,
    capabilities: Sequence[Capability] = (),
) -> None:
    """Hand messages to both, as from the first peer, and compare what comes of each."""
    ways = [
        Router(session, listens=listens, options=options, capabilities=capabilities)
        for session in (PeerSession, LongWay)
        for listens in (True, False)
    ]
    for octets in messages:
        for router in ways:
            router.do("update", 0, octets)
        assert ways[0].outcome() == ways[2].outcome()
        assert ways[1].outcome() == ways[3].outcome()


_USUAL: Final = _message((*_PATH, _HOP), 9)
_SIZE: Final = len(b"".join((*_PATH, _HOP)))


@pytest.mark.parametrize(
    "octets",
    [
        # RFC 4271 §4.3: Withdrawn Routes Length says more than there is, in either of its octets.
        _USUAL[:19] + b"\0\x01" + _USUAL[21:],
        _USUAL[:19] + b"\0\xff" + _USUAL[21:],
        _USUAL[:19] + b"\1\0" + _USUAL[21:],
        # So many are withdrawn.
        _framed(b"\1\0" + b"\x18\x0a\0\x01" * 64 + _USUAL[21:]),
        # Nothing is announced, with attributes that are known and with others.
        _framed(bytes(2) + _USUAL[21 : 23 + _SIZE]),
        _framed(bytes(2) + bytes((0, _SIZE + 7)) + _USUAL[23 : 23 + _SIZE] + b"\x80\4\4\0\0\0\1"),
        # Total Path Attribute Length says more than there is: before and behind NLRI.
        _framed(bytes(2) + bytes((0, _SIZE + 1)) + _USUAL[23 : 23 + _SIZE]),
        _framed(bytes(2) + b"\1" + _USUAL[22:]),
        # No attributes, or not all of one, and a message that ends there.
        _framed(bytes(4) + b"\x08\x0a"),
        _framed(bytes(2) + b"\0\4" + _PATH[0] + b"\x08\x0a"),
        _framed(bytes(2) + b"\0\7" + _PATH[0] + _PATH[1][:3] + b"\x08\x0a"),
        # AS_PATH, in either form, says that it is longer than the message, or than the attributes.
        _USUAL[:29] + b"\xff" + _USUAL[30:],
        _USUAL[:27] + b"\x50\2\0\xff" + _USUAL[31:],
        _USUAL[:29] + b"\x10" + _USUAL[30:],
        # NLRI of more bits than an address has.
        _USUAL[: 23 + _SIZE] + b"\x21\x0a\0\0\0\0",
        # RFC 4271 §5: a NEXT_HOP that has other flags, or another length.
        _message((*_PATH, b"\xc0" + _HOP[1:]), 9),
        _message((*_PATH, b"\x60" + _HOP[1:]), 9),
        _message((*_PATH, b"\x41" + _HOP[1:]), 9),
        _message((*_PATH, _attribute(0x40, 3, b"\xc0\0\2\1\0")), 9),
        _message((*_PATH, _attribute(0x40, 3, b"\xc0\0\2"), _attribute(0x80, 4, bytes(4))), 9),
        _message((*_PATH, b"\x50\3\0" + _HOP[2:]), 9),
    ],
    ids=lambda octets: octets[19:].hex(),
)
def test_what_is_cut_short_is_no_other(octets: bytes) -> None:
    """Behind UPDATEs that opened the way: lengths that lie, and what is not where it mostly is."""
    usual = [_message((*_PATH, _HOP), number) for number in range(3)]
    _same([*usual, octets, octets, _USUAL])


def test_where_all_was_withdrawn_the_way_is_looked_for_anew() -> None:
    """What kept the paths of a peer has gone from the table with the last of them."""
    routes = b"".join(b"\x18\x0a\0" + bytes((number,)) for number in range(4))
    usual = [_message((*_PATH, _HOP), number) for number in range(4)]
    gone = _framed(struct.pack(">H", len(routes)) + routes + bytes(2))
    _same([*usual, gone, *usual, gone, *usual])


@pytest.mark.parametrize(
    ("hop", "attributes", "routes"),
    [
        # What stands where NEXT_HOP would, has its length, and says what MP_REACH_NLRI said.
        (b"\xc0\0\2\1", (*_PATH, _attribute(0x80, 4, b"\xc0\0\2\1")), b"\x18\x0a\0\x09"),
        # No more attributes, and NLRI that look like it: 3.4.192.0/24 and 170.187.0.0/16.
        (
            b"\xc0\x10\xaa\xbb",
            (_PATH[0], _attribute(0x40, 2, b"\2\2" + _numbers(65001, 1))),
            b"\x18\3\4\xc0\x10\xaa\xbb",
        ),
    ],
)
def test_what_came_with_mp_reach_nlri_has_no_next_hop(
    hop: bytes, attributes: tuple[bytes, ...], routes: bytes
) -> None:
    """RFC 7606 §3 (d): without NEXT_HOP routes are withdrawn, though their attributes are known."""
    reach = _attribute(0x80, 14, b"\0\1\1\4" + hop + b"\0" + b"\x08\x0b")
    block = b"".join(attributes)
    bodies = [bytes(2) + struct.pack(">H", len(each)) + each for each in (reach + block, block)]
    first = _framed(bodies[0])
    _same([first, first, _framed(bodies[1] + routes), _framed(bodies[1] + routes)])


@pytest.mark.parametrize("listens", [False, True])
def test_a_program_is_told_of_each_best_path(listens: bool) -> None:
    """Whether a peer listens as well or not."""
    ways = [
        Router(session, listens=listens, best_changes=True) for session in (PeerSession, LongWay)
    ]
    for number in (0, 1, 2, 3, 1):
        for router in ways:
            router.do("update", 0, _message((*_PATH, _HOP), number))
    assert len(ways[0].reports) == 4
    assert ways[0].reports == ways[1].reports
    assert ways[0].outcome() == ways[1].outcome()


_PATH_IDS: Final = AddPath.of(send=[_V4])


@pytest.mark.parametrize(
    ("families", "capabilities"),
    [
        ([_V4, _V6], [Multiprotocol(_V6)]),
        ([_V4], [Multiprotocol(_V4), _PATH_IDS]),
        ([_V4, _V6], [Multiprotocol(_V4), Multiprotocol(_V6)]),
    ],
)
def test_what_was_agreed_on_says_whether_the_way_is_open(
    families: list[Family], capabilities: list[Capability]
) -> None:
    """A family that was not agreed on, or with path identifiers (RFC 7911), takes the long way.

    A program may hold routes of its own under the name of a peer: they open nothing.
    """
    ways = [
        Router(
            session,
            listens=True,
            options={
                "families": families,
                "add_path_receive": [_V4] if _PATH_IDS in capabilities else [],
                "rules": Context(disable_family_on_error=True),
            },
            capabilities=capabilities,
        )
        for session in (PeerSession, LongWay)
    ]
    block = AttributeBlock.plain(as_path=[65001])
    # RFC 7606 §5.3: a next hop of no length that there is disables the family.
    broken = b"".join((*_PATH, _attribute(0x80, 14, b"\0\1\1\3\xc0\0\2\0\x08\x0b")))
    several = [_message((*_PATH, _HOP), number) for number in (0, 1, 2)]
    with_ids = [_framed(each[19:-4] + b"\0\0\0\7" + each[-4:]) for each in several]
    disabling = _framed(bytes(2) + struct.pack(">H", len(broken)) + broken)
    for octets in (*several, *with_ids, disabling, *several):
        for router in ways:
            source = router.peer(0).source
            assert source is not None
            router.speaker.rib.announce(_V4, "10.99.0.0/16", source, block, b"\xc0\0\2\1")
            router.do("update", 0, octets)
        assert ways[0].outcome() == ways[1].outcome()


class Restarting:
    """A speaker, and a peer whose routes it keeps over a restart (RFC 4724 §4.2)."""

    def __init__(self) -> None:
        self.speaker = Speaker(SpeakerConfig(local_as=LOCAL_AS, identifier="192.0.2.254"))
        self.speaker.start(0.0)
        config = PeerConfig(
            address="192.0.2.1",
            remote_as=65001,
            passive=True,
            import_policy=ACCEPT_ALL,
            graceful_restart=GracefulRestartConfig(),
        )
        self.peer = self.speaker.add_peer(config)
        connection = self.connect(0.0, FourOctetAs(65001))
        for number in range(4):
            connection.receive_data(_message((*_PATH, _HOP), number), 0.0)
        connection.receive_data(b"", 0.0)
        assert self.peer.source is not None
        assert len(list(self.speaker.rib.stale(self.peer.source, _V4))) == 4

    def connect(self, now: float, *wide: Capability) -> PeerConnection:
        """Let a session come up."""
        restarts = GracefulRestart(restart_time=99, families=(GracefulRestartFamily(_V4, True),))
        capabilities = (Multiprotocol(_V4), restarts, *wide)
        theirs = Open.build(
            asn=65001, hold_time=0, identifier="10.0.0.1", capabilities=capabilities
        )
        connection = self.peer.connection_made(now, inbound=True)
        connection.receive_data(theirs.encode() + keepalive(), now)
        assert self.peer.is_established
        return connection


def test_a_session_reads_anew_what_the_one_before_took() -> None:
    """RFC 7606 §7.2: the same octets may be an AS_PATH with segments of no type that there is.

    That is so where AS numbers have another width.
    """
    kept = Restarting()
    connection = kept.connect(9.0)
    narrow = (_PATH[0], _attribute(0x40, 2, b"\2\1\xfd\xe9"), _HOP)
    for number in range(2):
        connection.receive_data(_message(narrow, number), 9.0)
    assert kept.peer.snapshot().faults == {}
    connection.receive_data(_message((*_PATH, _HOP), 2), 9.0)
    assert sum(kept.peer.snapshot().faults.values()) == 1
    assert kept.speaker.rib.path_count == 3


def test_what_is_announced_anew_is_not_stale() -> None:
    """RFC 4724 §4.2: the End-of-RIB marker removes what was not announced anew before it."""
    kept = Restarting()
    connection = kept.connect(9.0, FourOctetAs(65001))
    other = _attribute(0x80, 4, _numbers(7))
    for number in range(3):
        # The first is as it was, the others are not.
        attributes = (*_PATH, _HOP, other) if number else (*_PATH, _HOP)
        connection.receive_data(_message(attributes, number), 9.0)
    connection.receive_data(_framed(bytes(4)), 9.0)
    routes = kept.speaker.adj_rib_in(kept.peer, _V4)
    assert [each.key for each in routes] == [b"\x18\x0a\0" + bytes((each,)) for each in range(3)]


@pytest.mark.parametrize("path", [_PATH[1], b"\x50\2\0" + _PATH[1][2:]])
def test_the_length_of_as_path_may_have_two_octets(path: bytes) -> None:
    """Some speakers always write it so (RFC 4271 §4.3): theirs take the short way as well."""
    router = Router(PeerSession, listens=False)
    for number in range(3):
        med = _attribute(0x80, 4, _numbers(number))
        router.do("update", 0, _message((_PATH[0], path, _HOP, med), number))
    blocks = router.peer(0).session._decoder.blocks
    routes = router.speaker.adj_rib_in(router.peer(0), _V4)
    assert [blocks.peek(each.path.octets) is None for each in routes] == [False, False, True]


def test_the_short_way_starts_hold_timer_again() -> None:
    """RFC 4271 §8.2.2 has each UPDATE start HoldTimer again, whichever way it takes."""
    speaker = Speaker(SpeakerConfig(local_as=LOCAL_AS, identifier="192.0.2.254"))
    speaker.start(0.0)
    config = PeerConfig(
        address="192.0.2.1", remote_as=65001, passive=True, import_policy=ACCEPT_ALL, hold_time=90
    )
    peer = speaker.add_peer(config)
    connection = peer.connection_made(0.0, inbound=True)
    connection.receive_data(open_message(65001, bytes((10, 9, 0, 1)), 90), 0.0)
    connection.receive_data(keepalive(), 0.0)
    for number, octets in enumerate(announcements(prefixes(40), 65001, b"\xc0\0\2\1")):
        connection.receive_data(octets, 80.0 * number)
        speaker.handle_timers(80.0 * number)
        connection.data_sent(len(connection.data_to_send()), 80.0 * number)
        assert peer.is_established
    blocks = peer.session._decoder.blocks
    ways = {blocks.peek(each.path.octets) is None for each in speaker.adj_rib_in(peer, _V4)}
    assert ways == {True, False}
