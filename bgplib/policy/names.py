"""Reads what programs hand in as words: members of enumerations, and origins."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from bgplib._checks import check
from bgplib.attributes.origin import INCOMPLETE, Origin
from bgplib.errors import LocalError, ParseError

__all__ = ["member", "origin_of"]

E = TypeVar("E", bound=Enum)


def member(kind: type[E], value: E | str) -> E:
    """Return a member, or the one of a name such as `not-found`.

    Raises:
        LocalError: it is neither a member nor a name.
        ParseError: no member has the name.
    """
    if not isinstance(value, str):
        check(value, kind, "what is asked for")
        return value
    word = value.strip().upper().replace("-", "_")
    found = kind.__members__.get(word)
    if found is None:
        names = ", ".join(name.lower().replace("_", "-") for name in kind.__members__)
        raise ParseError(f"{value!r} is none of {names}")
    return found


def origin_of(value: Origin | str | int) -> int:
    """Return the number of an ORIGIN, or of its name.

    Raises:
        ParseError: the text is not an origin.
        LocalError: the number is not one.
    """
    if isinstance(value, str):
        value = Origin.parse(value)
    number = value.value if isinstance(value, Origin) else value
    check(number, int, "origin")
    if not 0 <= number <= INCOMPLETE:
        raise LocalError(f"{number} is not an origin")
    return number
