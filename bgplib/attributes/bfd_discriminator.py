"""BFD_DISCRIMINATOR (attribute 38), RFC 9026 §3.1.6.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+
    |    BFD Mode   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       BFD Discriminator                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~        Optional TLVs, type and length of one octet each       ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  shorter than 11 octets, TLVs that do not fit, or in mode 1 no Source IP Address TLV:
            attribute-discard (RFC 9026 §3.1.6)
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = ["CODEC", "BfdDiscriminator"]

P2MP: Final = 1
_SOURCE_ADDRESS: Final = 1


@frozen(kw_only=True)
class BfdDiscriminator(Record):
    """The BFD session by which receivers of a multicast tunnel watch it."""

    mode: int  #: BFD Mode: 1 is a point-to-multipoint session
    discriminator: int  #: My Discriminator of the session's head
    tlvs: tuple[Tlv, ...] = ()  #: optional TLVs in the order of the wire

    @property
    def source_address(self) -> bytes | None:
        """The address of the session's head, 4 or 16 octets."""
        for tlv in self.tlvs:
            if tlv.type == _SOURCE_ADDRESS:
                return tlv.octets
        return None


def decode(octets: bytes, context: Context) -> BfdDiscriminator:
    """Read a value."""
    reader = Reader(octets)
    attribute = BfdDiscriminator(
        mode=reader.u8(), discriminator=reader.u32(), tlvs=read_tlvs(reader, 1, 1)
    )
    for tlv in attribute.tlvs:
        # RFC 9026 §3.1.6: "The Length field is 4 for the IPv4 address family and 16 for the IPv6
        # address family. The TLV is considered malformed if the field is set to any other value."
        if tlv.type == _SOURCE_ADDRESS and len(tlv.octets) not in (4, 16):
            raise DecodeError(f"a source of {len(tlv.octets)} octets", rfc="RFC 9026 §3.1.6")
    # RFC 9026 §3.1.6: "The BFD Discriminator attribute that does not include the Source IP Address
    # TLV MUST be handled according to the "attribute discard" approach"
    if attribute.mode == P2MP and attribute.source_address is None:
        raise DecodeError("the source of the session is missing", rfc="RFC 9026 §3.1.6")
    return attribute


def encode(attribute: BfdDiscriminator, context: Context) -> bytes:
    """Write a value."""
    if not (0 <= attribute.mode <= 255 and 0 <= attribute.discriminator <= 0xFFFFFFFF):
        raise EncodeError(f"`{attribute}` does not fit in one and four octets")
    head = bytes((attribute.mode,)) + attribute.discriminator.to_bytes(4, "big")
    return head + write_tlvs(attribute.tlvs, 1, 1)


CODEC: Final = AttributeCodec(
    code=attributes.BFD_DISCRIMINATOR,
    name="BFD_DISCRIMINATOR",
    flags=OPTIONAL_TRANSITIVE,
    value=BfdDiscriminator,
    rfc="RFC 9026 §3.1.6",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 9026 §3.1.6",
    length=at_least(11),
    decode=decode,
    encode=encode,
)
