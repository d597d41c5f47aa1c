"""Extended communities (RFC 4360): marks of 8 octets with a type, one module for each kind.

An extended community has three forms. The hot one is a number of 64 bits: that is what
`AttributeBlock.extended_communities` holds. `from_int` makes the typed value of it, and `to_int`
goes back. The third is text: `str(community)` and `parse`.

    >>> from bgplib.attributes import extended_communities
    >>> blue = extended_communities.parse("rt:65000:1")
    >>> hex(extended_communities.to_int(blue))
    '0x2fde800000001'
    >>> print(extended_communities.from_int(0x030C000000000008))
    encap:vxlan

Every number of 64 bits is an extended community, and comes back from its typed value and from its
text as it was: bits that must be zero and are not stay in the value. What no kind can express
is an `UnknownExtendedCommunity`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer
from bgplib.attributes.extended_communities._codec import (
    ExtendedCommunityCodec,
    ExtendedCommunityTable,
)
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._default import default_table
from bgplib.attributes.extended_communities.attribute import (
    CODEC,
    ExtendedCommunities,
    attribute_codec,
    from_int,
)
from bgplib.attributes.extended_communities.unknown import UnknownExtendedCommunity

if TYPE_CHECKING:
    from bgplib.attributes.extended_communities._table import CODECS, DEFAULT_TABLE
    from bgplib.attributes.extended_communities.arp_nd import ArpNd
    from bgplib.attributes.extended_communities.bgp_data_collection import BgpDataCollection
    from bgplib.attributes.extended_communities.cisco_vpn_distinguisher import CiscoVpnDistinguisher
    from bgplib.attributes.extended_communities.color import Color
    from bgplib.attributes.extended_communities.context_label_space import ContextLabelSpace
    from bgplib.attributes.extended_communities.cost_community import CostCommunity
    from bgplib.attributes.extended_communities.cp_orf import CpOrf
    from bgplib.attributes.extended_communities.default_gateway import DefaultGateway
    from bgplib.attributes.extended_communities.df_election import DfElection
    from bgplib.attributes.extended_communities.encapsulation import Encapsulation
    from bgplib.attributes.extended_communities.es_import import EsImport
    from bgplib.attributes.extended_communities.esi_label import EsiLabel
    from bgplib.attributes.extended_communities.etree import Etree
    from bgplib.attributes.extended_communities.evi_route_target import EviRouteTarget
    from bgplib.attributes.extended_communities.evi_route_target_ipv6 import EviRouteTargetIpv6
    from bgplib.attributes.extended_communities.evpn_link_bandwidth import EvpnLinkBandwidth
    from bgplib.attributes.extended_communities.extranet_separation import ExtranetSeparation
    from bgplib.attributes.extended_communities.extranet_source import ExtranetSource
    from bgplib.attributes.extended_communities.four_octet_generic import FourOctetGeneric
    from bgplib.attributes.extended_communities.inter_area_next_hop import InterAreaNextHop
    from bgplib.attributes.extended_communities.interface_set import InterfaceSet
    from bgplib.attributes.extended_communities.l2vpn_identifier import L2vpnIdentifier
    from bgplib.attributes.extended_communities.layer2_attributes import Layer2Attributes
    from bgplib.attributes.extended_communities.layer2_info import Layer2Info
    from bgplib.attributes.extended_communities.link_bandwidth import LinkBandwidth
    from bgplib.attributes.extended_communities.local_color_mapping import LocalColorMapping
    from bgplib.attributes.extended_communities.mac_mobility import MacMobility
    from bgplib.attributes.extended_communities.multicast_flags import MulticastFlags
    from bgplib.attributes.extended_communities.mup_segment import MupSegment
    from bgplib.attributes.extended_communities.mvpn_rp_address import MvpnRpAddress
    from bgplib.attributes.extended_communities.origin_validation import OriginValidation
    from bgplib.attributes.extended_communities.ospf_domain_identifier import OspfDomainIdentifier
    from bgplib.attributes.extended_communities.ospf_route_type import OspfRouteType
    from bgplib.attributes.extended_communities.ospf_router_id import OspfRouterId
    from bgplib.attributes.extended_communities.pmsi_tunnel_flags import PmsiTunnelFlags
    from bgplib.attributes.extended_communities.redirect_to_ip import RedirectToIp
    from bgplib.attributes.extended_communities.redirect_to_next_hop import RedirectToNextHop
    from bgplib.attributes.extended_communities.route_origin import RouteOrigin
    from bgplib.attributes.extended_communities.route_target import RouteTarget
    from bgplib.attributes.extended_communities.router_mac import RouterMac
    from bgplib.attributes.extended_communities.rt_redirect import RtRedirect
    from bgplib.attributes.extended_communities.service_carving_time import ServiceCarvingTime
    from bgplib.attributes.extended_communities.service_labels import ServiceLabels
    from bgplib.attributes.extended_communities.sfir_pool import SfirPool
    from bgplib.attributes.extended_communities.source_as import SourceAs
    from bgplib.attributes.extended_communities.traffic_action import TrafficAction
    from bgplib.attributes.extended_communities.traffic_marking import TrafficMarking
    from bgplib.attributes.extended_communities.traffic_rate import TrafficRate
    from bgplib.attributes.extended_communities.transport_class import TransportClass
    from bgplib.attributes.extended_communities.vpls_etree import VplsEtree
    from bgplib.attributes.extended_communities.vrf_route_import import VrfRouteImport

__all__ = [
    "CODEC",
    "CODECS",
    "DEFAULT_TABLE",
    "ArpNd",
    "BgpDataCollection",
    "CiscoVpnDistinguisher",
    "Color",
    "ContextLabelSpace",
    "CostCommunity",
    "CpOrf",
    "DefaultGateway",
    "DfElection",
    "Encapsulation",
    "EsImport",
    "EsiLabel",
    "Etree",
    "EviRouteTarget",
    "EviRouteTargetIpv6",
    "EvpnLinkBandwidth",
    "ExtendedCommunities",
    "ExtendedCommunity",
    "ExtendedCommunityCodec",
    "ExtendedCommunityTable",
    "ExtranetSeparation",
    "ExtranetSource",
    "FourOctetGeneric",
    "InterAreaNextHop",
    "InterfaceSet",
    "L2vpnIdentifier",
    "Layer2Attributes",
    "Layer2Info",
    "LinkBandwidth",
    "LocalColorMapping",
    "MacMobility",
    "MulticastFlags",
    "MupSegment",
    "MvpnRpAddress",
    "OriginValidation",
    "OspfDomainIdentifier",
    "OspfRouteType",
    "OspfRouterId",
    "PmsiTunnelFlags",
    "RedirectToIp",
    "RedirectToNextHop",
    "RouteOrigin",
    "RouteTarget",
    "RouterMac",
    "RtRedirect",
    "ServiceCarvingTime",
    "ServiceLabels",
    "SfirPool",
    "SourceAs",
    "TrafficAction",
    "TrafficMarking",
    "TrafficRate",
    "TransportClass",
    "UnknownExtendedCommunity",
    "VplsEtree",
    "VrfRouteImport",
    "attribute_codec",
    "decode",
    "encode",
    "from_int",
    "parse",
    "to_int",
]

#: where each name is defined; the imports above are the same for those who read types
_HOMES: Final = {
    "_table": "CODECS DEFAULT_TABLE",
    "arp_nd": "ArpNd",
    "bgp_data_collection": "BgpDataCollection",
    "cisco_vpn_distinguisher": "CiscoVpnDistinguisher",
    "color": "Color",
    "context_label_space": "ContextLabelSpace",
    "cost_community": "CostCommunity",
    "cp_orf": "CpOrf",
    "default_gateway": "DefaultGateway",
    "df_election": "DfElection",
    "encapsulation": "Encapsulation",
    "es_import": "EsImport",
    "esi_label": "EsiLabel",
    "etree": "Etree",
    "evi_route_target": "EviRouteTarget",
    "evi_route_target_ipv6": "EviRouteTargetIpv6",
    "evpn_link_bandwidth": "EvpnLinkBandwidth",
    "extranet_separation": "ExtranetSeparation",
    "extranet_source": "ExtranetSource",
    "four_octet_generic": "FourOctetGeneric",
    "inter_area_next_hop": "InterAreaNextHop",
    "interface_set": "InterfaceSet",
    "l2vpn_identifier": "L2vpnIdentifier",
    "layer2_attributes": "Layer2Attributes",
    "layer2_info": "Layer2Info",
    "link_bandwidth": "LinkBandwidth",
    "local_color_mapping": "LocalColorMapping",
    "mac_mobility": "MacMobility",
    "multicast_flags": "MulticastFlags",
    "mup_segment": "MupSegment",
    "mvpn_rp_address": "MvpnRpAddress",
    "origin_validation": "OriginValidation",
    "ospf_domain_identifier": "OspfDomainIdentifier",
    "ospf_route_type": "OspfRouteType",
    "ospf_router_id": "OspfRouterId",
    "pmsi_tunnel_flags": "PmsiTunnelFlags",
    "redirect_to_ip": "RedirectToIp",
    "redirect_to_next_hop": "RedirectToNextHop",
    "route_origin": "RouteOrigin",
    "route_target": "RouteTarget",
    "router_mac": "RouterMac",
    "rt_redirect": "RtRedirect",
    "service_carving_time": "ServiceCarvingTime",
    "service_labels": "ServiceLabels",
    "sfir_pool": "SfirPool",
    "source_as": "SourceAs",
    "traffic_action": "TrafficAction",
    "traffic_marking": "TrafficMarking",
    "traffic_rate": "TrafficRate",
    "transport_class": "TransportClass",
    "vpls_etree": "VplsEtree",
    "vrf_route_import": "VrfRouteImport",
}
__getattr__ = importer(__name__, _HOMES)


def decode(octets: bytes) -> ExtendedCommunity:
    """Read the 8 octets of an extended community; any octets are one.

    Raises:
        DecodeError: there are not 8 octets.
    """
    return default_table().decode(octets)


def encode(community: ExtendedCommunity) -> bytes:
    """Write the 8 octets of an extended community.

    Raises:
        EncodeError: a field does not fit.
    """
    return default_table().encode(community)


def to_int(community: ExtendedCommunity) -> int:
    """Return the 64 bits of an extended community, as attribute blocks hold them.

    Raises:
        EncodeError: a field does not fit.
    """
    return int.from_bytes(default_table().encode(community), "big")


def parse(text: str) -> ExtendedCommunity:
    """Read the text of an extended community, as bgplib and most other programs print it.

    `rt:65000:1`, `target:65000:1`, `color 100`, `(rt, 65000, 1)`, `0x000200fd00000001`: see
    `ExtendedCommunityTable.parse`.

    Raises:
        ParseError: it is not one.
    """
    return default_table().parse(text)
