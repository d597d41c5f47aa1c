"""Reads a class of characters: what stands in square brackets of a pattern."""

from __future__ import annotations

from collections.abc import Callable

from bgplib.errors import ParseError

__all__ = ["parse_class"]


def parse_class(
    pattern: str, start: int, error: Callable[[str, int], ParseError]
) -> tuple[frozenset[str], bool, int]:
    r"""Read `[0-9]`, `[^ ,]`, `[\]]`.

    Args:
        pattern: all of the pattern.
        start: where the opening bracket is.
        error: makes the exception of a sentence and a position.

    Returns:
        The characters, whether all others are meant, and where the class ends.

    Raises:
        ParseError: the class does not end, is empty, or has a range backwards.
    """
    at = start + 1
    negated = pattern[at : at + 1] == "^"
    at += negated
    members: set[str] = set()
    while pattern[at : at + 1] != "]":
        first, at = _member(pattern, at, start, error)
        last = first
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("]", ""):
            where = at
            last, at = _member(pattern, at + 1, start, error)
            if ord(last) < ord(first):
                raise error(f"the range from {first} to {last} is backwards", where)
        if ord(last) - ord(first) > 255:
            raise error("the range has more than 256 characters", at)
        members.update(map(chr, range(ord(first), ord(last) + 1)))
    if not members:
        raise error("the class is empty", start)
    return frozenset(members), negated, at + 1


def _member(
    pattern: str, at: int, start: int, error: Callable[[str, int], ParseError]
) -> tuple[str, int]:
    """Read one character, and say where the next is."""
    letter = pattern[at : at + 1]
    if letter == "\\":
        at += 1
        letter = pattern[at : at + 1]
    if not letter:
        raise error("this [ has no ]", start)
    return letter, at + 1
