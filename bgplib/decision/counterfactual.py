"""What would have to change for a path that lost to win."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import attrs

from bgplib._frozen import frozen
from bgplib.decision.context import DecisionContext
from bgplib.decision.step import FilterStep, Step, rounds
from bgplib.route import Path, Route

__all__ = ["MOST_TOLD", "Adjustment", "Counterfactual", "counterfactual"]

#: candidates are routes, or paths
_Candidate = TypeVar("_Candidate", Route, Path)

#: of so many losers an explanation says it unasked
MOST_TOLD: Final = 32

#: a step, a path, and what the path becomes so as to fare better there
_Made = tuple[Step, Path, Path]


@attrs.frozen(kw_only=True)
class Adjustment:
    """One thing that would have to be otherwise."""

    step: str  #: the name of the step that it is for
    subject: str  #: what changes, in words
    before: str  #: what it is
    after: str  #: what it would have to be

    def __str__(self) -> str:
        """Return `local preference 100 → 101`."""
        return f"{self.subject} {self.before} → {self.after}"


@frozen(kw_only=True)
class Counterfactual:
    """The least change with which a candidate wins, as far as the steps know how to make it."""

    candidate: Route | Path  #: who lost
    adjustments: tuple[Adjustment, ...]  #: what would change, in the order of the steps
    #: the path with all that; in the place of the candidate it wins. None: nothing is known to help
    path: Path | None
    obstacle: str = ""  #: what stands against it when nothing helps

    def apply(self, candidates: Iterable[_Candidate]) -> list[_Candidate]:
        """Return candidates with the changed path in the place of the one that lost.

        Args:
            candidates: those of the decision.
        """
        changed: Any = self.candidate
        if self.path is not None:
            changed = (
                attrs.evolve(self.candidate, path=self.path)
                if isinstance(self.candidate, Route)
                else self.path
            )
        return [changed if each is self.candidate else each for each in candidates]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain dicts, lists and text, without the candidate."""
        return {
            "changes": [attrs.asdict(each) for each in self.adjustments],
            "obstacle": self.obstacle or None,
        }

    def __str__(self) -> str:
        """Return `local preference 100 → 101 and MED 20 → 10`, or what stands against it."""
        return self.obstacle or " and ".join(map(str, self.adjustments))


def counterfactual(
    steps: tuple[Step, ...],
    candidates: Sequence[Route | Path],
    loser: Route | Path,
    context: DecisionContext,
    contenders: Collection[Path] | None = None,
) -> Counterfactual:
    """Find what would have to change for a candidate to win.

    The step at which it fell says how it would not have fallen; if it then falls at a later one,
    that does, and so on. Where one cannot help, an earlier step makes it win: each path that comes
    to a step ties with the others in all steps before. All is tried out, nothing is guessed.

    Args:
        steps: the steps of a process.
        candidates: the candidates, with paths of their own each.
        loser: one of them.
        context: what else matters.
        contenders: the paths that tie in the filters and the numbers that come first, which are
            those that another one has to win over; None takes all.
    """
    paths = [each if isinstance(each, Path) else each.path for each in candidates]
    path = loser if isinstance(loser, Path) else loser.path
    trial = _Trial(steps, paths, path, context, contenders)
    made = trial.changes(path)
    last = made[-1][2] if made else path
    if trial.is_winner(last):
        return Counterfactual(candidate=loser, adjustments=_adjustments(made, context), path=last)
    return Counterfactual(candidate=loser, adjustments=(), path=None, obstacle=trial.obstacle(last))


def _adjustments(made: Sequence[_Made], context: DecisionContext) -> tuple[Adjustment, ...]:
    """Put changes into words; a step that helped twice has one."""
    found: dict[str, Adjustment] = {}
    for step, old, new in made:
        former = found.get(step.name)
        found[step.name] = Adjustment(
            step=step.name,
            subject=step.subject or step.name,
            before=step.shown(old, context) if former is None else former.before,
            after=step.shown(new, context),
        )
    return tuple(found.values())


class _Trial:
    """Tries paths in the place of one that lost."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        paths: Sequence[Path],
        loser: Path,
        context: DecisionContext,
        contenders: Collection[Path] | None,
    ) -> None:
        self.steps: Final = steps
        self.loser: Final = loser
        self.context: Final = context
        self.others: Final = [each for each in paths if each is not loser]
        self.paths: Final = [
            each for each in paths if each is loser or contenders is None or each in contenders
        ]

    def run(self, path: Path) -> list[tuple[Step, Sequence[Path]]]:
        """Return each step up to that at which a path falls, with those who came further."""
        found: list[tuple[Step, Sequence[Path]]] = []
        for step, _, kept in rounds(self.steps, self._with(path), self.context):
            found.append((step, kept))
            if path not in kept:
                break
        return found

    def _with(self, path: Path) -> list[Path]:
        return [path if each is self.loser else each for each in self.paths]

    def is_winner(self, path: Path) -> bool:
        """Say whether a path wins."""
        left: Sequence[Path] = self._with(path)
        for _, kept in self.run(path):
            left = kept
        return bool(left) and left[0] is path

    def changes(self, path: Path) -> list[_Made]:
        """Return what makes a path win, one change after another, as far as anything is known."""
        made: list[_Made] = []
        while not self.is_winner(path):
            change = self._here(path) or self._earlier(path)
            if change is None or len(made) > 2 * len(self.steps):
                break
            made.append(change)
            path = change[2]
        return made

    def _here(self, path: Path) -> _Made | None:
        """Help a path at the step where it falls."""
        rounds_of_path = self.run(path)
        if not rounds_of_path or path in rounds_of_path[-1][1]:
            return None  # it ties to the end
        step, kept = rounds_of_path[-1]
        return self._best([(step, path, each) for each in self._options(path, step, kept)])

    def _earlier(self, path: Path) -> _Made | None:
        """Help a path at a step that it comes through, the last one first."""
        return self._best(
            [
                (step, path, option)
                for step, kept in reversed(self.run(path))
                if path in kept
                for option in self._options(path, step, kept)
            ]
        )

    def _best(self, changes: list[_Made]) -> _Made | None:
        """Return the first change with which a path wins, or the one with which it comes far."""
        for change in changes:
            if self.is_winner(change[2]):
                return change
        return max(changes, key=lambda change: len(self.run(change[2])), default=None)

    def _options(self, path: Path, step: Step, kept: Sequence[Path]) -> list[Path]:
        """Return what a path could be instead so as to fare better at a step."""
        rivals = [each for each in kept if each is not path]
        if not rivals and not isinstance(step, FilterStep):
            return []
        return list(step.better(path, rivals, self.others, self.context))

    def obstacle(self, path: Path) -> str:
        """Say where a path falls, and against what."""
        rounds_of_path = self.run(path)
        if not rounds_of_path or path in rounds_of_path[-1][1]:
            return "it ties to the end with one that was given before it"
        step, kept = rounds_of_path[-1]
        operand, against = step.operand(path, self.context), ""
        if not isinstance(step, FilterStep):
            against = f" against {step.against(path, kept, self.context)}"
        return f"{step.name}: {operand}{against}"
