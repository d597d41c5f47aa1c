"""AS_PATH octets to plain segments, path length, and the merge with AS4_PATH.

A plain path is a tuple of (segment type, AS numbers) pairs (RFC 4271 §4.3, RFC 5065 §3):
1 AS_SET, 2 AS_SEQUENCE, 3 AS_CONFED_SEQUENCE, 4 AS_CONFED_SET.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["FOUR", "Segments", "length", "merge", "numbers", "segments", "text"]

Segments = tuple[tuple[int, tuple[int, ...]], ...]

#: unpack so many numbers
_TWO: Final = tuple(struct.Struct(f">{count}H") for count in range(256))
FOUR: Final = tuple(struct.Struct(f">{count}I") for count in range(256))
# What prints so many AS numbers of a segment that spaces, or commas, stand between: half the cost
# of joining the texts of single numbers.
_SPACED: Final = tuple([" ".join(["%d"] * count) for count in range(256)])
_LISTED: Final = tuple([",".join(["%d"] * count) for count in range(256)])


def segments(octets: bytes, start: int, stop: int, size: int) -> Segments | None:
    """Read `octets[start:stop]`, with AS numbers of `size` (2 or 4) octets.

    Returns:
        The path, or None when it is malformed: RFC 7606 §7.2, an unrecognised segment type, a
        segment that overruns, an octet left over, a segment length of zero; RFC 7607 §2, AS 0.
    """
    unpackers = FOUR if size == 4 else _TWO
    if stop - start > 2 and octets[start] == 2 and octets[start + 1] * size + 2 == stop - start:
        # One AS_SEQUENCE, as nearly all paths are.
        asns = unpackers[octets[start + 1]].unpack_from(octets, start + 2)
        return None if 0 in asns else ((2, asns),)
    path = []
    position = start
    while position < stop:
        if stop - position < 2:
            return None
        kind = octets[position]
        count = octets[position + 1]
        after = position + 2 + count * size
        if kind < 1 or kind > 4 or count == 0 or after > stop:
            return None
        asns = unpackers[count].unpack_from(octets, position + 2)
        if 0 in asns:
            return None
        path.append((kind, asns))
        position = after
    return tuple(path)


def numbers(octets: bytes, start: int, stop: int) -> tuple[int, ...]:
    """Read `octets[start:stop]` as numbers of four octets."""
    count = (stop - start) >> 2
    if count < 256:
        return FOUR[count].unpack_from(octets, start)
    return struct.unpack_from(">%dI" % count, octets, start)


def length(path: Segments) -> int:
    """Count AS numbers as route selection does.

    RFC 4271 §9.1.2.2 (a): "an AS_SET counts as 1, no matter how many ASes are in the set";
    RFC 5065 §5.3: confederation segments are not counted.
    """
    total = 0
    for kind, asns in path:
        if kind == 2:
            total += len(asns)
        elif kind == 1:
            total += 1
    return total


def merge(path: Segments, as4_path: Segments) -> Segments:
    """Put AS4_PATH behind the leading part of AS_PATH that it does not cover (RFC 6793 §4.2.3).

    Both are counted as route selection counts. An AS4_PATH longer than the AS_PATH is ignored.
    """
    # RFC 6793 §6: confederation segments found in AS4_PATH are discarded, the rest is used.
    as4_path = tuple(segment for segment in as4_path if segment[0] in (1, 2))
    keep = length(path) - length(as4_path)
    # RFC 6793 §4.2.3: "If the number of AS numbers in the AS_PATH attribute is less than the
    # number of AS numbers in the AS4_PATH attribute, then the AS4_PATH attribute SHALL be
    # ignored"
    if keep < 0:
        return path
    merged: list[tuple[int, tuple[int, ...]]] = []
    for kind, asns in path:
        if kind > 2:
            # RFC 6793 §4.2.3: "a valid AS_CONFED_SEQUENCE or AS_CONFED_SET path segment SHALL be
            # prepended if it is either the leading path segment or is adjacent to a path segment
            # that is prepended."
            merged.append((kind, asns))
            continue
        if keep == 0:
            break
        if kind == 1:
            merged.append((kind, asns))
            keep -= 1
        elif len(asns) <= keep:
            merged.append((kind, asns))
            keep -= len(asns)
        else:
            merged.append((kind, asns[:keep]))
            break
    return _joined(merged, as4_path)


def _joined(head: list[tuple[int, tuple[int, ...]]], tail: Segments) -> Segments:
    """Concatenate, making one AS_SEQUENCE of two that meet where they fit in one."""
    if head and tail and head[-1][0] == 2 == tail[0][0]:
        both = head[-1][1] + tail[0][1]
        if len(both) <= 255:
            return (*head[:-1], (2, both), *tail[1:])
    return (*head, *tail)


def text(path: Segments) -> str:
    """Print a path as routers do: `10 20 {30,40} (65001 65002) [65003,65004]`."""
    words = []
    for kind, asns in path:
        count = len(asns)
        if count > 255:  # of a path that a program made
            numbers = (" " if kind in (2, 3) else ",").join(map(str, asns))
        else:
            numbers = (_SPACED if kind == 2 or kind == 3 else _LISTED)[count] % asns
        if kind == 2:
            words.append(numbers)
        elif kind == 1:
            words.append("{" + numbers + "}")
        elif kind == 3:
            words.append("(" + numbers + ")")
        else:
            words.append("[" + numbers + "]")
    return words[0] if len(words) == 1 else " ".join(words)
