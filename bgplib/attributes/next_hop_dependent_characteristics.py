"""NEXT_HOP_DEPENDENT_CHARACTERISTICS (attribute 39), draft-ietf-idr-entropy-label §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Address Family Identifier    |     SAFI      | Next Hop Len  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~             Network Address of Next Hop (variable)            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Characteristic Code, 2       |      Length, 2 octets         |   Value, and so on
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  a next hop or a characteristic that runs past the end: attribute-discard
            (draft-ietf-idr-entropy-label §2)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._next_hop_octets import NEXT_HOP_OCTETS
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = ["CODEC", "NextHopDependentCharacteristics"]

_DRAFT: Final = "draft-ietf-idr-entropy-label §2"


@frozen(kw_only=True)
class NextHopDependentCharacteristics(Record):
    """What the next hop can do; void when a speaker has changed the next hop without noting it."""

    BARE: ClassVar[tuple[str, ...]] = ("family", "next_hop")

    family: Family  #: of the next hop
    #: the next hop that the characteristics are of
    next_hop: bytes = attrs.field(metadata=shown_as(NEXT_HOP_OCTETS))
    characteristics: tuple[Tlv, ...] = ()  #: in the order of the wire; 1 is entropy label


def decode(octets: bytes, context: Context) -> NextHopDependentCharacteristics:
    """Read a value."""
    reader = Reader(octets)
    return NextHopDependentCharacteristics(
        family=Family(reader.u16(), reader.u8()),
        next_hop=reader.take(reader.u8()),
        characteristics=read_tlvs(reader, 2, 2),
    )


def encode(attribute: NextHopDependentCharacteristics, context: Context) -> bytes:
    """Write a value."""
    if len(attribute.next_hop) > 255:
        raise EncodeError("a next hop has at most 255 octets")
    family = attribute.family
    if not (0 <= family.afi <= 0xFFFF and 0 <= family.safi <= 0xFF):
        raise EncodeError(f"{family} does not fit in two and one octets")
    head = family.afi.to_bytes(2, "big") + bytes((family.safi, len(attribute.next_hop)))
    return head + attribute.next_hop + write_tlvs(attribute.characteristics, 2, 2)


CODEC: Final = AttributeCodec(
    code=attributes.NEXT_HOP_DEPENDENT_CHARACTERISTICS,
    name="NEXT_HOP_DEPENDENT_CHARACTERISTICS",
    flags=OPTIONAL_TRANSITIVE,
    value=NextHopDependentCharacteristics,
    rfc=_DRAFT,
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc=_DRAFT,
    length=at_least(4),
    decode=decode,
    encode=encode,
)
