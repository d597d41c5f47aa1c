"""aggregate: one route in place of several more specific ones (RFC 4271 §9.2.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bgplib.attributes._segments import Segment
from bgplib.attributes.aggregator import Aggregator
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.atomic_aggregate import AtomicAggregate
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.origin import INCOMPLETE, Origin
from bgplib.attributes.traffic_engineering import TrafficEngineering
from bgplib.errors import LocalError
from bgplib.kernel.as_path import Segments
from bgplib.policy.aggregate_path import common_path
from bgplib.policy.community_kind import EXTENDED, IPV6_EXTENDED, LARGE, STANDARD
from bgplib.route import Path, Route, Source
from bgplib.values.address import parse_identifier
from bgplib.values.next_hop import NextHop as NextHopValue
from bgplib.values.prefix import Prefix

__all__ = ["aggregate"]


def aggregate(
    routes: Iterable[Route],
    prefix: Prefix | str,
    *,
    asn: int,
    identifier: int | str,
    next_hop: bytes | str | None = None,
    as_set: bool = False,
) -> Route:
    """Make the route that stands for several more specific ones.

    Args:
        routes: the more specific routes, at least one, of one family.
        prefix: the destination of the aggregate, which contains theirs.
        asn: our AS number, for AGGREGATOR.
        identifier: our BGP Identifier, for AGGREGATOR.
        next_hop: our own address; needed where the routes have different next hops.
        as_set: name in an AS_SET the ASes that the paths do not share. RFC 6472 §3 recommends not
            to, and RFC 9774 forbids it: without it, ATOMIC_AGGREGATE says that some are left out.

    Raises:
        LocalError: there is no route, or not of one family; a route is not in `prefix`; their
            MULTI_EXIT_DISC or TRAFFIC_ENGINEERING differ; or their next hops do, and `next_hop` is
            missing.
        ParseError: a text is not a prefix, an address or an identifier.
    """
    members = tuple(routes)
    prefix = Prefix.parse(prefix) if isinstance(prefix, str) else prefix
    _check(members, prefix)
    blocks = [route.attributes for route in members]
    path, dropped = common_path([block.as_path for block in blocks], as_set=as_set)
    # RFC 4271 §9.2.2.2: "If at least one of the routes to be aggregated has ATOMIC_AGGREGATE path
    # attribute, then the aggregated route SHALL have this attribute as well."
    # RFC 4271 §5.1.6: "If an aggregate excludes at least some of the AS numbers present in the
    # AS_PATH of the routes that are aggregated as a result of dropping the AS_SET, the aggregated
    # route, when advertised to the peer, SHOULD include the ATOMIC_AGGREGATE attribute."
    atomic = dropped or any(block.atomic_aggregate for block in blocks)
    via = _next_hop(members, next_hop)
    # RFC 4271 §9.2.2.2: "Any AGGREGATOR attributes from the routes to be aggregated MUST NOT be
    # included in the aggregated route."
    values: list[object] = [
        Origin(_origin(blocks)),
        AsPath(tuple(Segment(kind, asns) for kind, asns in path)),
        Aggregator(asn, parse_identifier(identifier).to_bytes(4, "big")),
        *_med(blocks, path),
        *_communities(blocks, atomic=atomic),
    ]
    engineering = blocks[0].get(TrafficEngineering)
    if engineering is not None:
        values.append(engineering)
    if len(via) == 4:
        values.append(NextHop(via))
    if atomic:
        values.append(AtomicAggregate())
    source = Source.ourselves(asn, identifier)
    return Route.of(prefix, Path(source, AttributeBlock.of(values), via), members[0].family)


def _check(routes: Sequence[Route], prefix: Prefix) -> None:
    if not routes:
        raise LocalError("there is no route to aggregate")
    if len({route.family for route in routes}) > 1:
        raise LocalError("routes of different families cannot be aggregated")
    outside = [route for route in routes if not prefix.contains(route.prefix)]
    if outside:
        raise LocalError(f"{outside[0].prefix} is not in {prefix}")
    # RFC 4271 §9.2.2.2: "Routes that have different MULTI_EXIT_DISC attributes SHALL NOT be
    # aggregated."
    if len({route.attributes.med for route in routes}) > 1:
        raise LocalError("routes with different MULTI_EXIT_DISC are not aggregated")
    # RFC 5543 §4: "such routes SHALL NOT be aggregated unless they share identical Traffic
    # Engineering attributes."
    if len({route.attributes.get(TrafficEngineering) for route in routes}) > 1:
        raise LocalError("routes with different TRAFFIC_ENGINEERING are not aggregated")


def _origin(blocks: Sequence[AttributeBlock]) -> int:
    # RFC 4271 §9.2.2.2: "If at least one route among routes that are aggregated has ORIGIN with
    # the value INCOMPLETE, then the aggregated route MUST have the ORIGIN attribute with the value
    # INCOMPLETE. Otherwise, if at least one route among routes that are aggregated has ORIGIN with
    # the value EGP, then the aggregated route MUST have the ORIGIN attribute with the value EGP."
    return max(INCOMPLETE if block.origin is None else block.origin for block in blocks)


def _med(blocks: Sequence[AttributeBlock], path: Segments) -> list[object]:
    # RFC 4271 §9.2.2.2: "If the aggregated route has an AS_SET as the first element in its AS_PATH
    # attribute, then the router that originates the route SHOULD NOT advertise the MULTI_EXIT_DISC
    # attribute with this route."
    med = blocks[0].med
    return [] if med is None or (path and path[0][0] == 1) else [MultiExitDisc(med)]


def _communities(blocks: Sequence[AttributeBlock], *, atomic: bool) -> list[object]:
    # RFC 1997: "If a range of routes is to be aggregated and the resultant aggregates attribute
    # section does not carry the ATOMIC_AGGREGATE attribute, then the resulting aggregate should
    # have a COMMUNITIES path attribute which contains all communities from all of the aggregated
    # routes."
    # RFC 8092 §4: "the resulting aggregate should have a BGP Large Communities attribute that
    # contains all of the BGP Large Communities attributes from all of the aggregated routes."
    kinds = (LARGE,) if atomic else (STANDARD, EXTENDED, IPV6_EXTENDED, LARGE)
    values = []
    for kind in kinds:
        marks: dict[Any, None] = {}
        for block in blocks:
            marks.update(dict.fromkeys(kind.read(block)))
        if marks:
            values.append(kind.value(tuple(marks)))
    return values


def _next_hop(routes: Sequence[Route], ours: bytes | str | None) -> bytes:
    if ours is not None:
        return NextHopValue.parse(ours).octets if isinstance(ours, str) else ours
    # RFC 4271 §9.2.2.2: "When aggregating routes that have different NEXT_HOP attributes, the
    # NEXT_HOP attribute of the aggregated route SHALL identify an interface on the BGP speaker
    # that performs the aggregation."
    if len({route.path.next_hop_octets for route in routes}) > 1:
        raise LocalError("the routes have different next hops: give our own address, `next_hop`")
    return routes[0].path.next_hop_octets
