"""What route selection needs of an AS_PATH, read from its octets in one pass."""

from __future__ import annotations

__all__ = ["survey"]


def survey(octets: bytes, start: int, stop: int, size: int) -> tuple[int, int]:
    """Count the AS numbers of a path, and find the one that it begins with.

    Args:
        octets: where a well-formed AS_PATH stands (RFC 4271 §4.3, RFC 5065 §3).
        start: index of its first segment.
        stop: index behind its last segment.
        size: how many octets an AS number has, 2 or 4.

    Returns:
        The length as RFC 4271 §9.1.2.2 (a) counts it: an AS_SET is one, and segments of the
        confederation are nothing (RFC 5065 §5.3). And the first AS number of the first segment
        that counts, or 0 when that is an AS_SET, or there is none.
    """
    length = 0
    first = -1
    position = start
    while position < stop:
        kind = octets[position]
        count = octets[position + 1]
        if kind == 2:
            length += count
            if first < 0:
                first = int.from_bytes(octets[position + 2 : position + 2 + size], "big")
        elif kind == 1:
            length += 1
            if first < 0:
                first = 0
        position += 2 + count * size
    return length, max(first, 0)
