"""Selector: the steps of a process, made fast for many decisions under one context.

The filters, and the steps after them that compare one number each, say the same of a path
whoever competes with it. So their numbers are put side by side in one integer, the rank, which is
kept in the path: prefixes that share a path share the work, and so do paths that no step can tell
apart (see `bgplib.decision.alike`). Only what ties for the lowest rank
goes through the steps that are left. Where those are one that compares within groups, and others
that compare one number each, as MULTI_EXIT_DISC and the tie-breaks are, their numbers are kept
too; where they are anything else, they run as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Final

import attrs

from bgplib.decision.alike import (
    Alikes,
    Tie,
    compares_med,
    is_late_alike,
    knows,
    knows_late,
    neighbour_and_med,
    number_of,
)
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import Grouping, GroupStep, KeyStep
from bgplib.decision.multipath import MultipathRules, multipath
from bgplib.decision.ranking import ranked
from bgplib.decision.step import FilterStep, SetStep, Step, narrow
from bgplib.errors import LocalError
from bgplib.route import Path

__all__ = ["Selector"]

_SERIALS: Final = count(1)
# Few ranks differ; a peer must not fill the memory with others.
_MAXIMUM_RANKS: Final = 4096

_Field = tuple[Callable[[Path, DecisionContext], int], int, int, str]


class Selector:
    """Chooses among paths as `DecisionProcess.select` does, only faster.

    What `context.resolve` answers is kept, for paths and for next hops: when it would answer
    otherwise, make a new selector.
    """

    __slots__ = (
        "_alikes",
        "_base",
        "_compared",
        "_fields",
        "_group_step",
        "_is_med",
        "_late_is_known",
        "_ranks",
        "_ranks_tie_breaks",
        "_refuse",
        "_rest",
        "_tie_fields",
        "context",
        "ineligible",
        "keeps_existing",
        "lowest",
        "serial",
    )

    def __init__(self, steps: tuple[Step, ...], context: DecisionContext) -> None:
        """Make ready; programs use `DecisionProcess.under`."""
        self.serial: Final = next(_SERIALS)  #: tells it from all others, in paths
        self.context: Final = context  #: what was known when ranks were computed
        filters = [step for step in steps if isinstance(step, FilterStep)]
        self._refuse: Final = [step.refuse for step in filters]
        keys: list[KeyStep] = []
        for step in steps[len(filters) :]:
            if not isinstance(step, KeyStep):
                break
            keys.append(step)
        self._fields: Final = _fields(keys)
        self._compared: Final = steps[len(filters) :]
        self._rest: Final = self._compared[len(keys) :]
        self._ranks_tie_breaks: Final = any(step.tie_break for step in keys)
        #: the rank of all paths that are ineligible, above all others
        self.ineligible: Final = 1 << sum(step.bits for step in keys)
        #: below all ranks
        self.lowest: Final = -self.ineligible
        # Ranks are counted from the one that was computed first. Most steps say the same of most
        # paths, whose ranks are small numbers then, and fast to compare.
        self._base = -1
        # None: a step asks more of a path than its number says.
        functions = [*self._refuse, *(step.key for step in keys)]
        self._alikes: Final = Alikes(context) if knows(functions) else None
        self._ranks: dict[int, object] = {}
        first = self._rest[0] if self._rest else None
        behind = self._rest[1:] if isinstance(first, GroupStep) else self._rest
        late = [step for step in behind if isinstance(step, KeyStep)]
        self._group_step: Final = first if isinstance(first, GroupStep) else None
        self._is_med: Final = self._group_step is not None and compares_med(self._group_step)
        #: the steps behind the one that compares within groups; None: there are other kinds
        self._tie_fields: Final = _fields(late) if len(late) == len(behind) else None
        self._late_is_known: Final = knows_late(step.key for step in late)
        #: whether the path that was best until now can matter
        self.keeps_existing: Final = any(isinstance(step, SetStep) for step in self._rest)

    def rank(self, path: Path) -> int:
        """Return the rank of a path: the lower wins, equal ranks say nothing yet.

        Raises:
            LocalError: the key of a step has more bits than the step says, or is negative.
        """
        if path.ranked_by == self.serial:
            return path.rank
        if self._alikes is None:
            rank = self._compute(path)
        else:
            terms = self._alikes.terms(path)
            number = number_of(path, terms)
            known = terms.ranks.get(number)
            if known is None:
                known = self._compute(path)
                self._alikes.note(terms, number, known)
            rank = known
        path.rank = rank
        path.tie = None
        path.ranked_by = self.serial
        return rank

    def shared(self, rank: int) -> object:
        """Return a rank as nodes keep it: equal ones are the same object, which saves memory."""
        found = self._ranks.get(rank)
        if found is None:
            if len(self._ranks) >= _MAXIMUM_RANKS:
                self._ranks.clear()
            found = self._ranks[rank] = rank
        return found

    @property
    def orders_ties(self) -> bool:
        """Whether `tie` says how paths with equal ranks stand to each other."""
        return self._tie_fields is not None

    def tie(self, path: Path) -> Tie:
        """Return what counts where ranks are equal, if `orders_ties`.

        The group or groups of the path, its number in them, and a number of all steps behind.

        Raises:
            LocalError: as `rank`.
        """
        self.rank(path)
        return path.tie or self._tie(path)

    def challenge(self, best: Path, path: Path) -> bool | None:
        """Say whether a newcomer is better than the best path, whose rank it has.

        Args:
            best: the best of some paths.
            path: one more, with the same rank.

        Returns:
            None where it depends on who else is there.

        Raises:
            LocalError: as `rank`.
        """
        if self._tie_fields is None:
            return None
        tie, other = best.tie or self._tie(best), path.tie or self._tie(path)
        if not (isinstance(tie[0], int) and isinstance(other[0], int)):
            return None
        same_group = tie[0] == other[0]
        # Whoever the newcomer excludes within its group was not the best, unless that is in it.
        if other[2] > tie[2]:
            return None if same_group and other[1] < tie[1] else False
        # The best one has the best number of its group: nobody excludes who has it as well.
        if same_group and other[1] <= tie[1] and other[2] < tie[2]:
            return True
        return None

    def is_idle(self, best: Path, path: Path) -> bool:
        """Say whether a path that is not the best can go without effect on which one is.

        False where that depends on who else is there.

        Raises:
            LocalError: as `rank`.
        """
        if self.rank(path) != self.rank(best):
            return True
        if self._tie_fields is None:
            return False
        group, number, _ = best.tie or self._tie(best)
        other_group, other_number, _ = path.tie or self._tie(path)
        # Whom it excludes within its group, the best one excludes as well.
        return isinstance(group, int) and group == other_group and other_number >= number

    def select(self, paths: Iterable[Path], existing: Path | None = None) -> Path | None:
        """Return the best of some paths to one destination; None when none is eligible.

        Args:
            paths: the candidates, in any order.
            existing: the path that was best until now, where it matters.

        Raises:
            LocalError: as `rank`; or a step that must not leave nothing does.
        """
        serial = self.serial
        lowest = self.ineligible
        left: list[Path] = []
        for path in paths:
            rank = path.rank if path.ranked_by == serial else self.rank(path)
            if rank < lowest:
                lowest = rank
                left = [path]
            elif rank == lowest and left:
                left.append(path)
        if len(left) > 1:
            return self._break_tie(left, existing)
        return left[0] if left else None

    def ranked(self, paths: Iterable[Path], existing: Path | None = None) -> list[Path]:
        """Return the eligible ones of some paths to one destination, in order of preference.

        Args:
            paths: the candidates, each once, in any order.
            existing: the path that was best until now, where it matters.

        Raises:
            LocalError: as `select`.
        """
        serial = self.serial
        tied: dict[int, list[Path]] = {}
        for path in paths:
            rank = path.rank if path.ranked_by == serial else self.rank(path)
            if rank != self.ineligible:
                tied.setdefault(rank, []).append(path)
        found: list[Path] = []
        for rank in sorted(tied):
            same = tied[rank]
            found += same if len(same) == 1 else ranked(self._rest, same, self._given(existing))
        return found

    def multipath(
        self, paths: Iterable[Path], rules: MultipathRules, existing: Path | None = None
    ) -> list[Path]:
        """Return the paths to share the load among, the best one first.

        Args:
            paths: the candidates, each once, in any order.
            rules: which paths may be used, and how many.
            existing: the path that was best until now, where it matters.

        Raises:
            LocalError: as `select`.
        """
        serial = self.serial
        lowest = self.ineligible
        left: list[Path] = []
        everybody = []
        for path in paths:
            rank = path.rank if path.ranked_by == serial else self.rank(path)
            if rank == self.ineligible:
                continue
            everybody.append(path)
            if rank < lowest:
                lowest = rank
                left = []
            if rank == lowest:
                left.append(path)
        if len(everybody) < 2 or (rules.maximum == 1 and len(left) == 1):
            return left
        # Those as good as the best have its rank, unless it tells more than how good a path is.
        if self._ranks_tie_breaks or rules.unequal_cost:
            return multipath(self._compared, everybody, self._given(existing), rules)[0]
        return multipath(self._rest, left, self._given(existing), rules)[0]

    def _given(self, existing: Path | None) -> DecisionContext:
        """Return the context of one decision."""
        if existing is not None and self.keeps_existing:
            return attrs.evolve(self.context, existing=existing)
        return self.context

    def _break_tie(self, paths: list[Path], existing: Path | None) -> Path:
        if self._tie_fields is None:
            context = self._given(existing)
            left: Sequence[Path] = paths
            for step in self._rest:
                left = narrow(step, left, context)
                if len(left) == 1:
                    break
            return left[0]
        ties = [path.tie or self._tie(path) for path in paths]
        kept: Sequence[Path] = paths
        if self._group_step is not None:
            lowest: dict[Grouping, int] = {}
            for group, number, _ in ties:
                if not isinstance(group, int):
                    # Who is in several groups has to be the best of each.
                    kept = narrow(self._group_step, paths, self.context)
                    break
                if number < lowest.setdefault(group, number):
                    lowest[group] = number
            else:
                kept = [
                    path
                    for path, (group, number, _) in zip(paths, ties, strict=True)
                    if number == lowest[group]
                ]
        return min(kept, key=_late)

    def _tie(self, path: Path) -> Tie:
        """Return what counts where ranks are equal, and keep it with the path."""
        step, context = self._group_step, self.context
        group: Grouping = 0
        number = 0
        known = neighbour_and_med(path, context) if self._is_med else None
        if known is not None:
            group, number = known
        elif step is not None:
            group, number = step.group(path, context), step.key(path, context)
        tie = path.tie = (group, number, self._late(path))
        return tie

    def _late(self, path: Path) -> int:
        """Return the numbers of the steps behind the one that compares within groups."""
        fields = self._tie_fields or ()
        if self._alikes is None or not self._late_is_known:
            return self._number(path, fields)
        terms = self._alikes.terms(path)
        if not is_late_alike(path, terms):
            return self._number(path, fields)
        if terms.late is None:
            terms.late = self._number(path, fields)
        return terms.late

    def _compute(self, path: Path) -> int:
        """Ask the steps for the rank."""
        context = self.context
        for refuse in self._refuse:
            if refuse(path, context) is not None:
                return self.ineligible
        rank = self._number(path, self._fields)
        if self._base < 0:
            self._base = rank
        rank -= self._base
        return rank

    def _number(self, path: Path, fields: Sequence[_Field]) -> int:
        """Return the numbers of several steps side by side."""
        context = self.context
        rank = 0
        for key, bits, flip, name in fields:
            number = key(path, context)
            if number >> bits:
                raise LocalError(f"step {name!r}: {number} is no number of {bits} bits")
            rank = rank << bits | number ^ flip
        return rank


def _late(path: Path) -> int:
    return 0 if path.tie is None else path.tie[2]


def _fields(steps: Iterable[KeyStep]) -> list[_Field]:
    """Return of each step its function, bits, what turns its highest number into 0, and name."""
    return [
        (step.key, step.bits, (1 << step.bits) - 1 if step.highest else 0, step.name)
        for step in steps
    ]
