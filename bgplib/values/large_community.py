"""LargeCommunity: three numbers of 32 bits (RFC 8092 §3)."""

from __future__ import annotations

from typing import NamedTuple

from bgplib._checks import check_text
from bgplib.errors import ParseError
from bgplib.values._numbers import parse_as_number, parse_number

__all__ = ["LargeCommunity"]


class LargeCommunity(NamedTuple):
    """A mark of 96 bits that names the AS which gives it its meaning.

    It equals the plain tuple of its numbers, which is what
    `AttributeBlock.large_communities` holds.
    """

    global_administrator: int  #: the AS that gives the other two their meaning
    local_data_1: int  #: Local Data Part 1
    local_data_2: int  #: Local Data Part 2

    @classmethod
    def parse(cls, text: str) -> LargeCommunity:
        """Read `65000:1:2`, also as `(65000, 1, 2)` or with `large:`, `lc:` or `lg:` before it.

        Raises:
            ParseError: it is not three numbers of 32 bits.
        """
        check_text(text, cls.__name__)
        bare = text.strip().lower()
        for word in ("large:", "lc:", "lg:"):
            bare = bare.removeprefix(word)
        if bare[:1] + bare[-1:] in ("()", "[]"):  # as BIRD and ExaBGP write triples
            bare = bare[1:-1].replace(",", ":")
        parts = bare.split(":")
        if len(parts) != 3:
            raise ParseError(f"{text!r} is not a large community, which has three parts")
        what = "part of a large community"
        first = parse_as_number(parts[0])
        return cls(first, parse_number(parts[1], 32, what), parse_number(parts[2], 32, what))

    def __str__(self) -> str:
        """Return `65000:1:2` (RFC 8092 §5: decimal, without leading zeros)."""
        return f"{self.global_administrator}:{self.local_data_1}:{self.local_data_2}"
