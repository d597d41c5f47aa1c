"""IEEE 754 numbers of 32 bits, as rates and bandwidths are carried (RFC 8955 §7.1)."""

from __future__ import annotations

import math
import struct

from bgplib.errors import EncodeError, ParseError

__all__ = ["float_text", "from_octets", "parse_float", "to_octets"]


def from_octets(octets: bytes) -> float:
    """Read 4 octets."""
    value: float = struct.unpack(">f", octets)[0]
    return value


def to_octets(value: float) -> bytes:
    """Write 4 octets; a number between two that fit becomes the nearer one.

    Raises:
        EncodeError: it is too large, or not a number.
    """
    try:
        if math.isnan(value):
            raise OverflowError
        return struct.pack(">f", value)
    except OverflowError:
        raise EncodeError(f"{value} is not a number of 32 bits") from None


def float_text(value: float) -> str:
    """Print the shortest decimal that reads back as the same 32 bits."""
    if not math.isfinite(value):
        return str(value)
    octets = to_octets(value)
    for digits in (6, 7, 8):
        text = f"{value:.{digits}g}"
        if to_octets(float(text)) == octets:
            break
    else:
        text = f"{value:.9g}"  # IEEE 754: 9 digits always suffice
    return f"{float(text):.0f}" if float(text).is_integer() else text


def parse_float(text: str) -> float:
    """Read a decimal number, as the nearest one of 32 bits.

    Raises:
        ParseError: it is not a number, or too large.
    """
    try:
        return from_octets(to_octets(float(text)))
    except (ValueError, EncodeError):
        raise ParseError(f"{text!r} is not a number of 32 bits") from None
