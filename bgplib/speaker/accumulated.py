"""The metric of AIGP, which grows where a route gets another next hop (RFC 7311 §3.4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from bgplib.iana.attributes import AIGP, TUNNEL_ENCAPSULATION
from bgplib.rib import Rib
from bgplib.rib.adj_rib_out import paths_of
from bgplib.route import Path, Source

if TYPE_CHECKING:
    from bgplib.speaker.update_group import UpdateGroup

__all__ = ["accumulated", "is_exhausted", "measured_anew"]

_METRIC: Final = 1
_TLV_HEADER: Final = 3
_METRIC_OCTETS: Final = 8
_GREATEST: Final = (1 << 64) - 1
_EXHAUSTED: Final = _GREATEST.to_bytes(_METRIC_OCTETS, "big")


def accumulated(value: bytes, distance: int) -> bytes:
    """Add the distance to the next hop that was, and leave all else as it is.

    Args:
        value: the octets of a well-formed AIGP.
        distance: from us to that next hop.
    """
    start = _metric_at(value)
    if start is None:
        return value
    stop = start + _METRIC_OCTETS
    # RFC 7311 §3.4.3: "However, A MUST be increased by a non-zero amount."
    # RFC 7311 §3.4.3: "the AIGP value MUST be capped at its maximum unsigned value
    # 0xffffffffffffffff. Increasing the AIGP value MUST NOT cause the value to wrap around."
    metric = min(int.from_bytes(value[start:stop], "big") + max(distance, 1), _GREATEST)
    return value[:start] + metric.to_bytes(_METRIC_OCTETS, "big") + value[stop:]


def is_exhausted(value: bytes) -> bool:
    """Say whether the metric of an AIGP is the greatest there is.

    Args:
        value: the octets of a well-formed AIGP, or of one that has grown.
    """
    start = _metric_at(value)
    return start is not None and value[start : start + _METRIC_OCTETS] == _EXHAUSTED


def _metric_at(value: bytes) -> int | None:
    """Return where the metric is; None where there is none."""
    position = 0
    while position + _TLV_HEADER <= len(value):
        # RFC 7311 §3: of several AIGP TLVs, "only the first one is used".
        if value[position] == _METRIC:
            return position + _TLV_HEADER
        position += int.from_bytes(value[position + 1 : position + _TLV_HEADER], "big")
    return None


def measured_anew(groups: Iterable[UpdateGroup], rib: Rib) -> Iterator[UpdateGroup]:
    """Let routes be told again of which an attribute depends on how others are reached.

    That is AIGP, where next hops may be farther or nearer than before, and TUNNEL_ENCAPSULATION,
    where endpoints may belong to another AS (RFC 9012 §3.1.1).

    Args:
        groups: the update groups.
        rib: the routes.

    Yields:
        The groups that have something to look at.
    """
    # RFC 7311 §3.4.3: "The AIGP TLV value of a given route depends on (a) the AIGP TLV values of
    # all the next hops that are recursively resolved during this procedure, and (b) the IGP
    # distance to any next hop that is not recursively resolved. Any change due to (a) in any of
    # these values MUST trigger a new AIGP computation for that route."
    for group in groups:
        codes = []
        if group.terms.aigp:
            codes.append(AIGP)
        if rib.context.route_to is not None:
            codes.append(TUNNEL_ENCAPSULATION)
        if not codes:
            continue
        family = group.terms.family
        measured: dict[bytes, Path | None] = {}
        sources = set[Source]()
        # Many destinations share a path.
        hangs_on_it: dict[Path, bool] = {}
        for key, told in group.out.paths.items():
            for path in paths_of(told):
                # Policy may have put the attribute in, or it had nothing that was to be told.
                if path not in hangs_on_it:
                    hangs_on_it[path] = any(
                        code in path.attributes or code in path.received.attributes
                        for code in codes
                    )
                if hangs_on_it[path]:
                    measured[key] = rib.best_path(key, family)
                    sources.add(path.source)
        for source in sources:
            group.forget(source)
        if measured:
            group.note(measured)
            yield group
