"""Segment List sub-TLV of SR Policy (RFC 9830 §2.4.4).

RESERVED (1), then: 9 Weight, 1 segment type A (MPLS label), 13 segment type B (SRv6 SID),
and the segment types C to K of RFC 9831.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes.tunnel_encapsulation._described_segments import (
    DESCRIBED,
    DescribedSegment,
    LinkSegment,
    NodeSegment,
    decode_described,
    encode_described,
)
from bgplib.errors import DecodeError, EncodeError
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._label_stack_entry import ENTRY
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = [
    "MplsSegment",
    "Segment",
    "SegmentList",
    "Srv6Segment",
    "Weight",
    "decode_segment_list",
    "encode_segment_list",
]

_TYPE_A: Final = 1
_WEIGHT: Final = 9
_TYPE_B: Final = 13


@attrs.frozen(kw_only=True)
class Weight(Record):
    """How much of the traffic the list gets, in relation to the others."""

    WORD: ClassVar[str] = "weight"
    BARE: ClassVar[tuple[str, ...]] = ("weight",)

    flags: int = 0  #: none are defined
    reserved: int = 0  #: sent as 0
    weight: int  #: the weight, 1 by default


@frozen(kw_only=True)
class MplsSegment(Record):
    """Segment type A: an MPLS label."""

    WORD: ClassVar[str] = "label"
    BARE: ClassVar[tuple[str, ...]] = ("entry",)

    flags: int = 0  #: segment flags (RFC 9830 §2.4.4.2.3)
    reserved: int = 0  #: sent as 0
    entry: bytes = attrs.field(metadata=shown_as(ENTRY))  #: label, TC, S and TTL, 4 octets


@frozen(kw_only=True)
class Srv6Segment(Record):
    """Segment type B: an SRv6 SID."""

    WORD: ClassVar[str] = "sid"
    BARE: ClassVar[tuple[str, ...]] = ("sid",)

    flags: int = 0  #: segment flags; 0x10 means that behavior and structure are there
    reserved: int = 0  #: sent as 0
    sid: bytes  #: 16 octets
    behavior: bytes = b""  #: Endpoint Behavior and SID Structure, 8 octets, or none


Segment = Weight | MplsSegment | Srv6Segment | DescribedSegment | Tlv


@frozen
class SegmentList(Record):
    """The segments of one path through the network, and its weight."""

    WORD: ClassVar[str] = "segment-list"
    BARE: ClassVar[tuple[str, ...]] = ("parts",)

    parts: tuple[Segment, ...]  #: in the order of the wire; segments of other types as `Tlv`
    reserved: int = 0  #: sent as 0


def decode_segment_list(octets: bytes) -> SegmentList:
    """Read a Segment List sub-TLV.

    Raises:
        DecodeError: a part is malformed or runs past the end.
    """
    reader = Reader(octets)
    reserved = reader.u8()
    return SegmentList(tuple(map(_decode_part, read_tlvs(reader, 1, 1))), reserved)


def _decode_part(tlv: Tlv) -> Segment:
    if tlv.type in DESCRIBED:
        return decode_described(tlv)
    if tlv.type not in (_TYPE_A, _WEIGHT, _TYPE_B):
        return tlv
    reader = Reader(tlv.octets)
    flags, reserved = reader.u8(), reader.u8()
    if tlv.type == _TYPE_B:
        segment = Srv6Segment(
            flags=flags, reserved=reserved, sid=reader.take(16), behavior=reader.rest()
        )
        if len(segment.behavior) not in (0, 8):
            raise DecodeError(f"a behavior of {len(segment.behavior)} octets")
        return segment
    part: Segment
    if tlv.type == _WEIGHT:
        part = Weight(flags=flags, reserved=reserved, weight=reader.u32())
    else:
        part = MplsSegment(flags=flags, reserved=reserved, entry=reader.take(4))
    reader.finish()
    return part


def encode_segment_list(segments: SegmentList) -> bytes:
    """Write a Segment List sub-TLV.

    Raises:
        EncodeError: a part does not fit.
    """
    return bytes((segments.reserved,)) + write_tlvs(map(_encode_part, segments.parts), 1, 1)


def _encode_part(part: Segment) -> Tlv:
    if isinstance(part, Tlv):
        return part
    if isinstance(part, NodeSegment | LinkSegment):
        return encode_described(part)
    head = bytes((part.flags, part.reserved))
    if isinstance(part, Weight):
        return Tlv(_WEIGHT, head + part.weight.to_bytes(4, "big"))
    if isinstance(part, MplsSegment):
        if len(part.entry) != 4:
            raise EncodeError("a label stack entry has 4 octets")
        return Tlv(_TYPE_A, head + part.entry)
    if len(part.sid) != 16 or len(part.behavior) not in (0, 8):
        raise EncodeError("an SRv6 segment has 16 octets, and 8 or none behind")
    return Tlv(_TYPE_B, head + part.sid + part.behavior)
