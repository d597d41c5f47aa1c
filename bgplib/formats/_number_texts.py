"""AS numbers and communities as text, fast: most of what new attributes cost to print.

Python has nothing that is as fast as a format for all numbers of a set at once, and a compiled loop
that puts texts of three digits together is faster than that. Both are here, and tests hold them to
each other.
"""

from __future__ import annotations

from struct import Struct, iter_unpack
from typing import Final

from bgplib._compiling import i64
from bgplib.kernel import as_path as kernel

__all__ = [
    "communities_by_format",
    "communities_by_table",
    "communities_texts",
    "large_by_format",
    "large_by_table",
    "large_texts",
    "number",
    "sequence_by_format",
    "sequence_by_table",
    "sequence_text",
]

#: this module was compiled: then putting texts together is faster than a format
_COMPILED: Final = not __file__.endswith(".py")
# What reads and prints up to 64 communities at once: two numbers of two octets each, as people
# write them. To print them one by one costs twice as much.
_HALVES: Final = tuple([Struct(f">{2 * count}H").unpack for count in range(65)])
_SPACED: Final = tuple([" ".join(["%d:%d"] * count) for count in range(65)])
# How a number begins, 4,294 millions at most; the same behind a space, and three digits at most
# behind a colon; and three digits within it.
_HEADS: Final = [str(number) for number in range(4295)]
_NEXT_HEADS: Final = [f" {number}" for number in range(4295)]
_LOW_HEADS: Final = [f":{number}" for number in range(1000)]
_DIGITS: Final = [f"{number:03d}" for number in range(1000)]


def number(octets: bytes, at: i64) -> i64:
    """Read the number of four octets that starts at `at`."""
    if _COMPILED:
        place = at
        one: i64 = octets[place]
        two: i64 = octets[place + 1]
        three: i64 = octets[place + 2]
        four: i64 = octets[place + 3]
        return one << 24 | two << 16 | three << 8 | four
    return int.from_bytes(octets[at : at + 4], "big")


def sequence_text(octets: bytes, at: int, count: int) -> str:
    """Print AS numbers of four octets with spaces between them; nothing where one of them is 0.

    Args:
        octets: holds them.
        at: where they start.
        count: how many there are.
    """
    if _COMPILED:
        return sequence_by_table(octets, at, count)
    return sequence_by_format(octets, at, count)


def sequence_by_format(octets: bytes, at: int, count: int) -> str:
    """Return what `sequence_text` returns, in the way that is fast when it is interpreted."""
    asns = kernel.FOUR[count].unpack_from(octets, at)
    return "" if 0 in asns else kernel.text(((2, asns),))


def sequence_by_table(octets: bytes, at: int, count: int) -> str:
    """Return what `sequence_text` returns, in the way that is fast when it is compiled."""
    position: i64 = at
    stop: i64 = position + 4 * count
    heads = _HEADS
    texts: list[str] = []
    while position < stop:
        one: i64 = octets[position]
        two: i64 = octets[position + 1]
        three: i64 = octets[position + 2]
        four: i64 = octets[position + 3]
        asn: i64 = one << 24 | two << 16 | three << 8 | four
        if not asn:
            return ""
        thousands: i64 = asn // 1000
        if not thousands:
            texts.append(heads[asn])
        elif thousands < 1000:
            texts.append(heads[thousands])
            texts.append(_DIGITS[asn - thousands * 1000])
        else:
            millions: i64 = thousands // 1000
            texts.append(heads[millions])
            texts.append(_DIGITS[thousands - millions * 1000])
            texts.append(_DIGITS[asn - thousands * 1000])
        heads = _NEXT_HEADS
        position += 4
    return "".join(texts)


def communities_texts(octets: bytes) -> tuple[str, ...]:
    """Print communities as `65000:1`.

    Args:
        octets: four for each.
    """
    if _COMPILED:
        return communities_by_table(octets)
    return communities_by_format(octets)


def communities_by_format(octets: bytes) -> tuple[str, ...]:
    """Return what `communities_texts` returns, in the way that is fast when it is interpreted."""
    count = len(octets) >> 2
    if count > 64:
        return tuple(["%d:%d" % pair for pair in iter_unpack(">HH", octets)])
    text: str = _SPACED[count] % _HALVES[count](octets)
    return tuple(text.split())


def communities_by_table(octets: bytes) -> tuple[str, ...]:
    """Return what `communities_texts` returns, in the way that is fast when it is compiled."""
    texts: list[str] = []
    position: i64 = 0
    stop: i64 = len(octets)
    while position < stop:
        one: i64 = octets[position]
        two: i64 = octets[position + 1]
        three: i64 = octets[position + 2]
        four: i64 = octets[position + 3]
        high: i64 = one << 8 | two
        low: i64 = three << 8 | four
        one = high // 1000
        two = low // 1000
        if one and two:
            middle = _DIGITS[high - one * 1000]
            text = f"{_HEADS[one]}{middle}{_LOW_HEADS[two]}{_DIGITS[low - two * 1000]}"
        elif one:
            text = f"{_HEADS[one]}{_DIGITS[high - one * 1000]}{_LOW_HEADS[low]}"
        elif two:
            text = f"{_HEADS[high]}{_LOW_HEADS[two]}{_DIGITS[low - two * 1000]}"
        else:
            text = _HEADS[high] + _LOW_HEADS[low]
        texts.append(text)
        position += 4
    return tuple(texts)


def large_texts(octets: bytes) -> tuple[str, ...]:
    """Print large communities as `64496:1:2`.

    Args:
        octets: twelve for each.
    """
    if _COMPILED:
        return large_by_table(octets)
    return large_by_format(octets)


def large_by_format(octets: bytes) -> tuple[str, ...]:
    """Return what `large_texts` returns, in the way that is fast when it is interpreted."""
    return tuple(["%d:%d:%d" % community for community in iter_unpack(">III", octets)])


def large_by_table(octets: bytes) -> tuple[str, ...]:
    """Return what `large_texts` returns, in the way that is fast when it is compiled."""
    texts: list[str] = []
    position: i64 = 0
    stop: i64 = len(octets)
    while position < stop:
        first = _text(number(octets, position))
        second = _text(number(octets, position + 4))
        texts.append(f"{first}:{second}:{_text(number(octets, position + 8))}")
        position += 12
    return tuple(texts)


def _text(number: i64) -> str:
    """Print a number of four octets by tables."""
    thousands = number // 1000
    if not thousands:
        return _HEADS[number]
    last = _DIGITS[number - thousands * 1000]
    if thousands < 1000:
        return _HEADS[thousands] + last
    millions = thousands // 1000
    return f"{_HEADS[millions]}{_DIGITS[thousands - millions * 1000]}{last}"
