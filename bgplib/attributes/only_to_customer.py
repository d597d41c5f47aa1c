"""ONLY_TO_CUSTOMER (attribute 35), RFC 9234 §5.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          AS number of the speaker that set the mark           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length other than 4: treat-as-withdraw (RFC 9234 §5)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, exactly, length_suffices
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.record import Record

__all__ = ["CODEC", "OnlyToCustomer"]


@attrs.frozen
class OnlyToCustomer(Record):
    """A mark that the route may go down to customers only, from the AS that set it."""

    BARE: ClassVar[tuple[str, ...]] = ("asn",)

    asn: int  #: the AS that attached the mark


def decode(octets: bytes, context: Context) -> OnlyToCustomer:
    """Read a value."""
    return OnlyToCustomer(int.from_bytes(octets, "big"))


def encode(attribute: OnlyToCustomer, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= attribute.asn <= 0xFFFFFFFF:
        raise EncodeError(f"{attribute.asn} does not fit in four octets")
    return attribute.asn.to_bytes(4, "big")


CODEC: Final = AttributeCodec(
    code=attributes.ONLY_TO_CUSTOMER,
    name="ONLY_TO_CUSTOMER",
    flags=OPTIONAL_TRANSITIVE,
    value=OnlyToCustomer,
    rfc="RFC 9234 §5",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 9234 §5",
    length=exactly(4),
    decode=decode,
    encode=encode,
    quick=length_suffices,
)
