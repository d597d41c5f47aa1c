"""Flow specifications of a RIB, held against its unicast routes (RFC 8955 §6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bgplib.decision.flow_specification import flow_destination
from bgplib.decision.flow_specification import flow_problem as problem
from bgplib.errors import LocalError
from bgplib.iana.families import SAFI_FLOWSPEC, SAFI_UNICAST, Family
from bgplib.rib.reading import RibReader
from bgplib.route import Path, Route
from bgplib.values.prefix import Prefix

__all__ = ["flow_problem"]


def flow_problem(
    rib: RibReader,
    flow: Route,
    *,
    needs_destination: bool = True,
    accepts_local_domain: bool = True,
) -> str | None:
    """Say why a flow specification is not feasible beside the unicast routes of a RIB.

    None if it is. To be asked again when unicast routes change: nothing is kept.

    Args:
        rib: the RIB that holds the unicast routes.
        flow: the flow specification.
        needs_destination: refuse one that has no destination prefix.
        accepts_local_domain: accept one from within our AS or confederation (RFC 9117 §4.1).

    Raises:
        LocalError: the route is no flow specification of SAFI 133. For those of VPNs the routes of
            the VPN count; look them up and ask `bgplib.decision.flow_specification`.
    """
    # RFC 8955 §6: "Flow Specification received over SAFI=133 will be validated against routes
    # received over SAFI=1."
    if flow.family.safi != SAFI_FLOWSPEC:
        raise LocalError(f"no unicast routes stand beside {flow.family}")
    unicast = Family(flow.family.afi, SAFI_UNICAST)
    destination = flow_destination(flow)
    covering = [] if destination is None else rib.covering(destination, unicast)
    covered = [] if destination is None else rib.covered(destination, unicast)
    return problem(
        flow,
        next(_best(rib, covering, unicast), None),
        _best(rib, (prefix for prefix in covered if prefix != destination), unicast),
        needs_destination=needs_destination,
        accepts_local_domain=accepts_local_domain,
    )


def _best(rib: RibReader, prefixes: Iterable[Prefix], family: Family) -> Iterator[Path]:
    """Yield the best paths to prefixes that have any, as their sources sent them."""
    for prefix in prefixes:
        route = rib.best(prefix, family)
        if route is not None:
            yield route.path.received
