"""LOCAL_PREF (attribute 5), RFC 4271 §5.1.5.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     degree of preference                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      well-known
Malformed:  length other than 4: treat-as-withdraw (RFC 7606 §7.5)
            From an external peer the attribute is dropped unread (RFC 7606 §7.5).
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes._codec import WELL_KNOWN, AttributeCodec, exactly, length_suffices
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.record import Record

__all__ = ["CODEC", "LocalPref"]


@attrs.frozen
class LocalPref(Record):
    """How much a speaker of our AS prefers the route."""

    BARE: ClassVar[tuple[str, ...]] = ("value",)

    value: int  #: the degree of preference; the higher one is preferred


def decode(octets: bytes, context: Context) -> LocalPref:
    """Read a value."""
    return LocalPref(int.from_bytes(octets, "big"))


def encode(attribute: LocalPref, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= attribute.value <= 0xFFFFFFFF:
        raise EncodeError(f"{attribute.value} does not fit in four octets")
    return attribute.value.to_bytes(4, "big")


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    # RFC 7606 §7.5: "if the LOCAL_PREF attribute is received from an external neighbor, it SHALL be
    # discarded"
    if context.session is SessionType.EXTERNAL:
        return "RFC 7606 §7.5"
    return None


CODEC: Final = AttributeCodec(
    code=attributes.LOCAL_PREF,
    name="LOCAL_PREF",
    flags=WELL_KNOWN,
    value=LocalPref,
    rfc="RFC 4271 §5.1.5",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.5",
    length=exactly(4),
    decode=decode,
    encode=encode,
    discarded_unread=discarded_unread,
    quick=length_suffices,
)
