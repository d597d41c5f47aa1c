"""Elements out of all their columns at once, at a third less than `Element._make`.

Listings make a row for every route. `Element.__new__` is a Python function, since it takes columns
by name; where `tuple.__new__` comes first, a call of the class makes the tuple and no more.
"""

from __future__ import annotations

from typing import Any

from bgplib.formats.mrt.element import Element

__all__ = ["Row"]


class _Tuple(tuple[Any, ...]):
    __slots__ = ()
    __new__ = tuple.__new__


class Row(_Tuple, Element):
    """An Element, made of what can be iterated over and has all of its columns."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Element], tuple[Any, ...]]:
        """Have copies, and what is unpickled, be made as a program would."""
        return Element, tuple(self)


# It prints as what it is for all others.
Row.__name__ = Element.__name__
Row.__qualname__ = Element.__qualname__
