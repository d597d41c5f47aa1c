"""IPv4 and IPv6 addresses: octets to text (RFC 5952) and back."""

from __future__ import annotations

import ipaddress

from bgplib._in_order import in_order
from bgplib.errors import ParseError

__all__ = ["address_octets", "address_text", "identifier_text", "is_link_local", "parse_identifier"]


def address_text(octets: bytes) -> str:
    """Print an address of 4 or 16 octets as RFC 5952 asks.

    Raises:
        ParseError: it is neither 4 nor 16 octets long.
    """
    if len(octets) == 4:
        return f"{octets[0]}.{octets[1]}.{octets[2]}.{octets[3]}"
    if len(octets) == 16:
        # RFC 5952 §5: for IPv4-mapped addresses "mixed notation is RECOMMENDED";
        # `ipaddress` does so from Python 3.13 on only.
        if octets[:12] == b"\0" * 10 + b"\xff\xff":
            return "::ffff:" + address_text(octets[12:])
        return str(ipaddress.IPv6Address(octets))
    raise ParseError(f"an address has 4 or 16 octets, not {len(octets)}")


def address_octets(text: str | ipaddress.IPv4Address | ipaddress.IPv6Address) -> bytes:
    """Read an IPv4 or IPv6 address.

    Raises:
        ParseError: the text is neither.
    """
    given: object = text
    if isinstance(given, int):  # of which the standard library makes one: 5 is 0.0.0.5
        raise ParseError(f"{in_order(given)} is a number, and not an address")
    try:
        return ipaddress.ip_address(text).packed
    except ValueError as error:
        raise ParseError(str(error)) from None


def is_link_local(address: bytes) -> bool:
    """Say whether an address is one of IPv6, of fe80::/10 (RFC 4291 §2.5.6)."""
    return len(address) == 16 and address[0] == 0xFE and address[1] & 0xC0 == 0x80


def identifier_text(identifier: int) -> str:
    """Print a BGP Identifier, ORIGINATOR_ID or cluster number as a dotted quad."""
    return address_text(identifier.to_bytes(4, "big"))


def parse_identifier(text: str | int) -> int:
    """Read a dotted quad (or a number) as the 4-octet integer that it is.

    Raises:
        ParseError: it is neither a dotted quad nor a number of four octets.
    """
    given: object = text
    if isinstance(given, int):
        value = given
    elif not isinstance(given, str):
        value = -1
    elif given.isascii() and given.isdigit() and len(given) <= 10:
        value = int(given)
    else:
        octets = address_octets(given)
        value = int.from_bytes(octets, "big") if len(octets) == 4 else -1
    if not 0 <= value <= 0xFFFFFFFF:
        raise ParseError(f"{in_order(text)} is not a 4-octet identifier")
    return value
