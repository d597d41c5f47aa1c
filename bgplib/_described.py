"""Says in a class's docstring what its fields mean, so that `help` of it shows them.

The texts are those of the `#:` comments beside the fields, kept in `_field_texts`; the structure
tests compare the two. Defaults are taken from the class itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import Any, Final, TypeVar

import attrs

from bgplib._field_texts import FIELD_TEXTS

__all__ = ["described"]

C = TypeVar("C", bound=type)

_WIDTH: Final = 88
#: a default that takes more than that is named by its class
_LONGEST: Final = 40


def described(kind: C) -> C:
    """Put a section of the fields, inherited ones last, behind the docstring of an attrs class."""
    if kind.__doc__ is not None:  # which `python -OO` leaves out
        # Python 3.13 takes away what a docstring is indented by, and others leave it.
        kind.__doc__ = f"{cleandoc(kind.__doc__)}\n\nArgs:\n" + "\n".join(_lines(kind))
    return kind


def _lines(kind: Any) -> Iterator[str]:
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        texts |= FIELD_TEXTS.get(f"{base.__module__}.{base.__qualname__}", {})
    fields = attrs.fields(kind)
    for field in sorted(fields, key=lambda field: bool(field.inherited)):
        text = texts.get(field.name, "").rstrip(".")
        yield from textwrap.wrap(
            f"{field.name}: {text}{_default(field)}",
            _WIDTH,
            initial_indent=" " * 4,
            subsequent_indent=" " * 8,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _default(field: attrs.Attribute[Any]) -> str:
    default: Any = field.default
    if default is attrs.NOTHING:
        return "."
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # it is a class, too
        factory: Callable[[], Any] = default.factory
        default = factory()
    return f". Default: {_shown(default)}."


def _shown(value: Any) -> str:
    """Return a default as it is written, or the name of what it is."""
    if isinstance(value, tuple | frozenset) and value:
        inner = ", ".join(sorted(map(str, value)))
        return inner if len(inner) <= _LONGEST else f"{len(value)} of them"
    shown = repr(value)
    if callable(value) or len(shown) > _LONGEST or shown.startswith("<"):
        return f"`{getattr(value, '__name__', type(value).__name__).lstrip('_')}`"
    return shown
