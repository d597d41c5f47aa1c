"""Elements: the routes of all kinds of records as rows."""

from __future__ import annotations

import copy
import gzip
import pickle
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    AttributeBlock,
    Communities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
    NextHop,
    Origin,
)
from bgplib.attributes.extended_communities import ExtendedCommunities, parse
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.text.bgpdump_m import Lines, lines
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.values.large_community import LargeCommunity
from bgplib.values.next_hop import NextHop as Hop
from tests.unit.formats.samples import (
    BLOCK,
    TIME,
    attribute,
    every_kind,
    message,
    peers,
    rib,
    update_octets,
)

FULL = AttributeBlock.of(
    [
        Origin(1),
        AsPath.parse("64496 64511 {64502,64503}"),
        NextHop.parse("198.51.100.188"),
        MultiExitDisc(4_294_967_295),
        LocalPref(0),
        AtomicAggregate(),
        Aggregator(64503, b"\xcb\x00\x71\x01"),
        Communities((64496 << 16 | 14, 0xFFFFFF01)),
        ExtendedCommunities((parse("rt:65000:1"),)),
        LargeCommunities((LargeCommunity(64496, 1, 2),)),
    ]
)
WIRE = b"\x18\xcb\x00\x71"


def rows(*records: mrt.Record) -> list[mrt.Element]:
    found = mrt.elements(b"".join(record.encode() for record in records))
    elements = list(found)
    assert found.errors == []
    return elements


def faults(*records: mrt.Record) -> tuple[list[mrt.Element], list[mrt.ErrorRecord]]:
    found = mrt.elements(b"".join(record.encode() for record in records))
    elements = list(found)
    assert found.error_count == len(found.errors)
    return elements, found.errors


def test_the_columns_are_those_of_bgpkit() -> None:
    """Notebooks have these names in them; the last two are ours."""
    assert mrt.Element._fields == (
        "timestamp",
        "elem_type",
        "peer_ip",
        "peer_asn",
        "prefix",
        "next_hop",
        "as_path",
        "origin_asns",
        "origin",
        "local_pref",
        "med",
        "communities",
        "atomic",
        "aggr_asn",
        "aggr_ip",
        "path_id",
        "kind",
    )


def test_an_entry_with_everything() -> None:
    """RFC 6396 §4.3.4: each column, of attributes that are all there."""
    entry = mrt.RibEntry.of(FULL, peer_index=1, originated=TIME - 5)
    (row,) = rows(peers(2), attrs.evolve(rib(), entries=(entry,)))
    assert row == mrt.Element(
        timestamp=float(TIME),
        elem_type="A",
        peer_ip="192.0.2.2",
        peer_asn=65542,
        prefix="203.0.113.0/24",
        next_hop="198.51.100.188",
        as_path="64496 64511 {64502,64503}",
        origin_asns=(64502, 64503),
        origin="EGP",
        local_pref=0,
        med=4_294_967_295,
        communities=("64496:14", "65535:65281", "64496:1:2", "rt:65000:1"),
        atomic=True,
        aggr_asn=64503,
        aggr_ip="203.0.113.1",
        path_id=None,
        kind="TABLE_DUMP_V2/RIB_IPV4_UNICAST",
    )


def test_a_row_is_an_element_for_everybody() -> None:
    """Rows of listings are made faster than by `Element(...)`, and nobody can tell."""
    entry = mrt.RibEntry.of(FULL, peer_index=1, originated=TIME - 5)
    (row,) = rows(peers(2), attrs.evolve(rib(), entries=(entry,)))
    made = mrt.Element(**row._asdict())
    assert isinstance(row, mrt.Element)
    assert (row, hash(row), repr(row)) == (made, hash(made), repr(made))
    assert row._replace(med=1) == made._replace(med=1)
    for copied in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert (type(copied), copied) == (mrt.Element, row)


def test_what_is_not_there_is_none() -> None:
    """An attribute that is missing is not one that is 0 or empty."""
    entry = mrt.RibEntry.of([], peer_index=0, originated=TIME)
    (row,) = rows(peers(1), attrs.evolve(rib(), entries=(entry,)))
    assert row[5:] == (
        *(None,) * 7,
        False,
        None,
        None,
        None,
        "TABLE_DUMP_V2/RIB_IPV4_UNICAST",
    )
    empty = mrt.RibEntry.of([AsPath(())], peer_index=0, originated=TIME)
    (row,) = rows(peers(1), attrs.evolve(rib(), entries=(empty,)))
    assert (row.as_path, row.origin_asns) == ("", None)


@pytest.mark.parametrize(
    ("path", "origins"),
    [
        ("1 2 3", (3,)),
        ("1 {3,2}", (3, 2)),
        ("1 2 (65001 65002)", (2,)),
        ("(65001) [65002]", None),
    ],
)
def test_the_origin_is_the_last_as_outside_confederations(
    path: str, origins: tuple[int, ...] | None
) -> None:
    """RFC 5065 §3: member ASes are not known outside."""
    entry = mrt.RibEntry.of([AsPath.parse(path)], peer_index=0, originated=TIME)
    (row,) = rows(peers(1), attrs.evolve(rib(), entries=(entry,)))
    assert row.as_path == path
    assert row.origin_asns == origins


def test_ipv6_and_path_identifiers() -> None:
    """RFC 8050 §4.1: the path identifier of each entry; RFC 2545 §3: the global next hop."""
    records = [r for r in every_kind() if isinstance(r, mrt.Rib) and r.add_path]
    found = rows(peers(1), *records)
    assert [row.path_id for row in found] == [5, 5, 5, 5]
    assert {row.next_hop for row in found} == {"198.51.100.188", "2001:db8::ff"}
    assert [row.kind.partition("/")[2] for row in found] == [
        codes.SUBTYPE_NAMES[13][record.subtype] for record in records
    ]
    hop = b"\x20" + b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01\xfe\x80" + bytes(13) + b"\x02"
    entry = attrs.evolve(
        rib().entries[0], octets=attribute(0x80, 14, hop) + attribute(0x40, 1, b"\0")
    )
    (row,) = rows(peers(1), attrs.evolve(rib("2001:db8::/32"), entries=(entry,)))
    assert row.next_hop == "2001:db8::1"


@pytest.mark.parametrize("listing", [mrt.elements, lines])
def test_a_table_of_peers_that_cannot_be_read(
    listing: Callable[..., mrt.Elements | Lines],
) -> None:
    """RFC 6396 §4.3.1: numbers refer to the table before them, and to no table before that."""
    routes = rib().encode()
    damaged = bytearray(peers().encode())
    damaged[12 + 4 + 2 + len(peers().view_name) + 1] += 1  # the Peer Count
    found = listing(peers().encode() + routes + damaged + routes * 2 + peers().encode() + routes)
    assert len(list(found)) == 2
    assert [error.text.split(":")[0] for error in found.errors] == [
        "TABLE_DUMP_V2/PEER_INDEX_TABLE",
        *["there is no peer 0 in the PEER_INDEX_TABLE"] * 2,
    ]
    reader = mrt.read(peers().encode() + damaged + routes)
    *_, record = reader
    assert isinstance(record, mrt.Rib)
    assert record.entries[0].peer is None
    assert reader.table is None


def test_a_peer_that_no_table_has_is_reported() -> None:
    """RFC 6396 §4.3.1: the index is a position in the table; nothing is guessed."""
    found, errors = faults(peers(1), rib("203.0.113.0/24", 0, 7))
    assert len(found) == 1
    assert [error.text for error in errors] == ["there is no peer 7 in the PEER_INDEX_TABLE"]
    found, errors = faults(rib())
    assert not found
    assert len(errors) == 1
    assert errors[0].octets == rib().encode()


def test_generic_entries_of_prefixes_are_elements() -> None:
    """RFC 6396 §4.3.3: families of plain prefixes; others have no such row."""
    records = [r for r in every_kind() if isinstance(r, mrt.RibGeneric)]
    (row,) = rows(peers(1), *records)
    assert (row.prefix, row.path_id) == ("2001:db8::/32", 9)
    assert row.kind == "TABLE_DUMP_V2/RIB_GENERIC_ADDPATH"
    # Of a table without peers not even the first one is there.
    found, errors = faults(peers(0), *records)
    assert not found
    assert [error.text for error in errors] == ["there is no peer 0 in the PEER_INDEX_TABLE"]


def test_generic_entries_may_have_path_identifiers_of_their_own() -> None:
    """As GoBGP and OpenBGPD write them, and not as RFC 8050 §4.2 has it."""
    plain = rib("2001:db8::/32", 0, 0)
    record = mrt.RibGeneric(
        timestamp=plain.timestamp,
        family=Family.IPV6_MULTICAST,
        add_path=True,
        nlri=plain.nlri,
        entries=tuple(attrs.evolve(each, path_id=at) for at, each in enumerate(plain.entries, 3)),
    )
    found = rows(peers(1), record)
    assert [(row.prefix, row.path_id) for row in found] == [
        ("2001:db8::/32", 3),
        ("2001:db8::/32", 4),
    ]


def test_entries_of_an_old_kind_say_what_is_wrong() -> None:
    """BGP4MP_ENTRY: a prefix, attributes, and a next hop that stands before them."""
    entry = next(each for each in every_kind() if isinstance(each, mrt.Bgp4mpEntry))
    (row,) = rows(attrs.evolve(entry, next_hop=Hop.parse("192.0.2.77")))
    assert (row.prefix, row.next_hop) == ("203.0.113.0/24", "192.0.2.77")
    found, errors = faults(attrs.evolve(entry, nlri=b"\x21\x0a\0\0\0\0"))
    assert (found, len(errors)) == ([], 1)
    octets = attribute(0x40, 1, b"\x09") + entry.octets[4:]
    found, errors = faults(attrs.evolve(entry, octets=octets))
    assert ([each.origin for each in found], len(errors)) == ([None], 1)
    assert "ORIGIN" in errors[0].text


def test_as_numbers_of_two_octets_are_read_so() -> None:
    """RFC 6396 §4.2: in TABLE_DUMP, also where the octets would be a path of four octets."""
    path = attribute(0x40, 2, bytes.fromhex("0202 fde9 fdea 0201 0007"))
    for dump in (each for each in every_kind() if isinstance(each, mrt.TableDump)):
        if not dump.four_octet_as:
            entry = attrs.evolve(dump.entries[0], octets=attribute(0x40, 1, b"\0") + path)
            (row,) = rows(attrs.evolve(dump, entries=(entry,)))
            assert row.as_path == "65001 65002 7"
            return
    pytest.fail("there is no TABLE_DUMP with AS numbers of two octets")


@pytest.mark.parametrize("size", range(len(rib().encode()) - 12))
def test_a_record_of_a_table_that_is_cut_short(size: int) -> None:
    """However little is left of it, it is reported, and so is nothing of the record behind it."""
    octets = rib().encode()
    cut = octets[:8] + size.to_bytes(4, "big") + octets[12 : 12 + size]
    for behind in (b"", octets):
        elements = mrt.elements(peers(1).encode() + cut + behind)
        assert len(list(elements)) == (1 if behind else 0)
        assert elements.error_count == 1


def test_updates_withdraw_and_announce() -> None:
    """RFC 4271 §4.3: what is withdrawn comes first; it has no attributes."""
    octets = update_octets(FULL.octets, WIRE + b"\x10\x0a\x01", b"\x08\x0b")
    found = rows(message(octets, microseconds=250_000))
    assert [(row.elem_type, row.prefix) for row in found] == [
        ("W", "11.0.0.0/8"),
        ("A", "203.0.113.0/24"),
        ("A", "10.1.0.0/16"),
    ]
    assert found[0][5:] == (*(None,) * 7, False, None, None, None, "BGP4MP_ET/BGP4MP_MESSAGE_AS4")
    assert {row.timestamp for row in found} == {TIME + 0.25}
    assert found[1].communities == ("64496:14", "65535:65281", "64496:1:2", "rt:65000:1")
    assert found[1].next_hop == "198.51.100.188"


def test_updates_of_ipv6_with_path_identifiers() -> None:
    """RFC 8050 §3: the subtype says that NLRI have path identifiers."""
    reach = attribute(
        0x80,
        14,
        b"\0\2\1\x10\x20\x01\x0d\xb8" + bytes(12) + b"\0" + b"\0\0\0\7\x20\x20\x01\x0d\xb8",
    )
    unreach = attribute(0x80, 15, b"\0\2\1" + b"\0\0\0\x08\x10\x20\x02")
    origin = attribute(0x40, 1, b"\0") + attribute(0x40, 2, b"")
    found = rows(message(update_octets(reach + unreach + origin), add_path=True))
    assert [(row.elem_type, row.prefix, row.path_id) for row in found] == [
        ("W", "2002::/16", 8),
        ("A", "2001:db8::/32", 7),
    ]
    assert found[1].next_hop == "2001:db8::"


def test_as4_path_is_merged_in() -> None:
    """RFC 6793 §4.2.3: AS_TRANS gives way to what AS4_PATH and AS4_AGGREGATOR say."""
    octets = b"".join(
        (
            attribute(0x40, 1, b"\0"),
            attribute(0x40, 2, b"\x02\x03\xfb\xf0\x5b\xa0\x5b\xa0"),
            attribute(0x40, 3, b"\xc0\x00\x02\x01"),
            attribute(0xC0, 7, b"\x5b\xa0\xc0\x00\x02\x09"),
            attribute(0xC0, 17, b"\x02\x02\x00\x01\x00\x01\x00\x01\x00\x02"),
            attribute(0xC0, 18, b"\x00\x01\x00\x02\xc0\x00\x02\x07"),
        )
    )
    dump = next(r for r in every_kind() if isinstance(r, mrt.TableDump))
    records = (
        message(update_octets(octets, WIRE), four_octet_as=False),
        attrs.evolve(dump, entries=(attrs.evolve(dump.entries[0], octets=octets),)),
    )
    for row in rows(*records):
        assert row.as_path == "64496 65537 65538"
        assert row.origin_asns == (65538,)
        assert (row.aggr_asn, row.aggr_ip) == (65538, "192.0.2.7")


def test_routes_of_a_malformed_update_are_withdrawn() -> None:
    """RFC 7606 §2, treat-as-withdraw; and it is reported."""
    bad = attribute(0x40, 1, b"\x09") + BLOCK.octets[4:]
    found, errors = faults(message(update_octets(bad, WIRE)))
    assert [(row.elem_type, row.prefix) for row in found] == [("W", "203.0.113.0/24")]
    assert len(errors) == 1
    assert errors[0].text.startswith("treat-as-withdraw: ")


def test_what_costs_an_update_an_attribute_alone_is_not_reported() -> None:
    """RFC 7606 §7.6: ATOMIC_AGGREGATE of the wrong length is discarded, and the route announced."""
    octets = bytes.fromhex("400101 00 400206 0201 0000fde9 400304 0a000001 400601 00")
    found, errors = faults(message(update_octets(octets, WIRE)))
    assert [(row.elem_type, row.atomic) for row in found] == [("A", False)]
    assert errors == []


def test_the_same_octets_are_read_in_both_widths() -> None:
    """RFC 6396 §4.4.2, RFC 8050 §3: each message says how long AS numbers are."""
    octets = bytes.fromhex("400101 00 40020a 0202 fde9fdea 02010007 400304 0a000001")
    numbered = update_octets(octets, b"\0\0\0\7" + WIRE)
    records = [message(numbered, add_path=True, four_octet_as=wide) for wide in (True, False)]
    paths = [row.as_path for row in rows(*records, *records)]
    assert paths == ["4259970538 33619975", "65001 65002 7"] * 2


def test_entries_with_malformed_attributes_are_shown_and_reported() -> None:
    """A table holds what the collector holds; what cannot be read is None."""
    octets = attribute(0x40, 1, b"\x09") + BLOCK.octets[4:]
    entry = attrs.evolve(rib().entries[0], octets=octets)
    record = attrs.evolve(rib(), entries=(entry, entry))
    found, errors = faults(peers(1), record)
    assert [(row.elem_type, row.origin, row.as_path) for row in found] == [
        ("A", None, "64496 64511 64502")
    ] * 2
    assert len(errors) == 2


def test_attributes_too_long_to_be_judged_are_reported() -> None:
    """The other entries of the record are shown."""
    octets = attribute(0x40, 1, b"\x07") + attribute(0xC0, 99, bytes(65_520))
    bad = attrs.evolve(rib().entries[0], octets=octets)
    found, errors = faults(peers(1), attrs.evolve(rib(), entries=(bad, rib().entries[0])))
    assert len(found) == len(errors) == 1
    assert "do not fit" in errors[0].text
    dump = next(r for r in every_kind() if isinstance(r, mrt.TableDump))
    entry = attrs.evolve(dump.entries[0], octets=octets)
    assert len(faults(attrs.evolve(dump, entries=(entry,)))[1]) == 1


def test_what_is_no_update_has_no_elements() -> None:
    """KEEPALIVE, OPEN and changes of state announce nothing; no message at all is reported."""
    silent = [r for r in every_kind() if isinstance(r, mrt.Bgp4mpStateChange | mrt.PeerIndexTable)]
    assert rows(*silent) == []
    found, errors = faults(message(b"no message"))
    assert not found
    assert "BGP message" in errors[0].text
    assert rows(message(Update.end_of_rib_of(Family.IPV6_UNICAST))) == []


def test_every_kind_that_holds_prefixes_has_elements() -> None:
    """Types 5, 9, 10, 12, 13, 16 and 17: nothing that announces a prefix is passed over."""
    kinds = {row.kind for row in rows(*every_kind())}
    silent = {record.name for record in every_kind()} - kinds
    expected = ("STATE", "SNAPSHOT", "PEER", "OPEN", "NOTIFY", "KEEPALIVE", "START", "OSPF", "ISIS")
    unknown = ("NULL", "/77", "/99", "64512")
    vpn = "TABLE_DUMP_V2/RIB_GENERIC"
    assert silent - {vpn} == {
        name for name in silent if any(word in name for word in expected + unknown)
    }
    assert len(kinds) > 25


def test_errors_are_told_or_kept() -> None:
    """What cannot be read does not vanish; memory does not grow with it."""
    damaged = peers(1).encode() + rib("203.0.113.0/24", 5).encode() * 1500
    kept = mrt.elements(damaged)
    assert list(kept) == []
    assert kept.error_count == 1500
    assert len(kept.errors) == 1000
    told: list[mrt.ErrorRecord] = []
    heard = mrt.elements(damaged, on_error=told.append)
    assert list(heard) == []
    assert len(told) == heard.error_count == 1500
    assert heard.errors == []
    empty = mrt.elements(b"")
    assert empty.errors == []
    assert list(empty) == []
    assert [error.text for error in empty.errors] == ["the file is empty"]


def test_elements_are_an_iterator_and_a_context_manager(tmp_path: Path) -> None:
    """A path is opened and closed; a reader is taken as it stands, with its progress."""
    path = tmp_path / "table.gz"
    path.write_bytes(gzip.compress(peers(1).encode() + rib().encode() * 3))
    with mrt.elements(path) as found:
        assert next(found).prefix == "203.0.113.0/24"
        assert len(list(found)) == 2
        assert found.reader.position == found.reader.size == path.stat().st_size
    with mrt.read(path) as reader:
        assert isinstance(next(reader), mrt.PeerIndexTable)
        assert len(list(mrt.elements(reader))) == 3
