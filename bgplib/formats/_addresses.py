"""Text of addresses and of prefix keys, fast: what long listings consist of.

The texts are those of `bgplib.values` (RFC 5952), but for addresses in ::/96: see `ipv6_text`.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

__all__ = ["AddressTexts", "ipv4_prefix_text", "ipv6_prefix_text", "ipv6_text"]

_GROUPS: Final = Struct(">8H").unpack
# Runs of groups that are 0, the longest first, between colons on both sides.
_ZEROS: Final = tuple(":" + "0:" * count for count in range(8, 1, -1))
# The octets in decimal, and in hex with one digit at least and with two: to look a text up costs a
# third of making it.
_DECIMAL: Final = tuple(map(str, range(256)))
_DOTTED: Final = tuple([f"{octet}." for octet in range(256)])
# How the text of an IPv4 prefix ends, by its length: behind a last number, with it, with two.
_ENDS: Final = tuple([f"/{length}" for length in range(33)])
_ZERO_ENDS: Final = tuple([f"0/{length}" for length in range(33)])
_TWO_ZERO_ENDS: Final = tuple([f"0.0/{length}" for length in range(33)])
_HEX: Final = tuple([f"{octet:x}" for octet in range(256)])
_TWO_DIGITS: Final = tuple([f"{octet:02x}" for octet in range(256)])
_MAPPED: Final = b"\0" * 10 + b"\xff\xff"
_COMPATIBLE: Final = b"\0" * 12
_ZERO: Final = b"\0"
# How many addresses are remembered: more than a collector has peers.
_KEPT: Final = 65_536


def ipv6_text(octets: bytes) -> str:
    """Print an IPv6 address.

    Args:
        octets: 16 octets.
    """
    if octets[:2] == b"\0\0":
        # RFC 5952 §5 recommends dotted quads where a well-known prefix shows that an IPv4 address
        # is embedded. RFC 4291 §2.5.5 has two such prefixes. `::`, `::1` and others below
        # ::0.1.0.0 are no such addresses.
        head = octets[:12]
        if head == _MAPPED:
            return "::ffff:" + ipv4_text(octets[12:])
        if head == _COMPATIBLE and octets[12:14] != b"\0\0":
            return "::" + ipv4_text(octets[12:])
    text = ":%x:%x:%x:%x:%x:%x:%x:%x:" % _GROUPS(octets)
    for zeros in _ZEROS:
        at = text.find(zeros)
        if at >= 0:
            # RFC 5952 §4.2.2: "The symbol "::" MUST NOT be used to shorten just one 16-bit 0
            # field." §4.2.3: the longest run is shortened, the first of two that are as long.
            stop = at + len(zeros)
            return f"{text[1:at]}::{text[stop:-1]}"
    return text[1:-1]


def ipv4_text(octets: bytes) -> str:
    """Print an IPv4 address.

    Args:
        octets: 4 octets.
    """
    text = _DECIMAL
    return f"{text[octets[0]]}.{text[octets[1]]}.{text[octets[2]]}.{text[octets[3]]}"


def ipv4_prefix_text(key: bytes) -> str:
    """Print the key of an IPv4 prefix."""
    text = _DOTTED
    size = len(key)
    if size == 4:
        return f"{text[key[1]]}{text[key[2]]}{text[key[3]]}{_ZERO_ENDS[key[0]]}"
    if size == 3:
        return f"{text[key[1]]}{text[key[2]]}{_TWO_ZERO_ENDS[key[0]]}"
    if size == 5:
        fourth = _DECIMAL[key[4]]
        return f"{text[key[1]]}{text[key[2]]}{text[key[3]]}{fourth}{_ENDS[key[0]]}"
    if size == 2:
        return f"{text[key[1]]}0.{_TWO_ZERO_ENDS[key[0]]}"
    return "0.0.0.0/0"


def ipv6_prefix_text(key: bytes) -> str:
    """Print the key of an IPv6 prefix."""
    size = len(key)
    if size > 9:
        return f"{ipv6_text(key[1:].ljust(16, _ZERO))}/{_DECIMAL[key[0]]}"
    # Up to /64, four groups or more at the end are 0. That is the longest run (RFC 5952 §4.2.3),
    # and no IPv4 address is embedded.
    text = ""
    zeros = ""
    for at in range(1, size, 2):
        high = key[at]
        low = key[at + 1] if at + 1 < size else 0
        if high:
            text = f"{text}{zeros}{_HEX[high]}{_TWO_DIGITS[low]}:"
            zeros = ""
        elif low:
            text = f"{text}{zeros}{_HEX[low]}:"
            zeros = ""
        else:
            zeros += "0:"
    return f"{text or ':'}:/{_DECIMAL[key[0]]}"


class AddressTexts(dict[bytes, str]):
    """Texts of addresses by their octets, made when first asked for.

    Octets that are no address, 4 or 16 of them, print in hex.
    """

    def __missing__(self, octets: bytes) -> str:
        """Make the text."""
        if len(self) >= _KEPT:
            self.clear()
        size = len(octets)
        if size == 4:
            text = ipv4_text(octets)
        elif size == 16:
            text = ipv6_text(octets)
        else:
            text = octets.hex()
        self[octets] = text
        return text
