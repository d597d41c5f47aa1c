"""The steps that come first: how much a path is liked, before any tie is broken."""

from __future__ import annotations

from typing import Final

from bgplib.decision.changes import (
    with_as_path_length,
    with_local_preference,
    with_origin,
    with_weight,
    with_whole_as_path_length,
    without_llgr_stale,
)
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.iana.communities import LLGR_STALE
from bgplib.kernel import as_path as kernel
from bgplib.route import Path

__all__ = [
    "HIGHEST_LOCAL_PREFERENCE",
    "HIGHEST_WEIGHT",
    "LOCALLY_ORIGINATED",
    "LOWEST_ORIGIN",
    "NOT_LLGR_STALE",
    "SHORTEST_AS_PATH",
    "SHORTEST_AS_PATH_WITH_CONFEDERATION",
]

_INCOMPLETE: Final = 2
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")
_LLGR_STALE: Final = LLGR_STALE.to_bytes(4, "big")


def _llgr_stale(path: Path, context: DecisionContext) -> int:
    # RFC 9494 §4.3 has a route with the community LLGR_STALE be the least preferred one. Nearly
    # all blocks do not even hold its octets.
    attributes = path.attributes
    return int(_LLGR_STALE in attributes.octets and LLGR_STALE in attributes.communities)


def _show_llgr_stale(path: Path, context: DecisionContext) -> str:
    return "LLGR_STALE" if _llgr_stale(path, context) else "not stale"


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


def _as_path_length_with_confederation(path: Path, context: DecisionContext) -> int:
    # RFC 5065 §5.3 has the numbers of the confederation not counted; vendors have an option that
    # counts them, members of AS_CONFED_SETs as one.
    segments = path.as_path
    confederation = sum(len(asns) if kind == 3 else 1 for kind, asns in segments if kind in (3, 4))
    return kernel.length(segments) + confederation


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


NOT_LLGR_STALE: Final = KeyStep(
    name="not LLGR_STALE",
    rfc="RFC 9494 §4.3",
    subject="communities",
    usual="not stale",
    key=_llgr_stale,
    bits=1,
    show=_show_llgr_stale,
    change=without_llgr_stale,
)
HIGHEST_WEIGHT: Final = KeyStep(
    name="highest weight",
    rfc="",
    subject="weight",
    key=_weight,
    highest=True,
    change=with_weight,
)
HIGHEST_LOCAL_PREFERENCE: Final = KeyStep(
    name="highest local preference",
    rfc="RFC 4271 §9.1.1",
    subject="local preference",
    key=_local_preference,
    highest=True,
    change=with_local_preference,
)
LOCALLY_ORIGINATED: Final = KeyStep(
    name="locally originated", rfc="", key=_originated, bits=1, show=_show_originated
)
SHORTEST_AS_PATH: Final = KeyStep(
    name="shortest AS_PATH",
    rfc="RFC 4271 §9.1.2.2 (a)",
    subject="AS_PATH length",
    key=_as_path_length,
    bits=16,
    change=with_as_path_length,
)
#: in place of the other one, for those who want `bestpath as-path confed`
SHORTEST_AS_PATH_WITH_CONFEDERATION: Final = KeyStep(
    name="shortest AS_PATH",
    rfc="",
    subject="AS_PATH length with the confederation",
    key=_as_path_length_with_confederation,
    bits=16,
    change=with_whole_as_path_length,
)
LOWEST_ORIGIN: Final = KeyStep(
    name="lowest ORIGIN",
    rfc="RFC 4271 §9.1.2.2 (b)",
    subject="ORIGIN",
    key=_origin,
    bits=8,
    show=_show_origin,
    change=with_origin,
)
