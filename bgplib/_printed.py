"""What a value prints that holds what is none of its fields' types.

Types are not checked when values are made, which decoding does all the time. What a program makes
of a text in place of octets is found by `encode`; `print`, with which one looks for the mistake,
shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import attrs

__all__ = ["fields_shown", "or_its_fields"]

T = TypeVar("T")


def or_its_fields(text: Callable[[T], str]) -> Callable[[T], str]:
    """Let a `__str__` return the fields, as `repr` shows them, where it would raise."""

    @wraps(text)
    def __str__(self: T) -> str:  # noqa: N807 - it stands in the place of one
        try:
            return text(self)
        except Exception:  # noqa: BLE001 - whatever comes of a value that is none
            return fields_shown(self)

    return __str__


def fields_shown(value: Any) -> str:
    """Return class and fields: `NextHop(octets='192.0.2.1')`."""
    fields = (f"{each.name}={getattr(value, each.name)!r}" for each in attrs.fields(type(value)))
    return f"{type(value).__name__}({', '.join(fields)})"
