"""MP_REACH_NLRI (attribute 14), RFC 4760 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Address Family Identifier    |     SAFI      | Next Hop Len. |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Network Address of Next Hop (variable)             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Reserved    |  NLRI (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-

Flags:      optional
Malformed:  too short, a next hop of the wrong length, NLRI that cannot be read, wrong flags:
            session-reset, or AFI/SAFI disable where the context asks for it (RFC 7606 §7.11)

The attribute is no part of an attribute block, since its NLRI differ from UPDATE to UPDATE:
`bgplib.messages.update` takes it out, and puts it back.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, at_least
from bgplib.attributes.mp_unreach_nlri import encode_family
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._next_hop_octets import NEXT_HOP_OCTETS
from bgplib.values.record import Record

__all__ = ["CODEC", "MpReachNlri"]


@frozen(kw_only=True)
class MpReachNlri(Record):
    """Routes of any family that become reachable: the fields before, and the octets of, NLRI."""

    BARE: ClassVar[tuple[str, ...]] = ("family",)

    family: Family  #: the AFI and the SAFI
    #: the Network Address of Next Hop
    next_hop: bytes = attrs.field(metadata=shown_as(NEXT_HOP_OCTETS))
    reserved: int = 0  #: sent as 0, ignored when received (RFC 4760 §3)
    nlri: bytes  #: the NLRI field


def decode(octets: bytes, context: Context) -> MpReachNlri:
    """Read a value, leaving its NLRI as they are."""
    reader = Reader(octets)
    family = Family(reader.u16(), reader.u8())
    size = reader.u8()
    # RFC 7606 §7.11: "Since the next hop precedes the NLRI field in the attribute, in this case it
    # will not be possible to reliably locate the NLRI"
    if size + 1 > reader.remaining:
        raise DecodeError(f"a next hop of {size} octets runs past the end", rfc="RFC 7606 §7.11")
    next_hop = reader.take(size)
    return MpReachNlri(family=family, next_hop=next_hop, reserved=reader.u8(), nlri=reader.rest())


def encode(attribute: MpReachNlri, context: Context) -> bytes:
    """Write a value."""
    if len(attribute.next_hop) > 255:
        raise EncodeError("a next hop has at most 255 octets")
    if not 0 <= attribute.reserved <= 255:
        raise EncodeError(f"{attribute.reserved} does not fit in the reserved octet")
    return b"".join(
        (
            encode_family(attribute.family),
            bytes((len(attribute.next_hop),)),
            attribute.next_hop,
            bytes((attribute.reserved,)),
            attribute.nlri,
        )
    )


CODEC: Final = AttributeCodec(
    code=attributes.MP_REACH_NLRI,
    name="MP_REACH_NLRI",
    flags=OPTIONAL,
    value=MpReachNlri,
    rfc="RFC 4760 §3",
    malformed=Treatment.SESSION_RESET,
    malformed_rfc="RFC 7606 §7.11",
    length=at_least(5),
    decode=decode,
    encode=encode,
    wrong_flags=Treatment.SESSION_RESET,
)
