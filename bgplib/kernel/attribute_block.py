"""Walks over path attributes (RFC 4271 §4.3).

     0                   1
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Attr. Flags  |Attr. Type Code|   then one octet of length, two with Extended Length (0x10)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

`cut_mp` and `index` know two answers: all is well, or None. A None sends the message to
`bgplib.messages.validate`, which walks again and finds out what is wrong and where.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

__all__ = ["Rule", "cut_mp", "index", "walk"]

#: what a well-formed attribute looks like: its Optional and Transitive bits; the length that its
#: value must have (positive), must be a non-zero multiple of (negative), or 0 for any; and a
#: function that says of (octets, start, stop) whether the value is well-formed, or None
Rule = tuple[int, int, Callable[[bytes, int, int], bool] | None]
_FOUR: Final = tuple(struct.Struct(f">{count}I") for count in range(256))


def walk(octets: bytes, start: int, stop: int) -> tuple[list[tuple[int, int, int, int]], int]:
    """List the attributes in `octets[start:stop]`, as far as they can be told apart.

    Returns:
        For each, (flags, type code, start of its value, its end); and the index where the walk
        ended: `stop`, or the start of an attribute that runs past it (RFC 7606 §4).
    """
    found = []
    position = start
    while stop - position >= 3:
        flags = octets[position]
        if flags & 0x10:
            if stop - position < 4:
                break
            value = position + 4
            after = value + (octets[position + 2] << 8 | octets[position + 3])
        else:
            value = position + 3
            after = value + octets[position + 2]
        if after > stop:
            break
        found.append((flags, octets[position + 1], value, after))
        position = after
    return found, position


def cut_mp(octets: bytes, start: int, stop: int) -> list[tuple[int, int, int, int]] | None:
    """Find MP_REACH_NLRI and MP_UNREACH_NLRI among the attributes in `octets[start:stop]`.

    Returns:
        For each, (type code, start of the attribute, start of its value, its end); None when
        the attributes do not fill the field exactly, or either is there twice or has wrong flags.
    """
    found = []
    codes = 0
    position = start
    while position < stop:
        if stop - position < 3:
            return None
        flags = octets[position]
        code = octets[position + 1]
        if flags & 0x10:
            if stop - position < 4:
                return None
            value = position + 4
            after = value + (octets[position + 2] << 8 | octets[position + 3])
        else:
            value = position + 3
            after = value + octets[position + 2]
        if after > stop:
            return None
        if code == 14 or code == 15:
            if codes >> code & 1 or flags & 0xC0 != 0x80:
                return None
            codes |= 1 << code
            found.append((code, position, value, after))
        position = after
    return found


def index(
    octets: bytes,
    rules: list[Rule | None],
    first_as: int = -1,
    paths: list[tuple[tuple[int, tuple[int, ...]], ...]] | None = None,
) -> dict[int, int] | None:
    """Check the attributes that fill `octets` and say where their values are.

    Args:
        octets: attributes, without MP_REACH_NLRI and MP_UNREACH_NLRI.
        rules: for each of the 256 type codes its rule, or None when it is not recognised.
        first_as: what an AS_PATH that is passed without asking its rule begins with; 0 for any.
        paths: where to put the AS_PATH that was passed so. None asks the rules of all attributes;
            otherwise an ORIGIN that is defined, a NEXT_HOP that is clearly a host's address, and
            an AS_PATH that is one AS_SEQUENCE of 4-octet numbers without AS 0, as nearly all are,
            are passed at once.

    Returns:
        A dict from type code to `start << 16 | stop` of the value, in the order of the wire;
        None when anything at all is wrong, or MP_REACH_NLRI or MP_UNREACH_NLRI is among them.
    """
    spans: dict[int, int] = {}
    stop = len(octets)
    position = 0
    try:
        while position < stop:
            flags = octets[position]
            code = octets[position + 1]
            length = octets[position + 2]
            value = position + 3
            if flags & 0x10:
                length = length << 8 | octets[value]
                value += 1
            position = value + length
            if code in spans:
                return None
            if code < 4 and paths is not None and position <= stop and flags & 0xC0 == 0x40:
                if code == 1:
                    # RFC 4271 §4.3: ORIGIN is 0, 1 or 2.
                    if length == 1 and octets[value] < 3:
                        spans[1] = value << 16 | position
                        continue
                elif code == 2:
                    if length > 2 and octets[value] == 2 and octets[value + 1] << 2 == length - 2:
                        asns = _FOUR[octets[value + 1]].unpack_from(octets, value + 2)
                        if 0 not in asns and (not first_as or asns[0] == first_as):
                            paths.append(((2, asns),))
                            spans[2] = value << 16 | position
                            continue
                elif code == 3 and length == 4 and 0 < octets[value] < 224 and octets[value] != 127:
                    spans[3] = value << 16 | position
                    continue
            rule = rules[code]
            if rule is None:
                # RFC 4271 §6.3: an attribute that is not recognised must be optional. Code 0 is
                # reserved; the MP attributes do not belong here.
                if not flags & 0x80 or code == 0 or code == 14 or code == 15:
                    return None
            else:
                kind, size, check = rule
                if flags & 0xC0 != kind:
                    return None
                if length != size and size and (size > 0 or not length or length % size):
                    return None
                if check is not None and (position > stop or not check(octets, value, position)):
                    return None
            spans[code] = value << 16 | position
    except IndexError:
        # Less than a header is left.
        return None
    # The last attribute may have run past the end: then nothing was found behind it.
    return spans if position == stop else None
