"""Sources, paths and routes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import attrs
import pytest

from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.as4_path import As4Path
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.origin import Origin
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context, SessionType
from bgplib.errors import LocalError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri import UnicastNlri, UnknownNlri
from bgplib.route import Path, Route, Source, fresh
from bgplib.route.path import is_plainly_usual
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, path, source


def test_a_source_reads_text_and_prints_it() -> None:
    """Addresses and identifiers are octets and numbers inside, text outside."""
    peer = Source(address="2001:db8::1", asn=65001, identifier="10.0.0.1")
    assert peer.address == bytes.fromhex("20010db8" + "00" * 11 + "01")
    assert peer.identifier == 0x0A000001
    assert str(peer) == "2001:db8::1 AS65001"
    assert peer == Source(address=peer.address, asn=65001, identifier=0x0A000001)
    with pytest.raises(ParseError):
        Source(address="nowhere", asn=1)


def test_we_ourselves_are_a_source() -> None:
    """What we originate has no peer, and our own AS number in its path would be a loop."""
    ourselves = Source.ourselves(65000, "10.0.0.1")
    assert (ourselves.local, ourselves.local_as, ourselves.address) == (True, 65000, b"")
    assert str(ourselves) == "ourselves"


@pytest.mark.parametrize("session", [*SessionType, None])
def test_internal_sources(session: SessionType | None) -> None:
    """RFC 5065 §5.3: peers in the same confederation are internal; unknown ones are not."""
    expected = session in (SessionType.INTERNAL, SessionType.CONFEDERATION)
    assert source(session=session).is_internal is expected


def test_next_hop_of_a_path() -> None:
    """RFC 4271 §5.1.3: NEXT_HOP, unless MP_REACH_NLRI has another (RFC 4760 §3)."""
    attributes = block("1", next_hop="192.0.2.7")
    assert Path(source(), attributes).next_hop == NextHop.parse("192.0.2.7")
    assert str(Path(source(), attributes, "2001:db8::7").next_hop) == "2001:db8::7"
    assert Path(source(), attributes, b"").next_hop is None
    assert Path(source(), block("1")).next_hop is None


def test_a_path_equals_itself_only() -> None:
    """Identity is what tables compare; `repeats` compares what is said."""
    one, other = path("1 2"), path("1 2")
    assert one != other
    assert one.repeats(other)
    assert len({one, other}) == 2
    for change in (
        {"weight": 1},
        {"preference": 1},
        {"path_id": 1},
        {"next_hop": "192.0.2.77"},
        {"source": source("192.0.2.77")},
        {"attributes": block("1 3")},
        {"nlri": UnknownNlri(b"1")},
    ):
        assert not one.repeats(other.replace(**change)), change


def test_a_path_prints_itself() -> None:
    """Its source, and the path identifier where there is one."""
    assert str(path(path_id=7)) == "192.0.2.1 AS65001 path-id 7"
    assert repr(path("1 {2,3}")) == "<Path from 192.0.2.1 AS65001: 1 {2,3} via 192.0.2.9>"
    assert repr(path("")) == "<Path from 192.0.2.1 AS65001: - via 192.0.2.9>"


def test_a_route_is_a_path_to_a_destination() -> None:
    """What it shows is the path's."""
    way = path("1", path_id=3)
    route = Route.of("2001:db8::/32", way)
    assert route.family == Family.IPV6_UNICAST
    assert route.prefix == Prefix.parse("2001:db8::/32")
    assert route.nlri == UnicastNlri(route.prefix, path_id=3)
    assert (route.source, route.attributes) == (way.source, way.attributes)
    assert (route.next_hop, route.path_id) == (way.next_hop, 3)
    # RFC 7911 §3: the path identifier is what tells two paths of one peer apart.
    assert str(route) == "2001:db8::/32 from 192.0.2.1 AS65001 path-id 3"
    alone = attrs.evolve(route, path=path())
    assert str(alone) == "2001:db8::/32 from 192.0.2.1 AS65001"
    assert route == Route.of(Prefix.parse("2001:db8::/32"), way)
    multicast = Route.of("10.0.0.0/8", way, Family.IPV4_MULTICAST)
    assert multicast.family == Family.IPV4_MULTICAST


def test_a_route_of_another_kind_has_nlri_but_no_prefix() -> None:
    """The destination of a flow specification is not a prefix."""
    nlri = UnknownNlri(b"\x01\x02")
    route = Route(Family.IPV4_FLOWSPEC, b"\x01\x02", path().replace(nlri=nlri))
    assert route.nlri is nlri
    assert str(route) == "0x0102 from 192.0.2.1 AS65001"
    with pytest.raises(LocalError, match="ipv4-flowspec"):
        _ = route.prefix


def test_preference_of_a_local_route() -> None:
    """RFC 4271 §9.1.1: our own routes have the LOCAL_PREF that we gave them."""
    own = path(local_pref=150).replace(source=Source.ourselves(65000))
    assert own.local_preference == 150
    assert own.neighbour_as == 65001
    assert path("").replace(source=Source.ourselves(65000)).neighbour_as == 0


def test_facts_about_a_path_of_two_octets() -> None:
    """RFC 6793 §4.2.3: AS4_PATH says what AS_TRANS stands for, and counts are of the whole."""
    reader = AttributeReader(Context(four_octet_as=False), DEFAULT_TABLE)

    def merged(as_path: str, as4_path: str) -> Path:
        values = (Origin(0), AsPath.parse(as_path), As4Path(AsPath.parse(as4_path).segments))
        return Path(source(asn=9), AttributeBlock.of(values, reader), b"")

    way = merged("23456 5 6", "70000 5 6")
    assert (way.as_path_length, way.neighbour_as) == (3, 70000)
    assert way.as_path == ((2, (70000, 5, 6)),)
    aggregated = merged("{23456,5} 6", "{70000,5} 6")
    assert (aggregated.as_path_length, aggregated.neighbour_as) == (2, 9)
    plain = Path(source(asn=9), AttributeBlock.of((Origin(0), AsPath.parse("7 8")), reader), b"")
    assert (plain.as_path_length, plain.neighbour_as) == (2, 7)
    bare = Path(source(asn=9), AttributeBlock.of((Origin(0),), reader), b"")
    assert (bare.as_path_length, bare.neighbour_as) == (0, 9)


def test_a_lean_path_reads_its_octets_again() -> None:
    """It says what the block said that it was made of, and keeps nothing of it."""
    reader = AttributeReader(Context(session=SessionType.EXTERNAL), DEFAULT_TABLE)
    made = [
        BlockStore(reader).read(block(text, next_hop="192.0.2.1", med=5).octets)
        for text in ("1 2 3", "4 5")
    ]
    lean = [
        Path(source(), each.octets, each.next_hop, each.reader) for each in made if each is not None
    ]
    assert len(lean) == 2
    for way, was in zip((*lean, *lean), (*made, *made), strict=True):
        assert was is not None
        assert is_plainly_usual(was)
        assert way.says(was)
        assert way.attributes == was
        assert way.attributes is way.attributes
        assert (way.attributes.as_path, way.as_path) == (was.as_path, was.as_path)
        assert (way.attributes.med, way.next_hop_octets) == (5, was.next_hop)
        assert way.as_path_length == len(was.as_path[0][1])
        assert way.neighbour_as == was.as_path[0][1][0]
    assert [each.attributes is was for each, was in zip(lean, made, strict=True)] == [False, False]


def test_lean_paths_of_the_same_octets_are_read_by_their_own_readers() -> None:
    """What was agreed on in a session is part of what is said there, in turn as well."""
    octets = block("1 2", next_hop="192.0.2.1").octets
    readers = [
        AttributeReader(Context(session=session), DEFAULT_TABLE)
        for session in (SessionType.INTERNAL, SessionType.EXTERNAL)
    ]
    lean = [Path(source(), octets, b"\xc0\0\2\1", reader) for reader in readers]
    for way, reader in zip((*lean, *lean), (*readers, *readers), strict=True):
        assert way.attributes.reader is reader


@pytest.mark.parametrize("arrive", [copy.copy, lambda path: pickle.loads(pickle.dumps(path))])
def test_a_lean_path_arrives_as_one(arrive: Callable[[Path], Path]) -> None:
    """It keeps octets alone wherever it is; what keeps a block keeps it there too."""
    reader = AttributeReader(Context(session=SessionType.EXTERNAL), DEFAULT_TABLE)
    octets = block("1 2", next_hop="192.0.2.1").octets
    made = Path(source(), octets, b"\xc0\0\2\1", reader)
    kept = Path(source(), made.attributes, b"\xc0\0\2\1")
    for was in (made, kept):
        arrived = arrive(was)
        assert arrived.repeats(was)
        assert arrived.is_lean_of(arrived.reader) is (was is made)
        assert arrived.reader.context == reader.context


def test_octets_of_which_an_attribute_is_discarded_say_something_else() -> None:
    """RFC 7606 §2: the rest of the UPDATE counts, of which the octets say nothing."""
    octets = block("1 2", next_hop="192.0.2.1", med=5).octets
    reader = AttributeReader(Context(session=SessionType.EXTERNAL), DEFAULT_TABLE)
    whole = BlockStore(reader).read(octets)
    assert whole is not None
    spans = {code: span for code, span in whole._spans.items() if code != 4}
    rest, again = (AttributeBlock(octets, spans, reader, whole=False) for _ in range(2))
    hop = b"\xc0\0\2\1"
    for way in (Path(source(), octets, hop, reader), Path(source(), whole, hop)):
        assert (way.says(whole), way.says(rest)) == (True, False)
    way = Path(source(), rest, hop)
    assert (way.says(whole), way.says(rest), way.says(again)) == (False, True, True)


def test_a_lean_path_stays_so_as_long_as_its_attributes_do() -> None:
    """What is replaced besides them is replaced; with others it keeps their block."""
    reader = AttributeReader(Context(session=SessionType.EXTERNAL), DEFAULT_TABLE)
    octets = block("1 2 3", next_hop="192.0.2.1").octets
    lean = Path(source(), octets, b"\xc0\0\2\1", reader)
    other = lean.replace(preference=7, next_hop=b"\xc0\0\2\2", path_id=5, received=lean)
    assert other.is_lean_of(reader)
    assert (other.octets, other.preference, other.path_id) == (octets, 7, 5)
    assert (other.next_hop_octets, other.received) == (b"\xc0\0\2\2", lean)
    assert other.attributes == lean.attributes
    changed = block("4 5")
    another = lean.replace(attributes=changed)
    assert another.attributes is changed
    assert not another.is_lean_of(reader)
    with pytest.raises(LocalError, match="needs what reads them"):
        lean.replace(attributes=octets)


def test_a_path_of_octets_needs_what_reads_them() -> None:
    """Octets say nothing by themselves, and the next hop is not looked for in them."""
    octets, reader = block("1").octets, AttributeReader(Context(), DEFAULT_TABLE)
    with pytest.raises(LocalError, match="needs what reads them"):
        Path(source(), octets, b"\xc0\0\2\1")
    with pytest.raises(LocalError, match="and a next hop"):
        Path(source(), octets, None, reader)


def test_reading_a_path_leaves_the_block_alone() -> None:
    """What decisions read of a block is not kept: there are too many in a table."""
    layouts: dict[object, dict[int, int]] = {}
    one, other = fresh(block("1 2"), layouts), fresh(block("3 4"), layouts)
    assert one == block("1 2")
    assert one._spans is other._spans
    way = Path(source(asn=9), one, b"")
    assert (way.as_path, way.as_path_length, way.neighbour_as) == (((2, (1, 2)),), 2, 1)
    assert way.attributes is one
    assert one._as_path is None
