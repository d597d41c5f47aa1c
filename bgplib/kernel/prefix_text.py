"""IPv4 prefixes as text to prefix keys (see `bgplib.kernel.prefixes`).

Python has no loop over characters that is as fast as tables of what may stand between the dots,
and a compiled loop is faster than either. Both are here, and tests hold them to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final

__all__ = ["ipv4_key", "ipv4_keys", "walk"]

#: this module was compiled: then a loop over characters is faster than the tables
_COMPILED: Final = not __file__.endswith(".py")
_pack: Final = Struct("4B").pack
# The numbers of a dotted quad as text; a leading zero makes it no such number.
_OCTETS: Final = {str(number): number for number in range(256)}


def _endings() -> dict[str, tuple[int, bytes, int]]:
    """Return what may stand behind the third dot, such as `0/24`.

    By the text: the length; what a key has behind its third octet of address; and which bits of
    the first three octets of address, as a number, stand behind the length.
    """
    found = {}
    for length in range(33):
        spare = (1 << 32 - length) - 1
        for fourth in range(256):
            if not fourth & spare:
                tail = bytes((fourth,)) if length > 24 else b""
                found[f"{fourth}/{length}"] = length, tail, spare >> 8
    return found


_ENDINGS: Final = _endings()


def ipv4_key(text: str) -> bytes | None:
    """Return the key of an IPv4 prefix written as `10.0.0.0/8`; None for any other text.

    A prefix with bits set behind its length is such a text too: `Prefix.parse` says what is wrong.
    """
    if _COMPILED:
        return walk(text)
    keys = ipv4_keys((text,))
    return keys[0] if keys else None


def ipv4_keys(texts: Iterable[object]) -> list[bytes] | None:
    """Return the keys of IPv4 prefixes; None where one is another text, or none at all."""
    keys: list[bytes] = []
    if _COMPILED:
        for text in texts:
            key = walk(text) if isinstance(text, str) else None
            if key is None:
                return None
            keys.append(key)
        return keys
    for text in texts:
        if not isinstance(text, str):
            return None
        try:
            one, two, three, ending = text.split(".")
            length, tail, spare = _ENDINGS[ending]
            first, second, third = _OCTETS[one], _OCTETS[two], _OCTETS[three]
        except (KeyError, ValueError):
            return None
        key = _pack(length, first, second, third)
        if spare:
            if (first << 16 | second << 8 | third) & spare:
                return None
            key = key[: 1 + (length + 7 >> 3)]
        elif tail:
            key += tail
        keys.append(key)
    return keys


def walk(text: str) -> bytes | None:
    """Return what `ipv4_key` returns, in a way that is fast when it is compiled."""
    address = 0
    numbers = 0
    number = -1
    for position in range(len(text)):
        digit = ord(text[position]) - 48
        if 0 <= digit <= 9:
            # `ipaddress` refuses leading zeros too.
            if number == 0:
                return None
            number = digit if number < 0 else number * 10 + digit
            if number > 255:
                return None
        else:
            # A dot stands behind each of three numbers, then a slash behind the fourth.
            if number < 0 or numbers > 3 or digit != (-2 if numbers < 3 else -1):
                return None
            address = address << 8 | number
            numbers += 1
            number = -1
    if numbers < 4 or not 0 <= number <= 32 or address & (1 << 32 - number) - 1:
        return None
    return (number << 32 | address).to_bytes(5, "big")[: 1 + (number + 7 >> 3)]
