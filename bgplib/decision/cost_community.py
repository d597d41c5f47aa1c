"""Steps that compare the Cost Community (draft-ietf-idr-custom-decision); no preset has one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib.decision.context import DecisionContext
from bgplib.decision.step import SetStep
from bgplib.route import Path

__all__ = ["ABSOLUTE", "BGP_ID", "EXTERNAL_INTERNAL", "IGP", "cost_community"]

#: points of insertion: before everything, and behind the steps that they are called by
ABSOLUTE: Final = 128
IGP: Final = 129
EXTERNAL_INTERNAL: Final = 130
BGP_ID: Final = 131

_NAMES: Final = {
    ABSOLUTE: "absolute",
    IGP: "igp",
    EXTERNAL_INTERNAL: "external-internal",
    BGP_ID: "bgp-id",
}
#: type and sub-type, transitive or not
_CODES: Final = (0x0301, 0x4301)
#: the cost of who has no community of an identifier: in the middle, so that some are worse
_NO_COST: Final = 0x7FFFFFFF


def cost_community(insertion: int) -> SetStep:
    """Return the step that compares the costs of one point of insertion.

    Communities are compared in the order of their identifiers, the lowest first. The program puts
    the step where it belongs: `process.inserting(cost_community(IGP), before="lowest identifier")`.

    Args:
        insertion: the Point of Insertion.
    """

    def costs(path: Path) -> dict[int, int]:
        found: dict[int, int] = {}
        for community in path.attributes.extended_communities:
            if community >> 48 in _CODES and community >> 40 & 0xFF == insertion:
                identifier, cost = community >> 32 & 0xFF, community & 0xFFFFFFFF
                found[identifier] = min(cost, found.get(identifier, cost))
        return found

    def narrow(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
        left = [(path, costs(path)) for path in paths]
        for identifier in sorted({each for _, own in left for each in own}):
            lowest = min(own.get(identifier, _NO_COST) for _, own in left)
            left = [each for each in left if each[1].get(identifier, _NO_COST) == lowest]
        return [path for path, _ in left]

    def show(path: Path, context: DecisionContext) -> str:
        words = [f"{identifier}:{cost}" for identifier, cost in sorted(costs(path).items())]
        return " ".join(words) or "none"

    where = _NAMES.get(insertion, str(insertion))
    return SetStep(name=f"cost community ({where})", rfc="", usual="none", narrow=narrow, show=show)
