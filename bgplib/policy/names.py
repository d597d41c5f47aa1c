"""Reads members of enumerations from the words that programs hand in."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from bgplib.errors import ParseError

__all__ = ["member"]

E = TypeVar("E", bound=Enum)


def member(kind: type[E], value: E | str) -> E:
    """Return a member, or the one of a name such as `not-found`.

    Raises:
        ParseError: no member has the name.
    """
    if not isinstance(value, str):
        return value
    word = value.strip().upper().replace("-", "_")
    found = kind.__members__.get(word)
    if found is None:
        names = ", ".join(name.lower().replace("_", "-") for name in kind.__members__)
        raise ParseError(f"{value!r} is none of {names}")
    return found
