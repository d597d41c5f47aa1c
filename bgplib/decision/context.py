"""DecisionContext: what the decision process knows besides the candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from bgplib._checks import check_each, of_type
from bgplib._described import described
from bgplib._in_order import in_order
from bgplib.attributes.tunnel_encapsulation import Tunnel
from bgplib.decision.egress import RouteTo, ends_where_it_may
from bgplib.errors import LocalError
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.route import Path
from bgplib.values.address import address_octets, parse_identifier
from bgplib.values.next_hop import NextHop

__all__ = ["DecisionContext", "everything_resolvable"]


def _tunnel_types(types: Iterable[int]) -> frozenset[int]:
    return frozenset(check_each(types, int, "tunnel_types"))


def _permitted_egress(asns: Iterable[int]) -> frozenset[int]:
    return frozenset(check_each(asns, int, "permitted_egress"))


def _local_asns(asns: Iterable[int]) -> frozenset[int]:
    return frozenset(check_each(asns, int, "local_asns"))


def _local_addresses(addresses: Iterable[str | bytes]) -> frozenset[bytes]:
    return frozenset(
        each if isinstance(each, bytes) else address_octets(each)
        for each in check_each(addresses, object, "local_addresses")
    )


def _is_function(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not callable(value):
        raise LocalError(f"{attribute.name} is {value!r}, which is not a function")


def everything_resolvable(next_hop: bytes) -> int | None:
    """Resolve every next hop at cost 0, as a program without a routing table does."""
    return 0


@described
@attrs.frozen(kw_only=True)
class DecisionContext:
    """Facts about this speaker and its network, and the options of steps."""

    #: the interior cost of a next hop of 4 or 16 octets; None when it is not resolvable
    #: (RFC 4271 §9.1.2.1). Where a next hop can be reached but no cost can be determined,
    #: RFC 4271 §9.1.2.2 (e) asks for "equal costs": answer with the same number for all.
    resolve: Callable[[bytes], int | None] = attrs.field(
        default=everything_resolvable, validator=_is_function
    )
    #: our own addresses, 4 or 16 octets each (text is converted): next hops that are not resolved
    local_addresses: frozenset[bytes] = attrs.field(
        default=(), converter=_local_addresses, repr=in_order
    )
    #: the types of tunnel that we can send packets through (RFC 9012 §6); None: all of them
    tunnel_types: frozenset[int] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_tunnel_types), repr=in_order
    )
    #: the BGP route that packets to an address of 4 or 16 octets follow; None where that is one of
    #: another protocol. With it, a tunnel whose endpoint is in another AS than that of the route
    #: is ignored (RFC 9012 §3.1.1); None does not ask. As with `resolve`, a RIB asks anew when it
    #: is told to choose anew
    route_to: RouteTo | None = attrs.field(
        default=None, validator=attrs.validators.optional(_is_function)
    )
    #: the ASes that tunnels may end in, instead of that of the route (RFC 9012 §3.1.1)
    permitted_egress: frozenset[int] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_permitted_egress), repr=in_order
    )
    #: our AS numbers, those of `Source.local_as` besides; in a confederation both the member's
    #: and the confederation's
    local_asns: frozenset[int] = attrs.field(default=(), converter=_local_asns, repr=in_order)
    #: our BGP Identifier, to find our own routes reflected (RFC 4456 §8)
    identifier: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_identifier)
    )
    #: our CLUSTER_ID, to find routes that passed our cluster (RFC 4456 §8)
    cluster_id: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_identifier)
    )
    #: compare MULTI_EXIT_DISC among all neighbouring ASes (RFC 4451 §3.3)
    always_compare_med: bool = attrs.field(default=False, validator=of_type(bool))
    #: a missing MULTI_EXIT_DISC counts as the highest, not as 0 (RFC 4451 §3.2)
    missing_med_as_worst: bool = attrs.field(default=False, validator=of_type(bool))
    #: the path that was best until now, for steps that hold on to it (RFC 5004)
    existing: Path | None = None

    def is_feasible(self, tunnel: Tunnel, path: Path | None = None) -> bool:
        """Say whether we could send packets through a tunnel.

        Args:
            tunnel: the tunnel.
            path: the route that has it; None does not ask whose its endpoint is.
        """
        if path is not None and not self.is_valid(tunnel, path):
            return False
        # RFC 9012 §6: "The tunnel type is supported"; "The tunnel is specified in a TLV whose
        # Tunnel Egress Endpoint sub-TLV identifies an IP address that is reachable."
        if self.tunnel_types is not None and tunnel.type not in self.tunnel_types:
            return False
        endpoint = tunnel.endpoint
        if endpoint is None:
            return tunnel.usable
        return not endpoint.address or self.resolve(endpoint.address) is not None

    def is_valid(self, tunnel: Tunnel, path: Path) -> bool:
        """Say whether a tunnel ends in an AS where the tunnels of a route may end.

        Those of our own routes end where we want.
        """
        # RFC 9012 §3.1.1: "Note that if the forwarding route changes, this procedure MUST be
        # reapplied." So no answer is kept here.
        if self.route_to is None or path.source.local:
            return True
        return ends_where_it_may(
            tunnel, path, self.route_to, ours=self.local_asns, permitted=self.permitted_egress
        )

    def cost(self, path: Path) -> int | None:
        """Return the interior cost of a path's next hop; None when it is not resolvable.

        What has no next hop (our own routes, flow specifications) costs nothing.
        """
        octets = path.next_hop_octets
        # RFC 8955 §4: "The Network Address of the Next-Hop field MUST be ignored."
        if not octets or path.source.local or isinstance(path.nlri, FlowSpecNlri):
            return 0
        address = octets if len(octets) == 4 else NextHop(octets).address or octets
        # RFC 4271 §5.1.3: "A BGP speaker SHALL NOT install a route with itself as the next hop."
        return None if address in self.local_addresses else self.resolve(address)
