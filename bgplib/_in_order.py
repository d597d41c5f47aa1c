"""Prints sets in order: their own order is another one in each process.

So what a program logs of a value, or compares as text, is the same for equal values.
"""

from __future__ import annotations

from typing import Any

__all__ = ["in_order"]


def in_order(value: object) -> str:
    """Return the `repr` of a value, of a set with its members in order; for fields of attrs."""
    if not isinstance(value, set | frozenset) or not value:
        return repr(value)
    members = f"{{{', '.join(map(repr, _sorted(value)))}}}"
    return members if type(value) is set else f"{type(value).__name__}({members})"


def _sorted(members: set[Any] | frozenset[Any]) -> list[Any]:
    try:
        return sorted(members)
    except TypeError:  # members of enums have no order, nor have those of several types
        return sorted(members, key=repr)
