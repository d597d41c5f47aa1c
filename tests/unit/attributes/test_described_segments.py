"""Segment types C to K of SR Policy: the figures of RFC 9831, octet by octet."""

from __future__ import annotations

from typing import Final

import attrs
import pytest

from bgplib.attributes.tunnel_encapsulation import LinkSegment, NodeSegment, SegmentList
from bgplib.attributes.tunnel_encapsulation._segment_list import (
    decode_segment_list,
    encode_segment_list,
)
from bgplib.errors import DecodeError, EncodeError
from bgplib.values.tlv import Tlv

V4: Final = bytes((192, 0, 2, 1))
W4: Final = bytes((192, 0, 2, 2))
V6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
W6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x02"
LABEL: Final = bytes.fromhex("00064100")
SID: Final = b"\xfc" + bytes(15)
BEHAVIOR: Final = bytes.fromhex("0011 0000 28 18 10 00")
IF1, IF2 = bytes.fromhex("00000009"), bytes.fromhex("0000000a")

#: type, octets behind the length with all that is optional, and the value
FIGURES: Final = [
    (3, b"\x60\x80" + V4 + LABEL, NodeSegment(type=3, flags=0x60, algorithm=128, node_address=V4)),
    (4, b"\x60\x80" + V6 + LABEL, NodeSegment(type=4, flags=0x60, algorithm=128, node_address=V6)),
    (5, b"\x20\0" + IF1 + V4 + LABEL, NodeSegment(type=5, flags=32, interface=9, node_address=V4)),
    (
        6,
        b"\x20\0" + V4 + W4 + LABEL,
        LinkSegment(type=6, flags=32, local_address=V4, remote_address=W4),
    ),
    (
        7,
        b"\x20\0" + IF1 + V6 + IF2 + W6 + LABEL,
        LinkSegment(
            type=7,
            flags=32,
            local_interface=9,
            local_address=V6,
            remote_interface=10,
            remote_address=W6,
        ),
    ),
    (
        8,
        b"\x20\0" + V6 + W6 + LABEL,
        LinkSegment(type=8, flags=32, local_address=V6, remote_address=W6),
    ),
    (
        14,
        b"\x70\x80" + V6 + SID + BEHAVIOR,
        NodeSegment(type=14, flags=0x70, algorithm=128, node_address=V6),
    ),
    (
        15,
        b"\x70\x80" + IF1 + V6 + IF2 + W6 + SID + BEHAVIOR,
        LinkSegment(
            type=15,
            flags=0x70,
            algorithm=128,
            local_interface=9,
            local_address=V6,
            remote_interface=10,
            remote_address=W6,
        ),
    ),
    (
        16,
        b"\x70\x80" + V6 + W6 + SID + BEHAVIOR,
        LinkSegment(type=16, flags=0x70, algorithm=128, local_address=V6, remote_address=W6),
    ),
]
#: lengths that RFC 9831 §2.1 to §2.9 allow
LENGTHS: Final = {
    3: (6, 10),
    4: (18, 22),
    5: (10, 14),
    6: (10, 14),
    7: (42, 46),
    8: (34, 38),
    14: (18, 34, 42),
    15: (42, 58, 66),
    16: (34, 50, 58),
}
each = pytest.mark.parametrize(("kind", "octets", "bare"), FIGURES)


@each
def test_fields(kind: int, octets: bytes, bare: NodeSegment | LinkSegment) -> None:
    """Each field stands where the figure puts it, with the SID and without."""
    srv6 = kind in (14, 15, 16)
    whole = attrs.evolve(bare, sid=SID if srv6 else LABEL, behavior=BEHAVIOR if srv6 else b"")
    assert len(octets) == max(LENGTHS[kind])
    for value, part in ((whole, octets), (bare, octets[: min(LENGTHS[kind])])):
        field = b"\0" + bytes((kind, len(part))) + part
        assert decode_segment_list(field) == SegmentList((value,))
        assert encode_segment_list(SegmentList((value,))) == field
        assert type(value).parse(str(value)) == value
    assert whole.has_algorithm == (kind in (3, 4, 14, 15, 16))


@each
def test_lengths(kind: int, octets: bytes, bare: NodeSegment | LinkSegment) -> None:
    """RFC 9831 §2: any length but those of the section makes the sub-TLV malformed."""
    for length in range(max(LENGTHS[kind]) + 3):
        part = (octets + bytes(3))[:length]
        field = b"\0" + bytes((kind, length)) + part
        if length in LENGTHS[kind]:
            assert encode_segment_list(decode_segment_list(field)) == field
        else:
            with pytest.raises(DecodeError):
                decode_segment_list(field)


@pytest.mark.parametrize("kind", [10, 11, 12])
def test_deprecated_types_are_unknown(kind: int) -> None:
    """RFC 9831 §2.7 to §2.9: TLVs 10, 11 and 12 of early drafts are not those of I, J and K."""
    field = b"\0" + bytes((kind, 18)) + bytes(18)
    assert decode_segment_list(field).parts == (Tlv(kind, bytes(18)),)


@pytest.mark.parametrize(
    "segment",
    [
        NodeSegment(type=6, node_address=V4),
        NodeSegment(type=3, node_address=V6),
        NodeSegment(type=3, node_address=V4, interface=1),
        NodeSegment(type=5, node_address=V4),
        NodeSegment(type=3, node_address=V4, sid=SID),
        NodeSegment(type=3, node_address=V4, sid=LABEL, behavior=BEHAVIOR),
        NodeSegment(type=14, node_address=V6, behavior=BEHAVIOR),
        LinkSegment(type=3, local_address=V4, remote_address=W4),
        LinkSegment(type=7, local_address=V6, remote_address=W6, local_interface=1),
        LinkSegment(type=6, local_address=V4, remote_address=W6),
    ],
)
def test_what_has_no_place_is_refused(segment: NodeSegment | LinkSegment) -> None:
    """A caller's field that the type does not have is an EncodeError."""
    with pytest.raises(EncodeError):
        encode_segment_list(SegmentList((segment,)))
