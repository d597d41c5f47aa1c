"""The step that compares MULTI_EXIT_DISC, the one whose outcome depends on who else is there."""

from __future__ import annotations

from typing import Final

from bgplib.decision.changes import with_med
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import GroupStep
from bgplib.route import Path

__all__ = ["EVERY_AS", "LOWEST_MED", "show_neighbour", "without_med"]

#: the group of all paths where MULTI_EXIT_DISC is compared whoever the neighbour is; no AS has it
EVERY_AS: Final = -1
_WORST_MED: Final = 0xFFFFFFFF


def _med(path: Path, context: DecisionContext) -> int:
    med = path.attributes.med
    return without_med(context) if med is None else med


def without_med(context: DecisionContext) -> int:
    """Return what a route counts as that has no MULTI_EXIT_DISC."""
    # RFC 4271 §9.1.2.2 (c): "If route n has no MULTI_EXIT_DISC attribute, the function returns
    # the lowest possible MULTI_EXIT_DISC value (i.e., 0)."
    return _WORST_MED if context.missing_med_as_worst else 0


def _show_med(path: Path, context: DecisionContext) -> str:
    med = path.attributes.med
    return f"none, counts as {_med(path, context)}" if med is None else str(med)


def _med_group(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (c): "MULTI_EXIT_DISC is only comparable between routes learned from the
    # same neighboring AS (the neighboring AS is determined from the AS_PATH attribute)."
    return EVERY_AS if context.always_compare_med else path.neighbour_as


def show_neighbour(asn: int) -> str:
    """Print a neighbouring AS, which is our own where the number is 0; or that it is any."""
    if asn == EVERY_AS:
        return "all neighbouring ASes"
    return f"neighbour AS{asn}" if asn else "our own AS"


LOWEST_MED: Final = GroupStep(
    name="lowest MED per neighbouring AS",
    rfc="RFC 4271 §9.1.2.2 (c)",
    subject="MED",
    key=_med,
    group=_med_group,
    show=_show_med,
    show_group=show_neighbour,
    change=with_med,
)
