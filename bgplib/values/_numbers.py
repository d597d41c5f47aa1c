"""Numbers out of text: decimal, hexadecimal, and AS numbers in all their notations."""

from __future__ import annotations

from bgplib._checks import an
from bgplib.errors import ParseError

__all__ = ["parse_as_number", "parse_number"]


def parse_number(text: str, bits: int, what: str = "number") -> int:
    """Read a decimal or `0x` hexadecimal number of at most `bits` bits.

    Raises:
        ParseError: it is not a number, or does not fit.
    """
    text = text.strip()
    try:
        # int() also takes signs, underscores and digits of other scripts: not here.
        if not text.isascii() or not text.isalnum():
            raise ValueError(text)
        value = int(text, 16) if text[:2] in ("0x", "0X") else int(text, 10)
    except ValueError:
        raise ParseError(f"{text!r} is not {an(what)}") from None
    if value >> bits:
        raise ParseError(f"{text} is too large for {an(what)}, which has {bits} bits")
    return value


def parse_as_number(text: str) -> int:
    """Read an AS number as asplain (`65536`) or asdot (`1.0`), RFC 5396 §2.

    Raises:
        ParseError: it is neither.
    """
    high, dot, low = text.strip().partition(".")
    if dot:
        return parse_number(high, 16, "AS number") << 16 | parse_number(low, 16, "AS number")
    return parse_number(high, 32, "AS number")
