"""Other paths that would fare better: what steps can change of a path that fell.

A function of the first kind makes a path that has a number, or one that is preferred to it, where
a step compares numbers; one of the second kind makes a path that a filter lets pass. Both return
None where no change of the path's own helps. `others` are the other candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

import attrs

from bgplib.attributes._segments import Segment
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.context import SessionType
from bgplib.decision.context import DecisionContext
from bgplib.errors import EncodeError
from bgplib.iana.attributes import CLUSTER_LIST, COMMUNITIES, ORIGINATOR_ID
from bgplib.iana.communities import LLGR_STALE
from bgplib.kernel.as_path import Segments
from bgplib.route import Path, fresh

__all__ = [
    "Change",
    "Cure",
    "accepted",
    "from_confederation",
    "from_outside",
    "near",
    "reachable",
    "with_address",
    "with_aigp",
    "with_as_path_length",
    "with_cluster_list_length",
    "with_identifier",
    "with_local_preference",
    "with_med",
    "with_origin",
    "with_path_id",
    "with_peer_identifier",
    "with_weight",
    "with_whole_as_path_length",
    "without_as_loop",
    "without_llgr_stale",
    "without_reflection_loop",
]

#: makes a path that has a number, or a better one
Change = Callable[[Path, int, Sequence[Path], DecisionContext], Path | None]
#: makes a path that is eligible
Cure = Callable[[Path, Sequence[Path], DecisionContext], Path | None]

_ORIGINS: Final = 3
_SEQUENCES: Final = (2, 3)
_CONFEDERATION: Final = (3, 4)


# -- numbers -----------------------------------------------------------------------------------


def with_weight(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the weight."""
    return path.replace(weight=number)


def with_local_preference(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the degree of preference, as import policy does."""
    return path.replace(preference=number)


def without_llgr_stale(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Take LLGR_STALE out of the communities."""
    left = tuple(each for each in path.attributes.communities if each != LLGR_STALE)
    return _with(path, Communities(left)) if left else _with(path, without=[COMMUNITIES])


def with_aigp(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the AIGP metric so that it makes the number together with the cost of the next hop."""
    metric = number - (context.cost(path) or 0)
    try:
        return _with(path, Aigp.of(metric))
    except EncodeError:
        return None


def with_as_path_length(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Cut the end of the AS path off; segments of the confederation stay."""
    return _with_as_path(path, _cut(path.as_path, number, free=_CONFEDERATION))


def with_whole_as_path_length(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Cut the end of the AS path off, where segments of the confederation count."""
    return _with_as_path(path, _cut(path.as_path, number, free=()))


def with_origin(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set ORIGIN."""
    if number >= _ORIGINS:
        return None
    return _with(path, Origin(number))


def with_med(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set MULTI_EXIT_DISC."""
    return _with(path, MultiExitDisc(number))


def from_outside(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Let the path come over an external session, liked as much as before."""
    source = attrs.evolve(path.source, session=SessionType.EXTERNAL)
    return path.replace(source=source, preference=path.local_preference)


def from_confederation(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Let the path come from another member of the confederation, liked as much as before."""
    source = attrs.evolve(path.source, session=SessionType.CONFEDERATION)
    return path.replace(source=source, preference=path.local_preference)


def near(path: Path, number: int, others: Sequence[Path], context: DecisionContext) -> Path | None:
    """Take the next hop of another path, of those that cost no more."""
    for other in others:
        if other.next_hop_octets and not other.source.local:
            cost = context.cost(other)
            if cost is not None and cost <= number:
                return path.replace(next_hop=other.next_hop_octets)
    return None


def with_identifier(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set ORIGINATOR_ID where it is there, and the identifier of the peer where it is not."""
    if path.attributes.originator_id is None:
        return with_peer_identifier(path, number, others, context)
    if number == context.identifier:
        number -= 1  # ours would be a loop
    if number < 0:
        return None
    return _with(path, OriginatorId(number))


def with_peer_identifier(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the identifier of the peer."""
    return path.replace(source=attrs.evolve(path.source, identifier=number))


def with_cluster_list_length(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Cut the end of CLUSTER_LIST off."""
    return _with_clusters(path, path.attributes.cluster_list[:number])


def with_address(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the address of the peer; the number has its length before its octets."""
    length, address = number >> 128, number & (1 << 128) - 1
    if length not in (4, 16) or address >> 8 * length:
        return None
    return path.replace(source=attrs.evolve(path.source, address=address.to_bytes(length, "big")))


def with_path_id(
    path: Path, number: int, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Set the path identifier."""
    return path.replace(path_id=number)


# -- eligibility -------------------------------------------------------------------------------


def accepted(path: Path, others: Sequence[Path], context: DecisionContext) -> Path | None:
    """Let import policy accept the path."""
    return path.replace(rejected=False)


def without_as_loop(path: Path, others: Sequence[Path], context: DecisionContext) -> Path | None:
    """Take our own AS numbers out of the AS path."""
    ours = {*context.local_asns, path.source.local_as}
    return _with_as_path(
        path,
        tuple((kind, tuple(asn for asn in asns if asn not in ours)) for kind, asns in path.as_path),
    )


def without_reflection_loop(
    path: Path, others: Sequence[Path], context: DecisionContext
) -> Path | None:
    """Take our own identifier and cluster out of ORIGINATOR_ID and CLUSTER_LIST."""
    changed: Path | None = path
    if path.attributes.originator_id == context.identifier is not None:
        changed = _with(path, without=[ORIGINATOR_ID])
    clusters = path.attributes.cluster_list
    left = tuple(each for each in clusters if each != context.cluster_id)
    return None if changed is None else _with_clusters(changed, left)


def reachable(path: Path, others: Sequence[Path], context: DecisionContext) -> Path | None:
    """Take the next hop of another path that is resolvable, the nearest one."""
    found = [
        (cost, other.next_hop_octets)
        for other in others
        if other.next_hop_octets
        and not other.source.local
        and (cost := context.cost(other)) is not None
    ]
    return path.replace(next_hop=min(found)[1]) if found else None


# -- attributes --------------------------------------------------------------------------------


def _cut(path: Segments, length: int, free: Collection[int]) -> Segments:
    """Return the start of a path that has a length; a set counts as one, and some as nothing."""
    left: list[tuple[int, tuple[int, ...]]] = []
    for kind, asns in path:
        if kind in free:
            left.append((kind, asns))
        elif kind in _SEQUENCES:
            left.append((kind, asns[:length]))
            length -= len(asns[:length])
        elif length:
            left.append((kind, asns))
            length -= 1
    return tuple(left)


def _with_as_path(path: Path, segments: Segments) -> Path | None:
    return _with(path, AsPath(tuple(Segment(kind, asns) for kind, asns in segments if asns)))


def _with_clusters(path: Path, clusters: tuple[int, ...]) -> Path | None:
    if clusters:
        return _with(path, ClusterList(clusters))
    return _with(path, without=[CLUSTER_LIST])


def _with(path: Path, *values: object, without: Iterable[int] = ()) -> Path | None:
    """Return a path with other attributes; None where those a peer sent leave no room for them."""
    try:
        attributes = fresh(path.attributes).replace(*values, without=without)
    except EncodeError:
        return None
    return path.replace(attributes=attributes)
