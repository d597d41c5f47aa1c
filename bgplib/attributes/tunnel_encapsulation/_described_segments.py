"""Segment types C to K of an SR Policy, which describe a segment in words (RFC 9831 §2).

 type    Flags, then:
  3  C   SR Algorithm, IPv4 node, [SR-MPLS SID]
  4  D   SR Algorithm, IPv6 node, [SR-MPLS SID]
  5  E   RESERVED, local interface, IPv4 node, [SR-MPLS SID]
  6  F   RESERVED, local IPv4, remote IPv4, [SR-MPLS SID]
  7  G   RESERVED, local interface, local IPv6, remote interface, remote IPv6, [SR-MPLS SID]
  8  H   RESERVED, local IPv6, remote IPv6, [SR-MPLS SID]
 14  I   SR Algorithm, IPv6 node, [SRv6 SID [behavior and structure]]
 15  J   SR Algorithm, and the fields of G, [SRv6 SID [behavior and structure]]
 16  K   SR Algorithm, and the fields of H, [SRv6 SID [behavior and structure]]

The numbers of one octet after the flags, of 4 octets (interfaces), of 4 or 16 (addresses and
SIDs) and of 8 (behavior and structure) follow each other without padding. What is optional is
there if the length says so.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._label_stack_entry import SID
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv

__all__ = [
    "DESCRIBED",
    "DescribedSegment",
    "LinkSegment",
    "NodeSegment",
    "decode_described",
    "encode_described",
]

_V, _A, _S, _B = 0x80, 0x40, 0x20, 0x10
_BEHAVIOR_OCTETS: Final = 8
#: node segments: letter, octets of an address, whether an interface stands before it
_NODES: Final = {3: ("c", 4, False), 4: ("d", 16, False), 5: ("e", 4, True), 14: ("i", 16, False)}
#: link segments: letter, octets of an address, whether interfaces stand before them
_LINKS: Final = {
    6: ("f", 4, False),
    7: ("g", 16, True),
    8: ("h", 16, False),
    15: ("j", 16, True),
    16: ("k", 16, False),
}
_SRV6: Final = (14, 15, 16)
#: the types that this file reads
DESCRIBED: Final = frozenset(_NODES.keys() | _LINKS.keys())


@attrs.frozen(kw_only=True)
class _Described(Record):
    """What these segments have in common."""

    type: int  #: the sub-TLV type, which stands for the letter
    flags: int = 0  #: V 0x80, A 0x40 (algorithm), S 0x20 (SID), B 0x10 (behavior), RFC 9831 §2.10
    #: SR Algorithm, of types C, D, I, J and K with the A-Flag; reserved in the others
    algorithm: int = 0

    @property
    def has_algorithm(self) -> bool:
        """Whether the SR Algorithm counts."""
        # RFC 9831 §2.10: "The A-Flag applies to Segment Types C, D, I, J, and K. The value of the
        # A-Flag MUST be ignored for Segment Types A, B, E, F, G, and H."
        return bool(self.flags & _A) and self.type in (3, 4, *_SRV6)


@frozen(kw_only=True)
class NodeSegment(_Described):
    """A segment of types C, D, E or I: a node, in type E with one of its interfaces."""

    WORDS: ClassVar[dict[int, str]] = {code: f"type-{row[0]}" for code, row in _NODES.items()}
    BARE: ClassVar[tuple[str, ...]] = ("node_address",)

    interface: int | None = None  #: Local Interface ID, of type E
    node_address: bytes  #: 4 or 16 octets
    sid: bytes = attrs.field(default=b"", metadata=shown_as(SID))  #: 4 or 16 octets, or none
    behavior: bytes = b""  #: Endpoint Behavior and SID Structure, 8 octets, or none


@frozen(kw_only=True)
class LinkSegment(_Described):
    """A segment of types F, G, H, J or K: a link, by the addresses of its ends."""

    WORDS: ClassVar[dict[int, str]] = {code: f"type-{row[0]}" for code, row in _LINKS.items()}
    BARE: ClassVar[tuple[str, ...]] = ("local_address", "remote_address")

    local_interface: int | None = None  #: Local Interface ID, of types G and J
    local_address: bytes  #: 4 or 16 octets
    remote_interface: int | None = None  #: Remote Interface ID, of types G and J; 0 for none
    remote_address: bytes  #: 4 or 16 octets; zeros for none in types G and J
    sid: bytes = attrs.field(default=b"", metadata=shown_as(SID))  #: 4 or 16 octets, or none
    behavior: bytes = b""  #: Endpoint Behavior and SID Structure, 8 octets, or none


DescribedSegment = NodeSegment | LinkSegment


def decode_described(tlv: Tlv) -> DescribedSegment:
    """Read a segment of one of the types in `DESCRIBED`.

    Raises:
        DecodeError: its length is none that the type can have.
    """
    reader = Reader(tlv.octets)
    flags, algorithm = reader.u8(), reader.u8()
    segment: DescribedSegment
    if tlv.type in _NODES:
        _, size, has_interface = _NODES[tlv.type]
        interface = reader.u32() if has_interface else None
        node = reader.take(size)
        sid, behavior = _decode_sid(tlv.type, reader)
        segment = NodeSegment(
            type=tlv.type,
            flags=flags,
            algorithm=algorithm,
            interface=interface,
            node_address=node,
            sid=sid,
            behavior=behavior,
        )
    else:
        _, size, has_interface = _LINKS[tlv.type]
        local_interface = reader.u32() if has_interface else None
        local = reader.take(size)
        remote_interface = reader.u32() if has_interface else None
        remote = reader.take(size)
        sid, behavior = _decode_sid(tlv.type, reader)
        segment = LinkSegment(
            type=tlv.type,
            flags=flags,
            algorithm=algorithm,
            local_interface=local_interface,
            local_address=local,
            remote_interface=remote_interface,
            remote_address=remote,
            sid=sid,
            behavior=behavior,
        )
    return segment


def _decode_sid(kind: int, reader: Reader) -> tuple[bytes, bytes]:
    # RFC 9831 §2.1, of SR-MPLS: "The value MUST be 10 when the SR-MPLS SID is present; else, it
    # MUST be 6." RFC 9831 §2.7, of SRv6: "The SRv6 Endpoint Behavior or SID Structure MUST NOT be
    # included when the SRv6 SID has not been included."
    size = 16 if kind in _SRV6 else 4
    allowed = (0, size, size + _BEHAVIOR_OCTETS) if kind in _SRV6 else (0, size)
    if reader.remaining not in allowed:
        raise DecodeError(f"{reader.remaining} octets are left for a SID", rfc="RFC 9831 §2")
    sid = reader.take(size) if reader.remaining else b""
    return sid, reader.rest()


def encode_described(segment: DescribedSegment) -> Tlv:
    """Write a segment.

    Raises:
        EncodeError: a field does not fit, or is not one of the type's.
    """
    kind = segment.type
    parts: list[bytes | int | None]
    if isinstance(segment, NodeSegment):
        row = _NODES.get(kind)
        parts = [segment.interface, segment.node_address]
    else:
        row = _LINKS.get(kind)
        parts = [
            segment.local_interface,
            segment.local_address,
            segment.remote_interface,
            segment.remote_address,
        ]
    if row is None:
        raise EncodeError(f"`{segment}` is of another type")
    _, size, has_interface = row
    octets = [bytes((segment.flags, segment.algorithm))]
    for part in parts:
        if isinstance(part, bytes):
            if len(part) != size:
                raise EncodeError(f"an address of `{segment}` has {size} octets")
            octets.append(part)
        elif (part is not None) != has_interface:
            raise EncodeError(f"`{segment}` has an interface where the type has none, or none")
        elif part is not None:
            octets.append(part.to_bytes(4, "big"))
    octets.append(_encode_sid(segment))
    return Tlv(kind, b"".join(octets))


def _encode_sid(segment: DescribedSegment) -> bytes:
    size, behaviors = (16, (0, _BEHAVIOR_OCTETS)) if segment.type in _SRV6 else (4, (0,))
    if len(segment.sid) not in (0, size):
        raise EncodeError(f"the SID of `{segment}` has {size} octets, or none")
    if len(segment.behavior) not in behaviors or (segment.behavior and not segment.sid):
        raise EncodeError(f"`{segment}` has a behavior that is not allowed there")
    return segment.sid + segment.behavior
