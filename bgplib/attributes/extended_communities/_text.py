"""Helpers that read the parts of an extended community's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bgplib.errors import ParseError
from bgplib.values._numbers import parse_number

__all__ = ["flag_letters", "no_more", "numbers", "parse_flag_letters", "parts"]

_BETWEEN: Final = re.compile(r"[:,\s]+")


def parts(text: str, least: int, most: int) -> list[str]:
    """Cut at colons, commas and blanks.

    Raises:
        ParseError: there are too few or too many parts.
    """
    found = [part for part in _BETWEEN.split(text) if part]
    if not least <= len(found) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ParseError(f"{text!r} has {len(found)} parts where {wanted} are needed")
    return found


def numbers(text: str, *bits: int) -> list[int]:
    """Read as many numbers as there are widths.

    Raises:
        ParseError: there are fewer or more, or one does not fit.
    """
    found = parts(text, len(bits), len(bits))
    return [parse_number(part, width) for part, width in zip(found, bits, strict=True)]


def no_more(word: str, rest: str) -> None:
    """Check that nothing follows a word that says it all.

    Raises:
        ParseError: something does.
    """
    if rest:
        raise ParseError(f"{word!r} stands alone, without {rest!r}")


def flag_letters(letters: str, flags: Sequence[bool]) -> str:
    """Print the letters of the flags that are set; `-` for none."""
    return "".join(letter for letter, flag in zip(letters, flags, strict=True) if flag) or "-"


def parse_flag_letters(letters: str, text: str) -> list[bool]:
    """Read which letters are there.

    Raises:
        ParseError: there is a letter that is no flag.
    """
    if text != "-" and set(text) - set(letters.lower()):
        raise ParseError(f"{text!r} has other letters than {letters}")
    return [letter in text for letter in letters.lower()]
