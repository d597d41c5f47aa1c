"""What tells the compiler about a class, and says nothing where there is none.

mypyc reads `mypyc_attr` under the name that `mypy_extensions` gives it. That is a package for who
compiles; at run time something that does nothing takes its place. This file is never compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["mypyc_attr"]

T = TypeVar("T")

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr
else:

    def mypyc_attr(**_properties: bool) -> Callable[[T], T]:
        """Leave a class as it is."""
        return _unchanged


def _unchanged(kind: T) -> T:
    return kind
