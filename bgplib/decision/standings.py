"""Standings: how many paths to one destination stand to each other, kept while they come and go.

`Selector` looks at all candidates for each choice. That is best while they are few, and a product
where there are thousands that come and go one by one. There is no order of all paths in which the
next one could be found, since MULTI_EXIT_DISC is compared within groups only. But there is one of
ranks, one within each group of those who have the same rank, and one of those who are the first of
their groups: with these a path that comes or goes is put in its places, and no other is looked at.

Where steps stand behind the ranks that are of another kind (`SetStep`, or paths that are in several
groups), those who tie for the lowest rank are gone through, as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import Final

from bgplib.decision.runs import Runs
from bgplib.decision.selector import Selector
from bgplib.route import Path

__all__ = ["Standings"]

#: a path among those with its rank: group, number in it, numbers of the steps behind, arrival
_Standing = tuple[int, int, int, int]
#: the first of a group: numbers of the steps behind, arrival, and group
_Winner = tuple[int, int, int]


class Standings:
    """The eligible paths to one destination, in the order that a selector makes of them."""

    __slots__ = ("_rank_of", "_ranks", "_ties", "selector")

    def __init__(self, selector: Selector) -> None:
        """Start without paths.

        Args:
            selector: what compares them.
        """
        self.selector: Final = selector
        self._ranks: Final[Runs[int]] = Runs()
        self._ties: Final[dict[int, _Tie]] = {}  # by rank
        self._rank_of: Final[dict[int, int]] = {}  # by arrival, of those that are eligible

    def add(self, arrival: int, path: Path) -> None:
        """Put in a path.

        Args:
            arrival: a number that no other path has, the lower the earlier it came.
            path: the path.

        Raises:
            LocalError: as `Selector.rank`; the path is not in then.
        """
        rank = self.selector.rank(path)
        if rank == self.selector.ineligible:
            return
        tie = self._ties.get(rank)
        if tie is None:
            self._ranks.add(rank)
            tie = self._ties[rank] = _Tie(self.selector)
        tie.add(arrival, path)
        self._rank_of[arrival] = rank

    def remove(self, arrival: int) -> None:
        """Take out a path, by its number; nothing happens where it was not eligible."""
        rank = self._rank_of.pop(arrival, None)
        if rank is None:
            return
        tie = self._ties[rank]
        tie.remove(arrival)
        if not tie.paths:
            del self._ties[rank]
            self._ranks.remove(rank)

    def best(self, existing: Path | None = None) -> Path | None:
        """Return the best path, as `Selector.select` does; None where none is eligible.

        Args:
            existing: the path that was best until now, where it matters.

        Raises:
            LocalError: as `Selector.select`.
        """
        rank = self._ranks.first
        return None if rank is None else self._ties[rank].best(existing)

    def ranked(self, existing: Path | None = None, most: int | None = None) -> list[Path]:
        """Return paths in order of preference, as `Selector.ranked` does.

        Args:
            existing: the path that was best until now, where it matters.
            most: how many to return; None returns all.

        Raises:
            LocalError: as `Selector.ranked`.
        """
        ties = (self._ties[rank] for rank in self._ranks)
        return list(islice((path for tie in ties for path in tie.ranked(existing)), most))


class _Tie:
    """Paths with the same rank."""

    __slots__ = ("_apart", "_fresh", "_members", "_selector", "_standings", "_winners", "paths")

    def __init__(self, selector: Selector) -> None:
        self._selector: Final = selector
        self.paths: Final[dict[int, Path]] = {}  #: by arrival, in any order
        # Those who were not compared yet: no step is asked about a path before it matters.
        self._fresh: Final[dict[int, Path]] = {}
        self._apart: Final[set[int]] = set()  # those who are in several groups, or in none
        self._standings: Final[dict[int, _Standing]] = {}  # of all others
        self._members: Final[Runs[_Standing]] = Runs()
        self._winners: Final[Runs[_Winner]] = Runs()

    def add(self, arrival: int, path: Path) -> None:
        self.paths[arrival] = self._fresh[arrival] = path

    def remove(self, arrival: int) -> None:
        del self.paths[arrival]
        if self._fresh.pop(arrival, None) is not None:
            return
        standing = self._standings.pop(arrival, None)
        if standing is None:
            self._apart.remove(arrival)
            return
        before, behind = self._members.remove(standing)
        if not _same_group(before, standing):
            self._winners.remove(_winner(standing))
            if behind is not None and _same_group(behind, standing):
                self._winners.add(_winner(behind))

    def best(self, existing: Path | None) -> Path | None:
        if len(self.paths) == 1:
            return self._only()
        if self._is_ordered():
            first = self._winners.first
            if first is not None:
                return self.paths[first[1]]
        return self._selector.select(self._arrived(), existing)

    def ranked(self, existing: Path | None) -> Iterator[Path]:
        if len(self.paths) == 1:
            yield self._only()
        elif not self._is_ordered():
            yield from self._selector.ranked(self._arrived(), existing)
        else:
            yield from self._merged()

    def _only(self) -> Path:
        # To iterate would pass over the places of all that went.
        arrival, path = self.paths.popitem()
        self.paths[arrival] = path
        return path

    def _is_ordered(self) -> bool:
        """Compare those who were not compared yet, and say whether all have their places."""
        selector = self._selector
        if not selector.orders_ties:
            return False
        if self._fresh:
            # Nothing is another before all is known: a step may fail.
            ties = [(arrival, selector.tie(path)) for arrival, path in self._fresh.items()]
            self._fresh.clear()
            for arrival, (group, number, late) in ties:
                if isinstance(group, int):
                    self._place((group, number, late, arrival))
                else:
                    self._apart.add(arrival)
        return not self._apart

    def _place(self, standing: _Standing) -> None:
        self._standings[standing[3]] = standing
        before, behind = self._members.add(standing)
        if not _same_group(before, standing):
            if behind is not None and _same_group(behind, standing):
                self._winners.remove(_winner(behind))
            self._winners.add(_winner(standing))

    def _merged(self) -> Iterator[Path]:
        """Iterate over the paths, each time the best of those who are left.

        When the first of a group is gone, who is next in it competes with other groups.
        """
        waiting: list[tuple[int, int, _Standing]] = []
        winners = iter(self._winners)
        winner = next(winners, None)
        while waiting or winner is not None:
            if winner is None or (waiting and waiting[0][:2] < winner[:2]):
                standing = heappop(waiting)[2]
            else:
                standing = self._standings[winner[1]]
                winner = next(winners, None)
            yield self.paths[standing[3]]
            behind = self._members.behind(standing)
            if behind is not None and _same_group(behind, standing):
                heappush(waiting, (behind[2], behind[3], behind))

    def _arrived(self) -> list[Path]:
        return [self.paths[arrival] for arrival in sorted(self.paths)]


def _winner(standing: _Standing) -> _Winner:
    return standing[2], standing[3], standing[0]


def _same_group(one: _Standing | None, other: _Standing) -> bool:
    return one is not None and one[0] == other[0]
