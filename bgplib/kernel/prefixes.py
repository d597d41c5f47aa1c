"""NLRI octets to prefix keys (RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3).

A key is the wire form with the spare bits cleared: one octet of length in bits, then as many
octets as hold them. `0a 80` followed by nothing is not a key of /9; `09 0a 80` is 10.128.0.0/9.
Equal prefixes have equal keys, and a key is what goes on the wire again.
"""

from __future__ import annotations

from typing import Final

from bgplib._compiling import i64
from bgplib.errors import DecodeError

__all__ = ["SIZE", "SPARE", "split", "split_with_path_ids", "walk"]

#: this module was compiled: then arithmetic is faster than tables
_COMPILED: Final = not __file__.endswith(".py")
#: how many octets a prefix of n bits takes on the wire, its length octet included
SIZE: Final = tuple(1 + ((bits + 7) >> 3) for bits in range(256))
#: RFC 4271 §4.3: "the value of trailing bits is irrelevant": which bits of the last octet those
#: are, for a length of n bits
SPARE: Final = tuple((0xFF >> (bits & 7)) if bits & 7 else 0 for bits in range(256))


def split(octets: bytes, start: int, stop: int, maximum: int) -> list[bytes]:
    """Return the keys of the prefixes in `octets[start:stop]`.

    Args:
        octets: the message.
        start: index of the first length octet.
        stop: index behind the last prefix.
        maximum: the longest prefix length of the family, 32 or 128 bits.

    Raises:
        DecodeError: a length is above `maximum`, or a prefix runs past `stop`.
    """
    if _COMPILED:
        return walk(octets, start, stop, maximum)
    keys: list[bytes] = []
    position = start
    while position < stop:
        bits = octets[position]
        # More than half of the Internet's; they need no table. Only the last one can run past
        # `stop`, which is looked at in the end.
        if bits == 24:
            after = position + 4
            keys.append(octets[position:after])
            position = after
            continue
        after = position + SIZE[bits]
        if bits > maximum or after > stop:
            raise _bad_prefix(bits, maximum)
        spare = SPARE[bits]
        if spare and octets[after - 1] & spare:
            keys.append(octets[position : after - 1] + bytes((octets[after - 1] & ~spare,)))
        else:
            keys.append(octets[position:after])
        position = after
    if position > stop:
        raise _bad_prefix(24, maximum)
    return keys


def walk(octets: bytes, start: i64, stop: i64, maximum: i64) -> list[bytes]:
    """Return what `split` returns, in a way that is fast when it is compiled."""
    keys: list[bytes] = []
    position = start
    while position < stop:
        bits: i64 = octets[position]
        after: i64 = position + 1 + (bits + 7 >> 3)
        if bits > maximum or after > stop:
            raise _bad_prefix(bits, maximum)
        spare: i64 = 0xFF >> (bits & 7) if bits & 7 else 0
        last: i64 = octets[after - 1]
        if last & spare:
            # The length octet of /0 is its last one, and has no spare bits.
            keys.append(octets[position : after - 1] + bytes((last & ~spare,)))
        else:
            keys.append(octets[position:after])
        position = after
    return keys


def split_with_path_ids(
    octets: bytes, start: int, stop: int, maximum: int
) -> tuple[list[int], list[bytes]]:
    """Return the path identifiers, and the keys, of the prefixes in `octets[start:stop]`.

    Raises:
        DecodeError: as `split`, or a path identifier runs past `stop`.
    """
    path_ids: list[int] = []
    keys: list[bytes] = []
    position = start
    while position < stop:
        # RFC 7911 §3: four octets of Path Identifier stand before each length octet.
        if stop - position < 5:
            raise DecodeError(
                "less than a path identifier and a length octet is left",
                rfc="RFC 7911 §3",
                subcode=10,
            )
        path_ids.append(int.from_bytes(octets[position : position + 4], "big"))
        position += 4
        bits = octets[position]
        after = position + SIZE[bits]
        if bits > maximum or after > stop:
            raise _bad_prefix(bits, maximum)
        spare = SPARE[bits]
        if spare and octets[after - 1] & spare:
            keys.append(octets[position : after - 1] + bytes((octets[after - 1] & ~spare,)))
        else:
            keys.append(octets[position:after])
        position = after
    return path_ids, keys


def _bad_prefix(bits: int, maximum: int) -> DecodeError:
    if bits > maximum:
        text = f"a prefix length of {bits} bits is above {maximum}"
    else:
        text = f"a prefix of {bits} bits runs past the end of the field"
    # RFC 4271 §6.3: "If the field is syntactically incorrect, then the Error Subcode MUST be set
    # to Invalid Network Field."
    return DecodeError(text, rfc="RFC 7606 §5.3", subcode=10)
