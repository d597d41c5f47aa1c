"""Keeps strategies that were made, for the next test that asks for the same.

To make a strategy and to validate it takes Hypothesis longer than to draw from it. A strategy of
a family is made of hundreds of others, and would be made again for each example.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, ParamSpec, TypeVar

__all__ = ["kept"]

P = ParamSpec("P")
R = TypeVar("R")

#: how many strategies each function keeps: tests that draw contexts ask for new ones all the time
_MOST: Final = 256


def kept(make: Callable[P, R]) -> Callable[P, R]:
    """Let a function return what it made before from equal arguments; nobody may change that."""
    remember = lru_cache(maxsize=_MOST, typed=True)(make)

    @wraps(make)
    def recall(*args: P.args, **kwargs: P.kwargs) -> R:
        return remember(*args, **kwargs)  # type: ignore[arg-type]  # all of them can be hashed

    return recall
