"""Runs the steps of a process and writes down what they do."""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.decision.context import DecisionContext
from bgplib.decision.explanation import Explanation, Fall, Group, Round
from bgplib.decision.multipath import LeftOut, Multipath, MultipathRules, multipath
from bgplib.decision.ranking import ranked
from bgplib.decision.step import FilterStep, Step, rounds
from bgplib.route import Path, Route

__all__ = ["explain"]


def explain(
    steps: tuple[Step, ...],
    candidates: tuple[Route | Path, ...],
    context: DecisionContext,
    rules: MultipathRules | None = None,
    *,
    ranking: bool = False,
) -> Explanation:
    """Run steps over candidates and write down what they do.

    Args:
        steps: the steps of a process.
        candidates: the candidates.
        context: what else matters.
        rules: which paths may be used beside the best one; None does not ask.
        ranking: whether to put them in order of preference too.
    """
    by_path: dict[Path, Route | Path] = {}
    for candidate in candidates:
        path = candidate if isinstance(candidate, Path) else candidate.path
        by_path.setdefault(path, candidate)
    paths = list(by_path)
    left: Sequence[Path] = paths
    found = []
    for step, before, after in rounds(steps, paths, context):
        found.append(_round(step, before, after, context, by_path))
        left = after
    return Explanation(
        candidates=tuple(by_path.values()),
        rounds=tuple(found),
        best=by_path[left[0]] if left else None,
        multipath=None if rules is None else _multipath(steps, paths, context, rules, by_path),
        ranking=tuple(by_path[path] for path in ranked(steps, paths, context)) if ranking else None,
        steps=steps,
        context=context,
    )


def _multipath(
    steps: tuple[Step, ...],
    paths: Sequence[Path],
    context: DecisionContext,
    rules: MultipathRules,
    candidate_of: dict[Path, Route | Path],
) -> Multipath:
    used, out = multipath(steps, paths, context, rules)
    return Multipath(
        used=tuple(candidate_of[path] for path in used),
        left_out=tuple(
            LeftOut(candidate=candidate_of[path], rule=rule, reason=reason)
            for path, rule, reason in out
        ),
    )


def _round(
    step: Step,
    before: Sequence[Path],
    after: Sequence[Path],
    context: DecisionContext,
    candidate_of: dict[Path, Route | Path],
) -> Round:
    """Write down what a step did."""
    remaining = set(after)
    fallen = [
        Fall(
            candidate=candidate_of[path],
            step=step.name,
            rfc=step.rfc,
            operand=step.operand(path, context),
            against=step.against(path, after, context),
        )
        for path in before
        if path not in remaining
    ]
    groups = [
        Group(
            name=name,
            members=tuple((candidate_of[path], step.operand(path, context)) for path in members),
        )
        for name, members in step.groups(before, context)
    ]
    # Those who tie by number may look unlike each other: ORIGINATOR_ID beside an identifier.
    operands = dict.fromkeys(step.operand(path, context) for path in after)
    eligibility = isinstance(step, FilterStep)
    return Round(
        step=step.name,
        rfc=step.rfc,
        eligibility=eligibility,
        left=tuple(candidate_of[path] for path in after),
        operand="" if groups else " and ".join(operands),
        fallen=tuple(fallen),
        groups=tuple(groups),
        routine=not fallen and (eligibility or operands.keys() <= {step.usual}),
    )
