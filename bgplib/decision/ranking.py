"""Puts paths in order of preference: the best, then the best of the others, and so on."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import GroupStep, KeyStep
from bgplib.decision.step import FilterStep, SetStep, Step, narrow, rounds
from bgplib.route import Path

__all__ = ["ranked"]


def ranked(steps: Sequence[Step], paths: Sequence[Path], context: DecisionContext) -> list[Path]:
    """Return the eligible paths in order of preference.

    The order is what choosing again and again gives, each time among those that are left. Steps
    that compare one number sort, so that it is no more work than that.

    Args:
        steps: the steps of a process, or those of its steps that are left.
        paths: the candidates, each once.
        context: what else matters.

    Raises:
        LocalError: a step that must not leave nothing does.
    """
    found: list[Path] = []
    # Those who tie before a step, and which step that is; the last of the list comes first.
    waiting: list[tuple[int, Sequence[Path]]] = [(0, paths)]
    while waiting:
        index, tied = waiting.pop()
        step = steps[index] if index < len(steps) else None
        if isinstance(step, FilterStep):
            waiting.append((index + 1, narrow(step, tied, context)))
        elif step is None or len(tied) < 2:
            found += tied
        elif isinstance(step, KeyStep):
            waiting += [(index + 1, block) for block in reversed(_blocks(step, tied, context))]
        elif _is_idle(step, tied, context):
            waiting.append((index + 1, tied))
        else:
            rest = [each for each in steps[index:] if not _is_idle(each, tied, context)]
            merged = _merge(rest, tied, context)
            found += merged
            if not merged:
                best = _best(rest, tied, context)
                found.append(best)
                waiting.append((index, [path for path in tied if path is not best]))
    return found


def _is_idle(step: Step, paths: Sequence[Path], context: DecisionContext) -> bool:
    return isinstance(step, SetStep) and step.idle is not None and step.idle(paths, context)


def _best(steps: Sequence[Step], paths: Sequence[Path], context: DecisionContext) -> Path:
    for _, _, left in rounds(steps, paths, context):
        paths = left
    return paths[0]


def _blocks(step: KeyStep, paths: Sequence[Path], context: DecisionContext) -> list[list[Path]]:
    """Return the paths by their number, those with the best one first."""
    found: dict[int, list[Path]] = {}
    for path in paths:
        found.setdefault(step.key(path, context), []).append(path)
    return [found[number] for number in sorted(found, reverse=step.highest)]


def _merge(steps: Sequence[Step], paths: Sequence[Path], context: DecisionContext) -> list[Path]:
    """Return the order that a comparison within groups and numbers behind it give.

    Of each group only the paths with its lowest number compete with other groups, those with the
    next one when they are gone. So each group has an order of its own, and groups are merged. It is
    an empty list where the steps are others, or a path is not in one group.
    """
    if not steps or not isinstance(step := steps[0], GroupStep):
        return []
    keys = [each for each in steps[1:] if isinstance(each, KeyStep)]
    if len(keys) < len(steps) - 1:
        return []
    groups: dict[int, list[tuple[int, list[int], int, Path]]] = {}
    for place, path in enumerate(paths):
        own = step.grouped(path, context)
        if len(own) != 1:
            return []
        behind = [_turned(each, path, context) for each in keys]
        groups.setdefault(own[0], []).append((step.key(path, context), behind, place, path))
    lines = [sorted(each, key=lambda one: one[:3]) for each in groups.values()]
    # Unlike a sort, a merge does not ask whether a later path of a group would come earlier.
    return [path for *_, path in heapq.merge(*lines, key=lambda one: one[1:3])]


def _turned(step: KeyStep, path: Path, context: DecisionContext) -> int:
    """Return the number of a path so that the lowest is the best."""
    number = step.key(path, context)
    return -number if step.highest else number
