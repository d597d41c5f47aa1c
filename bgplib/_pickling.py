"""What `pickle` and `copy` need to know of rows, and what is said of things that cannot be pickled.

A row is found again by the module that it stands in, as `CODEC`: then it is the very same row
after it was sent to another process, and a pickle names it in a few octets.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import MethodType
from typing import Any, ClassVar, NoReturn, Self

import attrs

from bgplib._checks import an
from bgplib.errors import LocalError

__all__ = ["Reduced", "Single", "TableRow", "refuse"]

#: what `__reduce__` returns: what to call, and the arguments
Reduced = tuple[Callable[..., Any], tuple[Any, ...]]


def refuse(thing: object, instead: str) -> NoReturn:
    """Say that something cannot be copied or pickled.

    Args:
        thing: what it is.
        instead: what can be, one sentence.

    Raises:
        LocalError: always.
    """
    raise LocalError(f"{an(type(thing).__name__)} can be neither copied nor pickled: {instead}")


class Single:
    """What never changes and is told apart by identity: there is one of each, copied or not."""

    __slots__ = ()

    def __copy__(self) -> Self:
        """Return the very same."""
        return self

    def __deepcopy__(self, memo: object) -> Self:
        """Return the very same."""
        return self


class TableRow(Single):
    """A row of a table: there is one of each, also after it was sent elsewhere."""

    __slots__ = ()

    #: the name that such rows have in their modules
    HELD_AS: ClassVar[str] = "CODEC"

    def __reduce__(self) -> Reduced:
        """Have it found again in its module, or made of its fields.

        Raises:
            LocalError: its module does not hold it, and a function of it has no name.
        """
        return _reduced_row(self, self.HELD_AS)


def _reduced_row(row: Any, held_as: str) -> Reduced:
    """Return how a row of a table is made again: as what its module holds, or of its fields.

    Args:
        row: the row.
        held_as: the name that rows of its sort have in their modules.

    Raises:
        LocalError: its module does not hold it, and a function of it has no name in a module.
    """
    for name in _modules_of(row):
        if getattr(sys.modules.get(name), held_as, None) is row:
            return _row_of, (name, held_as)
    fields = {each.name: getattr(row, each.name) for each in attrs.fields(type(row))}
    for name, value in fields.items():
        if not _has_its_name(value):
            raise LocalError(
                f"the row of {row.name} cannot be pickled: its `{name}`, {value!r}, cannot be "
                f"imported by its name; make it a function of a module, or the row the "
                f"`{held_as}` of the module of its functions"
            )
    return _row_made, (type(row), fields)


def _modules_of(row: Any) -> Iterator[str]:
    """Name the modules that the functions and classes of a row are of, and what holds these."""
    for each in attrs.fields(type(row)):
        value = getattr(row, each.name)
        for named in (getattr(value, "__self__", None), value):
            name = (callable(named) and getattr(named, "__module__", None)) or ""
            while name:
                yield name
                name = name.rpartition(".")[0]


def _has_its_name(value: object) -> bool:
    """Say whether a function or class, if the value is one, is found under its name."""
    if isinstance(value, MethodType):
        return _has_its_name(value.__self__)
    path = getattr(value, "__qualname__", None)
    if not callable(value) or path is None:
        return True
    found: object = sys.modules.get(getattr(value, "__module__", None) or "")
    for part in path.split("."):
        found = getattr(found, part, None)
    return found is value


def _row_of(module: str, held_as: str) -> Any:
    """Return the row of a module."""
    return getattr(import_module(module), held_as)


def _row_made(kind: Callable[..., Any], fields: dict[str, Any]) -> Any:
    """Make a row of its fields."""
    return kind(**fields)
