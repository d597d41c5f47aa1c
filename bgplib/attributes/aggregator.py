"""AGGREGATOR (attribute 7), RFC 4271 §4.3 and §5.1.7, RFC 6793 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                AS number, 2 or 4 octets                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  IPv4 address of the speaker                  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length other than 8 (6 where AS numbers have two octets), or AS 0:
            attribute-discard (RFC 7606 §7.7)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, LengthRule, QuickCheck
from bgplib.attributes._segments import AS_TRANS
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes, messages
from bgplib.values.record import Record

__all__ = ["CODEC", "Aggregator"]


@frozen
class Aggregator(Record):
    """The speaker that formed the aggregate route."""

    BARE: ClassVar[tuple[str, ...]] = ("asn", "address")

    asn: int  #: its AS number
    address: bytes  #: its IPv4 address, 4 octets; should be its BGP Identifier


def decode_aggregator(octets: bytes, size: int) -> tuple[int, bytes]:
    """Read an AS number of `size` octets and an address.

    Raises:
        DecodeError: the length is not `size` + 4, or the AS number is 0.
    """
    # RFC 7606 §7.7: "Its length is not 6 (when the 4-octet AS number capability is not advertised
    # to or not received from the peer [RFC6793])"; 8 otherwise.
    if len(octets) != size + 4:
        raise DecodeError(
            f"{len(octets)} octets where {size + 4} are needed",
            rfc="RFC 7606 §7.7",
            subcode=messages.ATTRIBUTE_LENGTH_ERROR,
        )
    asn = int.from_bytes(octets[:size], "big")
    # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
    # AGGREGATOR attribute MUST be considered as malformed"
    if asn == 0:
        raise DecodeError("the aggregator's AS number is 0", rfc="RFC 7607 §2")
    return asn, octets[size:]


def decode(octets: bytes, context: Context) -> Aggregator:
    """Read a value."""
    return Aggregator(*decode_aggregator(octets, 4 if context.four_octet_as else 2))


def encode_aggregator(asn: int, address: bytes, size: int) -> bytes:
    """Write an AS number of `size` octets, AS_TRANS if it does not fit, and an address.

    Raises:
        EncodeError: one of them is out of range.
    """
    if not 0 < asn <= 0xFFFFFFFF or len(address) != 4:
        raise EncodeError("an aggregator is an AS number and an IPv4 address")
    return (asn if asn < 1 << 8 * size else AS_TRANS).to_bytes(size, "big") + address


def encode(attribute: Aggregator, context: Context) -> bytes:
    """Write a value."""
    size = 4 if context.four_octet_as else 2
    return encode_aggregator(attribute.asn, attribute.address, size)


def quick(context: Context) -> QuickCheck:
    """Check a value in place."""
    size = 4 if context.four_octet_as else 2
    zero = b"\0" * size

    def check(octets: bytes, start: int, stop: int) -> bool:
        return stop - start == size + 4 and octets[start : start + size] != zero

    return check


CODEC: Final = AttributeCodec(
    code=attributes.AGGREGATOR,
    name="AGGREGATOR",
    flags=OPTIONAL_TRANSITIVE,
    value=Aggregator,
    rfc="RFC 4271 §5.1.7",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 7606 §7.7",
    length=LengthRule(6, 8),
    decode=decode,
    encode=encode,
    quick=quick,
)
