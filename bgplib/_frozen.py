"""Frozen values that hold nothing which could still be changed from outside.

The fields of values are tuples, frozen sets and octets, and a type checker asks for them. A program
without one may hand in a list: a value that kept it would have no hash, would differ from the same
one decoded, and would change with the list.

What is compiled is made by `attrs.frozen` itself, and `Prefix` converts its octets in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ["frozen", "kept_octets"]

if TYPE_CHECKING:
    from attrs import frozen  # to type checkers fields are what their annotations say, and no more
else:

    def frozen(kind=None, **options):
        """Make a class as `attrs.frozen` does, and let its fields take lists, sets and byte arrays.

        Args:
            kind: the class.
            options: those of `attrs.frozen`.
        """
        if kind is None:
            return lambda each: frozen(each, **options)
        made = attrs.frozen(kind, field_transformer=_with_keepers, **options)
        # What help says of an argument is the type of its field, and not what a keeper takes.
        hints = {each.alias: each.type for each in attrs.fields(made) if each.converter in _KEEPERS}
        made.__init__.__annotations__ |= hints
        return made


def _with_keepers(_kind: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Add keepers to those fields that neither convert nor check what they are handed."""
    return [
        each
        if each.converter or each.validator or not each.init
        else each.evolve(converter=_keeper(str(each.type)))
        for each in fields
    ]


def _keeper(hint: str) -> Callable[[Any], Any] | None:
    """Return what makes of a value what a field keeps of it, by the annotation of the field."""
    if hint.startswith("bytes"):
        return kept_octets
    if hint.startswith("frozenset["):
        return _set
    if hint.startswith("tuple["):
        return _nested if re.search(r"\b(tuple|frozenset|bytes)\b", hint[6:]) else _tuple
    return None


# All of them leave what they cannot convert as it is: who writes the value says what is wrong.


def kept_octets(value: Any) -> Any:
    """Return octets that nobody can change; what is no octets, as it is."""
    if type(value) is bytes:  # as most are
        return value
    return bytes(value) if isinstance(value, bytearray | memoryview) else value


def _tuple(value: Any) -> Any:
    if type(value) is tuple:
        return value
    return tuple(value) if _is_several(value) else value


def _set(value: Any) -> Any:
    if type(value) is frozenset or not _is_several(value):
        return value
    try:
        return frozenset(map(_deep, value))
    except TypeError:  # a member has no hash
        return value


def _nested(value: Any) -> Any:
    value = _tuple(value)
    try:
        hash(value)  # which looks at all that is in it, and fast
    except (TypeError, ValueError):
        return _deep(value)
    return value


def _deep(value: Any) -> Any:
    """Convert what a value holds as well."""
    if type(value) in (list, tuple):
        return tuple(map(_deep, value))
    return _set(value) if isinstance(value, set) else kept_octets(value)


def _is_several(value: object) -> bool:
    """Say whether a value has members, and is neither a text, octets, a mapping nor a tuple."""
    return isinstance(value, Iterable) and not isinstance(
        value, str | bytes | bytearray | memoryview | Mapping | tuple
    )


_KEEPERS = (kept_octets, _tuple, _set, _nested)
