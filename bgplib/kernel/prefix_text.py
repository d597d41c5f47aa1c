"""IPv4 prefixes as text to prefix keys (see `bgplib.kernel.prefixes`)."""

from __future__ import annotations

from typing import Final

__all__ = ["ipv4_key"]

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
    try:
        one, two, three, ending = text.split(".")
        length, tail, spare = _ENDINGS[ending]
        first, second, third = _OCTETS[one], _OCTETS[two], _OCTETS[three]
    except (KeyError, ValueError):
        return None
    key = bytes((length, first, second, third)) + tail
    if not spare:
        return key
    if (first << 16 | second << 8 | third) & spare:
        return None
    return key[: 1 + (length + 7 >> 3)]
