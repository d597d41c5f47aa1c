"""MRT for all values and all octets: what is written is read, and nothing that is read is lost."""

from __future__ import annotations

import gzip
import io
import ipaddress
from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import BGPError
from bgplib.formats import mrt
from bgplib.formats._addresses import (
    AddressTexts,
    ipv4_prefix_text,
    ipv6_prefix_text,
    ipv6_text,
)
from bgplib.formats.mrt import codes
from bgplib.formats.mrt.bgp import MESSAGE_TYPES
from bgplib.formats.mrt.record import HEADER
from bgplib.formats.mrt.table_dump_v2.geo_peer_table import Place
from bgplib.formats.text.bgpdump_m import lines
from bgplib.iana.families import Family
from bgplib.testing.strategies.update import mutated_updates
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

U8: Final = st.integers(0, 255)
U16: Final = st.integers(0, 0xFFFF)
U32: Final = st.integers(0, 0xFFFFFFFF)
IPV4: Final = st.binary(min_size=4, max_size=4)
IPV6: Final = st.binary(min_size=16, max_size=16)
OCTETS: Final = st.binary(max_size=60)
PACKED: Final = (
    b"\x1f\x8b",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
    *(bytes((n, 0x2A, 0x4D, 0x18)) for n in range(0x50, 0x60)),
)
TIME: Final = 1_700_000_000
MICROSECONDS: Final = st.none() | U32
FAMILIES: Final = (
    Family.IPV4_UNICAST,
    Family.IPV4_MULTICAST,
    Family.IPV6_UNICAST,
    Family.IPV6_MULTICAST,
)


def as_numbers(*, wide: bool) -> st.SearchStrategy[int]:
    return U32 if wide else U16


@st.composite
def nlri(draw: st.DrawFn, family: Family) -> bytes:
    bits = draw(st.integers(0, 32 if family.afi == 1 else 128))
    size = (bits + 7) // 8
    return bytes((bits,)) + draw(st.binary(min_size=size, max_size=size))


@st.composite
def peer_index_tables(draw: st.DrawFn) -> mrt.PeerIndexTable:
    peers = []
    for _ in range(draw(st.integers(0, 4))):
        wide = draw(st.booleans())
        peers.append(
            mrt.Peer(
                identifier=draw(U32),
                address=draw(IPV4 | IPV6),
                asn=draw(as_numbers(wide=wide)),
                four_octet_as=wide,
                reserved=draw(st.integers(0, 63)) << 2,
            )
        )
    name = draw(st.binary(max_size=20)).decode("utf-8", "surrogateescape")
    return mrt.PeerIndexTable(timestamp=TIME, collector=draw(U32), view_name=name, peers=peers)


@st.composite
def ribs(draw: st.DrawFn) -> mrt.Rib:
    family = draw(st.sampled_from(FAMILIES))
    add_path = draw(st.booleans())
    entries = [
        mrt.RibEntry(
            peer_index=draw(st.integers(0, 5)),
            originated=draw(U32),
            path_id=draw(U32) if add_path else None,
            octets=draw(OCTETS),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return mrt.Rib(
        timestamp=TIME,
        sequence=draw(U32),
        family=family,
        add_path=add_path,
        nlri=draw(nlri(family)),
        entries=entries,
    )


@st.composite
def geo_peer_tables(draw: st.DrawFn) -> mrt.GeoPeerTable:
    places = st.binary(min_size=8, max_size=8).map(Place)
    peers = [
        mrt.GeoPeer(type=draw(U8), identifier=draw(U32), place=draw(places))
        for _ in range(draw(st.integers(0, 3)))
    ]
    return mrt.GeoPeerTable(timestamp=TIME, collector=draw(U32), place=draw(places), peers=peers)


@st.composite
def table_dumps(draw: st.DrawFn) -> mrt.TableDump:
    afi = draw(st.sampled_from((1, 2)))
    wide = draw(st.booleans())
    addresses = IPV4 if afi == 1 else IPV6
    entries = [
        mrt.TableDumpEntry(
            network=draw(addresses),
            length=draw(st.integers(0, 32 if afi == 1 else 128)),
            status=draw(U8),
            originated=draw(U32),
            peer_address=draw(addresses),
            peer_as=draw(as_numbers(wide=wide)),
            octets=draw(OCTETS),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    return mrt.TableDump(
        timestamp=TIME,
        view=draw(U16),
        sequence=draw(U16),
        afi=afi,
        four_octet_as=wide,
        entries=entries,
    )


@st.composite
def messages(draw: st.DrawFn) -> mrt.Bgp4mpMessage:
    wide = draw(st.booleans())
    addresses = draw(st.sampled_from((IPV4, IPV6)))
    octets = draw(OCTETS | mutated_updates(Context(four_octet_as=wide)))
    return mrt.Bgp4mpMessage(
        timestamp=TIME,
        microseconds=draw(MICROSECONDS),
        peer_as=draw(as_numbers(wide=wide)),
        local_as=draw(as_numbers(wide=wide)),
        interface_index=draw(st.integers(0, 0xFFFE)),
        peer_address=draw(addresses),
        local_address=draw(addresses),
        four_octet_as=wide,
        is_local=draw(st.booleans()),
        add_path=draw(st.booleans()),
        octets=octets,
    )


@st.composite
def state_changes(draw: st.DrawFn) -> mrt.Bgp4mpStateChange:
    wide = draw(st.booleans())
    addresses = draw(st.sampled_from((IPV4, IPV6)))
    return mrt.Bgp4mpStateChange(
        timestamp=TIME,
        microseconds=draw(MICROSECONDS),
        peer_as=draw(as_numbers(wide=wide)),
        local_as=draw(as_numbers(wide=wide)),
        peer_address=draw(addresses),
        local_address=draw(addresses),
        four_octet_as=wide,
        old_state=draw(U16),
        new_state=draw(U16),
    )


@st.composite
def table_entries(draw: st.DrawFn) -> mrt.Bgp4mpEntry:
    addresses = draw(st.sampled_from((IPV4, IPV6)))
    family = Family(draw(U16), draw(U8))
    return mrt.Bgp4mpEntry(
        timestamp=TIME,
        microseconds=draw(MICROSECONDS),
        peer_as=draw(U16),
        local_as=draw(U16),
        peer_address=draw(addresses),
        local_address=draw(addresses),
        view=draw(U16),
        status=draw(U16),
        last_change=draw(U32),
        family=family,
        next_hop=NextHop(draw(st.binary(max_size=32))),
        nlri=draw(nlri(Family.IPV6_UNICAST)),
        octets=draw(OCTETS),
    )


@st.composite
def old_records(draw: st.DrawFn) -> mrt.Record:
    kind = draw(st.sampled_from((codes.BGP, codes.BGP4PLUS, codes.BGP4PLUS_01)))
    addresses = IPV4 if kind == codes.BGP else IPV6
    if draw(st.booleans()):
        return mrt.BgpStateChange(
            timestamp=TIME,
            type_code=kind,
            peer_as=draw(U16),
            peer_address=draw(addresses),
            old_state=draw(U16),
            new_state=draw(U16),
        )
    subtype = draw(st.sampled_from(sorted(MESSAGE_TYPES)))
    octets = draw(OCTETS)
    if subtype == codes.BGP_UPDATE:
        octets = b"\0\0" + len(octets).to_bytes(2, "big") + octets + draw(OCTETS)
    return mrt.BgpMessage(
        timestamp=TIME,
        type_code=kind,
        subtype_code=subtype,
        peer_as=draw(U16),
        peer_address=draw(addresses),
        local_as=draw(U16),
        local_address=draw(addresses),
        octets=octets,
    )


@st.composite
def unknown_records(draw: st.DrawFn) -> mrt.UnknownRecord:
    return mrt.UnknownRecord(
        timestamp=TIME,
        type_code=draw(st.sampled_from((1, 11, 32, 33, 48, 49, 64, 999, 64_512, 65_535))),
        subtype_code=draw(U16),
        octets=draw(OCTETS),
    )


records: Final = st.one_of(
    peer_index_tables(),
    ribs(),
    geo_peer_tables(),
    table_dumps(),
    messages(),
    state_changes(),
    table_entries(),
    old_records(),
    unknown_records(),
)
#: a record behind which nothing is doubtful
LAST: Final = mrt.PeerIndexTable(timestamp=TIME, peers=())


def encoded(found: list[mrt.Record]) -> bytes:
    return b"".join(record.encode() for record in found)


@given(st.lists(records, max_size=6))
def test_what_is_written_is_read(made: list[mrt.Record]) -> None:
    """RFC 6396 §2: any records, one after the other, come back with all their fields."""
    # A record of many entries reads like one of the nineties when four octets more fit, too.
    found = list(mrt.read(encoded([*made, LAST])))
    assert found == [*made, LAST]


@given(st.lists(records, min_size=1, max_size=4), st.data())
def test_nothing_that_is_read_is_lost(made: list[mrt.Record], data: st.DataObject) -> None:
    """Damage anywhere: no exception, and all records together are the octets."""
    octets = bytearray(encoded(made))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets) - 1)) if octets else 0
        how = data.draw(st.sampled_from(("flip", "cut", "insert", "remove")))
        if how == "flip" and octets:
            octets[at] ^= data.draw(st.integers(1, 255))
        elif how == "cut":
            del octets[at:]
        elif how == "insert":
            octets[at:at] = data.draw(st.binary(max_size=20))
        else:
            del octets[at : at + data.draw(st.integers(0, 20))]
    assert_lossless(bytes(octets))


@given(st.binary(max_size=300))
def test_any_octets_are_read(octets: bytes) -> None:
    """Octets from anywhere: no exception, nothing lost."""
    assert_lossless(octets)


@given(U32, st.sampled_from(sorted(codes.SUBTYPE_NAMES)), st.integers(0, 13), st.binary())
def test_any_body_is_read(timestamp: int, kind: int, subtype: int, body: bytes) -> None:
    """A good header before anything at all: a record or an error, and it comes back."""
    assert_lossless(HEADER.pack(timestamp, kind, subtype, len(body)) + body)


def assert_lossless(octets: bytes) -> None:
    # Hypothesis knows the octets that packed files start with.
    assume(not octets.startswith(PACKED))
    found = list(mrt.read(octets))
    assert b"".join(record.encode() for record in found) == octets
    assert found
    for record in found:
        if isinstance(record, mrt.ErrorRecord):
            assert record.text
            assert octets[record.offset : record.offset + len(record.octets)] == record.octets
            continue
        touch(record, "message", "attributes", "value", "prefix")
        held: Any = record
        for entry in getattr(record, "entries", ()):
            touch(entry, "attributes", "next_hop", "findings", "prefix")
            try:
                entry.update() if isinstance(record, mrt.TableDump) else held.update(entry)
            except BGPError as error:
                assert str(error)
    # Listings raise nothing either; a file without routes has at least an error or a record.
    assert all(isinstance(line, str) for line in lines(octets))
    assert all(isinstance(element, mrt.Element) for element in mrt.elements(octets))


def touch(value: object, *names: str) -> None:
    """Read properties: only errors of bgplib may come of it."""
    for name in names:
        try:
            getattr(value, name, None)
        except BGPError as error:
            assert str(error)


class Pieces(io.RawIOBase):
    """A file that gives a few octets at a time."""

    def __init__(self, octets: bytes, sizes: list[int]) -> None:
        self._octets = io.BytesIO(octets)
        self._sizes = sizes
        self._turn = 0

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        self._turn += 1
        return self._octets.read(self._sizes[self._turn % len(self._sizes)])


@given(
    st.lists(records, max_size=4), st.lists(st.integers(1, 40), min_size=1), st.booleans(), OCTETS
)
def test_pieces_do_not_matter(
    made: list[mrt.Record], sizes: list[int], packed: bool, rubbish: bytes
) -> None:
    """However the octets come, packed or not, the records are the same."""
    octets = encoded(made) + rubbish
    source = Pieces(gzip.compress(octets) if packed else octets, sizes)
    assert list(mrt.read(source)) == list(mrt.read(octets))  # type: ignore[arg-type]  # a raw file will do, too


@given(IPV6 | st.binary(min_size=4, max_size=4).map(lambda tail: bytes(12) + tail))
def test_text_of_ipv6_addresses(octets: bytes) -> None:
    """RFC 5952: the text of the standard library, but for embedded IPv4 addresses (§5)."""
    text = ipv6_text(octets)
    address = ipaddress.IPv6Address(octets)
    assert ipaddress.IPv6Address(text) == address
    if "." not in text:
        assert text == str(address)
    else:
        assert octets[:10] == bytes(10)
        assert ipaddress.IPv4Address(text.rpartition(":")[2]).packed == octets[12:]


@given(st.sampled_from((1, 2)), st.data())
def test_text_of_prefixes(afi: int, data: st.DataObject) -> None:
    """The text is that of `Prefix`, which parses it again."""
    prefix = Prefix.from_address(
        data.draw(IPV4 if afi == 1 else IPV6.map(lambda octets: b"\x20" + octets[1:])),
        data.draw(st.integers(0, 32 if afi == 1 else 128)),
    )
    text = (ipv4_prefix_text if afi == 1 else ipv6_prefix_text)(prefix.key)
    assert text == str(prefix)
    assert Prefix.parse(text) == prefix


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_text_of_octets_that_may_be_addresses(values: list[bytes]) -> None:
    """Addresses as text, all else in hex, the same each time."""
    texts = AddressTexts()
    for octets in values + values:
        if len(octets) in (4, 16):
            assert ipaddress.ip_address(texts[octets]).packed == octets
        else:
            assert texts[octets] == octets.hex()
