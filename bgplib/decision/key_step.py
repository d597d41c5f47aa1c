"""The kinds of step that compare a number: among all candidates, or within groups of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from bgplib.decision.context import DecisionContext
from bgplib.decision.step import Show, Step
from bgplib.route import Path

__all__ = ["GroupStep", "KeyStep"]


@attrs.frozen(kw_only=True)
class KeyStep(Step):
    """Compares one number, whatever the other candidates are."""

    #: the number; it depends on the path and the context, and never on `context.existing`
    key: Callable[[Path, DecisionContext], int]
    bits: int = 32  #: the number is at least 0 and has at most so many bits
    highest: bool = False  #: prefer the highest number, not the lowest
    show: Show | None = None  #: prints the number; None prints digits

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


@attrs.frozen(kw_only=True)
class GroupStep(Step):
    """Compares one number, the lower the better, within groups only."""

    key: Callable[[Path, DecisionContext], int]  #: the number
    group: Callable[[Path, DecisionContext], int]  #: paths are comparable where this is equal
    show: Show | None = None  #: prints the number; None prints digits
    show_group: Callable[[int], str] = str  #: prints what `group` returned

    def keep(self, paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        """Return the paths that tie for the best number of their group."""
        key, group = self.key, self.group
        found = [(group(path, context), key(path, context)) for path in paths]
        best: dict[int, int] = {}
        for where, number in found:
            if where not in best or number < best[where]:
                best[where] = number
        return [
            path
            for path, (where, number) in zip(paths, found, strict=True)
            if number == best[where]
        ]

    def operand(self, path: Path, context: DecisionContext) -> str:
        """Print the number."""
        if self.show is not None:
            return self.show(path, context)
        return str(self.key(path, context))

    def against(self, path: Path, kept: Sequence[Path], context: DecisionContext) -> str:
        """Print what won within the path's own group."""
        where = self.group(path, context)
        return super().against(path, [p for p in kept if self.group(p, context) == where], context)

    def groups(
        self, paths: Sequence[Path], context: DecisionContext
    ) -> Sequence[tuple[str, Sequence[Path]]]:
        """Return the groups in the order in which they first appear."""
        found: dict[int, list[Path]] = {}
        for path in paths:
            found.setdefault(self.group(path, context), []).append(path)
        return [(self.show_group(where), members) for where, members in found.items()]
