"""Multipath: the paths that are as good as the best, to share the load among (ECMP).

RFC 4271 knows one best path. Vendors also use those that tie with it in all that says how good a
path is, and differ only in what breaks ties: identifiers, addresses, age.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum
from typing import Any

import attrs

from bgplib._checks import check, of_type
from bgplib._frozen import frozen
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.decision.med import show_neighbour
from bgplib.decision.ranking import ranked
from bgplib.decision.step import FilterStep, Step, narrow, rounds
from bgplib.decision.tie_break import LOWEST_IGP_COST
from bgplib.errors import LocalError
from bgplib.route import Path, Route

__all__ = ["AsPathRule", "LeftOut", "Multipath", "MultipathRules", "multipath"]


class AsPathRule(Enum):
    """How much alike the AS paths of two paths have to be."""

    IDENTICAL = "identical"  #: the same AS numbers in the same places
    NEIGHBOUR = "neighbour"  #: the same neighbouring AS
    LENGTH = "length"  #: what the step that compares lengths asks for (`multipath-relax`)


def _at_least_one(instance: object, attribute: attrs.Attribute[Any], value: int | None) -> None:
    check(value, int | None if attribute.default is None else int, attribute.name)
    if value is not None and value < 1:
        raise LocalError(f"{attribute.name} is {value}, it cannot be less than 1")


def _is_rule(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, AsPathRule) and (value is not None or attribute.default is not None):
        raise LocalError(f"{attribute.name} is {value!r}, which is not an AsPathRule")


@attrs.frozen(kw_only=True)
class MultipathRules:
    """Which paths may be used beside the best one, and how many.

    Raises:
        LocalError: a limit is less than 1, or a rule is none.
    """

    #: how many paths in all
    maximum: int = attrs.field(default=64, validator=_at_least_one)
    #: how many external ones; None is no limit of its own
    external: int | None = attrs.field(default=None, validator=_at_least_one)
    #: how many internal ones; None is no limit of its own
    internal: int | None = attrs.field(default=None, validator=_at_least_one)
    #: how many from one neighbouring AS; None is no limit
    per_neighbour_as: int | None = attrs.field(default=None, validator=_at_least_one)
    #: how many from one peer, which may send several (RFC 7911); None is no limit
    per_peer: int | None = attrs.field(default=None, validator=_at_least_one)
    #: how much the AS path has to be like that of the best
    as_path: AsPathRule = attrs.field(default=AsPathRule.NEIGHBOUR, validator=_is_rule)
    #: the same for internal paths; None takes `as_path`
    internal_as_path: AsPathRule | None = attrs.field(default=None, validator=_is_rule)
    #: use paths whose next hops cost more or less than that of the best, too
    unequal_cost: bool = attrs.field(default=False, validator=of_type(bool))
    #: use no next hop twice
    distinct_next_hops: bool = attrs.field(default=True, validator=of_type(bool))


@attrs.frozen(kw_only=True)
class LeftOut:
    """Why a candidate is not used."""

    candidate: Route | Path  #: who is not used
    rule: str  #: the name of a step, or of the field of `MultipathRules`
    reason: str  #: what it is, and what it would have to be


@frozen(kw_only=True)
class Multipath:
    """The paths to use, and why not the others."""

    used: tuple[Route | Path, ...]  #: the best one first, then in order of preference
    left_out: tuple[LeftOut, ...]  #: the others, in the order in which they dropped out


def multipath(
    steps: Sequence[Step], paths: Sequence[Path], context: DecisionContext, rules: MultipathRules
) -> tuple[list[Path], list[tuple[Path, str, str]]]:
    """Return the paths to use, the best one first, and of the others the rule and the reason.

    Args:
        steps: the steps of a process.
        paths: the candidates, each once.
        context: what else matters.
        rules: which paths may be used, and how many.

    Raises:
        LocalError: a step that must not leave nothing does.
    """
    left: Sequence[Path] = paths
    for _, _, left in rounds(steps, paths, context):  # noqa: B007  (the last one matters)
        pass
    best = left[0] if left else None
    equal, out = _equal(steps, paths, best, context, rules)
    used: list[Path] = []
    counts: Counter[tuple[str, object]] = Counter()
    for path in sorted(ranked(steps, equal, context), key=lambda each: each is not best):
        refusal = None if path is best else _refusal(path, used, counts, rules)
        if refusal is not None:
            out.append((path, *refusal))
            continue
        used.append(path)
        counts.update(_counted(path))
    return used, out


def _equal(
    steps: Sequence[Step],
    paths: Sequence[Path],
    best: Path | None,
    context: DecisionContext,
    rules: MultipathRules,
) -> tuple[Sequence[Path], list[tuple[Path, str, str]]]:
    """Return the paths that are as good as the best, and why the others are not."""
    out: list[tuple[Path, str, str]] = []
    left = paths
    for step in steps:
        if step.tie_break or (rules.unequal_cost and step.name == LOWEST_IGP_COST.name):
            continue
        if isinstance(step, FilterStep) or best is None:
            kept = narrow(step, left, context) if left else left
        elif isinstance(step, KeyStep):
            number = step.key(best, context)
            kept = [path for path in left if step.key(path, context) == number]
        else:
            better = set(narrow(step, left, context))
            kept = [path for path in left if path is best or path in better]
        remaining = set(kept)
        for path in left:
            if path not in remaining:
                against = step.against(path, kept, context)
                reason = step.operand(path, context) + (f" against {against}" if against else "")
                out.append((path, step.name, reason))
        left = kept
    return left, out


def _counted(path: Path) -> list[tuple[str, object]]:
    """Return what a path that is used counts for."""
    source = path.source
    found: list[tuple[str, object]] = [
        ("maximum", None),
        ("per_neighbour_as", path.neighbour_as),
        ("per_peer", source),
        ("next hop", path.next_hop_octets),
    ]
    if not source.local:
        found.append(("internal" if source.is_internal else "external", None))
    return found


def _refusal(
    path: Path, used: Sequence[Path], counts: Counter[tuple[str, object]], rules: MultipathRules
) -> tuple[str, str] | None:
    """Return the rule that speaks against a path as good as the best, and the reason."""
    best = used[0]
    rule = rules.as_path
    if path.source.is_internal and rules.internal_as_path is not None:
        rule = rules.internal_as_path
    if rule is AsPathRule.IDENTICAL and path.as_path != best.as_path:
        return "as_path", "its AS path is not that of the best"
    if rule is AsPathRule.NEIGHBOUR and path.neighbour_as != best.neighbour_as:
        names = show_neighbour(path.neighbour_as), show_neighbour(best.neighbour_as)
        return "as_path", f"{names[0]} against {names[1]}"
    if rules.distinct_next_hops and counts["next hop", path.next_hop_octets]:
        return "distinct_next_hops", f"next hop {path.next_hop} is used"
    for name, what in _counted(path):
        limit: int | None = getattr(rules, name, None)
        if limit is not None and counts[name, what] >= limit:
            return name, f"{limit} is the limit"
    return None
