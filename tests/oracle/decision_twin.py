"""The slow twin of the decision process: RFC 4271 §9.1.2.2 as its pseudo-code has it.

It shares no line with `bgplib.decision`, and reads attributes by their types, not plainly.
"""

from __future__ import annotations

from collections.abc import Callable

from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.route import Path

__all__ = ["select"]

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


def _eligible(path: Path, context: DecisionContext) -> bool:
    asns = [asn for _, asns in _segments(path.attributes) for asn in asns]
    if path.source.local_as in asns or any(asn in asns for asn in context.local_asns):
        return False
    originator = path.attributes.get(OriginatorId)
    if originator is not None and originator.identifier == context.identifier:
        return False
    if context.cluster_id is not None and context.cluster_id in _clusters(path):
        return False
    return path.source.local or context.resolve(path.next_hop_octets) is not None


def _remove(paths: list[Path], removes: Removes) -> list[Path]:
    """Run the RFC's double loop: `for m ... for n ... remove route m from consideration`."""
    removed = {id(m) for m in paths for n in paths if removes(n, m)}
    return [path for path in paths if id(path) not in removed]


def select(paths: list[Path], context: DecisionContext) -> Path | None:
    """Return the best path; None when none is eligible."""

    def med(path: Path) -> int:
        value = path.attributes.get(MultiExitDisc)
        if value is None:
            return 2**32 - 1 if context.missing_med_as_worst else 0
        return value.value

    def cost(path: Path) -> int:
        return 0 if path.source.local else context.resolve(path.next_hop_octets) or 0

    def comparable(n: Path, m: Path) -> bool:
        return context.always_compare_med or _neighbour(n) == _neighbour(m)

    def address(path: Path) -> tuple[int, bytes]:
        return len(path.source.address), path.source.address

    ladder: list[Removes] = [
        lambda n, m: n.weight > m.weight,
        lambda n, m: _preference(n) > _preference(m),
        lambda n, m: n.source.local and not m.source.local,
        lambda n, m: _length(n) < _length(m),
        lambda n, m: _origin(n) < _origin(m),
        lambda n, m: comparable(n, m) and med(n) < med(m),
        lambda n, m: _by_ebgp(n) and not _by_ebgp(m),
        lambda n, m: cost(n) < cost(m),
        lambda n, m: _identifier(n) < _identifier(m),
        lambda n, m: len(_clusters(n)) < len(_clusters(m)),
        lambda n, m: address(n) < address(m),
        lambda n, m: (n.path_id or 0) < (m.path_id or 0),
    ]
    left = [path for path in paths if _eligible(path, context)]
    for removes in ladder:
        left = _remove(left, removes)
    return left[0] if left else None
