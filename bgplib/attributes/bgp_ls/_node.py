"""TLVs of nodes: RFC 9552 §5.3.1, RFC 9247, RFC 8814 §3, RFC 9085 §2.1, RFC 9514 §3."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.bgp_ls._records import Sid, named, read_sid, record, write_sid
from bgplib.errors import DecodeError
from bgplib.nlri.bgp_ls._layout import (
    OCTETS,
    TEXT,
    AnyLayout,
    Flags,
    Layout,
    address,
    flags,
    numbers,
    unsigned,
)
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.octets import Reader
from bgplib.values._field_kinds import kind_of
from bgplib.values.tlv import Tlv, write_tlv

__all__ = ["NODE", "LabelRange", "LabelRanges", "Srv6Capabilities"]

_SID_LABEL: Final = 1161

_NODE_FLAGS: Final = {
    0x80: "overload",
    0x40: "attached",
    0x20: "external",
    0x10: "abr",
    0x08: "router",
    0x04: "v6",
}
# RFC 9352 §2 and RFC 9513 §2 have the O-flag at the same place.
_SRV6_FLAGS: Final = {0x4000: "oam"}


@attrs.frozen
class LabelRange(Fields):
    """A range of labels."""

    size: int  #: how many labels
    first: Sid  #: the first one


@frozen
class LabelRanges(Fields):
    """SR Capabilities, with the SRGB, or SR Local Block (RFC 9085 §2.1.2, §2.1.4)."""

    flags: int  #: for IS-IS the flags of RFC 8667 §3.1 and §3.3: 0x80 MPLS for IPv4, 0x40 IPv6
    ranges: tuple[LabelRange, ...]  #: in the order of the wire


@attrs.frozen
class Srv6Capabilities(Fields):
    """What a node can do with SRv6 (RFC 9514 §3.1)."""

    flags: Flags  #: as the IGP has them


def _read_ranges(octets: bytes) -> LabelRanges | None:
    if len(octets) < 2:
        return None
    reader = Reader(octets, 2)
    ranges: list[LabelRange] = []
    is_one_of_ours = True
    while reader.remaining:
        size, tlv_type, length = reader.u24(), reader.u16(), reader.u16()
        if length > reader.remaining:
            raise DecodeError(f"sub-TLV {tlv_type} says {length} octets, {reader.remaining} follow")
        first = read_sid(reader.take(length))
        is_one_of_ours = is_one_of_ours and tlv_type == _SID_LABEL and first is not None
        if first is not None:
            ranges.append(LabelRange(size, first))
    return LabelRanges(octets[0], tuple(ranges)) if is_one_of_ours else None


def _write_ranges(value: LabelRanges) -> bytes:
    return bytes((value.flags, 0)) + b"".join(
        each.size.to_bytes(3, "big") + write_tlv(Tlv(_SID_LABEL, write_sid(each.first)), 2, 2)
        for each in value.ranges
    )


_RANGES: Final = Layout(_read_ranges, _write_ranges, kind_of(LabelRanges, ""))

NODE: Final[dict[int, AnyLayout]] = {
    1024: flags(_NODE_FLAGS),
    1025: OCTETS,
    1026: TEXT,
    1027: OCTETS,
    1028: address(4),
    1029: address(16),
    1032: numbers(4),
    1034: _RANGES,
    1035: numbers(1),
    1036: _RANGES,
    1037: unsigned(1),
    1038: record(Srv6Capabilities, flags=named(_SRV6_FLAGS, 2), reserved=2),
    _SID_LABEL: Layout(read_sid, write_sid, kind_of(Sid, "")),
}
