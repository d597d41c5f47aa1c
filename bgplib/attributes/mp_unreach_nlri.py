"""MP_UNREACH_NLRI (attribute 15), RFC 4760 §4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Address Family Identifier    |     SAFI      |  Withdrawn    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+               +
    |  Routes (variable)                                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  shorter than 3 octets, NLRI that cannot be read, wrong flags: session-reset, or
            AFI/SAFI disable where the context asks for it (RFC 7606 §7.12)

The attribute is no part of an attribute block: see MP_REACH_NLRI.
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values.record import Record

__all__ = ["CODEC", "MpUnreachNlri", "encode_family"]


@frozen
class MpUnreachNlri(Record):
    """Routes of any family that are no longer reachable: the family, and the octets of NLRI."""

    BARE: ClassVar[tuple[str, ...]] = ("family",)

    family: Family  #: the AFI and the SAFI
    nlri: bytes = b""  #: the Withdrawn Routes field


def decode(octets: bytes, context: Context) -> MpUnreachNlri:
    """Read a value, leaving its NLRI as they are."""
    reader = Reader(octets)
    return MpUnreachNlri(Family(reader.u16(), reader.u8()), reader.rest())


def encode_family(family: Family) -> bytes:
    """Write AFI and SAFI.

    Raises:
        EncodeError: one of them is out of range.
    """
    if not (0 <= family.afi <= 0xFFFF and 0 <= family.safi <= 0xFF):
        raise EncodeError(f"{family} does not fit in three octets")
    return family.afi.to_bytes(2, "big") + bytes((family.safi,))


def encode(attribute: MpUnreachNlri, context: Context) -> bytes:
    """Write a value."""
    return encode_family(attribute.family) + attribute.nlri


CODEC: Final = AttributeCodec(
    code=attributes.MP_UNREACH_NLRI,
    name="MP_UNREACH_NLRI",
    flags=OPTIONAL,
    value=MpUnreachNlri,
    rfc="RFC 4760 §4",
    malformed=Treatment.SESSION_RESET,
    malformed_rfc="RFC 7606 §7.12",
    length=at_least(3),
    decode=decode,
    encode=encode,
    wrong_flags=Treatment.SESSION_RESET,
)
