"""Explanation: why one path won, as a value that prints itself in words."""

from __future__ import annotations

import functools
from typing import Any

import attrs

from bgplib._frozen import frozen
from bgplib.decision.context import DecisionContext
from bgplib.decision.counterfactual import MOST_TOLD, Counterfactual, counterfactual
from bgplib.decision.key_step import KeyStep
from bgplib.decision.multipath import Multipath
from bgplib.decision.step import FilterStep, Step
from bgplib.decision.wording import describe, in_words
from bgplib.errors import LocalError
from bgplib.route import Path, Route

__all__ = ["Explanation", "Fall", "Group", "Round"]


@attrs.frozen(kw_only=True)
class Fall:
    """Why one candidate is out."""

    candidate: Route | Path  #: who is out
    step: str  #: the name of the step that removed it
    rfc: str  #: the section that asks for the step; empty when none does
    operand: str  #: what the step saw in it; the reason, when it is ineligible by itself
    against: str  #: what it lost to; empty when it is ineligible by itself


@frozen(kw_only=True)
class Group:
    """Candidates among which a step compares: those of one neighbouring AS, say."""

    name: str  #: what they have in common
    members: tuple[tuple[Route | Path, str], ...]  #: the candidates and their operands


@frozen(kw_only=True)
class Round:
    """One step, applied to the candidates that came so far."""

    step: str  #: the name of the step
    rfc: str  #: the section that asks for it; empty when none does
    eligibility: bool  #: it looks at each candidate by itself
    left: tuple[Route | Path, ...]  #: who remains
    operand: str  #: what those who remain tie for; empty where it is compared within groups
    fallen: tuple[Fall, ...]  #: who does not remain
    groups: tuple[Group, ...]  #: where the step compares within groups only
    routine: bool = False  #: nobody fell, and nothing else is worth a line


@frozen(kw_only=True)
class Explanation:
    """A decision: the candidates, what each step did to them, and who won."""

    candidates: tuple[Route | Path, ...]  #: all, in the order given
    rounds: tuple[Round, ...]  #: the steps that ran, in their order
    best: Route | Path | None  #: the winner; None when no candidate is eligible
    #: who shares the load with the winner; None where nobody asked
    multipath: Multipath | None = None
    #: those who are eligible in order of preference; None where nobody asked
    ranking: tuple[Route | Path, ...] | None = None
    steps: tuple[Step, ...] = attrs.field(default=(), repr=False)  #: all steps of the process
    #: what else mattered
    context: DecisionContext = attrs.field(factory=DecisionContext, repr=False)

    @property
    def decided_by(self) -> str | None:
        """The name of the step after which the winner was alone; None when it always was."""
        falls = [each.step for each in self.rounds if each.fallen]
        return falls[-1] if falls and self.best is not None else None

    def fall(self, candidate: Route | Path) -> Fall | None:
        """Return why a candidate is out; None for the winner."""
        for each in self.rounds:
            for fall in each.fallen:
                if fall.candidate is candidate:
                    return fall
        return None

    def would_win(self, candidate: Route | Path) -> Counterfactual:
        """Say what would have to change for a candidate to be the best.

        Args:
            candidate: one of the candidates; with the best, nothing has to change.

        Raises:
            LocalError: it is none of them.
        """
        if not any(each is candidate for each in self.candidates):
            raise LocalError(f"{candidate} is no candidate of this decision")
        return counterfactual(
            self.steps, self.candidates, candidate, self.context, self._contenders
        )

    @functools.cached_property
    def _contenders(self) -> frozenset[Path]:
        """The paths that tie in the filters and the numbers that come first."""
        left = self.candidates
        for step, each in zip(self.steps, self.rounds, strict=False):
            if not isinstance(step, FilterStep | KeyStep):
                break
            left = each.left
        return frozenset(each if isinstance(each, Path) else each.path for each in left)

    @property
    def losers(self) -> tuple[Route | Path, ...]:
        """All candidates but the winner."""
        return tuple(each for each in self.candidates if each is not self.best)

    def to_json(self) -> dict[str, Any]:
        """Return the decision as plain dicts, lists and text; candidates count from 1."""
        number = {id(each): index for index, each in enumerate(self.candidates, 1)}
        return {
            "candidates": [describe(each) for each in self.candidates],
            "steps": [
                {
                    "step": each.step,
                    "rfc": each.rfc,
                    "left": [number[id(one)] for one in each.left],
                    "operand": each.operand,
                    "fallen": [
                        {
                            "candidate": number[id(fall.candidate)],
                            "operand": fall.operand,
                            "against": fall.against,
                        }
                        for fall in each.fallen
                    ],
                    "groups": [
                        {
                            "name": group.name,
                            "members": [
                                {"candidate": number[id(one)], "operand": operand}
                                for one, operand in group.members
                            ],
                        }
                        for group in each.groups
                    ],
                }
                for each in self.rounds
            ],
            "best": None if self.best is None else number[id(self.best)],
            "decided_by": self.decided_by,
            "would_win": [
                {"candidate": number[id(each)], **self.would_win(each).to_json()}
                for each in self.losers[:MOST_TOLD]
            ],
            "multipath": None
            if self.multipath is None
            else {
                "used": [number[id(each)] for each in self.multipath.used],
                "left_out": [
                    {
                        "candidate": number[id(each.candidate)],
                        "rule": each.rule,
                        "reason": each.reason,
                    }
                    for each in self.multipath.left_out
                ],
            },
            "ranking": None
            if self.ranking is None
            else [number[id(each)] for each in self.ranking],
        }

    def __str__(self) -> str:
        """Return the decision in words, several lines."""
        return "\n".join(in_words(self))
