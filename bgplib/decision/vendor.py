"""Rules that some vendors have in place of the RFCs' or besides; presets are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from bgplib.context import SessionType
from bgplib.decision.aigp import LOWEST_AIGP, metric_of
from bgplib.decision.changes import from_confederation, with_aigp, with_peer_identifier
from bgplib.decision.context import DecisionContext
from bgplib.decision.existing import EXISTING_EXTERNAL
from bgplib.decision.key_step import Grouping, GroupStep, KeyStep
from bgplib.decision.med import EVERY_AS, LOWEST_MED, show_neighbour
from bgplib.decision.preference import HIGHEST_WEIGHT
from bgplib.decision.step import SetStep
from bgplib.decision.tie_break import LOWEST_IDENTIFIER
from bgplib.iana.attributes import AIGP
from bgplib.route import OUR_OWN_AS, Path
from bgplib.values.address import identifier_text

__all__ = [
    "BIRD_AIGP",
    "BIRD_MED",
    "CONFEDERATION_OVER_INTERNAL",
    "FRR_EXISTING_EXTERNAL",
    "FRR_MED",
    "GOBGP_ANY_IDENTIFIER",
    "GOBGP_IDENTIFIER",
    "GOBGP_MED",
    "HIGHEST_WEIGHT_OURS_FIRST",
    "OLDEST_EXTERNAL",
]

#: the weight of our own routes where nobody says otherwise: Cisco's and FRR's
_OUR_WEIGHT: Final = 32768
#: BIRD's AIGP of a route that has none, and the greatest sum that it makes
_BIRD_NO_AIGP: Final = (1 << 64) - 1
#: BIRD's cost of a next hop that can be reached through a route without a metric
_BIRD_UNKNOWN_COST: Final = (1 << 32) - 1
#: marks the group of those who came from the same member of a confederation
_MEMBER: Final = 1 << 32
#: where a path came from
_EXTERNAL, _CONFEDERATION, _INTERNAL = range(3)


# -- weight ------------------------------------------------------------------------------------


def _weight(path: Path, context: DecisionContext) -> int:
    return path.weight or (_OUR_WEIGHT if path.source.local else 0)


# -- AIGP --------------------------------------------------------------------------------------


def _bird_aigp(path: Path, context: DecisionContext) -> int:
    metric = metric_of(path) if AIGP in path.attributes else None
    if metric is None:
        return _BIRD_NO_AIGP
    # BIRD counts every next hop as 1 away at least, as RFC 7311 §3.4.3 has it where a route is
    # passed on. Where the cost is not known, or the sum needs more than 64 bits, the route counts
    # as one without AIGP.
    cost = context.cost(path) or 0
    if cost >= _BIRD_UNKNOWN_COST:
        return _BIRD_NO_AIGP
    return min(metric + max(cost, 1), _BIRD_NO_AIGP)


def _show_bird_aigp(path: Path, context: DecisionContext) -> str:
    number = _bird_aigp(path, context)
    return "none" if number == _BIRD_NO_AIGP else str(number)


def _with_bird_aigp(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    # `with_aigp` takes the cost out of the number; where there is none, BIRD's 1 is left.
    return with_aigp(path, number if context.cost(path) else number - 1, others, context)


# -- who is comparable by MED ------------------------------------------------------------------


def _frr_med_groups(path: Path, context: DecisionContext) -> Grouping:
    # FRR compares two paths whose AS_SEQUENCEs begin with the same AS, two that have no ASes but
    # those of the confederation, and besides two that begin with the same member of it.
    if context.always_compare_med:
        return EVERY_AS
    segments = path.as_path
    found: list[int] = []
    visible = [segment for segment in segments if segment[0] in (1, 2)]
    if not visible:
        found.append(OUR_OWN_AS)
    elif visible[0][0] == 2:
        found.append(visible[0][1][0])
    if segments and segments[0][0] == 3:
        found.append(_MEMBER | segments[0][1][0])
    return tuple(found)


def _gobgp_med_group(path: Path, context: DecisionContext) -> Grouping:
    # GoBGP takes the first AS number outside the confederation, be it in a set or a sequence.
    if context.always_compare_med:
        return EVERY_AS
    return next((asns[0] for kind, asns in path.as_path if kind in (1, 2)), OUR_OWN_AS)


def _bird_med_group(path: Path, context: DecisionContext) -> Grouping:
    # BIRD takes the first AS of an AS_SEQUENCE, and without one our own AS, external or not.
    if context.always_compare_med:
        return EVERY_AS
    first = next((segment for segment in path.as_path if segment[0] in (1, 2)), None)
    return first[1][0] if first is not None and first[0] == 2 else OUR_OWN_AS


def _show_frr_group(group: int) -> str:
    if group != EVERY_AS and group & _MEMBER:
        return f"member AS{group ^ _MEMBER}"
    return show_neighbour(group)


# -- age ---------------------------------------------------------------------------------------


def _selected(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
    # FRR lets a path from outside that is selected stay so against others from outside, whatever
    # their identifiers are. It knows a path by its peer and path identifier.
    existing = context.existing
    if existing is None or _kind(existing) != _EXTERNAL:
        return paths
    found = [
        path
        for path in paths
        if path.source == existing.source and path.path_id == existing.path_id
    ]
    return found if found and all(_kind(path) == _EXTERNAL for path in paths) else paths


def _oldest(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
    # GoBGP compares times of arrival, of paths that are not from our own AS. Candidates come in
    # the order of their arrival, so of those the first is the oldest.
    oldest = next((path for path in paths if _kind(path) != _INTERNAL), None)
    return [path for path in paths if path is oldest or _kind(path) == _INTERNAL]


def _show_age(path: Path, context: DecisionContext) -> str:
    return "internal" if _kind(path) == _INTERNAL else "external"


# -- sessions and identifiers ------------------------------------------------------------------


def _kind(path: Path) -> int:
    source = path.source
    if source.local or not source.is_internal:
        return _EXTERNAL
    return _CONFEDERATION if source.session is SessionType.CONFEDERATION else _INTERNAL


def _from_inside(path: Path, context: DecisionContext) -> int:
    return 1 if _kind(path) == _INTERNAL else 0


def _show_inside(path: Path, context: DecisionContext) -> str:
    return "internal" if _from_inside(path, context) else "confederation"


def _peer_identifier(path: Path, context: DecisionContext) -> int:
    return path.source.identifier


def _show_peer_identifier(path: Path, context: DecisionContext) -> str:
    return identifier_text(path.source.identifier)


def _internal_only(path: Path, context: DecisionContext) -> Grouping:
    return 0 if _kind(path) == _INTERNAL else ()


HIGHEST_WEIGHT_OURS_FIRST: Final = attrs.evolve(HIGHEST_WEIGHT, key=_weight)
#: the sum of RFC 7311 §4.1 with a cost of 1 at least; none where the cost is not known
BIRD_AIGP: Final = attrs.evolve(
    LOWEST_AIGP,
    rfc="",
    key=_bird_aigp,
    bits=64,
    show=_show_bird_aigp,
    change=_with_bird_aigp,
)
FRR_MED: Final = attrs.evolve(LOWEST_MED, group=_frr_med_groups, show_group=_show_frr_group)
GOBGP_MED: Final = attrs.evolve(LOWEST_MED, group=_gobgp_med_group)
BIRD_MED: Final = attrs.evolve(LOWEST_MED, group=_bird_med_group)
#: a confederation's other members before its own internal sessions
CONFEDERATION_OVER_INTERNAL: Final = KeyStep(
    name="confederation over internal",
    rfc="",
    subject="session",
    key=_from_inside,
    bits=1,
    show=_show_inside,
    change=from_confederation,
)
FRR_EXISTING_EXTERNAL: Final = attrs.evolve(EXISTING_EXTERNAL, rfc="", narrow=_selected)
#: keeps the first of the candidates from outside: they have to be in the order of their arrival
OLDEST_EXTERNAL: Final = SetStep(
    name="oldest external path",
    rfc="",
    tie_break=True,
    narrow=_oldest,
    show=_show_age,
    ordered=True,
)


def _show_internal(_group: object) -> str:
    return "internal sessions"


#: compares internal paths only, and does not look at ORIGINATOR_ID
GOBGP_IDENTIFIER: Final = GroupStep(
    name=LOWEST_IDENTIFIER.name,
    rfc="",
    subject="identifier",
    tie_break=True,
    key=_peer_identifier,
    group=_internal_only,
    show=_show_peer_identifier,
    show_group=_show_internal,
    change=with_peer_identifier,
)
#: the same with `external-compare-router-id`: any paths
GOBGP_ANY_IDENTIFIER: Final = attrs.evolve(
    LOWEST_IDENTIFIER,
    rfc="",
    key=_peer_identifier,
    show=_show_peer_identifier,
    change=with_peer_identifier,
)
