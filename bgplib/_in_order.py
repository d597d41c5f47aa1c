"""Prints sets in order: their own order is another one in each process.

So what a program logs of a value, or compares as text, is the same for equal values.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = ["HUGE", "in_order"]

#: what to call a number that has more digits than anybody reads
HUGE: Final = "a huge number"


def in_order(value: object) -> str:
    """Return the `repr` of a value, of a set with its members in order; for fields of attrs.

    A number of thousands of digits, which Python refuses to print, is `a huge number`.
    """
    try:
        return _in_order(value)
    except ValueError:
        if isinstance(value, int):
            return HUGE
        return f"{type(value).__name__} with {HUGE}"


def _in_order(value: object) -> str:
    if not isinstance(value, set | frozenset) or not value:
        return repr(value)
    members = f"{{{', '.join(map(repr, _sorted(value)))}}}"
    return members if type(value) is set else f"{type(value).__name__}({members})"


def _sorted(members: set[Any] | frozenset[Any]) -> list[Any]:
    try:
        return sorted(members)
    except TypeError:  # members of enums have no order, nor have those of several types
        return sorted(members, key=repr)
