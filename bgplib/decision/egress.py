"""Whether a tunnel ends in the AS that its route is of (RFC 9012 §3.1.1).

That is asked where `DecisionContext.route_to` is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from bgplib.attributes.tunnel_encapsulation import Tunnel
from bgplib.route import OUR_OWN_AS, Path
from bgplib.values.next_hop import NextHop
from bgplib.values.route_origin import route_origin

__all__ = ["egress_as", "ends_where_it_may"]

#: the address of a next hop or endpoint, 4 or 16 octets, to the BGP route that packets to it
#: follow; None where that is a route of another protocol, or none
RouteTo = Callable[[bytes], Path | None]

#: RFC 9012 §7.2: "This document does not specify a maximum number of recursions"
_MAXIMUM_RECURSIONS: Final = 16


def egress_as(address: bytes, route_to: RouteTo) -> int | None:
    """Return the Route Origin ASN of an address.

    Args:
        address: where a tunnel ends.
        route_to: finds the route to an address.

    Returns:
        `OUR_OWN_AS` for our own; None where there is none, as behind an AS_SET, or where look-ups
        do not come to an end.
    """
    # RFC 9012 §3.1.1: "If no AS path is encountered at all, for example, if that route's source is
    # a protocol other than BGP, the Route Origin ASN is the BGP speaker's own AS number."
    origin: int | None = OUR_OWN_AS
    for _ in range(_MAXIMUM_RECURSIONS):
        path = route_to(address)
        if path is None:
            return origin
        # RFC 9012 §3.1.1: "The relevant AS path to consider is the last one encountered while
        # performing the recursive lookup; the procedures of [RFC6811], Section 2 are applied to
        # that AS path to determine the Route Origin ASN."
        origin = route_origin(path.as_path, OUR_OWN_AS)
        octets = path.next_hop_octets
        if path.source.local or not octets:
            return origin
        address = octets if len(octets) == 4 else NextHop(octets).address or octets
    return None


def ends_where_it_may(
    tunnel: Tunnel,
    path: Path,
    route_to: RouteTo,
    *,
    ours: Collection[int] = (),
    permitted: Collection[int] | None = None,
) -> bool:
    """Say whether a tunnel ends in the AS that originated its route, or in one that is permitted.

    Nothing is kept of what `route_to` answers: ask again when it would answer otherwise.

    Args:
        tunnel: the tunnel.
        path: the route that has it.
        route_to: finds the route to an address.
        ours: our AS numbers.
        permitted: where tunnels may end, instead of the AS of the route.
    """
    endpoint = tunnel.endpoint
    # With address family 0 there is no Address subfield: the tunnel ends at the next hop (§3.1).
    if endpoint is None or not endpoint.address:
        return True
    end = egress_as(endpoint.address, route_to)
    if end in ours:
        end = OUR_OWN_AS
    if end is None:
        return False
    # RFC 9012 §3.1.1: "configuration MAY allow for such a case, in which case the check becomes: if
    # Egress_AS is not within the configured set of permitted AS numbers, then the Tunnel Egress
    # Endpoint sub-TLV is considered to be "malformed"."
    if permitted is not None:
        return end in permitted or (end == OUR_OWN_AS and any(asn in permitted for asn in ours))
    # RFC 9012 §3.1.1: "If Route_AS does not equal Egress_AS, then the Tunnel Egress Endpoint
    # sub-TLV is considered not to be valid."
    origin = route_origin(path.as_path, OUR_OWN_AS)
    return end == (OUR_OWN_AS if origin in ours else origin)
