"""Crowd: what a table keeps for a destination to which one source has very many paths.

A peer with ADD-PATH (RFC 7911) may announce thousands of paths to one destination. In a node (see
`bgplib.rib.node`) a path is found by going through all of them, and the next best one by comparing
all. Here paths are found by source and identifier, and how they stand to each other is kept.

The destination has a node as well, without marks or paths, which says that nobody has chosen: who
asks any further asks the crowd.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.decision.selector import Selector
from bgplib.decision.standings import Standings
from bgplib.rib.node import FAILED, FIRST, NONE_ELIGIBLE, NOT_CHOSEN, Node
from bgplib.route import Path

__all__ = ["Crowd", "Outcome", "is_crowd"]

#: the index of the best path in a node, if it stood there first, or what stands instead of an index
#: (see `bgplib.rib.node`); the best path; its rank
Outcome = tuple[int, Path | None, int]

#: so many paths of one source make a crowd
_MANY: Final = 32
#: it is none any more when no source has more than this
_FEW: Final = 16


def is_crowd(node: Node, mark: str) -> bool:
    """Say whether a node has more paths of a source than are to be gone through."""
    marks: str = node[0]
    return len(marks) > _MANY and marks.count(mark) > _MANY


class Crowd:
    """The paths to one destination, and how they stand to each other.

    Steps of the decision process are asked as late as they are of those in a node: when the best
    path is asked for.
    """

    __slots__ = (
        "_arrivals",
        "_arrived",
        "_best",
        "_fresh",
        "_lowest",
        "_outcome",
        "_paths",
        "_standings",
    )

    def __init__(self, outcome: Outcome) -> None:
        """Start empty.

        Args:
            outcome: what came of the choice among those who are to be put in.
        """
        self._outcome, self._best, self._lowest = outcome
        self._paths: Final[dict[int, Path]] = {}  # by arrival, in that order
        # The numbers of those, by the mark of their source and their identifier.
        self._arrivals: Final[dict[str, dict[int | None, int]]] = {}
        self._arrived = 0  # how many paths ever came
        self._standings: Standings | None = None  # nobody has asked yet
        self._fresh: Final[dict[int, Path]] = {}  # those who do not stand there yet

    # -- paths -------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return how many paths there are."""
        return len(self._paths)

    def __iter__(self) -> Iterator[Path]:
        """Iterate over the paths, in the order in which their sources first had one."""
        return iter(self._paths.values())

    def has_few(self, mark: str) -> bool:
        """Say whether no source has very many paths any more, after one of a source went."""
        if len(self._arrivals.get(mark, ())) > _FEW:
            return False
        return all(len(each) <= _FEW for each in self._arrivals.values())

    def of(self, mark: str) -> list[Path]:
        """Return the paths of a source, in the order in which it first had them."""
        return [self._paths[arrival] for arrival in self._arrivals.get(mark, {}).values()]

    def find(self, mark: str, path_id: int | None) -> Path | None:
        """Return the path of a source with an identifier; None when there is none."""
        arrival = self._arrivals.get(mark, {}).get(path_id)
        return None if arrival is None else self._paths[arrival]

    def put(self, mark: str, path: Path) -> None:
        """Put a path in, in place of the one of its source with the same identifier."""
        arrivals = self._arrivals.setdefault(mark, {})
        arrival = arrivals.get(path.path_id)
        if arrival is None:
            arrival = arrivals[path.path_id] = self._arrived
            self._arrived += 1
            self._paths[arrival] = path
        else:
            self._paths[arrival] = path
            self._leave(arrival)
        if self._standings is not None:
            self._fresh[arrival] = path

    def take_out(self, mark: str, path_id: int | None) -> None:
        """Take out the path of a source with an identifier, which there is."""
        arrivals = self._arrivals[mark]
        arrival = arrivals.pop(path_id)
        if not arrivals:
            del self._arrivals[mark]
        del self._paths[arrival]
        self._leave(arrival)

    def marked(self) -> list[tuple[str, Path]]:
        """Return the paths as `__iter__` does, each with the mark of its source."""
        marks = {
            arrival: mark
            for mark, arrivals in self._arrivals.items()
            for arrival in arrivals.values()
        }
        return [(marks[arrival], path) for arrival, path in self._paths.items()]

    def _leave(self, arrival: int) -> None:
        if self._fresh.pop(arrival, None) is None and self._standings is not None:
            self._standings.remove(arrival)

    # -- the best of them --------------------------------------------------------------------

    @property
    def has_failed(self) -> bool:
        """Whether a step failed, and it was told that no path is best."""
        return self._outcome == FAILED

    @property
    def outcome(self) -> Outcome:
        """What came of the last choice, to be set again if one by another selector fails."""
        return self._outcome, self._best, self._lowest

    @outcome.setter
    def outcome(self, outcome: Outcome) -> None:
        self._outcome, self._best, self._lowest = outcome

    def choose(self, selector: Selector, existing: Path | None = None) -> Path | None:
        """Choose among all paths, note the outcome and return it."""
        # Nobody has chosen as long as a step may fail.
        self.forget(selector)
        best = self._standing(selector).best(existing)
        if best is None:
            self.outcome = NONE_ELIGIBLE, None, selector.ineligible
        else:
            self.outcome = FIRST, best, selector.rank(best)
        return best

    def forget(self, selector: Selector) -> None:
        """Have it chosen anew when somebody asks."""
        self.outcome = NOT_CHOSEN, None, selector.lowest

    def ranked(
        self, selector: Selector, existing: Path | None = None, most: int | None = None
    ) -> list[Path]:
        """Return eligible paths in order of preference; see `Standings.ranked`."""
        return self._standing(selector).ranked(existing, most)

    def best_of(self, selector: Selector) -> Path | None:
        """Return the best path, chosen now if nobody has yet; None when none is eligible."""
        if self._outcome == NOT_CHOSEN:
            return self.choose(selector)
        if self._outcome != FAILED:
            return self._best
        found = self.recover(selector)
        # Who follows the changes has not heard of it yet.
        self.fail(selector)
        return found

    def fail(self, selector: Selector) -> None:
        """Note that a step failed, and that it was told that no path is best."""
        self.outcome = FAILED, None, selector.lowest

    def recover(self, selector: Selector) -> Path | None:
        """Choose, note the outcome and return it, where a step failed before and may fail again."""
        try:
            return self.choose(selector)
        except BaseException:
            self.fail(selector)
            raise

    def after(self, selector: Selector, lost: Path | None, gained: Path | None) -> Path | None:
        """Return the best path after one went, or another came, or both; note it.

        Args:
            selector: what chooses.
            lost: the path that went.
            gained: the path that came, if it is eligible.
        """
        old, lowest = self._best, self._lowest
        if lost is None or (old is not None and lost is not old and selector.is_idle(old, lost)):
            if gained is None:
                return old
            rank = selector.rank(gained)
            better: bool | None = rank < lowest
            if rank == lowest and old is not None:
                better = selector.challenge(old, gained)
            if better is not None:
                if better:
                    self.outcome = FIRST, gained, rank
                return gained if better else old
        return self.choose(selector, old)

    def _standing(self, selector: Selector) -> Standings:
        standings, fresh = self._standings, self._fresh
        if standings is None or standings.selector is not selector:
            standings, fresh = Standings(selector), self._paths
        # Nothing is another before all is known: a step may fail.
        for path in fresh.values():
            selector.rank(path)
        for arrival, path in fresh.items():
            standings.add(arrival, path)
        self._fresh.clear()
        self._standings = standings
        return standings
