"""MRT records of every kind: what they are read as, and that no octet is lost."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import attrs
import pytest

from bgplib.errors import DecodeError, EncodeError, LocalError, ParseError
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.mrt.record import HEADER
from bgplib.formats.mrt.table_dump_v2.geo_peer_table import NOWHERE, Place
from bgplib.iana.families import Family
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix
from tests.unit.formats.samples import (
    BLOCK,
    TIME,
    UPDATE,
    every_kind,
    message,
    peers,
    rib,
    update_octets,
)


def read_one(octets: bytes) -> mrt.Record:
    (record,) = mrt.read(octets)
    assert isinstance(record, mrt.Record), record
    return record


def test_every_kind_comes_back_as_it_was_made() -> None:
    """RFC 6396 §4, RFC 6397, RFC 8050: fields, and with them octets, survive."""
    records = every_kind()
    octets = [record.encode() for record in records]
    found = list(mrt.read(b"".join(octets)))
    assert found == records
    assert [record.encode() for record in found] == octets
    names = {record.name for record in records}
    known = {
        codes.name(kind, subtype)
        for kind, subtypes in codes.SUBTYPE_NAMES.items()
        for subtype in subtypes
    }
    # What bgplib names and no sample has: subtypes that never had a format.
    assert known - names == {
        f"{kind}/{name}"
        for kind in ("BGP", "BGP4PLUS", "BGP4PLUS_01")
        for name in ("BGP_NULL", "BGP_PREF_UPDATE", "BGP_SYNC")
    } - {"BGP/BGP_NULL"}


def test_every_record_is_read_alone() -> None:
    """Each record by itself is a file, and hashable."""
    records = every_kind()
    for record in records:
        assert read_one(record.encode()) == record
        assert isinstance(hash(record), int)
    assert len(records) > 60


def test_a_record_that_ends_early_or_late_is_an_error() -> None:
    """A field is checked against the record before it is read."""
    checked = 0
    for record in every_kind():
        octets = record.encode()
        kind, subtype = HEADER.unpack_from(octets)[1:3]
        if isinstance(record, mrt.UnknownRecord | mrt.Bgp4mpSnapshot):
            continue
        for body in (octets[12:-1], octets[12:] + b"\0"):
            again = HEADER.pack(TIME, kind, subtype, len(body)) + body
            (found,) = mrt.read(again)
            assert found.encode() == again
            if isinstance(found, mrt.ErrorRecord):
                checked += 1
                assert found.offset == 0
                assert found.text
            else:
                # A message, NLRI or attributes of no fixed length took it in.
                assert isinstance(
                    found, mrt.Bgp4mpMessage | mrt.BgpMessage | mrt.RibGeneric | mrt.TableDump
                )
    assert checked > 50


def test_peer_index_table() -> None:
    """RFC 6396 §4.3.1 and figure 18: two peers with 4-octet AS numbers are 34 octets."""
    record = peers(2)
    octets = record.encode()
    assert len(octets) == 12 + 34
    assert octets[12:20] == bytes((198, 51, 100, 4)) + b"\0\0" + b"\0\2"
    assert octets[20] == 2
    third = peers(3).encode()
    assert third[12 + 34] == 3
    small = mrt.Peer(identifier="1.1.1.1", address="192.0.2.1", asn=65535, four_octet_as=False)
    table = read_one(attrs.evolve(record, peers=[small], view_name="Sicht").encode())
    assert isinstance(table, mrt.PeerIndexTable)
    assert table.peers == (small,)
    assert table.view_name == "Sicht"
    assert table.collector == 0xC6336404


def test_what_peer_index_table_reserves_is_kept() -> None:
    """Bits of Peer Type that RFC 6396 §4.3.1 leaves open, and a name that is not UTF-8."""
    octets = bytearray(attrs.evolve(peers(1), view_name="view").encode())
    octets[12 + 12] |= 0xF0
    octets[12 + 6] = 0xFF
    table = read_one(bytes(octets))
    assert isinstance(table, mrt.PeerIndexTable)
    assert table.peers[0].reserved == 0xF0
    assert table.encode() == octets


@pytest.mark.parametrize(
    "peer",
    [
        mrt.Peer(identifier=1, address="192.0.2.1", asn=65536, four_octet_as=False),
        mrt.Peer(identifier=1, address="192.0.2.1", asn=1 << 32),
        mrt.Peer(identifier=1, address=b"\1\2\3", asn=1),
    ],
)
def test_peers_that_cannot_be_written(peer: mrt.Peer) -> None:
    """An AS number that does not fit, and an address that is none."""
    with pytest.raises(EncodeError):
        attrs.evolve(peers(1), peers=(peer,)).encode()


def test_a_rib_record_knows_its_peers() -> None:
    """RFC 6396 §4.3.1: the position in the table is the index, from 0, of the last table read."""
    other = attrs.evolve(peers(1), peers=(attrs.evolve(peers(1).peers[0], asn=1),))
    records = [peers(3), rib("203.0.113.0/24", 2, 0, 9), other, rib()]
    with mrt.read(b"".join(record.encode() for record in records)) as reader:
        assert reader.table is None
        _, first, _, second = reader
    assert isinstance(first, mrt.Rib)
    assert isinstance(second, mrt.Rib)
    assert [entry.peer and entry.peer.asn for entry in first.entries] == [65543, 65541, None]
    assert [entry.peer and entry.peer.asn for entry in second.entries] == [1]
    assert rib().entries[0].peer is None


def test_a_prefix_may_have_trailing_bits() -> None:
    """RFC 6396 §4.3.2: "The value of trailing bits is irrelevant." They are kept all the same."""
    record = attrs.evolve(rib(), nlri=b"\x0d\x0b\x0d")
    found = read_one(record.encode())
    assert isinstance(found, mrt.Rib)
    assert found.nlri == b"\x0d\x0b\x0d"
    assert found.prefix == Prefix.parse("11.8.0.0/13")
    assert found.key == b"\x0d\x0b\x08"


def test_a_prefix_longer_than_the_family_is_an_error() -> None:
    """33 bits of IPv4, and 129 of IPv6."""
    for subtype, nlri in (
        (codes.RIB_IPV4_UNICAST, b"\x21" + bytes(5)),
        (codes.RIB_IPV6_UNICAST, b"\x81" + bytes(17)),
    ):
        body = bytes(4) + nlri + bytes(2)
        (found,) = mrt.read(HEADER.pack(TIME, codes.TABLE_DUMP_V2, subtype, len(body)) + body)
        assert isinstance(found, mrt.ErrorRecord)
        assert "bits" in found.text


def test_a_family_without_subtype_needs_rib_generic() -> None:
    """RFC 6396 §4.3.3: RIB_GENERIC covers the rest."""
    with pytest.raises(EncodeError, match="RibGeneric"):
        attrs.evolve(rib(), family=Family.IPV4_VPN).encode()
    with pytest.raises(EncodeError, match="RibGeneric"):
        mrt.Rib(timestamp=TIME, family=Family.L2VPN_EVPN, nlri=b"\2\1\1", entries=()).encode()


def test_path_identifiers_are_on_all_entries_or_none() -> None:
    """RFC 8050 §4.1: the field is there in the ADDPATH subtypes, and only there."""
    with pytest.raises(EncodeError, match="path identifier"):
        attrs.evolve(rib(), add_path=True).encode()
    entry = attrs.evolve(rib().entries[0], path_id=1)
    with pytest.raises(EncodeError, match="path identifier"):
        attrs.evolve(rib(), entries=(entry,)).encode()


def test_rib_generic_reads_its_nlri() -> None:
    """RFC 6396 §4.3.3, RFC 8050 §4.2: the NLRI has the path identifier, the entries do not."""
    vpn, numbered, unknown = (r for r in every_kind() if isinstance(r, mrt.RibGeneric))
    assert str(vpn.value) == str(vpn.update(vpn.entries[0]).announced[0].nlri[0])
    assert vpn.path_id is None
    assert numbered.path_id == 9
    assert isinstance(numbered.value, UnicastNlri)
    assert numbered.value.path_id == 9
    assert str(numbered.value.prefix) == "2001:db8::/32"
    assert unknown.value is None
    assert unknown.entries == ()


def test_a_vpn_route_with_a_plain_next_hop_becomes_an_update() -> None:
    """A collector that writes NEXT_HOP for VPN routes: RFC 4364 §4.3.2 has an RD before it."""
    vpn = next(r for r in every_kind() if isinstance(r, mrt.RibGeneric))
    update = vpn.update(vpn.entries[0])
    (group,) = update.announced
    assert group.family == Family.IPV4_VPN
    assert group.next_hop_octets == bytes(8) + address_octets("198.51.100.188")


def test_geo_peer_table() -> None:
    """RFC 6397 §4.1: single precision degrees; both numbers NaN where the place is private."""
    record = next(r for r in every_kind() if isinstance(r, mrt.GeoPeerTable))
    assert math.isclose(record.place.latitude, 52.373, rel_tol=1e-6)
    assert math.isclose(record.place.longitude, 4.892, rel_tol=1e-6)
    assert str(record.place) == "52.373, 4.892"
    assert record.peers[0].place.is_private
    assert str(NOWHERE) == "private"
    other_nan = Place(b"\x7f\xa0\x00\x01\xff\xc0\x00\x02")
    assert other_nan.is_private
    found = read_one(attrs.evolve(record, place=other_nan).encode())
    assert isinstance(found, mrt.GeoPeerTable)
    assert found.place == other_nan
    with pytest.raises(EncodeError):
        Place.of(1e300, 0.0)
    with pytest.raises(ParseError, match="a place has 8 octets, not 3"):
        Place(b"abc")


def test_a_prefix_is_of_the_family_of_its_record() -> None:
    """RFC 6396 §4.3.2: the subtype says the family; 2001::/16 would be read as 32.1.0.0/16."""
    entries = [mrt.RibEntry(peer_index=0, originated=TIME, octets=BLOCK.octets)]
    for nlri in ("2001::/16", Prefix.parse("2001::/16")):
        with pytest.raises(EncodeError, match="2001::/16, which is no prefix of ipv4-unicast"):
            mrt.Rib(timestamp=TIME, nlri=nlri, entries=entries)
        record = mrt.Rib(timestamp=TIME, nlri=nlri, entries=entries, family=Family.IPV6_MULTICAST)
        assert (record.nlri, record.prefix) == (b"\x10\x20\x01", Prefix.parse("2001::/16"))
        assert read_one(record.encode()) == record
    wrong: Any = "ipv6-unicast"
    with pytest.raises(LocalError, match="family is 'ipv6-unicast'"):
        mrt.Rib(timestamp=TIME, nlri="2001::/16", entries=entries, family=wrong)


def test_the_microseconds_are_added_to_the_timestamp() -> None:
    """RFC 6396 §3: an "offset value in microseconds, which is added to the Timestamp field"."""
    record = message(microseconds=1_500_000)
    assert record.type == codes.BGP4MP_ET
    assert record.time == TIME + 1.5
    assert record.written.isoformat() == "2011-03-18T19:15:01.500000+00:00"
    assert message().type == codes.BGP4MP
    assert message().written.isoformat() == "2011-03-18T19:15:00+00:00"


@pytest.mark.parametrize(("kind", "subtype"), [(17, 3), (17, 99), (33, 0), (49, 0)])
def test_the_microseconds_of_types_that_are_not_read_further_are_added(
    kind: int, subtype: int
) -> None:
    """RFC 6396 §3: those of ISIS_ET and OSPFv3_ET, and of any subtype of BGP4MP_ET."""
    body = (250_000).to_bytes(4, "big") + b"\0\1view"
    found = read_one(HEADER.pack(TIME, kind, subtype, len(body)) + body)
    assert found.time == TIME + 0.25
    assert found.encode()[12:] == body
    # IS-IS and OSPF of the types without the field start with octets of their own.
    assert mrt.UnknownRecord(timestamp=TIME, type_code=32, subtype_code=0, octets=body).time == TIME
    cut = mrt.UnknownRecord(timestamp=TIME, type_code=33, subtype_code=0, octets=body[:3])
    assert cut.time == TIME


def test_as_numbers_that_two_octets_do_not_hold() -> None:
    """RFC 6396 §4.4.2: BGP4MP_MESSAGE "does not support 4-byte AS numbers", ours neither."""
    for name in ("peer_as", "local_as"):
        large: dict[str, Any] = {name: 65536}
        with pytest.raises(EncodeError, match=f"{name} 65536 does not fit .* needs four_octet_as"):
            attrs.evolve(message(UPDATE, four_octet_as=False), **large).encode()
        assert attrs.evolve(message(UPDATE), **large).encode()
        with pytest.raises(EncodeError, match=f"{name} 4294967296 does not fit in the record$"):
            attrs.evolve(message(UPDATE), **(large | {name: 1 << 32})).encode()


def test_a_message_is_decoded_as_its_subtype_says() -> None:
    """RFC 6396 §4.4.3, RFC 8050 §3: the subtype says what AS numbers and NLRI look like."""
    wide = update_octets(BLOCK.octets, b"\x18\xcb\x00\x71")
    record = message(wide)
    assert isinstance(record.message, Update)
    assert record.message.attributes.as_path == ((2, (64496, 64511, 64502)),)
    assert record.context.session is None
    narrow = message(UPDATE, four_octet_as=False)
    assert isinstance(narrow.message, Update)
    assert narrow.message.attributes.as_path == ((2, (64496, 64511)),)
    numbered = message(update_octets(BLOCK.octets, b"\0\0\0\7\x18\xcb\x00\x71"), add_path=True)
    assert isinstance(numbered.message, Update)
    assert numbered.message.announced[0].path_ids == [7]


def test_a_record_without_a_message_says_so_when_asked() -> None:
    """The octets are kept, and the message is judged when it is read."""
    record = read_one(message(b"no message").encode())
    assert isinstance(record, mrt.Bgp4mpMessage)
    with pytest.raises(DecodeError):
        _ = record.message


def test_zebra_left_addresses_out() -> None:
    """State changes of 8 octets, and messages right behind the AS numbers."""
    state = HEADER.pack(TIME, codes.BGP4MP, codes.BGP4MP_STATE_CHANGE, 8)
    found = read_one(state + b"\xfb\xf0\xfb\xf1\0\1\0\6")
    assert isinstance(found, mrt.Bgp4mpStateChange)
    assert (found.peer_as, found.old_state, found.new_state) == (0xFBF0, 1, 6)
    assert found.peer_address == b""
    body = b"\xfb\xf0\xfb\xf1" + UPDATE.encode()
    octets = HEADER.pack(TIME, codes.BGP4MP, codes.BGP4MP_MESSAGE, len(body)) + body
    sent = read_one(octets)
    assert isinstance(sent, mrt.Bgp4mpMessage)
    assert sent.octets == UPDATE.encode()
    assert sent.encode() == octets


def test_addresses_of_other_families_are_an_error() -> None:
    """RFC 6396 §4.4.1 has IPv4 and IPv6."""
    octets = bytearray(message().encode())
    octets[12 + 11] = 3
    (found,) = mrt.read(octets)
    assert isinstance(found, mrt.ErrorRecord)
    assert "neither IPv4 nor IPv6" in str(found)
    with pytest.raises(EncodeError, match="all IPv4 or all IPv6"):
        message(local_address="2001:db8::1").encode()


def test_table_dump_of_the_nineties() -> None:
    """Many entries behind one View Number, and a Length that is short of four octets."""
    *_, plain, short = (r for r in every_kind() if isinstance(r, mrt.TableDump))
    assert len(plain.entries) == len(short.entries) == 3
    assert len(plain.encode()) == len(short.encode())
    stated = int.from_bytes(short.encode()[8:12], "big")
    assert stated == len(short.encode()) - 12 - 4
    found = list(mrt.read(short.encode() + short.encode() + plain.encode()))
    assert found == [short, short, plain]
    entry = short.entries[0]
    assert entry.prefix == Prefix.parse("203.0.113.0/24")
    assert entry.attributes.as_path == ((2, (64496, 64511)),)
    assert str(entry.next_hop) == "192.0.2.1"
    assert entry.findings == ()
    (group,) = entry.update().announced
    assert group.prefixes == (Prefix.parse("203.0.113.0/24"),)


def test_table_dump_has_addresses_of_one_family() -> None:
    """RFC 6396 §4.2: "nor does it allow the AFI of the peer IP to differ"."""
    record = next(r for r in every_kind() if isinstance(r, mrt.TableDump))
    entry = attrs.evolve(record.entries[0], peer_address="2001:db8::1")
    with pytest.raises(EncodeError, match="family"):
        attrs.evolve(record, entries=(entry,)).encode()
    with pytest.raises(EncodeError, match="subtype"):
        attrs.evolve(record, afi=25).encode()


def test_bgp4mp_entry_reads_its_attributes() -> None:
    """RFC 6396 Appendix B.2.6.1: AS numbers of two octets, the next hop beside the attributes."""
    record = next(r for r in every_kind() if isinstance(r, mrt.Bgp4mpEntry))
    assert record.attributes.as_path == ((2, (64496, 64511)),)
    assert record.findings == ()
    assert str(record.next_hop) == "192.0.2.1"


def test_messages_of_the_deprecated_types() -> None:
    """RFC 6396 Appendix B.2.1: messages without header; the subtype is their type."""
    records = [r for r in every_kind() if isinstance(r, mrt.BgpMessage)]
    kinds = [type(record.message).__name__ for record in records[:4]]
    assert kinds == ["Update", "Open", "Notification", "Keepalive"]
    assert len(records[4].peer_address) == 16


def test_unknown_records_are_named() -> None:
    """A type without a name prints its number."""
    names = [r.name for r in every_kind() if isinstance(r, mrt.UnknownRecord)]
    assert names[1] == "START/0"
    assert names[-1] == "UNKNOWN(64512)/3"
    assert codes.state_name(6) == "Established"
    assert codes.state_name(99) == "UNKNOWN(99)"


@pytest.mark.parametrize("length", range(4))
def test_a_snapshot_has_a_view_number(length: int) -> None:
    """RFC 6396 Appendix B.2.6.2: two octets, and a File Name of any length."""
    (found,) = mrt.read(HEADER.pack(TIME, 16, 3, length) + bytes(length))
    if length < 2:
        assert isinstance(found, mrt.ErrorRecord)
        assert "View Number" in found.text
    else:
        assert found == mrt.Bgp4mpSnapshot(timestamp=TIME, file_name=bytes(length - 2))


def test_a_field_that_does_not_fit_is_an_encode_error() -> None:
    """Never struct.error."""
    for record in (
        attrs.evolve(rib(), timestamp=1 << 32),
        attrs.evolve(rib(), sequence=-1),
        message(microseconds=1 << 32),
        attrs.evolve(peers(), view_name="x" * 70_000),
        attrs.evolve(peers(), view_name="\ud800"),
    ):
        with pytest.raises(EncodeError):
            record.encode()


@pytest.mark.parametrize("time", [1_700_000_000.5, 1_700_000_000.0, "now"])
def test_a_timestamp_is_whole_seconds(time: Any) -> None:
    """Elements have times with fractions; a record has the fraction apart, and says so."""
    update = Update.withdraw(["10.0.0.0/8"])
    fields: dict[str, Any] = {"peer_address": "192.0.2.1", "local_address": "192.0.2.9"}
    with pytest.raises(LocalError, match="`microseconds` has what is left"):
        mrt.Bgp4mpMessage.of(update, timestamp=time, peer_as=1, local_as=2, **fields)
    with pytest.raises(EncodeError, match="is no number of whole seconds"):
        attrs.evolve(rib(), timestamp=time).encode()


def test_messages_are_no_records() -> None:
    """An archive of bare messages would be no archive; nothing is written of one."""
    wrong: Any
    for wrong in (Update.withdraw(["10.0.0.0/8"]), Keepalive(), b"octets", "text"):
        file = io.BytesIO()
        with pytest.raises(LocalError, match="is no record: Bgp4mpMessage"):
            mrt.write([wrong], file)
        assert not file.getvalue()


def test_write_to_a_path_and_to_a_file(tmp_path: Path) -> None:
    """What was written is read again; the count is that of the octets."""
    records = every_kind()
    path = tmp_path / "archive.mrt"
    count = mrt.write(records, path)
    assert count == path.stat().st_size
    with mrt.read(path) as reader:
        assert list(reader) == records
        assert reader.position == reader.size == count
    with path.open("ab") as file:
        mrt.write([mrt.ErrorRecord(offset=0, octets=b"damaged", text="")], file)
    assert path.read_bytes().endswith(b"damaged")


@pytest.mark.parametrize(
    ("nlri", "family"),
    [
        ("2001:db8::/64", Family.IPV4_UNICAST),
        (b"\x21\1\2\3\4\5", Family.IPV4_UNICAST),
        (b"\x81" + bytes(17), Family.IPV6_UNICAST),
        (b"\x18\1", Family.IPV4_UNICAST),
        (b"\x08\1\2", Family.IPV4_UNICAST),
        (b"", Family.IPV6_UNICAST),
    ],
)
def test_what_is_no_prefix_is_not_written(nlri: bytes | str, family: Family) -> None:
    """RFC 6396 §4.3.2: what follows a prefix stands where its length says, or is lost."""
    with pytest.raises(EncodeError, match="is no prefix of"):
        mrt.Rib(timestamp=TIME, family=family, nlri=nlri, entries=()).encode()


def test_table_dump_of_no_prefix_is_not_written() -> None:
    """RFC 6396 §4.2: a record has an entry, and a prefix is no longer than its address."""
    entry = mrt.TableDumpEntry(
        network="10.0.0.0",
        length=33,
        originated=TIME,
        peer_address="192.0.2.1",
        peer_as=64496,
        octets=b"",
    )
    for entries, text in (((), "TABLE_DUMP has an entry"), ((entry,), "has not 33 bits")):
        with pytest.raises(EncodeError, match=text):
            mrt.TableDump(timestamp=TIME, entries=entries).encode()
    longest = mrt.TableDump(timestamp=TIME, entries=(attrs.evolve(entry, length=32),))
    assert read_one(longest.encode()) == longest


def test_old_entry_of_no_prefix_is_not_written() -> None:
    """RFC 6396 §B.2.6.1: the attributes stand where the length of the prefix says."""
    entry = next(each for each in every_kind() if isinstance(each, mrt.Bgp4mpEntry))
    for nlri in (b"", b"\x18\1", b"\x08\1\2"):
        with pytest.raises(EncodeError, match="is no prefix of"):
            attrs.evolve(entry, nlri=nlri).encode()


def test_generic_record_of_no_nlri_is_not_written() -> None:
    """RFC 6396 §4.3.3: entries stand where the NLRI ends, which it says itself."""
    vpn = b"\x68\0\0\x11\0\0\0\1\0\0\0\1\x0a\0"
    for nlri, add_path, text in (
        (b"", False, "cannot be read"),
        (vpn[:-1], False, "cannot be read"),
        (vpn + b"\0", False, "1 octets follow"),
        (vpn, True, "cannot be read"),
        (b"\0\0\0\7" + vpn + b"\0", True, "1 octets follow"),
    ):
        record = mrt.RibGeneric(
            timestamp=TIME,
            family=Family.IPV4_VPN,
            add_path=add_path,
            nlri=nlri,
            entries=rib().entries,
        )
        with pytest.raises(EncodeError, match=text):
            record.encode()
