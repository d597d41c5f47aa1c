"""Runs: values in order, of which any may come and go without the others having to be moved.

A list keeps values in order, too, but moves half of them for each that comes or goes. So these are
cut into short lists, and which of them has a value is found by the last one of each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final, Generic, TypeVar

__all__ = ["Runs"]

#: what can be compared, each value once
V = TypeVar("V", bound=Any)

#: how long a run gets before it is cut in two
_LONGEST: Final = 512


class Runs(Generic[V]):
    """Values in order, each once."""

    __slots__ = ("_lasts", "_runs")

    def __init__(self) -> None:
        """Start empty."""
        self._runs: Final[list[list[V]]] = []  # none of them empty
        self._lasts: Final[list[V]] = []  # the last value of each

    def add(self, value: V) -> tuple[V | None, V | None]:
        """Put a value in that is not there; return those before and behind it."""
        runs, lasts = self._runs, self._lasts
        if not runs:
            runs.append([value])
            lasts.append(value)
            return None, None
        at = min(bisect_left(lasts, value), len(runs) - 1)
        run = runs[at]
        place = bisect_left(run, value)
        run.insert(place, value)
        lasts[at] = run[-1]
        around = self._around(at, place)
        if len(run) > _LONGEST:
            half = len(run) // 2
            runs.insert(at + 1, run[half:])
            del run[half:]
            lasts.insert(at, run[-1])
        return around

    def remove(self, value: V) -> tuple[V | None, V | None]:
        """Take a value out that is there; return those that were before and behind it."""
        at = bisect_left(self._lasts, value)
        run = self._runs[at]
        place = bisect_left(run, value)
        around = self._around(at, place)
        del run[place]
        if run:
            self._lasts[at] = run[-1]
        else:
            del self._runs[at], self._lasts[at]
        return around

    def behind(self, value: V) -> V | None:
        """Return the value behind one that is there; None where that is the last."""
        at = bisect_left(self._lasts, value)
        return self._around(at, bisect_left(self._runs[at], value))[1]

    def _around(self, at: int, place: int) -> tuple[V | None, V | None]:
        runs = self._runs
        run = runs[at]
        before: V | None = None
        behind: V | None = None
        if place:
            before = run[place - 1]
        elif at:
            before = runs[at - 1][-1]
        if place + 1 < len(run):
            behind = run[place + 1]
        elif at + 1 < len(runs):
            behind = runs[at + 1][0]
        return before, behind

    @property
    def first(self) -> V | None:
        """The first value; None where there is none."""
        return self._runs[0][0] if self._runs else None

    def __iter__(self) -> Iterator[V]:
        """Iterate in order; nothing may come or go meanwhile."""
        for run in self._runs:
            yield from run

    def __len__(self) -> int:
        """Return how many values there are."""
        return sum(map(len, self._runs))
