"""What tells the compiler about classes and numbers, and says nothing where there is none.

mypyc reads `mypyc_attr` and `i64` under the names that `mypy_extensions` gives them. That is a
package for who compiles; at run time something that does nothing takes their place. This file is
never compiled.

A name annotated as `i64` is a number that the compiler keeps in a register. Arithmetic that holds
nothing else is a fifth of what it costs otherwise: `asn: i64 = octets[at]` first, then shifts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["i64", "mypyc_attr"]

T = TypeVar("T")

if TYPE_CHECKING:
    from mypy_extensions import i64, mypyc_attr
else:
    i64 = int

    def mypyc_attr(**_properties: bool) -> Callable[[T], T]:
        """Leave a class as it is."""
        return _unchanged


def _unchanged(kind: T) -> T:
    return kind
