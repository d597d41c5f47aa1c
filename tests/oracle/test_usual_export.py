"""What goes out in the short way, and in the long way, which is the twin: paths, and octets.

The long way is that of policies which have to be asked, and say nothing.
"""

from __future__ import annotations

import itertools
import struct
from collections import Counter
from functools import cache
from typing import Any, Final, Literal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib.attributes import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader, canonical_reader
from bgplib.context import Context, SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.communities import LLGR_STALE, NO_ADVERTISE, NO_EXPORT
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.policy import ACCEPT_ALL, WELL_KNOWN_OUT, Action, Chain, Policy, Statement
from bgplib.policy.context import PolicyContext
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib.packing import Packed, Packer
from bgplib.route import Path, Source
from bgplib.route.path import is_plainly_usual, lean_path
from bgplib.speaker import Confederation, PeerConfig, SendWanted, Speaker, SpeakerConfig
from bgplib.speaker.export import Exporter
from bgplib.speaker.route_targets import Membership
from bgplib.speaker.terms import ExportTerms
from bgplib.values.prefix import Prefix
from tests.bench.routing.tables import keepalive

_V4: Final = Family.IPV4_UNICAST
_V6: Final = Family.IPV6_UNICAST
_OWN_AS: Final = 65000
_EXTERNAL: Final = SessionType.EXTERNAL
_INTERNAL: Final = SessionType.INTERNAL
_CONFEDERATION: Final = SessionType.CONFEDERATION
#: it is asked about each path, and lets all pass as they are
_ASKED: Final = Policy(
    name="asked",
    statements=[Statement(name="nothing", action=Action.NEXT)],
    default=Action.ACCEPT,
)
#: by what became of it: how many paths
_SEEN: Final = Counter[object]()

#: half of what is drawn has nothing unusual, the other half several such things
_RARELY: Final = st.sampled_from((False, False, False, True))
_RARELIES: Final = st.sampled_from((st.just(False), _RARELY))


def _numbers(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    if len(value) > 255:
        return bytes((flags | 0x10, code)) + len(value).to_bytes(2, "big") + value
    return bytes((flags, code, len(value))) + value


def _as_path(asns: list[int], *, extended: bool = False, member: int = 0) -> bytes:
    """Write an AS_PATH; with `extended` its length has two octets, though one would do."""
    value = bytes((2, len(asns))) + _numbers(*asns) if asns else b""
    if member:
        value = b"\3\1" + _numbers(member) + value
    if extended:
        return b"\x50\x02" + len(value).to_bytes(2, "big") + value
    return _attribute(0x40, 2, value)


_ASNS: Final = st.integers(1, 5) | st.sampled_from((29, 30, 31, 62, 255)) | st.just(0)
_MARKS: Final = st.sampled_from((0x00010002, 0xFF000000, 0x0001FFFF, 0xFFFF0000))
_KNOWN: Final = st.sampled_from((NO_EXPORT, NO_ADVERTISE, 0xFFFFFF03, LLGR_STALE))
_EXTENDED: Final = st.sampled_from(
    # A route target; one that is non-transitive; Encapsulation; a validation state.
    (b"\0\2\0\1\0\0\0\1", b"\x40\2\0\1\0\0\0\1", b"\3\x0c\0\0\0\0\0\7", b"\x43\0\0\0\0\0\0\2")
)


@st.composite
def _attributes(draw: st.DrawFn, session: SessionType | None, family: Family) -> bytes:
    """Attributes as they come, mostly of the usual kind, with each of it there or not."""
    rarely = draw(_RARELIES)
    count = draw(st.integers(1, 5)) if not draw(rarely) else draw(_ASNS)
    asns = [65001, *range(1, count)] if count else []
    kinds = st.booleans()
    inside = session is not _EXTERNAL or draw(rarely)
    marks = draw(st.lists(_MARKS if not draw(rarely) else _KNOWN, min_size=1, max_size=3))
    many = (39, 40, 41, 62, 63) if draw(rarely) else (1, 2)
    clusters = range(1, 1 + draw(st.sampled_from(many)))
    large = draw(st.lists(st.sampled_from((1, 2)), min_size=1, max_size=2))
    partial = draw(st.sampled_from((0xC0, 0xE0)))
    optional = [
        (draw(kinds), _attribute(0x80, 4, _numbers(draw(st.sampled_from((0, 7, 0xFFFF0001)))))),
        (
            inside and draw(kinds),
            _attribute(0x40, 5, _numbers(draw(st.sampled_from((0, 100, 200))))),
        ),
        (draw(kinds), _attribute(0x40, 6, b"")),
        (draw(kinds), _attribute(partial, 7, _numbers(65001) + b"\xc0\0\2\x07")),
        (draw(kinds), _attribute(partial, 8, _numbers(*marks))),
        (inside and draw(kinds), _attribute(0x80, 9, b"\x0a\x09\x09\x09")),
        (inside and draw(kinds), _attribute(0x80, 10, _numbers(*clusters))),
        (draw(rarely), _attribute(partial, 16, draw(_EXTENDED))),
        (draw(rarely), _attribute(0x80, 26, b"\1\0\x0b" + bytes(7) + b"\7")),
        (draw(rarely), _attribute(partial, 32, b"".join(_numbers(1, 2, n) for n in large))),
        (draw(rarely), _attribute(0xC0, 99, b"unknown")),
    ]
    hop = _attribute(0x40, 3, draw(st.sampled_from((b"\xc0\0\2\1", b"\xc6\x33\x64\1"))))
    parts = [
        _attribute(0x40, 1, bytes((draw(st.integers(0, 2)),))),
        _as_path(asns, extended=draw(rarely), member=65010 if session is _CONFEDERATION else 0),
        hop if family == _V4 and not draw(rarely) else b"",
        *(octets for is_there, octets in optional if is_there),
    ]
    return b"".join(parts)


def _source(session: SessionType | None, *, local: bool = False) -> Source:
    if local:
        return Source.ourselves(_OWN_AS, 0x0A000001)
    asn = _OWN_AS if session is _INTERNAL else 65001
    return Source(address="192.0.2.1", asn=asn, identifier="10.9.0.1", session=session)


@cache
def _reader_of(context: Context) -> AttributeReader:
    """Return one for all paths that were read in a session."""
    return AttributeReader(context, DEFAULT_REGISTRY.attributes)


def _path(octets: bytes, source: Source, next_hop: bytes, context: Context) -> Path | None:
    """Return the path that a table has of attributes; None of such as are malformed."""
    block = BlockStore(_reader_of(context)).read(octets)
    if block is None:
        return None
    if is_plainly_usual(block):
        return lean_path(source, block, next_hop)
    return Path(source, block, next_hop)


_ANY: Final = "any"
_Kinds = SessionType | None | Literal["any"]
_SESSIONS: Final = st.sampled_from((_EXTERNAL, _INTERNAL) * 4 + (_CONFEDERATION, None))
_IPV6: Final = b"\x20\1\x0d\xb8" + bytes(11) + b"\1"
_HOPS: Final = {
    # RFC 8950: an IPv6 next hop, too.
    _V4: (b"\xc0\0\2\1", b"\xc6\x33\x64\1", b"\x7f\0\0\1", _IPV6),
    _V6: (_IPV6, (b"\xfe\x80" + bytes(13) + b"\1") * 2, b""),
}


@st.composite
def _paths(draw: st.DrawFn, family: Family, session: SessionType | None) -> Path:
    rarely = draw(_RARELIES)
    source = _source(session, local=draw(rarely))
    # A table may have been read in another session, or from an archive.
    read_in = session if not draw(rarely) else draw(_SESSIONS)
    context = Context(session=read_in, four_octet_as=not draw(rarely))
    hops = _HOPS[family] if draw(rarely) else _HOPS[family][:1]
    next_hop = draw(st.sampled_from(hops))
    path = _path(draw(_attributes(read_in, family)), source, next_hop, context)
    assume(path is not None)
    assert path is not None
    if draw(rarely):
        return path.replace(received=path)
    lean = path.reader if path._block is None else None
    other: dict[str, Any] = {}
    if draw(rarely):
        other["path_id"] = 7
        other["weight"] = 3
    if draw(rarely):
        other["preference"] = draw(st.sampled_from((100, 150)))
    if draw(rarely):
        # What came, before policy: of our own AS.
        other["received"] = Path(source, AttributeBlock.plain(), next_hop)
    if draw(rarely):
        other["nlri"] = UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=7)
    if not other:
        return path
    return Path(source, path.octets if lean else path.attributes, next_hop, lean, **other)


@st.composite
def _terms(draw: st.DrawFn, family: Family, session: SessionType | None) -> ExportTerms:
    rarely = draw(_RARELIES)
    shared = draw(rarely)
    peer = Source(address="192.0.2.9", asn=65009, identifier=9, session=session)
    context = Context(session=session)
    return ExportTerms(
        family=family,
        context=context,
        policy=Chain([WELL_KNOWN_OUT, ACCEPT_ALL]),
        policy_context=PolicyContext(peer=peer, local_as=_OWN_AS, family=family),
        regarded=None,
        own_as=draw(st.sampled_from((_OWN_AS, 4_200_000_000))),
        next_hop=draw(
            st.sampled_from((b"\xc0\0\2\xfe", b"\x0a\0\0\1") if not draw(rarely) else _HOPS[family])
        )
        if family == _V4
        else bytes(15) + b"\2",
        link_local=b"\xfe\x80" + bytes(13) + b"\3" if draw(st.booleans()) else b"",
        shared_subnets=(Prefix.parse("192.0.2.0/24"),) if shared else (),
        next_hop_self=draw(st.booleans()),
        reflector_client=session is _INTERNAL and draw(st.booleans()),
        server_client=session is _EXTERNAL and draw(st.booleans()),
        same_administration=draw(st.booleans()),
        confederation=session is _CONFEDERATION or draw(rarely),
        cluster_id=draw(st.sampled_from((1, 0xC0000201))),
        long_lived=draw(st.booleans()),
        aigp=draw(st.booleans()),
        identifier=0xC00002FE,
        wanted=(lambda key: key != b"\0") if draw(rarely) else None,
        membership=Membership.of(()) if draw(rarely) else None,
    )


def _exporter(terms: ExportTerms, *, is_client: bool, asked: bool) -> Exporter:
    if asked:
        terms = attrs.evolve(terms, policy=Chain([WELL_KNOWN_OUT, _ASKED]))
    exporter = Exporter(terms, lambda _: is_client, _fail, {}, DecisionContext)
    assert not asked or exporter._usual is None
    return exporter


def _fail(error: object) -> None:
    raise AssertionError(error)


def _story(path: Path | None) -> object:
    """Return all that there is to say of a path that goes out."""
    if path is None:
        return None
    block = path.attributes
    return (
        path.octets,
        block,
        tuple(block),
        block.is_canonical,
        block.canonical().octets,
        path.source,
        path.next_hop_octets,
        path.received,
        (path.path_id, path.weight, path.preference, path.nlri, path.rejected),
        (path.as_path, path.as_path_length, path.neighbour_as, block.med, block.communities),
    )


@given(data=st.data(), family=st.sampled_from((_V4, _V6)), is_client=st.booleans())
def _what_goes_out_is_what_the_long_way_says(
    came: _Kinds, told: _Kinds, data: st.DataObject, family: Family, is_client: bool
) -> None:
    came, told = (data.draw(_SESSIONS) if kind == _ANY else kind for kind in (came, told))
    terms = data.draw(_terms(family, told))
    short = _exporter(terms, is_client=is_client, asked=False)
    long = _exporter(terms, is_client=is_client, asked=True)
    for path in data.draw(st.lists(_paths(family, came), min_size=2, max_size=6)):
        made = short.export(path, b"\0")
        assert _story(made) == _story(long.export(path, b"\0"))
        # They are kept in a table, and told a thousand times.
        assert _story(short.export(path, b"\0")) == _story(made)
        if made is not None:
            is_short = made._block is None
            assert made.reader.is_canonical is is_short
            is_to_client = terms.reflector_client or terms.server_client
            _SEEN.update(((is_short, is_to_client), (is_short, family)))


@pytest.mark.parametrize(
    ("came", "told"), [*itertools.product((_EXTERNAL, _INTERNAL), repeat=2), (_ANY, _ANY)]
)
def test_what_goes_out_is_what_the_long_way_says(came: _Kinds, told: _Kinds) -> None:
    """Whatever came, and whoever is told: the same path, or none."""
    _SEEN.clear()
    _what_goes_out_is_what_the_long_way_says(came, told)
    # It was of all kinds that the short way is for, and of others.
    assert _SEEN.keys() == set(itertools.product((True, False), (True, False, _V4, _V6)))


_ORIGIN: Final = _attribute(0x40, 1, b"\0")
_HOP: Final = _attribute(0x40, 3, b"\xc0\0\2\1")


@pytest.mark.parametrize("told", [_EXTERNAL, _INTERNAL])
@pytest.mark.parametrize("came", [_EXTERNAL, _INTERNAL])
@pytest.mark.parametrize(
    "parts",
    [
        # Where one AS number more makes them unusual, or needs another segment.
        *((_as_path([65001] * count),) for count in (29, 30, 31, 61, 62, 63, 254, 255)),
        *((_as_path([65001] * count, extended=True),) for count in (1, 29, 30, 61, 62)),
        # No AS at all: the path is of our own AS.
        (_as_path([]), _HOP, _attribute(0x80, 4, _numbers(5))),
        # Where one cluster more does.
        *(
            (_as_path([65001]), _HOP, _attribute(0x80, 10, _numbers(*range(count))))
            for count in (38, 39, 40, 62, 63, 64)
        ),
        # Long ones, in which compiled code finds no place behind the 1,023rd octet.
        *(
            (
                _as_path([65001] * 29),
                _HOP,
                _attribute(0xC0, 8, _numbers(*range(marks))),
                _attribute(0x80, 9, bytes(4)),
                _attribute(0x80, 10, _numbers(*range(39))),
                _attribute(0xC0, 16, b"\0\2\0\1\0\0\0\1" * 31),
                *((_attribute(0xC0, 32, _numbers(*range(3 * large))),) if large else ()),
            )
            for marks in (40, 63)
            for large in (0, 12, 20, 21)
        ),
        # RFC 1997, RFC 9494 §4.3: well-known communities, alone and behind others.
        *(
            (_as_path([65001]), _HOP, _attribute(0xC0, 8, _numbers(*before, known)))
            for known in (NO_EXPORT, NO_ADVERTISE, 0xFFFFFF03, LLGR_STALE, 0xFFFF0000)
            for before in ((), (1, 2))
        ),
        # RFC 8092 §3: what is there twice goes out once.
        (_as_path([65001]), _HOP, _attribute(0xC0, 32, _numbers(1, 2, 3) * 2)),
        (_as_path([65001]), _HOP, _attribute(0xE0, 32, _numbers(1, 2, 3, 1, 2, 4))),
        # Without NEXT_HOP, as a program may have it.
        (_as_path([65001]), _attribute(0x80, 4, _numbers(5))),
        # No more than one of what is seldom.
        (_as_path([65001]), _HOP, _attribute(0x80, 9, _numbers(7))),
        (_as_path([65001]), _HOP, _attribute(0xC0, 16, b"\0\2\0\1\0\0\0\1")),
        (_as_path([65001]), _HOP, _attribute(0xC0, 16, b"\x40\2\0\1\0\0\0\1")),
        (_as_path([65001]), _HOP, _attribute(0xC0, 16, b"\x43\0\0\0\0\0\0\2")),
    ],
)
def test_what_is_seldom_drawn_is_no_other(
    parts: tuple[bytes, ...], came: SessionType, told: SessionType
) -> None:
    """At each bound, and of each thing that is seldom: as the long way has it."""
    octets = _ORIGIN + b"".join(parts)
    # What an external peer must not say stands in a table only if something else has read it.
    path = _path(octets, _source(came), b"\xc0\0\2\1", Context(session=came))
    path = path or _path(octets, _source(came), b"\xc0\0\2\1", Context(session=_INTERNAL))
    assert path is not None
    for client in (True, False):
        _compare(path, _plain_terms(told, client=client))


@pytest.mark.parametrize(
    "next_hop",
    [b"\x7f\0\0\1", bytes(4), b"\0\1\2\3", b"\xdf\0\0\1", b"\xe0\0\0\1", _IPV6, b""],
)
@pytest.mark.parametrize("told", [_EXTERNAL, _INTERNAL])
def test_next_hops_that_no_host_has_are_no_others(told: SessionType, next_hop: bytes) -> None:
    """RFC 4271 §6.3: neither ours, nor what came; what goes out can be read."""
    octets = _ORIGIN + _as_path([65001]) + _HOP
    for came in (_EXTERNAL, _INTERNAL):
        for theirs, ours in itertools.product((next_hop, b"\xc0\0\2\1"), repeat=2):
            path = _path(octets, _source(came), theirs, Context(session=came))
            assert path is not None
            for client in (True, False):
                terms = attrs.evolve(_plain_terms(told, client=client), next_hop=ours)
                _compare(path, terms)
                _compare(path, attrs.evolve(terms, next_hop_self=True))
                for family in (_V6, Family.IPV4_MULTICAST):
                    _compare(path, attrs.evolve(terms, family=family))


@pytest.mark.parametrize("told", [_EXTERNAL, _INTERNAL])
@pytest.mark.parametrize("came", [_EXTERNAL, _INTERNAL])
def test_what_is_usual_goes_the_short_way(came: SessionType, told: SessionType) -> None:
    """It is not taken for unusual: that would be right, and slow."""
    inside = _attribute(0x40, 5, _numbers(7)) if came is _INTERNAL else b""
    reflected = _attribute(0x80, 9, _numbers(7)) + _attribute(0x80, 10, _numbers(*range(39)))
    before = _ORIGIN + _as_path([65001] * 29, extended=True) + _HOP
    behind = _attribute(0xC0, 8, _numbers(1)) + (reflected if came is _INTERNAL else b"")
    octets = before + _attribute(0x80, 4, _numbers(5)) + inside + behind
    if came is told is _INTERNAL:
        octets += _attribute(0xC0, 16, b"\x40\2\0\1\0\0\0\1")
    octets += _attribute(0xC0, 32, _numbers(1, 2, 3, 1, 2, 4))
    path = _path(octets, _source(came), b"\xc0\0\2\1", Context(session=came))
    assert path is not None
    for each, client in itertools.product((path, path.replace(preference=7)), (True, False)):
        exporter = _exporter(_plain_terms(told, client=client), is_client=False, asked=False)
        made = exporter.export(each, b"\0")
        if came is told is _INTERNAL and not client:
            assert made is None
            continue
        assert made is not None
        assert made._block is None
        # With path identifiers, too.
        assert made.replace(path_id=5)._block is None


@pytest.mark.parametrize("told", [_EXTERNAL, _INTERNAL])
def test_one_kind_of_path_is_not_taken_for_another(told: SessionType) -> None:
    """Paths with the same next hop, one after the other: of another peer, or read otherwise."""
    plain = _ORIGIN + _as_path([65001]) + _HOP
    octets = plain + _attribute(0x40, 5, _numbers(7)) + _attribute(0x80, 9, _numbers(7))
    outside, inside = _source(_EXTERNAL), _source(_INTERNAL)
    kinds = [
        (plain, outside, _EXTERNAL),
        (plain, inside, _INTERNAL),
        (plain, attrs.evolve(inside, identifier=1), _INTERNAL),
        (plain, attrs.evolve(outside, address="192.0.2.7"), _INTERNAL),
        (octets, outside, _INTERNAL),
        (octets, inside, _INTERNAL),
    ]
    paths = [
        path
        for what, source, read_in in kinds
        if (path := _path(what, source, b"\xc0\0\2\1", Context(session=read_in))) is not None
    ]
    assert len(paths) == len(kinds)
    terms = _plain_terms(told, client=True)
    terms = attrs.evolve(terms, server_client=False)
    short, long = (_exporter(terms, is_client=False, asked=asked) for asked in (False, True))
    for path in itertools.chain.from_iterable(itertools.permutations(paths, 2)):
        assert _story(short.export(path, b"\0")) == _story(long.export(path, b"\0"))


def test_what_is_remembered_of_next_hops_is_bounded() -> None:
    """A peer cannot fill the memory with them, and what was forgotten is found out again."""
    octets = _ORIGIN + _as_path([65001]) + _HOP
    source = _source(_EXTERNAL)
    exporter = _exporter(_plain_terms(_INTERNAL, client=True), is_client=False, asked=False)
    usual = exporter._usual
    assert usual is not None
    for number in [*range(3000), *range(10)]:
        next_hop = b"\x0a\0" + number.to_bytes(2, "big")
        path = _path(octets, source, next_hop, Context(session=_EXTERNAL))
        assert path is not None
        made = exporter.export(path, b"\0")
        assert made is not None
        assert (made.next_hop_octets, made.attributes.next_hop) == (next_hop, next_hop)
        assert len(usual._latest) <= len(usual._kinds) <= 1024
    assert len(usual._kinds) > 100


def _plain_terms(told: SessionType, *, client: bool) -> ExportTerms:
    return ExportTerms(
        family=_V4,
        context=Context(session=told),
        policy=Chain([WELL_KNOWN_OUT, ACCEPT_ALL]),
        policy_context=PolicyContext(
            peer=Source(address="192.0.2.9", asn=65009, session=told), family=_V4
        ),
        regarded=None,
        own_as=_OWN_AS,
        next_hop=b"\xc0\0\2\xfe",
        cluster_id=1,
        reflector_client=client and told is _INTERNAL,
        server_client=client and told is _EXTERNAL,
    )


def _compare(path: Path, terms: ExportTerms) -> None:
    ways = [_exporter(terms, is_client=False, asked=asked) for asked in (False, True)]
    short, long = (_story(each.export(path, b"\0")) for each in ways)
    assert short == long


# -- packing -------------------------------------------------------------------------------------


def _is_usual(octets: bytes) -> bool:
    find = canonical_reader(DEFAULT_REGISTRY.attributes).find
    assert find is not None
    return find(octets) is not None


def _lean_and_not(
    octets: bytes, next_hop: bytes, path_id: int | None = None
) -> tuple[Path, Path, Path]:
    """Return a path that goes out in the short way, and two with a block of the same."""
    reader = canonical_reader(DEFAULT_REGISTRY.attributes)
    source = _source(_EXTERNAL)
    plain = AttributeReader(Context(session=None), DEFAULT_REGISTRY.attributes)
    block = Path(source, octets, next_hop, plain).attributes.canonical()
    lean = Path(source, block.octets, next_hop, reader, path_id=path_id)
    one, other = (Path(source, block, next_hop, path_id=path_id) for _ in range(2))
    return lean, one, other


_LEAN_AND_NOT: Final = st.builds(
    _lean_and_not,
    _attributes(_EXTERNAL, _V4).filter(_is_usual),
    st.sampled_from((b"\xc0\0\2\1", b"\xc0\0\2\1", b"\x0a\0\0\1", _IPV6, b"")),
    st.sampled_from((None, 1, 7, 0xFFFFFFFF, 0x1_0000_0000)),
)
_KEYS: Final = st.sampled_from((b"\0", b"\x08\x0a", b"\x18\x0a\0\1", b"\x20\x0a\0\0\1"))


@given(
    st.lists(st.tuples(_LEAN_AND_NOT, st.lists(_KEYS, max_size=3)), max_size=4),
    st.booleans(),
    st.sampled_from((_V4, _V4, _V6)),
    st.booleans(),
)
def test_messages_are_those_of_blocks(
    what: list[tuple[tuple[Path, Path, Path], list[bytes]]],
    four: bool,
    family: Family,
    add_path: bool,
) -> None:
    """The same messages, and the same that has no place in any, of both kinds mixed, too."""
    context = Context(four_octet_as=four, add_path_send={family} if add_path else ())
    packer = Packer(family, context)
    lean = {paths[0]: keys for paths, keys in what}
    assert _sent(packer.pack({}, lean)) == _sent(
        packer.pack({}, {paths[1]: keys for paths, keys in what})
    )
    mixed = {path: keys for paths, keys in what for path in (paths[0], paths[1])}
    blocks = {path: keys for paths, keys in what for path in (paths[2], paths[1])}
    assert _sent(packer.pack({}, mixed)) == _sent(packer.pack({}, blocks))


_SENT: Final = _ORIGIN + _as_path([65001]) + _HOP + _attribute(0xC0, 8, _numbers(1, 2))


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("more", [-1, 0, 1, 4, 9000])
def test_what_does_not_fit_in_a_message_is_divided(more: int, extended: bool) -> None:
    """RFC 4271 §4: a message has 4,096 octets at most, or what was agreed on; to the octet."""
    lean, block, _ = _lean_and_not(_SENT, b"\xc0\0\2\1")
    context = Context(extended_messages=extended)
    # What goes before the routes has 19 octets of header, and four that say lengths.
    room = context.maximum_message_length - 23 - len(_SENT) + more
    # Destinations of two octets and of three fill it to the last one.
    keys = [b"\x10\x0a\1"] * (room % 2) + [b"\x08\x0a"] * (room // 2 - room % 2)
    assert sum(map(len, keys)) == room
    packed = Packer(_V4, context).pack({}, {lean: keys})
    assert _sent(packed) == _sent(Packer(_V4, context).pack({}, {block: keys}))
    assert (len(packed.messages) > 1) is (more > 0)


@pytest.mark.parametrize("path_id", [None, 0, 1, 0xFFFFFFFF, 0x1_0000_0000, -1])
def test_path_identifiers_go_before_destinations(path_id: int | None) -> None:
    """RFC 7911 §3: each has its own; what has none is not announced, and others are."""
    packer = Packer(_V4, Context(add_path_send={_V4}))
    keys, others = [b"\x08\x0a", b"\0"], [b"\x08\x0b"]
    found = []
    for way in (0, 1):
        one = _lean_and_not(_SENT, b"\xc0\0\2\1", path_id)[way]
        two = _lean_and_not(_SENT, b"\xc0\0\2\1", 7)[way]
        announced = {one: keys}, {one: keys, two: others}, {two: others, one: keys}
        found.append([_sent(packer.pack({}, each)) for each in announced])
    assert found[0] == found[1]


@pytest.mark.parametrize("next_hop", [b"\xc0\0\2\1", _IPV6])
@pytest.mark.parametrize("family", [_V4, _V6, Family.IPV4_MULTICAST], ids=str)
def test_other_families_have_no_place_in_the_nlri_field(family: Family, next_hop: bytes) -> None:
    """RFC 4760 §3: though the octets have a NEXT_HOP, routes of others go into MP_REACH_NLRI."""
    lean, block, _ = _lean_and_not(_SENT, next_hop)
    packer = Packer(family, Context())
    keys = [b"\x08\x0a"]
    assert _sent(packer.pack({}, {lean: keys})) == _sent(packer.pack({}, {block: keys}))


def test_equal_octets_that_are_read_in_two_widths_share_no_message() -> None:
    """RFC 6793 §4.1: AS numbers of two octets, and of four, of which both make sense."""
    octets = _ORIGIN + _attribute(0x40, 2, b"\2\2\0\1\0\2\2\1\0\3") + _HOP
    paths = []
    for four in (True, False):
        context = Context(session=_INTERNAL, four_octet_as=four)
        path = _path(octets, _source(_INTERNAL), b"\xc0\0\2\1", context)
        assert path is not None
        paths.append(path)
    assert paths[0].octets == paths[1].octets
    assert paths[0].as_path != paths[1].as_path
    packed = Packer(_V4, Context()).pack({}, {paths[0]: [b"\0"], paths[1]: [b"\x08\x0a"]})
    assert len(packed.messages) == 2


@pytest.mark.parametrize(
    "parts",
    [
        (_as_path([65001]), _HOP, _attribute(0xC0, 32, _numbers(1, 2, 3) * 2)),
        (_as_path([65001], extended=True), _HOP),
        (_as_path([65001]), _HOP),
    ],
)
def test_lean_paths_as_they_came_are_sent_in_canonical_form(parts: tuple[bytes, ...]) -> None:
    """RFC 8092 §3: a path of a table that goes out as it is goes out as its block does."""
    octets = _ORIGIN + b"".join(parts)
    lean = _path(octets, _source(_EXTERNAL), b"\xc0\0\2\1", Context(session=_EXTERNAL))
    assert lean is not None
    assert lean._block is None
    block = Path(lean.source, lean.attributes, b"\xc0\0\2\1")
    packer = Packer(_V4, Context())
    keys = [b"\x08\x0a"]
    assert _sent(packer.pack({}, {lean: keys})) == _sent(packer.pack({}, {block: keys}))


def test_a_next_hop_that_octets_only_seem_to_say_is_sent() -> None:
    """An IPv6 next hop goes into MP_REACH_NLRI, though NEXT_HOP and what follows look like it."""
    octets = _ORIGIN + _as_path([65001]) + _HOP + _attribute(0xC0, 8, _numbers(1, 2, 3))
    at = octets.index(_HOP) + 3
    lean, block, _ = _lean_and_not(octets, octets[at : at + 16])
    packer = Packer(_V4, Context(extended_next_hop={(_V4, AFI_IPV6)}))
    packed = packer.pack({}, {lean: [b"\x08\x0a"]})
    assert _sent(packed) == _sent(packer.pack({}, {block: [b"\x08\x0a"]}))
    assert len(packed.messages) == 1


def test_equal_octets_that_say_something_else_share_no_message() -> None:
    """RFC 7606: what was discarded stands in the octets, and does not go out."""
    octets = _ORIGIN + _as_path([65001]) + _HOP + _attribute(0x40, 5, _numbers(7))
    whole = _path(octets, _source(_INTERNAL), b"\xc0\0\2\1", Context(session=_INTERNAL))
    decoder = Decoder(Context(session=_EXTERNAL))
    body = bytes(2) + len(octets).to_bytes(2, "big") + octets + b"\0"
    update = decoder.decode(MARKER + struct.pack(">HB", 19 + len(body), 2) + body)
    assert isinstance(update, Update)
    other = Path(_source(_EXTERNAL), update.attributes, b"\xc0\0\2\1")
    assert whole is not None
    assert whole.octets == other.octets
    packed = Packer(_V4, Context()).pack({}, {whole: [b"\0"], other: [b"\x08\x0a"]})
    assert [octets[-1] for octets in packed.messages] == [0, 0x0A]
    assert len(packed.messages[0]) == len(packed.messages[1]) + 6


def _sent(packed: Packed) -> object:
    return packed.messages, [(each.keys, str(each.error)) for each in packed.unsent]


# -- speakers ------------------------------------------------------------------------------------

#: by number: the AS of a peer, what it says of itself, and how it is configured
_PEERS: Final[tuple[tuple[int, bytes, dict[str, Any]], ...]] = (
    (65001, b"", {}),
    (65002, b"", {"route_server_client": True}),
    (65003, b"", {"shared_subnets": "192.0.2.0/24", "same_administration": True}),
    (_OWN_AS, b"", {"route_reflector_client": True}),
    (_OWN_AS, b"", {"route_reflector_client": True}),
    (_OWN_AS, b"", {}),
    (_OWN_AS, b"", {"next_hop_self": True}),
    # RFC 7911: it takes several paths.
    (_OWN_AS, b"\x45\4\0\1\1\1", {"send_paths": None, "route_reflector_client": True}),
    # RFC 6793: a peer with AS numbers of two octets.
    (65004, b"two octets", {}),
    # RFC 8654: messages of 65,535 octets. RFC 9494: long-lived stale routes.
    (65005, b"\6\0\x47\7\0\1\1\0\0\0\x3c", {}),
    (65010, b"", {}),
)


def _open(asn: int, number: int, more: bytes) -> bytes:
    """Return an OPEN; see `_PEERS`."""
    if more == b"two octets":
        more = b""
    else:
        more += b"\x41\4" + _numbers(asn)
    capabilities = b"\1\4\0\1\0\1\2\0" + more
    parameters = bytes((2, len(capabilities))) + capabilities
    body = struct.pack(">BHH4B", 4, asn, 0, 10, 9, 0, number) + bytes((len(parameters),))
    return MARKER + struct.pack(">HB", 29 + len(parameters), 1) + body + parameters


class Router:
    """A Speaker that tells each of its peers what the others say."""

    def __init__(self, policy: Policy, *, confederation: bool) -> None:
        self.speaker = Speaker(
            SpeakerConfig(
                local_as=_OWN_AS,
                identifier="192.0.2.254",
                confederation=Confederation(64999, {65010}) if confederation else None,
            )
        )
        self.speaker.start(0.0)
        self.connections: list[Any] = []
        self.sent: dict[int, bytes] = {}
        for number, (asn, more, options) in enumerate(_PEERS):
            config = PeerConfig(
                address=bytes((192, 0, 2, number + 1)),
                local_address="192.0.2.254",
                remote_as=asn,
                passive=True,
                extended_messages=True,
                import_policy=ACCEPT_ALL,
                export_policy=policy,
                **options,
            )
            peer = self.speaker.add_peer(config)
            connection = peer.connection_made(0.0, inbound=True)
            self.connections.append(connection)
            connection.receive_data(_open(asn, number + 1, more), 0.0)
            connection.receive_data(keepalive(), 0.0)
            self.settle()
            assert peer.is_established

    def settle(self) -> None:
        """Take what has happened, and send what waits."""
        for event in self.speaker.events():
            if isinstance(event, SendWanted):
                octets = event.connection.data_to_send()
                event.connection.data_sent(len(octets), 0.0)
                number = self.connections.index(event.connection)
                self.sent[number] = self.sent.get(number, b"") + octets

    def feed(self, number: int, octets: bytes) -> None:
        """Let a peer say something."""
        self.connections[number].receive_data(octets, 0.0)
        self.settle()


@st.composite
def _messages(draw: st.DrawFn) -> tuple[int, bytes]:
    """An UPDATE of a peer."""
    number = draw(st.integers(0, len(_PEERS) - 1))
    asn = _PEERS[number][0]
    if draw(_RARELY):
        gone = b"".join(draw(st.lists(_KEYS, min_size=1, max_size=3)))
        body = len(gone).to_bytes(2, "big") + gone + bytes(2)
    else:
        octets = draw(_attributes(_INTERNAL if asn == _OWN_AS else _EXTERNAL, _V4))
        octets = octets.replace(_numbers(65001), _numbers(asn), 1)
        keys = b"".join(draw(st.lists(_KEYS, min_size=1, max_size=3)))
        body = bytes(2) + len(octets).to_bytes(2, "big") + octets + keys
    return number, MARKER + struct.pack(">HB", 19 + len(body), 2) + body


@given(st.booleans(), st.lists(_messages(), min_size=1, max_size=8))
def test_peers_are_sent_the_same(confederation: bool, messages: list[tuple[int, bytes]]) -> None:
    """Each peer gets the same octets, whichever way the paths went."""
    short = Router(ACCEPT_ALL, confederation=confederation)
    long = Router(_ASKED, confederation=confederation)
    for number, octets in messages:
        short.feed(number, octets)
        long.feed(number, octets)
        assert short.sent == long.sent
