"""MRT records made for tests, of every kind."""

from __future__ import annotations

from typing import Any

from bgplib.attributes import (
    AsPath,
    AttributeBlock,
    Communities,
    LocalPref,
    MultiExitDisc,
    NextHop,
    Origin,
)
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.mrt.table_dump_v2.geo_peer_table import NOWHERE, Place
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.values.prefix import Prefix

__all__ = [
    "BLOCK",
    "IPV6_BLOCK",
    "KEEPALIVE",
    "TIME",
    "UPDATE",
    "attribute",
    "every_kind",
    "message",
    "peers",
    "rib",
    "update_octets",
]

TIME = 1_300_475_700

BLOCK = AttributeBlock.of(
    [
        Origin(0),
        AsPath.of([64496, 64511, 64502]),
        NextHop.parse("198.51.100.188"),
        MultiExitDisc(10),
        LocalPref(100),
        Communities((64496 << 16 | 14,)),
    ]
)
IPV6_BLOCK = AttributeBlock.of([Origin(2), AsPath.of([64497, 64511])])
UPDATE = Update.announce(
    ["203.0.113.0/24"], next_hop="198.51.100.188", attributes=[Origin(2), AsPath.of([64496, 64511])]
)
KEEPALIVE = Keepalive()
_TWO_OCTETS = b"\x40\x01\x01\x00\x40\x02\x06\x02\x02\xfb\xf0\xfb\xff\x40\x03\x04\xc0\x00\x02\x01"


def attribute(flags: int, code: int, value: bytes) -> bytes:
    """Return an attribute's octets, whatever they are good for."""
    if len(value) > 255:
        return bytes((flags | 0x10, code)) + len(value).to_bytes(2, "big") + value
    return bytes((flags, code, len(value))) + value


def update_octets(attributes: bytes = b"", nlri: bytes = b"", withdrawn: bytes = b"") -> bytes:
    """Return an UPDATE of these fields, whatever they are good for."""
    body = b"".join(
        (
            len(withdrawn).to_bytes(2, "big"),
            withdrawn,
            len(attributes).to_bytes(2, "big"),
            attributes,
            nlri,
        )
    )
    return MARKER + (19 + len(body)).to_bytes(2, "big") + b"\x02" + body


def peers(count: int = 2) -> mrt.PeerIndexTable:
    """Return a table of peers, every third of them IPv6."""
    return mrt.PeerIndexTable(
        timestamp=TIME,
        collector="198.51.100.4",
        view_name="",
        peers=[
            mrt.Peer(
                identifier=number + 1,
                address=f"2001:db8::{number + 1:x}" if number % 3 == 2 else f"192.0.2.{number + 1}",
                asn=65541 + number,
            )
            for number in range(count)
        ],
    )


def rib(prefix: str = "203.0.113.0/24", *indices: int, sequence: int = 42) -> mrt.Rib:
    """Return the routes of these peers to a prefix, of the first one if none is named."""
    is_ipv6 = ":" in prefix
    entries = [
        mrt.RibEntry.of(
            IPV6_BLOCK if is_ipv6 else BLOCK,
            peer_index=index,
            originated=TIME - 60,
            next_hop="2001:db8::ff" if is_ipv6 else None,
        )
        for index in indices or (0,)
    ]
    family = Family.IPV6_UNICAST if is_ipv6 else Family.IPV4_UNICAST
    return mrt.Rib(timestamp=TIME, sequence=sequence, family=family, nlri=prefix, entries=entries)


def message(value: Message | bytes = UPDATE, **fields: object) -> mrt.Bgp4mpMessage:
    """Return a record of a message, or of octets that may be none."""
    common: dict[str, Any] = {
        "timestamp": TIME,
        "peer_as": 64496,
        "local_as": 64497,
        "peer_address": "192.0.2.85",
        "local_address": "198.51.100.4",
    } | fields
    if isinstance(value, bytes):
        return mrt.Bgp4mpMessage(octets=value, **common)
    return mrt.Bgp4mpMessage.of(value, **common)


def _state_change(**fields: object) -> mrt.Bgp4mpStateChange:
    common: dict[str, Any] = {
        "timestamp": TIME,
        "peer_as": 64496,
        "local_as": 64497,
        "peer_address": "2001:db8::85",
        "local_address": "2001:db8::4",
        "old_state": 5,
        "new_state": 6,
    } | fields
    return mrt.Bgp4mpStateChange(**common)


def _numbered() -> Update:
    wire = b"\0\0\0\x07\x18\xcb\x00\x71"
    octets = update_octets(BLOCK.octets, wire)
    record = message(octets, add_path=True)
    assert isinstance(record.message, Update)
    return record.message


def _table_dump(afi: int, *, wide: bool, count: int = 1, is_short: bool = False) -> mrt.TableDump:
    text = "203.0.113.0" if afi == 1 else "2001:db8::"
    peer = "192.0.2.1" if afi == 1 else "2001:db8::1"
    entry = mrt.TableDumpEntry(
        network=text,
        length=24,
        originated=TIME - 60,
        peer_address=peer,
        peer_as=65541 if wide else 64496,
        octets=BLOCK.octets if wide else _TWO_OCTETS,
    )
    return mrt.TableDump(
        timestamp=TIME,
        sequence=7,
        afi=afi,
        four_octet_as=wide,
        entries=[entry] * count,
        is_short=is_short,
    )


def every_kind() -> list[mrt.Record]:
    """Return records of every type and subtype that bgplib reads, and of some that it does not."""
    records: list[mrt.Record] = [
        peers(5),
        rib("203.0.113.0/24", 0, 1),
        rib("2001:db8::/32", 2, 0),
        mrt.GeoPeerTable(
            timestamp=TIME,
            collector="198.51.100.4",
            place=Place.of(52.373, 4.892),
            peers=[mrt.GeoPeer(identifier=1), mrt.GeoPeer(identifier=2, place=NOWHERE)],
        ),
        mrt.RibGeneric(
            timestamp=TIME,
            family=Family.IPV4_VPN,
            nlri=b"\x68\x00\x00\x11\0\0\0\1\0\0\0\1\x0a\x00",
            entries=rib().entries,
        ),
        mrt.RibGeneric(
            timestamp=TIME,
            family=Family.IPV6_MULTICAST,
            add_path=True,
            nlri=b"\0\0\0\x09\x20\x20\x01\x0d\xb8",
            entries=rib("2001:db8::/32").entries,
        ),
        mrt.RibGeneric(timestamp=TIME, family=Family(16, 99), unread=b"\1\2\3\4\5"),
    ]
    for family in (Family.IPV4_MULTICAST, Family.IPV6_MULTICAST):
        text = "203.0.113.0/24" if family.afi == 1 else "2001:db8::/32"
        records.append(mrt.Rib(timestamp=TIME, family=family, nlri=text, entries=rib(text).entries))
    for family in (
        Family.IPV4_UNICAST,
        Family.IPV6_UNICAST,
        Family.IPV4_MULTICAST,
        Family.IPV6_MULTICAST,
    ):
        text = "203.0.113.0/24" if family.afi == 1 else "2001:db8::/32"
        entries = [
            mrt.RibEntry(peer_index=0, originated=TIME, path_id=5, octets=entry.octets)
            for entry in rib(text).entries
        ]
        records.append(
            mrt.Rib(timestamp=TIME, family=family, add_path=True, nlri=text, entries=entries)
        )
    for microseconds in (None, 0, 999_999):
        for is_local in (False, True):
            for wide in (False, True):
                fields: dict[str, Any] = {
                    "microseconds": microseconds,
                    "is_local": is_local,
                    "four_octet_as": wide,
                }
                records.append(message(**fields))
                records.append(message(KEEPALIVE, **fields))
                records.append(message(_numbered(), add_path=True, **fields))
        records.append(_state_change(microseconds=microseconds))
        records.append(_state_change(microseconds=microseconds, four_octet_as=False))
        records.append(
            mrt.Bgp4mpSnapshot(timestamp=TIME, microseconds=microseconds, file_name=b"x\0")
        )
    records += [
        mrt.Bgp4mpEntry(
            timestamp=TIME,
            microseconds=microseconds,
            peer_as=64496,
            local_as=64497,
            peer_address="192.0.2.85",
            local_address="198.51.100.4",
            last_change=TIME - 60,
            next_hop=NextHop.parse("192.0.2.1"),
            nlri=Prefix.parse("203.0.113.0/24").key,
            octets=_TWO_OCTETS[:13],
        )
        for microseconds in (None, 1)
    ]
    for kind in (codes.BGP, codes.BGP4PLUS, codes.BGP4PLUS_01):
        peer = "192.0.2.85" if kind == codes.BGP else "2001:db8::85"
        local = "198.51.100.4" if kind == codes.BGP else "2001:db8::4"
        for subtype, octets in (
            (codes.BGP_UPDATE, update_octets(_TWO_OCTETS, b"\x18\xcb\x00\x71")[19:]),
            (codes.BGP_OPEN, b"\x04\xfb\xf0\x00\xb4\xc0\x00\x02\x01\x00"),
            (codes.BGP_NOTIFY, b"\x06\x02"),
            (codes.BGP_KEEPALIVE, b""),
        ):
            records.append(
                mrt.BgpMessage(
                    timestamp=TIME,
                    type_code=kind,
                    subtype_code=subtype,
                    peer_as=64496,
                    peer_address=peer,
                    local_as=64497,
                    local_address=local,
                    octets=octets,
                )
            )
        records.append(
            mrt.BgpStateChange(
                timestamp=TIME,
                type_code=kind,
                peer_as=64496,
                peer_address=peer,
                old_state=1,
                new_state=2,
            )
        )
    records += [_table_dump(afi, wide=wide) for afi in (1, 2) for wide in (False, True)]
    records += [
        _table_dump(1, wide=False, count=3),
        _table_dump(1, wide=False, count=3, is_short=True),
    ]
    records += [
        mrt.UnknownRecord(timestamp=TIME, type_code=kind, subtype_code=subtype, octets=octets)
        for kind, subtype, octets in (
            (0, 0, b""),
            (1, 0, b"starting"),
            (codes.OSPFV2, 0, b"\x0a\0\0\1\x0a\0\0\2ospf"),
            (codes.ISIS_ET, 0, b"\0\0\0\1isis"),
            (codes.BGP, 0, b""),
            (codes.BGP4MP, 99, b"unassigned"),
            (codes.TABLE_DUMP_V2, 77, b"unassigned"),
            (64_512, 3, b"experimental"),
        )
    ]
    return records
