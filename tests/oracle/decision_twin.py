"""The slow twin of the decision process: RFC 4271 §9.1.2.2 as its pseudo-code has it.

The presets of vendors are ladders of the same kind, with rungs of their own.

It shares no line with `bgplib.decision`, and reads attributes by their types, not plainly.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from bgplib.attributes.aigp import Aigp
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.communities import LLGR_STALE
from bgplib.route import Path

__all__ = ["eligible", "ladders", "select"]

#: says whether the first path removes the second from consideration
Removes = Callable[[Path, Path], bool]


def _segments(block: AttributeBlock) -> list[tuple[int, list[int]]]:
    value = block.get(AsPath)
    return [] if value is None else [(each.type, list(each.asns)) for each in value.segments]


def _length(path: Path) -> int:
    count = 0
    for kind, asns in _segments(path.attributes):
        count += {1: 1, 2: len(asns), 3: 0, 4: 0}[kind]
    return count


def _neighbour(path: Path) -> int | str:
    visible = [(kind, asns) for kind, asns in _segments(path.attributes) if kind in (1, 2)]
    if visible and visible[0][0] == 2:
        return visible[0][1][0]
    if path.source.local or path.source.session in (
        SessionType.INTERNAL,
        SessionType.CONFEDERATION,
    ):
        return "ourselves"
    return path.source.asn


def _preference(path: Path) -> int:
    if path.preference is not None:
        return path.preference
    value = path.attributes.get(LocalPref)
    if value is None or (path.source.session is SessionType.EXTERNAL and not path.source.local):
        return 100
    return value.value


def _origin(path: Path) -> int:
    value = path.attributes.get(Origin)
    return 2 if value is None else value.value


def _identifier(path: Path) -> int:
    value = path.attributes.get(OriginatorId)
    return path.source.identifier if value is None else value.identifier


def _clusters(path: Path) -> tuple[int, ...]:
    value = path.attributes.get(ClusterList)
    return () if value is None else value.clusters


def _by_ebgp(path: Path) -> bool:
    return path.source.local or path.source.session in (SessionType.EXTERNAL, None)


def _stale(path: Path) -> bool:
    value = path.attributes.get(Communities)
    return value is not None and LLGR_STALE in value.communities


def _first_in_sequence(path: Path) -> int | None:
    """Return the first AS where the first segment outside the confederation is a sequence."""
    visible = [(kind, asns) for kind, asns in _segments(path.attributes) if kind in (1, 2)]
    return visible[0][1][0] if visible and visible[0][0] == 2 else None


def _remove(paths: list[Path], removes: Removes) -> list[Path]:
    """Run the RFC's double loop: `for m ... for n ... remove route m from consideration`."""
    removed = {id(m) for m in paths for n in paths if removes(n, m)}
    return [path for path in paths if id(path) not in removed]


def eligible(path: Path, context: DecisionContext) -> bool:
    """Say whether a path may be chosen at all."""
    if path.rejected:
        return False
    asns = [asn for _, asns in _segments(path.attributes) for asn in asns]
    if path.source.local_as in asns or any(asn in asns for asn in context.local_asns):
        return False
    originator = path.attributes.get(OriginatorId)
    if originator is not None and originator.identifier == context.identifier:
        return False
    if context.cluster_id is not None and context.cluster_id in _clusters(path):
        return False
    return path.source.local or context.resolve(path.next_hop_octets) is not None


def ladders(paths: list[Path], context: DecisionContext) -> dict[str, list[Removes]]:
    """Return for each preset who removes whom, step by step.

    Args:
        paths: the candidates, in the order of their arrival.
        context: what else matters.
    """

    def med(path: Path) -> int:
        value = path.attributes.get(MultiExitDisc)
        if value is None:
            return 2**32 - 1 if context.missing_med_as_worst else 0
        return value.value

    def cost(path: Path) -> int:
        return 0 if path.source.local else context.resolve(path.next_hop_octets) or 0

    def aigp(path: Path) -> float:
        value = path.attributes.get(Aigp)
        return inf if value is None or value.metric is None else value.metric + cost(path)

    def aigp_of_bird(path: Path) -> float:
        number = aigp(path) + (1 if cost(path) == 0 else 0)
        return inf if cost(path) >= 2**32 - 1 or number >= 2**64 - 1 else number

    def address(path: Path) -> tuple[int, bytes]:
        return len(path.source.address), path.source.address

    def our_weight(path: Path) -> int:
        return 32768 if path.source.local and not path.weight else path.weight

    def same_neighbour(n: Path, m: Path) -> bool:
        return _neighbour(n) == _neighbour(m)

    def same_for_bird(n: Path, m: Path) -> bool:
        return _first_in_sequence(n) == _first_in_sequence(m)

    def same_for_frr(n: Path, m: Path) -> bool:
        if not _length(n) and not _length(m):
            return True
        if _first_in_sequence(n) == _first_in_sequence(m) is not None:
            return True
        ones = [_segments(each.attributes)[:1] for each in (n, m)]
        return all(each and each[0][0] == 3 for each in ones) and (
            ones[0][0][1][0] == ones[1][0][1][0]
        )

    def same_for_gobgp(n: Path, m: Path) -> bool:
        firsts = [
            [asns[0] for kind, asns in _segments(each.attributes) if kind in (1, 2)][:1]
            for each in (n, m)
        ]
        return firsts[0] == firsts[1]

    def by_med(comparable: Callable[[Path, Path], bool]) -> Removes:
        return lambda n, m: (context.always_compare_med or comparable(n, m)) and med(n) < med(m)

    def by_ibgp(path: Path) -> bool:
        return path.source.session is SessionType.INTERNAL and not path.source.local

    existing = context.existing

    def stays(n: Path, m: Path) -> bool:
        # RFC 5004: the path that was best, and those with the same identifier, remove the others.
        return (
            existing is not None
            and _by_ebgp(existing)
            and not existing.source.local
            and _by_ebgp(m)
            and not m.source.local
            and n.source == existing.source
            and m.source.identifier != n.source.identifier
        )

    def selected(n: Path, m: Path) -> bool:
        return (
            existing is not None
            and _by_ebgp(n)
            and _by_ebgp(m)
            and (n.source, n.path_id) == (existing.source, existing.path_id)
            and (m.source, m.path_id) != (existing.source, existing.path_id)
        )

    def older(n: Path, m: Path) -> bool:
        return not by_ibgp(n) and not by_ibgp(m) and paths.index(n) < paths.index(m)

    stale: list[Removes] = [lambda n, m: not _stale(n) and _stale(m)]
    weight: list[Removes] = [lambda n, m: n.weight > m.weight]
    weight_ours: list[Removes] = [lambda n, m: our_weight(n) > our_weight(m)]
    preference: list[Removes] = [lambda n, m: _preference(n) > _preference(m)]
    ours: list[Removes] = [lambda n, m: n.source.local and not m.source.local]
    accumulated: list[Removes] = [lambda n, m: aigp(n) < aigp(m)]
    length: list[Removes] = [
        lambda n, m: _length(n) < _length(m),
        lambda n, m: _origin(n) < _origin(m),
    ]
    ebgp: list[Removes] = [lambda n, m: _by_ebgp(n) and not _by_ebgp(m)]
    nearest: list[Removes] = [lambda n, m: cost(n) < cost(m)]
    clusters: list[Removes] = [
        lambda n, m: _identifier(n) < _identifier(m),
        lambda n, m: len(_clusters(n)) < len(_clusters(m)),
    ]
    last: list[Removes] = [
        lambda n, m: address(n) < address(m),
        lambda n, m: (n.path_id or 0) < (m.path_id or 0),
    ]
    rfc_med = [by_med(same_neighbour)]
    liked = [*preference, *ours, *accumulated, *length]
    return {
        "RFC4271": [
            *stale, *weight, *liked, *rfc_med, *ebgp, *nearest, *clusters, *last
        ],
        "RFC5004": [
            *stale, *weight, *liked, *rfc_med, *ebgp, *nearest, stays, *clusters, *last
        ],
        "CISCO": [
            *stale, *weight_ours, *liked, *rfc_med, *ebgp, *nearest, stays, *clusters, *last
        ],
        "JUNIPER": [
            *ours, *stale, *preference, *accumulated, *length, *rfc_med, *ebgp, *nearest, stays,
            *clusters, *last,
        ],
        "BIRD": [
            *ours, *stale, *preference, lambda n, m: aigp_of_bird(n) < aigp_of_bird(m), *length,
            by_med(same_for_bird), *ebgp, *nearest, *clusters, *last,
        ],
        "FRR": [
            *stale, *weight_ours, *preference, *ours, *length, by_med(same_for_frr), *ebgp,
            *nearest, lambda n, m: not by_ibgp(n) and by_ibgp(m), selected, *clusters, *last,
        ],
        "GOBGP": [
            *stale, *preference, *ours, *length, by_med(same_for_gobgp), *ebgp, older,
            lambda n, m: by_ibgp(n) and by_ibgp(m) and n.source.identifier < m.source.identifier,
            *last,
        ],
    }  # fmt: skip


def select(paths: list[Path], context: DecisionContext, preset: str = "RFC4271") -> Path | None:
    """Return the best path; None when none is eligible."""
    left = [path for path in paths if eligible(path, context)]
    for removes in ladders(paths, context)[preset]:
        left = _remove(left, removes)
    return left[0] if left else None
