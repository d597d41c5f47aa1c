"""Selector: the steps of a process, made fast for many decisions under one context.

The filters, and the steps after them that compare one number each, say the same of a path
whoever competes with it. So their numbers are put side by side in one integer, the rank, which is
kept in the path: prefixes that share a path share the work. Only what ties for the lowest rank
goes through the steps that are left, as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.decision.multipath import MultipathRules, multipath
from bgplib.decision.ranking import ranked
from bgplib.decision.step import FilterStep, SetStep, Step, narrow
from bgplib.errors import LocalError
from bgplib.route import Path

__all__ = ["Selector"]


class Selector:
    """Chooses among paths as `DecisionProcess.select` does, only faster.

    What `context.resolve` answers is kept with the paths: when it would answer otherwise, make a
    new selector.
    """

    __slots__ = (
        "_compared",
        "_fields",
        "_filters",
        "_ranks_tie_breaks",
        "_rest",
        "context",
        "ineligible",
        "keeps_existing",
    )

    def __init__(self, steps: tuple[Step, ...], context: DecisionContext) -> None:
        """Make ready; programs use `DecisionProcess.under`."""
        self.context: Final = context  #: what was known when ranks were computed
        self._filters: Final = [step for step in steps if isinstance(step, FilterStep)]
        keys: list[KeyStep] = []
        for step in steps[len(self._filters) :]:
            if not isinstance(step, KeyStep):
                break
            keys.append(step)
        # Of each its function, its bits, what turns its highest number into 0, and its name.
        self._fields: Final = [
            (step.key, step.bits, (1 << step.bits) - 1 if step.highest else 0, step.name)
            for step in keys
        ]
        self._compared: Final = steps[len(self._filters) :]
        self._rest: Final = self._compared[len(keys) :]
        self._ranks_tie_breaks: Final = any(step.tie_break for step in keys)
        #: the rank of all paths that are ineligible, above all others
        self.ineligible: Final = 1 << sum(step.bits for step in keys)
        #: whether the path that was best until now can matter
        self.keeps_existing: Final = any(isinstance(step, SetStep) for step in self._rest)

    def rank(self, path: Path) -> int:
        """Return the rank of a path: the lower wins, equal ranks say nothing yet.

        Raises:
            LocalError: the key of a step has more bits than the step says, or is negative.
        """
        if path.ranked_by is self:
            return path.rank
        path.rank = self._compute(path)
        path.ranked_by = self
        return path.rank

    def select(self, paths: Iterable[Path], existing: Path | None = None) -> Path | None:
        """Return the best of some paths to one destination; None when none is eligible.

        Args:
            paths: the candidates, in any order.
            existing: the path that was best until now, where it matters.

        Raises:
            LocalError: as `rank`; or a step that must not leave nothing does.
        """
        lowest = self.ineligible
        left: list[Path] = []
        for path in paths:
            rank = path.rank if path.ranked_by is self else self.rank(path)
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
        tied: dict[int, list[Path]] = {}
        for path in paths:
            rank = path.rank if path.ranked_by is self else self.rank(path)
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
        lowest = self.ineligible
        left: list[Path] = []
        everybody = []
        for path in paths:
            rank = path.rank if path.ranked_by is self else self.rank(path)
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
        context = self._given(existing)
        left: Sequence[Path] = paths
        for step in self._rest:
            left = narrow(step, left, context)
            if len(left) == 1:
                break
        return left[0]

    def _compute(self, path: Path) -> int:
        context = self.context
        for step in self._filters:
            if step.refuse(path, context) is not None:
                return self.ineligible
        rank = 0
        for key, bits, flip, name in self._fields:
            number = key(path, context)
            if number >> bits:
                raise LocalError(f"step {name!r}: {number} is no number of {bits} bits")
            rank = rank << bits | number ^ flip
        return rank
