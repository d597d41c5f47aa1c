"""Path attributes of plain values to octets, with an index of where they stand (RFC 4271 §4.3)."""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["attributes"]

_SHORT: Final = struct.Struct(">BBB")
_LONG: Final = struct.Struct(">BBH")


def attributes(
    origin: int,
    asns: tuple[int, ...],
    med: int | None,
    local_pref: int | None,
    communities: tuple[int, ...],
) -> tuple[bytes, dict[int, int]]:
    """Write ORIGIN, AS_PATH, and what is there of MULTI_EXIT_DISC, LOCAL_PREF and COMMUNITIES.

    Args:
        origin: the value of ORIGIN.
        asns: the AS numbers of an AS_SEQUENCE, or of several when there are more than 255.
        med: MULTI_EXIT_DISC; None leaves it out.
        local_pref: LOCAL_PREF; None leaves it out.
        communities: numbers of 32 bits; none leave COMMUNITIES out.

    Returns:
        The octets, and their index as `bgplib.kernel.attribute_block.index` makes it.

    Raises:
        struct.error: a number does not fit in four octets, or an attribute has too many.
    """
    values = [(0x40, 1, bytes((origin,))), (0x40, 2, _path(asns))]
    if med is not None:
        values.append((0x80, 4, _numbers((med,))))
    if local_pref is not None:
        values.append((0x40, 5, _numbers((local_pref,))))
    if communities:
        values.append((0xC0, 8, _numbers(communities)))
    parts: list[bytes] = []
    spans: dict[int, int] = {}
    position = 0
    for flags, code, value in values:
        size = len(value)
        if size < 256:
            header = _SHORT.pack(flags, code, size)
        else:
            header = _LONG.pack(flags | 0x10, code, size)
        parts.append(header)
        parts.append(value)
        start = position + len(header)
        position = start + size
        spans[code] = start << 16 | position
    return b"".join(parts), spans


def _path(asns: tuple[int, ...]) -> bytes:
    """Write the value of an AS_PATH, whose segments have up to 255 AS numbers."""
    value = b""
    for start in range(0, len(asns), 255):
        segment = asns[start : start + 255]
        value += bytes((2, len(segment))) + _numbers(segment)
    return value


def _numbers(numbers: tuple[int, ...]) -> bytes:
    """Write numbers of four octets."""
    return struct.pack(">%dI" % len(numbers), *numbers)
