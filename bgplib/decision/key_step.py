"""The kinds of step that compare a number: among all candidates, or within groups of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import attrs

from bgplib.decision.changes import Change
from bgplib.decision.context import DecisionContext
from bgplib.decision.step import Show, Step
from bgplib.route import Path

__all__ = ["GroupStep", "Grouping", "KeyStep"]

#: what `GroupStep.group` returns: a number for each group that a path is in, or the only one
Grouping: TypeAlias = int | tuple[int, ...]


@attrs.frozen(kw_only=True)
class KeyStep(Step):
    """Compares one number, whatever the other candidates are."""

    #: the number; it depends on the path and the context, and never on `context.existing`
    key: Callable[[Path, DecisionContext], int]
    bits: int = 32  #: the number is at least 0 and has at most so many bits
    highest: bool = False  #: prefer the highest number, not the lowest
    show: Show | None = None  #: prints the number; None prints digits
    change: Change | None = None  #: makes a path that has another number

    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return the paths that tie for the best number."""
        key = self.key
        numbers = [key(path, context) for path in paths]
        best = max(numbers) if self.highest else min(numbers)
        return [path for path, number in zip(paths, numbers, strict=True) if number == best]

    def operand(self, path: Path, context: DecisionContext) -> str:
        """Print the number."""
        if self.show is not None:
            return self.show(path, context)
        return str(self.key(path, context))

    def better(
        self,
        path: Path,
        kept: Sequence[Path],
        others: Sequence[Path],
        context: DecisionContext,
    ) -> Iterator[Path]:
        """Yield a path that ties with those who came further, and one that wins over them."""
        if self.change is None:
            return
        own, best = self.key(path, context), self.key(kept[0], context)
        for number in _aims(best, self.bits, self.highest, self.tie_break):
            changed = None if number == own else self.change(path, number, others, context)
            if changed is not None:
                reached = self.key(changed, context)
                if reached >= number if self.highest else reached <= number:
                    yield changed


@attrs.frozen(kw_only=True)
class GroupStep(Step):
    """Compares one number, the lower the better, within groups only.

    A path is in one group, or in several: then it has to be the best of each. A path that is in no
    group is compared with nobody.
    """

    key: Callable[[Path, DecisionContext], int]  #: the number
    #: paths are comparable where this is equal, or where they have one number in common
    group: Callable[[Path, DecisionContext], Grouping]
    bits: int = 32  #: the number is at least 0 and has at most so many bits
    show: Show | None = None  #: prints the number; None prints digits
    show_group: Callable[[int], str] = str  #: prints what `group` returned
    change: Change | None = None  #: makes a path that has another number

    def grouped(self, path: Path, context: DecisionContext) -> tuple[int, ...]:
        """Return the groups that a path is in."""
        group = self.group(path, context)
        return (group,) if isinstance(group, int) else group

    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return the paths that tie for the best number of their groups."""
        key = self.key
        numbers = [key(path, context) for path in paths]
        if min(numbers) == max(numbers):
            return paths
        found = [
            (self.grouped(path, context), number)
            for path, number in zip(paths, numbers, strict=True)
        ]
        best: dict[int, int] = {}
        for groups, number in found:
            for where in groups:
                if where not in best or number < best[where]:
                    best[where] = number
        return [
            path
            for path, (groups, number) in zip(paths, found, strict=True)
            if all(number == best[where] for where in groups)
        ]

    def operand(self, path: Path, context: DecisionContext) -> str:
        """Print the number."""
        if self.show is not None:
            return self.show(path, context)
        return str(self.key(path, context))

    def against(self, path: Path, kept: Sequence[Path], context: DecisionContext) -> str:
        """Print what won within the path's own group."""
        rivals = self._rivals(path, kept, context)
        return super().against(path, rivals, context)

    def groups(
        self, paths: Sequence[Path], context: DecisionContext
    ) -> Sequence[tuple[str, Sequence[Path]]]:
        """Return the groups in the order in which they first appear."""
        found: dict[int, list[Path]] = {}
        for path in paths:
            for where in self.grouped(path, context):
                found.setdefault(where, []).append(path)
        return [(self.show_group(where), members) for where, members in found.items()]

    def better(
        self,
        path: Path,
        kept: Sequence[Path],
        others: Sequence[Path],
        context: DecisionContext,
    ) -> Iterator[Path]:
        """Yield a path that ties with the best of its groups, and one that wins over them."""
        rivals = self._rivals(path, kept, context)
        if self.change is None or not rivals:
            return
        own, best = self.key(path, context), min(self.key(each, context) for each in rivals)
        for number in _aims(best, self.bits, False, self.tie_break):
            changed = None if number == own else self.change(path, number, others, context)
            if changed is not None and self.key(changed, context) <= number:
                yield changed

    def _rivals(self, path: Path, kept: Sequence[Path], context: DecisionContext) -> list[Path]:
        """Return those who are comparable with a path."""
        own = set(self.grouped(path, context))
        return [each for each in kept if not own.isdisjoint(self.grouped(each, context))]


def _aims(best: int, bits: int, highest: bool, tie_break: bool) -> Iterator[int]:
    """Yield the numbers that would help against the best one."""
    beyond = best + 1 if highest else best - 1
    # Two peers that tie where ties are broken, by their addresses say, are hardly ever meant.
    for number in (beyond, best) if tie_break else (best, beyond):
        if 0 <= number < 1 << bits:
            yield number
