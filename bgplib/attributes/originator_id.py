"""ORIGINATOR_ID (attribute 9), RFC 4456 §8.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        BGP Identifier                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  length other than 4: treat-as-withdraw (RFC 7606 §7.9)
            From an external peer the attribute is dropped unread (RFC 7606 §7.9).
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes._codec import OPTIONAL, AttributeCodec, exactly, length_suffices
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values._field_kinds import IDENTIFIER, shown_as
from bgplib.values.record import Record

__all__ = ["CODEC", "OriginatorId"]


@attrs.frozen
class OriginatorId(Record):
    """The speaker of our AS that brought the route to its route reflector."""

    BARE: ClassVar[tuple[str, ...]] = ("identifier",)

    identifier: int = attrs.field(metadata=shown_as(IDENTIFIER))  #: its BGP Identifier


def decode(octets: bytes, context: Context) -> OriginatorId:
    """Read a value."""
    return OriginatorId(int.from_bytes(octets, "big"))


def encode(attribute: OriginatorId, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= attribute.identifier <= 0xFFFFFFFF:
        raise EncodeError(f"{attribute.identifier} does not fit in four octets")
    return attribute.identifier.to_bytes(4, "big")


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    # RFC 7606 §7.9: "if the ORIGINATOR_ID attribute is received from an external neighbor, it
    # SHALL be discarded"
    if context.session is SessionType.EXTERNAL:
        return "RFC 7606 §7.9"
    return None


CODEC: Final = AttributeCodec(
    code=attributes.ORIGINATOR_ID,
    name="ORIGINATOR_ID",
    flags=OPTIONAL,
    value=OriginatorId,
    rfc="RFC 4456 §8",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.9",
    length=exactly(4),
    decode=decode,
    encode=encode,
    discarded_unread=discarded_unread,
    quick=length_suffices,
)
