"""What EVPN routes mean to a PE, as far as it follows from routes alone (RFC 7432).

All are functions of routes: nothing here learns addresses, forwards frames or keeps time.
"""

from __future__ import annotations

from bgplib.decision.evpn.construction import (
    MAX_ET,
    ServiceInterface,
    derived_es_import,
    derived_route_target,
    ethernet_tag,
    mac_ip_routes,
    route_faults,
    segment_faults,
)
from bgplib.decision.evpn.designated_forwarder import designated_forwarder
from bgplib.decision.evpn.mobility import (
    DuplicateWatch,
    MacRoute,
    best_mac_route,
    contradicts_static,
    is_newer,
    local_mobility,
    must_withdraw,
)
from bgplib.decision.evpn.mobility_step import MAC_MOBILITY
from bgplib.decision.evpn.segments import (
    NextHopLabels,
    Redundancy,
    SegmentRoutes,
    arp_entries,
    imports_segment,
    known_macs,
)
from bgplib.decision.evpn.vni import vnis, vnis_of

__all__ = [
    "MAC_MOBILITY",
    "MAX_ET",
    "DuplicateWatch",
    "MacRoute",
    "NextHopLabels",
    "Redundancy",
    "SegmentRoutes",
    "ServiceInterface",
    "arp_entries",
    "best_mac_route",
    "contradicts_static",
    "derived_es_import",
    "derived_route_target",
    "designated_forwarder",
    "ethernet_tag",
    "imports_segment",
    "is_newer",
    "known_macs",
    "local_mobility",
    "mac_ip_routes",
    "must_withdraw",
    "route_faults",
    "segment_faults",
    "vnis",
    "vnis_of",
]
