"""SFP (attribute 37), RFC 9015 §3.2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Type      |          Length               |   Value ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    1 Association, 2 Hop

Flags:      optional transitive
Malformed:  a TLV that runs past the end, no Hop, or a Hop without sub-TLVs: treat-as-withdraw
            (RFC 9015 §3.2.1)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind, listed, shown_as
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = ["CODEC", "Sfp"]

TYPE_NAMES: Final = {1: "association", 2: "hop"}


def _tlv_text(tlv: Tlv) -> str:
    return f"{TYPE_NAMES.get(tlv.type, tlv.type)}:{tlv.octets.hex()}"


def _parse_tlv(text: str) -> Tlv:
    word, colon, octets = text.partition(":")
    number = next((code for code, name in TYPE_NAMES.items() if name == word.strip()), word)
    return Tlv.parse(f"{number}{colon}{octets}")


@frozen
class Sfp(Record):
    """A service function path: the hops that packets take, in order."""

    #: associations and hops in the order of the wire
    tlvs: tuple[Tlv, ...] = attrs.field(metadata=shown_as(listed(FieldKind(_tlv_text, _parse_tlv))))

    @property
    def hops(self) -> tuple[tuple[int, tuple[Tlv, ...]], ...]:
        """(Service Index, sub-TLVs) of each hop that can be read (RFC 9015 §3.2.1.2)."""
        hops = []
        for tlv in self.tlvs:
            if TYPE_NAMES.get(tlv.type) == "hop":
                reader = Reader(tlv.octets)
                hops.append((reader.u8(), read_tlvs(reader, 1, 2)))
        return tuple(hops)


def decode(octets: bytes, context: Context) -> Sfp:
    """Read a value."""
    attribute = Sfp(read_tlvs(Reader(octets), 1, 2))
    hops = attribute.hops  # raises where the sub-TLVs of a hop do not fit in it
    # RFC 9015 §3.2.1 calls these errors: "No Hop TLV found in the SFP attribute." and "No Sub-TLV
    # found in a Hop TLV."
    if not hops or not all(sub_tlvs for _, sub_tlvs in hops):
        raise DecodeError("there is no hop, or one without sub-TLVs", rfc="RFC 9015 §3.2.1")
    return attribute


def encode(attribute: Sfp, context: Context) -> bytes:
    """Write a value."""
    return write_tlvs(attribute.tlvs, 1, 2)


CODEC: Final = AttributeCodec(
    code=attributes.SFP,
    name="SFP",
    flags=OPTIONAL_TRANSITIVE,
    value=Sfp,
    rfc="RFC 9015 §3.2",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 9015 §3.2.1",
    length=at_least(3),
    decode=decode,
    encode=encode,
)
