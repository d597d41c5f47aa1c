"""NEXT_HOP (attribute 3), RFC 4271 §4.3 and §5.1.3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         IPv4 address                          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      well-known
Malformed:  length other than 4, or not the address of a host: treat-as-withdraw
            (RFC 7606 §7.3); where a router shows its own routes, 0.0.0.0, loopback
            addresses and an empty value are none of these (RFC 8671 §5.2)
"""

from __future__ import annotations

from typing import Final

from bgplib.attributes._codec import WELL_KNOWN, AttributeCodec, LengthRule, QuickCheck
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes, messages
from bgplib.values.address import address_text
from bgplib.values.next_hop import NextHop

__all__ = ["CODEC", "NextHop"]


def _is_host(octets: bytes, start: int, stop: int) -> bool:
    """Say whether an IPv4 address can be a host's: not 0.0.0.0, 127/8, class D or class E."""
    if start == stop:
        return False
    first = octets[start]
    return first < 224 and first != 127 and octets[start:stop] != b"\0\0\0\0"


def _is_host_or_own(octets: bytes, start: int, stop: int) -> bool:
    """Say whether an IPv4 address can be a host's, or that of a router's own route."""
    # RFC 8671 §5.2: "It is common that the next hop may be null, loopback, or similar during the
    # pre-policy phase. All mandatory attributes, such as next hop, MUST be either zero or have an
    # empty length if they are unknown". RFC 9069 §3: the pre-policy Adj-RIB-Out "normally
    # represents a similar view of the Loc-RIB".
    return (
        start == stop
        or octets[start] == 127
        or octets[start:stop] == bytes(4)
        or _is_host(octets, start, stop)
    )


def decode(octets: bytes, context: Context) -> NextHop:
    """Read a value."""
    if not octets and not context.own_routes:
        text = "NEXT_HOP has 0 octets, not exactly 4"
        raise DecodeError(text, subcode=messages.ATTRIBUTE_LENGTH_ERROR)
    # RFC 4271 §6.3: "If the NEXT_HOP attribute field is syntactically incorrect, then the Error
    # Subcode MUST be set to Invalid NEXT_HOP Attribute. ... Syntactic correctness means that the
    # NEXT_HOP attribute represents a valid IP host address."
    if not quick(context)(octets, 0, len(octets)):
        raise DecodeError(f"{address_text(octets)} is not a host's address", rfc="RFC 4271 §6.3")
    return NextHop(octets)


def encode(next_hop: NextHop, context: Context) -> bytes:
    """Write a value."""
    if len(next_hop.octets) != 4 and (next_hop.octets or not context.own_routes):
        raise EncodeError(f"NEXT_HOP is an IPv4 address, not {next_hop}")
    return next_hop.octets


def quick(context: Context) -> QuickCheck:
    """Check a value in place."""
    return _is_host_or_own if context.own_routes else _is_host


CODEC: Final = AttributeCodec(
    code=attributes.NEXT_HOP,
    name="NEXT_HOP",
    flags=WELL_KNOWN,
    value=NextHop,
    rfc="RFC 4271 §5.1.3",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.3",
    length=LengthRule(0, 4, 4),  # `decode` says where it may be empty
    decode=decode,
    encode=encode,
    subcode=messages.INVALID_NEXT_HOP_ATTRIBUTE,
    quick=quick,
)
