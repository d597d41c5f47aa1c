"""MCAST-VPN routes in TShark's words (RFC 6514 §4)."""

from __future__ import annotations

from typing import Final

from bgplib.iana.families import Family
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.mvpn import (
    InterAsIPmsi,
    IntraAsIPmsi,
    Leaf,
    SharedTreeJoin,
    SourceActive,
    SourceTreeJoin,
    SPmsi,
)
from tests.corpus.tshark.words import Words, of_address

ROUTE: Final = (
    InterAsIPmsi,
    IntraAsIPmsi,
    SharedTreeJoin,
    SourceActive,
    SourceTreeJoin,
    SPmsi,
)


def of_nlri(nlri: TypedRoute, family: Family, place: str) -> Words:
    """Say the fields that the route has; of a Leaf A-D route, those of its route key too."""
    yield "bgp.mcast_vpn_nlri_route_type", nlri.codec.route_type
    if isinstance(nlri, Leaf):
        yield "bgp.mcast_vpn_nlri_route_key", nlri.route_key
        yield from of_address("bgp.mcast_vpn_nlri_origin_router_{}", nlri.originator)
        return
    assert isinstance(nlri, ROUTE)
    yield "bgp.mcast_vpn_nlri_rd", nlri.rd.octets
    if isinstance(nlri, InterAsIPmsi | SharedTreeJoin | SourceTreeJoin):
        yield "bgp.mcast_vpn_nlri_source_as", nlri.source_as
    if isinstance(nlri, SPmsi | SourceActive | SharedTreeJoin | SourceTreeJoin):
        for role, octets in (("source", nlri.source), ("group", nlri.group)):
            yield f"bgp.mcast_vpn_nlri_{role}_length", 8 * len(octets)
            yield from of_address(f"bgp.mcast_vpn_nlri_{role}_addr_{{}}", octets)
    if isinstance(nlri, IntraAsIPmsi | SPmsi):
        yield from of_address("bgp.mcast_vpn_nlri_origin_router_{}", nlri.originator)
