"""Path attributes of plain values to octets, with an index of where they stand (RFC 4271 §4.3)."""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["Plain", "attributes"]

#: type code of an attribute whose value is numbers of four octets, the Optional and Transitive
#: bits of its flags, and the numbers; an AS_PATH is one AS_SEQUENCE of its numbers
Plain = tuple[int, int, tuple[int, ...]]

_HEADERS: Final = tuple(struct.Struct(">BBB%dI" % count) for count in range(64))
_LONG: Final = struct.Struct(">BBH")
_PATHS: Final = tuple(struct.Struct(">BBBBB%dI" % count) for count in range(64))


def attributes(origin: int, parts: list[Plain]) -> tuple[bytes, dict[int, int]]:
    """Write ORIGIN and attributes behind it that are numbers of four octets.

    Args:
        origin: the value of ORIGIN; -1 leaves it out.
        parts: the others, in ascending order of type codes.

    Returns:
        The octets, and their index as `bgplib.kernel.attribute_block.index` makes it.

    Raises:
        struct.error: a number does not fit in four octets, or an attribute has too many.
    """
    octets = b""
    spans: dict[int, int] = {}
    if origin >= 0:
        octets = bytes((0x40, 1, 1, origin))
        spans[1] = 3 << 16 | 4
    position = len(octets)
    for code, flags, numbers in parts:
        count = len(numbers)
        if code == 2:
            if 0 < count < 63:
                octets += _PATHS[count].pack(flags, 2, 4 * count + 2, 2, count, *numbers)
                position += 3
            else:
                octets += _long_path(flags, numbers)
                position += 4
        elif count < 64:
            octets += _HEADERS[count].pack(flags, code, 4 * count, *numbers)
            position += 3
        else:
            octets += _LONG.pack(flags | 0x10, code, 4 * count)
            octets += struct.pack(">%dI" % count, *numbers)
            position += 4
        stop = len(octets)
        spans[code] = position << 16 | stop
        position = stop
    return octets, spans


def _long_path(flags: int, numbers: tuple[int, ...]) -> bytes:
    """Write an AS_PATH that is empty, or has segments of up to 255 AS numbers."""
    value = b""
    for start in range(0, len(numbers), 255):
        segment = numbers[start : start + 255]
        value += struct.pack(">BB%dI" % len(segment), 2, len(segment), *segment)
    return _LONG.pack(flags | 0x10, 2, len(value)) + value
