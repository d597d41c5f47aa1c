"""The EVPN route types that bgplib knows: one line each."""

from __future__ import annotations

from typing import Final

from bgplib.nlri._routes import RouteTable
from bgplib.nlri.evpn import (
    ethernet_auto_discovery,
    ethernet_segment,
    inclusive_multicast,
    ip_prefix,
    leaf,
    leave_synch,
    mac_ip,
    membership_report_synch,
    per_region_i_pmsi,
    s_pmsi,
    selective_multicast,
)

__all__ = ["ROUTES"]

ROUTES: Final = RouteTable(
    (
        ethernet_auto_discovery.ROUTE,  # 1
        mac_ip.ROUTE,  # 2
        inclusive_multicast.ROUTE,  # 3
        ethernet_segment.ROUTE,  # 4
        ip_prefix.ROUTE,  # 5
        selective_multicast.ROUTE,  # 6
        membership_report_synch.ROUTE,  # 7
        leave_synch.ROUTE,  # 8
        per_region_i_pmsi.ROUTE,  # 9
        s_pmsi.ROUTE,  # 10
        leaf.ROUTE,  # 11
    )
)
