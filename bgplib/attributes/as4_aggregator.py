"""AS4_AGGREGATOR (attribute 18), RFC 6793 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      AS number, 4 octets                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  IPv4 address of the speaker                  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  length other than 8, or AS 0: attribute-discard (RFC 6793 §6)
            From a peer that speaks 4-octet AS numbers it is dropped unread (RFC 6793 §6).
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, QuickCheck, exactly
from bgplib.attributes.aggregator import decode_aggregator, encode_aggregator
from bgplib.attributes.as4_path import dropped_between_four_octet_speakers
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.record import Record

__all__ = ["CODEC", "As4Aggregator"]


@frozen
class As4Aggregator(Record):
    """The aggregating speaker with its true AS number, carried through 2-octet speakers."""

    BARE: ClassVar[tuple[str, ...]] = ("asn", "address")

    asn: int  #: its AS number
    address: bytes  #: its IPv4 address, 4 octets


def decode(octets: bytes, context: Context) -> As4Aggregator:
    """Read a value."""
    return As4Aggregator(*decode_aggregator(octets, 4))


def encode(attribute: As4Aggregator, context: Context) -> bytes:
    """Write a value."""
    return encode_aggregator(attribute.asn, attribute.address, 4)


def _has_asn(octets: bytes, start: int, stop: int) -> bool:
    return octets[start : start + 4] != b"\0\0\0\0"


def quick(context: Context) -> QuickCheck:
    """Check a value in place."""
    return _has_asn


CODEC: Final = AttributeCodec(
    code=attributes.AS4_AGGREGATOR,
    name="AS4_AGGREGATOR",
    flags=OPTIONAL_TRANSITIVE,
    value=As4Aggregator,
    rfc="RFC 6793 §3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 6793 §6",
    length=exactly(8),
    decode=decode,
    encode=encode,
    discarded_unread=dropped_between_four_octet_speakers,
    quick=quick,
)
