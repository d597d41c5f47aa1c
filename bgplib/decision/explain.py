"""Runs the steps of a process and writes down what they do."""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.decision.context import DecisionContext
from bgplib.decision.explanation import Explanation, Fall, Group, Round
from bgplib.decision.step import FilterStep, Step, rounds
from bgplib.route import Path, Route

__all__ = ["explain"]


def explain(
    steps: tuple[Step, ...], candidates: tuple[Route | Path, ...], context: DecisionContext
) -> Explanation:
    """Run steps over candidates and write down what they do."""
    by_path: dict[Path, Route | Path] = {}
    for candidate in candidates:
        path = candidate if isinstance(candidate, Path) else candidate.path
        by_path.setdefault(path, candidate)
    left = list(by_path)
    found = []
    for step, before, after in rounds(steps, left, context):
        found.append(_round(step, before, after, context, by_path))
        left = list(after)
    best = by_path[left[0]] if left else None
    return Explanation(candidates=tuple(by_path.values()), rounds=tuple(found), best=best)


def _round(
    step: Step,
    before: Sequence[Path],
    after: Sequence[Path],
    context: DecisionContext,
    candidate_of: dict[Path, Route | Path],
) -> Round:
    """Write down what a step did."""
    fallen = [
        Fall(
            candidate=candidate_of[path],
            step=step.name,
            rfc=step.rfc,
            operand=step.operand(path, context),
            against=step.against(path, after, context),
        )
        for path in before
        if path not in after
    ]
    groups = [
        Group(
            name=name,
            members=tuple((candidate_of[path], step.operand(path, context)) for path in members),
        )
        for name, members in step.groups(before, context)
    ]
    operands = {step.operand(path, context) for path in after}
    eligibility = isinstance(step, FilterStep)
    return Round(
        step=step.name,
        rfc=step.rfc,
        eligibility=eligibility,
        left=tuple(candidate_of[path] for path in after),
        operand=next(iter(operands)) if len(operands) == 1 and not groups else "",
        fallen=tuple(fallen),
        groups=tuple(groups),
        routine=not fallen and (eligibility or operands <= {step.usual}),
    )
