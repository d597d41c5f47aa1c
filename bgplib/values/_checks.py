"""What a program configures has the type that the field says; else a sentence says what it is.

A type checker finds the same before the program runs, where there is one. Without it a text where
a number belongs would come to light late, and far from where it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from bgplib._in_order import in_order
from bgplib.errors import LocalError

__all__ = ["check_fields", "several"]


def check_fields(instance: Any) -> None:
    """Check the fields of an attrs class against their annotations.

    Raises:
        LocalError: a value is of another type.
    """
    kind: Any = type(instance)
    for name, hint in _hints(kind):
        value = getattr(instance, name)
        if not _holds(value, hint):
            raise LocalError(f"{name} is {in_order(value)}, which is not {_text(hint)}")


def several(value: Any) -> Iterable[Any]:
    """Return what can be iterated over: one value, or a text, stands for itself."""
    alone = isinstance(value, str) or not isinstance(value, Iterable)
    return (value,) if alone else value


@lru_cache(maxsize=64)
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in attrs.fields(kind))


def _holds(value: object, hint: Any) -> bool:
    """Say whether a value is of a type, as far as that can be seen."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_holds(value, part) for part in parts)
    if origin is tuple and parts[-1] is Ellipsis:
        return isinstance(value, tuple) and all(_holds(each, parts[0]) for each in value)
    if origin is tuple:
        return (
            isinstance(value, tuple) and len(value) == len(parts) and all(map(_holds, value, parts))
        )
    if origin is frozenset:
        return isinstance(value, frozenset) and all(_holds(each, parts[0]) for each in value)
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return isinstance(value, Mapping) and all(
            _holds(key, parts[0]) and _holds(each, parts[1]) for key, each in value.items()
        )
    if getattr(origin, "__name__", "") == "Callable":
        return callable(value)
    if hint in (int, float):
        # True is a number to Python, and hardly meant as one.
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return not isinstance(hint, type) or isinstance(value, hint)


def _text(hint: Any) -> str:
    """Return the name of a type as one reads it: `a number or None`."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(map(_text, parts))
    if origin in (tuple, frozenset):
        return "several of " + ", ".join(_text(part) for part in parts if part is not Ellipsis)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"a mapping of {_text(parts[0])} to {_text(parts[1])}"
    if getattr(origin, "__name__", "") == "Callable":
        return "a function"
    names: Mapping[Any, str] = {
        int: "a whole number",
        float: "a number",
        str: "text",
        bool: "True or False",
        bytes: "octets",
        NoneType: "None",
    }
    return names.get(hint) or f"a {hint.__name__}"
