"""EVPN NLRI (AFI 25, SAFI 70), RFC 7432 §7, RFC 9136, RFC 9251, RFC 9572.

    +-----------------------------------+
    |    Route Type (1 octet)           |
    +-----------------------------------+
    |     Length (1 octet)              |
    +-----------------------------------+
    | Route Type specific (variable)    |
    +-----------------------------------+

Next hop:   4 or 16 octets
Malformed:  a route past the field, or with fields of impossible lengths: session reset or
            AFI/SAFI disable; a route of unknown type is discarded alone (RFC 7606 §5.4); an
            IP Prefix route that leads nowhere: treat-as-withdraw (RFC 9136 §3.2)
"""

from __future__ import annotations

from bgplib.nlri.evpn._codec import CODEC, parse
from bgplib.nlri.evpn._gobgp import gobgp_text
from bgplib.nlri.evpn.ethernet_auto_discovery import EthernetAutoDiscovery
from bgplib.nlri.evpn.ethernet_segment import EthernetSegment
from bgplib.nlri.evpn.inclusive_multicast import InclusiveMulticast
from bgplib.nlri.evpn.ip_prefix import IpPrefix
from bgplib.nlri.evpn.leaf import Leaf
from bgplib.nlri.evpn.leave_synch import LeaveSynch
from bgplib.nlri.evpn.mac_ip import MacIpAdvertisement
from bgplib.nlri.evpn.membership_report_synch import MembershipReportSynch
from bgplib.nlri.evpn.per_region_i_pmsi import PerRegionIPmsi
from bgplib.nlri.evpn.s_pmsi import SPmsi
from bgplib.nlri.evpn.selective_multicast import SelectiveMulticast

__all__ = [
    "CODEC",
    "EthernetAutoDiscovery",
    "EthernetSegment",
    "InclusiveMulticast",
    "IpPrefix",
    "Leaf",
    "LeaveSynch",
    "MacIpAdvertisement",
    "MembershipReportSynch",
    "PerRegionIPmsi",
    "SPmsi",
    "SelectiveMulticast",
    "gobgp_text",
    "parse",
]
