"""How daemons compare two paths, line by line as their sources have it; not a step in sight.

BIRD 2.0.12 `bgp_rte_better` (proto/bgp/attrs.c), FRR 8.4.4 `bgp_path_info_cmp`
(bgpd/bgp_route.c), GoBGP 3.10.0 `Destination.sort` (internal/pkg/table/destination.go), each with
its default settings. Next hops that cannot be resolved are left out beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.attributes.aigp import Aigp
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.route import Path

__all__ = ["bird", "frr", "gobgp"]

_LLGR_STALE = 0xFFFF0006
_SET, _SEQUENCE, _CONFED_SEQUENCE = 1, 2, 3


def _stale(path: Path) -> bool:
    value = path.attributes.get(Communities)
    return value is not None and _LLGR_STALE in value.communities


def _segments(path: Path) -> list[tuple[int, list[int]]]:
    value = path.attributes.get(AsPath)
    return [] if value is None else [(each.type, list(each.asns)) for each in value.segments]


def _hops(path: Path) -> int:
    return sum({_SET: 1, _SEQUENCE: len(asns)}.get(kind, 0) for kind, asns in _segments(path))


def _local_pref(path: Path) -> int:
    if path.preference is not None:
        return path.preference
    value = path.attributes.get(LocalPref)
    if value is None or (path.source.session is SessionType.EXTERNAL and not path.source.local):
        return 100
    return value.value


def _origin(path: Path) -> int:
    value = path.attributes.get(Origin)
    assert value is not None
    return value.value


def _med(path: Path, context: DecisionContext) -> int:
    value = path.attributes.get(MultiExitDisc)
    if value is None:
        return 2**32 - 1 if context.missing_med_as_worst else 0
    return value.value


def _cost(path: Path, context: DecisionContext) -> int:
    return 0 if path.source.local else context.resolve(path.next_hop_octets) or 0


def _originator(path: Path) -> int:
    value = path.attributes.get(OriginatorId)
    return path.source.identifier if value is None else value.identifier


def _clusters(path: Path) -> int:
    value = path.attributes.get(ClusterList)
    return 0 if value is None else len(value.clusters)


def _address(path: Path) -> int:
    octets = path.source.address
    return int.from_bytes(octets, "big") | (0xFFFF << 32 if len(octets) == 4 else 0)


def _is(path: Path, *sessions: SessionType) -> bool:
    return not path.source.local and path.source.session in sessions


# -- BIRD --------------------------------------------------------------------------------------


def _bird_neighbour(path: Path) -> int | str:
    for kind, asns in _segments(path):
        if kind == _SEQUENCE:
            return asns[0]
        if kind == _SET:
            break
    return "our own"


def _bird_aigp(path: Path, context: DecisionContext) -> int:
    value = path.attributes.get(Aigp)
    if value is None or value.metric is None:
        return 2**64 - 1
    step = _cost(path, context)
    if step >= 2**32 - 1:
        step = 2**64 - 1
    if step == 0:
        step = 1
    return min(value.metric + step, 2**64 - 1)


def _bird_better(new: Path, old: Path, context: DecisionContext) -> bool:
    if new.source.local != old.source.local:  # the preference of another protocol
        return new.source.local
    if _stale(new) != _stale(old):
        return _stale(old)
    if _local_pref(new) != _local_pref(old):
        return _local_pref(new) > _local_pref(old)
    if _bird_aigp(new, context) != _bird_aigp(old, context):
        return _bird_aigp(new, context) < _bird_aigp(old, context)
    if _hops(new) != _hops(old):
        return _hops(new) < _hops(old)
    if _origin(new) != _origin(old):
        return _origin(new) < _origin(old)
    comparable = context.always_compare_med or _bird_neighbour(new) == _bird_neighbour(old)
    if comparable and _med(new, context) != _med(old, context):
        return _med(new, context) < _med(old, context)
    interior = SessionType.INTERNAL, SessionType.CONFEDERATION
    if _is(new, *interior) != _is(old, *interior):
        return _is(old, *interior)
    if _cost(new, context) != _cost(old, context):
        return _cost(new, context) < _cost(old, context)
    if _originator(new) != _originator(old):
        return _originator(new) < _originator(old)
    if _clusters(new) != _clusters(old):
        return _clusters(new) < _clusters(old)
    return _address(new) < _address(old)


def bird(paths: Sequence[Path], context: DecisionContext) -> Path:
    """Let the best stay until a better one comes."""
    best = paths[0]
    for path in paths[1:]:
        if _bird_better(path, best, context):
            best = path
    return best


# -- FRR ---------------------------------------------------------------------------------------


def _frr_left(one: Path, two: Path) -> bool:
    if not _segments(one) and not _segments(two):
        return True
    visible = [[each for each in _segments(path) if each[0] in (1, 2)] for path in (one, two)]
    if not (visible[0] and visible[1]):
        return False
    (kind_1, asns_1), (kind_2, asns_2) = visible[0][0], visible[1][0]
    return kind_1 == kind_2 == _SEQUENCE and asns_1[0] == asns_2[0]


def _frr_left_confed(one: Path, two: Path) -> bool:
    if not (_segments(one) and _segments(two)):
        return False
    (kind_1, asns_1), (kind_2, asns_2) = _segments(one)[0], _segments(two)[0]
    return kind_1 == kind_2 == _CONFED_SEQUENCE and asns_1[0] == asns_2[0]


def _frr_weight(path: Path) -> int:
    return path.weight or (32768 if path.source.local else 0)


def _frr_better(new: Path, exist: Path, context: DecisionContext) -> bool:
    if _stale(new) != _stale(exist):  # where both are, FRR keeps `exist` whatever else they say
        return _stale(exist)
    if _frr_weight(new) != _frr_weight(exist):
        return _frr_weight(new) > _frr_weight(exist)
    if _local_pref(new) != _local_pref(exist):
        return _local_pref(new) > _local_pref(exist)
    if new.source.local != exist.source.local:
        return new.source.local
    if _hops(new) != _hops(exist):
        return _hops(new) < _hops(exist)
    if _origin(new) != _origin(exist):
        return _origin(new) < _origin(exist)
    if (
        context.always_compare_med
        or _frr_left(new, exist)
        or _frr_left_confed(new, exist)
        or (_hops(new) == 0 and _hops(exist) == 0)
    ) and _med(new, context) != _med(exist, context):
        return _med(new, context) < _med(exist, context)
    interior = SessionType.INTERNAL, SessionType.CONFEDERATION
    if _is(new, *interior) != _is(exist, *interior):
        return _is(exist, *interior)
    if _cost(new, context) != _cost(exist, context):
        return _cost(new, context) < _cost(exist, context)
    if _is(new, SessionType.INTERNAL) != _is(exist, SessionType.INTERNAL):
        return _is(exist, SessionType.INTERNAL)
    selected = context.existing
    if selected is not None and not (_is(new, *interior) or _is(exist, *interior)):
        for path, answer in ((new, True), (exist, False)):
            if (path.source, path.path_id) == (selected.source, selected.path_id):
                return answer
    if _originator(new) != _originator(exist):
        return _originator(new) < _originator(exist)
    if _clusters(new) != _clusters(exist):
        return _clusters(new) < _clusters(exist)
    return (len(new.source.address), _address(new)) < (len(exist.source.address), _address(exist))


def frr(paths: Sequence[Path], context: DecisionContext) -> Path:
    """Walk from the path that came last to the one that came first."""
    best = paths[-1]
    for path in reversed(paths[:-1]):
        if _frr_better(path, best, context):
            best = path
    return best


# -- GoBGP -------------------------------------------------------------------------------------


def _gobgp_first(path: Path) -> int:
    return next((asns[0] for kind, asns in _segments(path) if kind in (_SET, _SEQUENCE)), 0)


def _gobgp_better(one: Path, two: Path, older: Path, context: DecisionContext) -> bool:
    if _stale(one) != _stale(two):
        return _stale(two)
    if _local_pref(one) != _local_pref(two):
        return _local_pref(one) > _local_pref(two)
    if one.source.local != two.source.local:
        return one.source.local
    if _hops(one) != _hops(two):
        return _hops(one) < _hops(two)
    if _origin(one) != _origin(two):
        return _origin(one) < _origin(two)
    same = _gobgp_first(one) != 0 and _gobgp_first(one) == _gobgp_first(two)
    none = _hops(one) == 0 and _hops(two) == 0
    comparable = context.always_compare_med or same or none
    if comparable and _med(one, context) != _med(two, context):
        return _med(one, context) < _med(two, context)
    interior = SessionType.INTERNAL, SessionType.CONFEDERATION
    if _is(one, *interior) != _is(two, *interior):
        return _is(two, *interior)
    internal = _is(one, SessionType.INTERNAL), _is(two, SessionType.INTERNAL)
    if not any(internal):
        return one is older
    if all(internal) and one.source.identifier != two.source.identifier:
        return one.source.identifier < two.source.identifier
    return _address(one) < _address(two)


def gobgp(paths: Sequence[Path], context: DecisionContext) -> Path:
    """Sort a list that is sorted but for its last path, each time one comes."""
    found: list[Path] = []
    for path in paths:
        found.append(path)
        for place in range(len(found) - 1, 0, -1):
            one, two = found[place], found[place - 1]
            if not _gobgp_better(one, two, two, context):
                break
            found[place - 1 : place + 1] = [one, two]
    return found[0]
