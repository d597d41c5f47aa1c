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

from collections.abc import Callable

__all__ = ["Rule", "cut_mp", "index", "walk"]

#: what a well-formed attribute looks like: its Optional and Transitive bits; the length that its
#: value must have (positive), must be a non-zero multiple of (negative), or 0 for any; and a
#: function that says of (octets, start, stop) whether the value is well-formed, or None
Rule = tuple[int, int, Callable[[bytes, int, int], bool] | None]


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


def index(octets: bytes, rules: list[Rule | None]) -> dict[int, int] | None:
    """Check the attributes that fill `octets` and say where their values are.

    Args:
        octets: attributes, without MP_REACH_NLRI and MP_UNREACH_NLRI.
        rules: for each of the 256 type codes its rule, or None when it is not recognised.

    Returns:
        A dict from type code to `start << 16 | stop` of the value, in the order of the wire;
        None when anything at all is wrong, or MP_REACH_NLRI or MP_UNREACH_NLRI is among them.
    """
    spans: dict[int, int] = {}
    stop = len(octets)
    position = 0
    while position < stop:
        if stop - position < 3:
            return None
        flags = octets[position]
        code = octets[position + 1]
        if flags & 0x10:
            if stop - position < 4:
                return None
            length = octets[position + 2] << 8 | octets[position + 3]
            value = position + 4
        else:
            length = octets[position + 2]
            value = position + 3
        position = value + length
        if position > stop or code in spans:
            return None
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
            if size > 0:
                if length != size:
                    return None
            elif size < 0 and (length == 0 or length % size):
                return None
            if check is not None and not check(octets, value, position):
                return None
        spans[code] = value << 16 | position
    return spans
