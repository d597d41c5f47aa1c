"""The steps that come first: how much a path is liked, before any tie is broken."""

from __future__ import annotations

from typing import Final

from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.route import Path

__all__ = [
    "HIGHEST_LOCAL_PREFERENCE",
    "HIGHEST_WEIGHT",
    "LOCALLY_ORIGINATED",
    "LOWEST_ORIGIN",
    "SHORTEST_AS_PATH",
]

_INCOMPLETE: Final = 2
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")


def _weight(path: Path, context: DecisionContext) -> int:
    # No RFC knows the weight: vendors compare it before all else, and never announce it.
    return path.weight


def _local_preference(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2: a speaker identifies the route that has "the highest degree of preference
    # of any route to the same set of destinations".
    return path.local_preference


def _originated(path: Path, context: DecisionContext) -> int:
    # No RFC asks for it: vendors prefer what the speaker itself originates.
    return 0 if path.source.local else 1


def _show_originated(path: Path, context: DecisionContext) -> str:
    return "our own" if path.source.local else "learned"


def _as_path_length(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (a): "Remove from consideration all routes that are not tied for having
    # the smallest number of AS numbers present in their AS_PATH attributes. Note that when
    # counting this number, an AS_SET counts as 1, no matter how many ASes are in the set."
    # RFC 5065 §5.3: "CONFED_SEQUENCE and CONFED_SETs SHOULD NOT be counted."
    return path.as_path_length


def _origin(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (b): "Remove from consideration all routes that are not tied for having
    # the lowest Origin number in their Origin attribute."
    origin = path.attributes.origin
    return _INCOMPLETE if origin is None else origin


def _show_origin(path: Path, context: DecisionContext) -> str:
    origin = path.attributes.origin
    if origin is None:
        return "none, counts as INCOMPLETE"
    return _ORIGINS[origin] if origin < len(_ORIGINS) else str(origin)


HIGHEST_WEIGHT: Final = KeyStep(name="highest weight", rfc="", key=_weight, highest=True)
HIGHEST_LOCAL_PREFERENCE: Final = KeyStep(
    name="highest local preference", rfc="RFC 4271 §9.1.1", key=_local_preference, highest=True
)
LOCALLY_ORIGINATED: Final = KeyStep(
    name="locally originated", rfc="", key=_originated, bits=1, show=_show_originated
)
SHORTEST_AS_PATH: Final = KeyStep(
    name="shortest AS_PATH", rfc="RFC 4271 §9.1.2.2 (a)", key=_as_path_length, bits=16
)
LOWEST_ORIGIN: Final = KeyStep(
    name="lowest ORIGIN", rfc="RFC 4271 §9.1.2.2 (b)", key=_origin, bits=8, show=_show_origin
)
