"""Text of addresses and of prefix keys, fast: what long listings consist of.

The texts are those of `bgplib.values` (RFC 5952), but for addresses in ::/96: see `ipv6_text`.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

from bgplib._compiling import i64
from bgplib.kernel.prefixes import split

__all__ = [
    "AddressTexts",
    "ipv4_prefix_text",
    "ipv4_walk",
    "ipv6_prefix_text",
    "ipv6_text",
    "ipv6_walk",
]


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
# How the text of a prefix of IPv4 ends behind its second dot, by its length less 17 and its third
# octet; how one of IPv6 up to /64 ends behind its last group.
_TAILS: Final = [f"{octet}.0/{length}" for length in range(17, 25) for octet in range(256)]
_GROUP_ENDS: Final = [f":/{length}" for length in range(65)]
_ZERO_GROUP_ENDS: Final = [f"::/{length}" for length in range(65)]
# The end of a group: of two octets, and of one.
_TWO_DIGITS_END: Final = [f"{octet:02x}:" for octet in range(256)]
_HEX_END: Final = [f"{octet:x}:" for octet in range(256)]


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


def ipv4_walk(octets: bytes, start: i64, stop: i64) -> list[str] | None:
    """Print the prefixes of IPv4 in `octets[start:stop]`; None where `split` raises an error.

    This is for speed, where it is compiled: it makes no keys.
    """
    texts: list[str] = []
    position = start
    while position < stop:
        bits: i64 = octets[position]
        after: i64 = position + 1 + (bits + 7 >> 3)
        if bits > 32 or after > stop:
            return None
        if bits > 16:
            high: i64 = octets[position + 1]
            low: i64 = octets[position + 2]
            third: i64 = octets[position + 3]
            # RFC 4271 §4.3: "the value of trailing bits is irrelevant": these shifts drop them.
            if bits <= 24:
                third &= 0xFF << 24 - bits
                tail = _TAILS[bits - 17 << 8 | third]
                texts.append(f"{_DOTTED[high]}{_DOTTED[low]}{tail}")
            else:
                fourth: i64 = octets[position + 4]
                fourth &= 0xFF << 32 - bits
                head = f"{_DOTTED[high]}{_DOTTED[low]}{_DOTTED[third]}"
                texts.append(f"{head}{_DECIMAL[fourth]}{_ENDS[bits]}")
        else:
            texts.append(ipv4_prefix_text(split(octets, position, after, 32)[0]))
        position = after
    return texts


def ipv6_walk(octets: bytes, start: i64, stop: i64) -> list[str] | None:
    """Do for IPv6 what `ipv4_walk` does for IPv4."""
    texts: list[str] = []
    position = start
    while position < stop:
        bits: i64 = octets[position]
        after: i64 = position + 1 + (bits + 7 >> 3)
        if bits > 128 or after > stop:
            return None
        if bits > 64:
            texts.append(ipv6_prefix_text(split(octets, position, after, 128)[0]))
            position = after
            continue
        # See `ipv6_prefix_text`.
        parts: list[str] = []
        zeros = 0
        at = position + 1
        left = bits
        while left > 0:
            high: i64 = octets[at]
            low: i64 = 0
            if left > 8:
                low = octets[at + 1]
                if left < 16:
                    low &= 0xFF << 16 - left
            else:
                high &= 0xFF << 8 - left
            if high or low:
                while zeros:
                    parts.append("0:")
                    zeros -= 1
                if high:
                    parts.append(_HEX[high])
                    parts.append(_TWO_DIGITS_END[low])
                else:
                    parts.append(_HEX_END[low])
            else:
                zeros += 1
            at += 2
            left -= 16
        parts.append(_GROUP_ENDS[bits] if parts else _ZERO_GROUP_ENDS[bits])
        texts.append("".join(parts))
        position = after
    return texts


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
