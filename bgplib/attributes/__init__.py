"""Path attributes: one module each, in a folder that reads like the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer

if TYPE_CHECKING:
    from bgplib.attributes._codec import AttributeCodec, LengthRule
    from bgplib.attributes._segments import Segment
    from bgplib.attributes._table import AttributeTable
    from bgplib.attributes.aggregator import Aggregator
    from bgplib.attributes.aigp import Aigp
    from bgplib.attributes.as4_aggregator import As4Aggregator
    from bgplib.attributes.as4_path import As4Path
    from bgplib.attributes.as_path import AsPath
    from bgplib.attributes.atomic_aggregate import AtomicAggregate
    from bgplib.attributes.attr_set import AttrSet
    from bgplib.attributes.bfd_discriminator import BfdDiscriminator
    from bgplib.attributes.bgp_ls import BgpLs
    from bgplib.attributes.bgpsec_path import BgpsecPath
    from bgplib.attributes.bier import BierAttribute
    from bgplib.attributes.block import AttributeBlock
    from bgplib.attributes.block_store import BlockStore
    from bgplib.attributes.cluster_list import ClusterList
    from bgplib.attributes.communities import Communities
    from bgplib.attributes.domain_path import DomainPath
    from bgplib.attributes.extended_communities import ExtendedCommunities
    from bgplib.attributes.ipv6_extended_communities import Ipv6ExtendedCommunities
    from bgplib.attributes.large_community import LargeCommunities
    from bgplib.attributes.local_pref import LocalPref
    from bgplib.attributes.mp_reach_nlri import MpReachNlri
    from bgplib.attributes.mp_unreach_nlri import MpUnreachNlri
    from bgplib.attributes.multi_exit_disc import MultiExitDisc
    from bgplib.attributes.next_hop import NextHop
    from bgplib.attributes.next_hop_dependent_characteristics import NextHopDependentCharacteristics
    from bgplib.attributes.only_to_customer import OnlyToCustomer
    from bgplib.attributes.origin import Origin
    from bgplib.attributes.originator_id import OriginatorId
    from bgplib.attributes.path_attribute import PathAttribute
    from bgplib.attributes.pe_distinguisher_labels import PeDistinguisherLabels
    from bgplib.attributes.pmsi_tunnel import PmsiTunnel
    from bgplib.attributes.prefix_sid import PrefixSid
    from bgplib.attributes.reader import AttributeReader
    from bgplib.attributes.sfp import Sfp
    from bgplib.attributes.traffic_engineering import TrafficEngineering
    from bgplib.attributes.tunnel_encapsulation import TunnelEncapsulation
    from bgplib.attributes.unknown import UnknownAttribute

__all__ = [
    "Aggregator",
    "Aigp",
    "As4Aggregator",
    "As4Path",
    "AsPath",
    "AtomicAggregate",
    "AttrSet",
    "AttributeBlock",
    "AttributeCodec",
    "AttributeReader",
    "AttributeTable",
    "BfdDiscriminator",
    "BgpLs",
    "BgpsecPath",
    "BierAttribute",
    "BlockStore",
    "ClusterList",
    "Communities",
    "DomainPath",
    "ExtendedCommunities",
    "Ipv6ExtendedCommunities",
    "LargeCommunities",
    "LengthRule",
    "LocalPref",
    "MpReachNlri",
    "MpUnreachNlri",
    "MultiExitDisc",
    "NextHop",
    "NextHopDependentCharacteristics",
    "OnlyToCustomer",
    "Origin",
    "OriginatorId",
    "PathAttribute",
    "PeDistinguisherLabels",
    "PmsiTunnel",
    "PrefixSid",
    "Segment",
    "Sfp",
    "TrafficEngineering",
    "TunnelEncapsulation",
    "UnknownAttribute",
]

#: where each name is defined; the imports above are the same for those who read types
_HOMES: Final = {
    "_codec": "AttributeCodec LengthRule",
    "_segments": "Segment",
    "_table": "AttributeTable",
    "aggregator": "Aggregator",
    "aigp": "Aigp",
    "as4_aggregator": "As4Aggregator",
    "as4_path": "As4Path",
    "as_path": "AsPath",
    "atomic_aggregate": "AtomicAggregate",
    "attr_set": "AttrSet",
    "bfd_discriminator": "BfdDiscriminator",
    "bgp_ls": "BgpLs",
    "bgpsec_path": "BgpsecPath",
    "bier": "BierAttribute",
    "block": "AttributeBlock",
    "block_store": "BlockStore",
    "cluster_list": "ClusterList",
    "communities": "Communities",
    "domain_path": "DomainPath",
    "extended_communities": "ExtendedCommunities",
    "ipv6_extended_communities": "Ipv6ExtendedCommunities",
    "large_community": "LargeCommunities",
    "local_pref": "LocalPref",
    "mp_reach_nlri": "MpReachNlri",
    "mp_unreach_nlri": "MpUnreachNlri",
    "multi_exit_disc": "MultiExitDisc",
    "next_hop": "NextHop",
    "next_hop_dependent_characteristics": "NextHopDependentCharacteristics",
    "only_to_customer": "OnlyToCustomer",
    "origin": "Origin",
    "originator_id": "OriginatorId",
    "path_attribute": "PathAttribute",
    "pe_distinguisher_labels": "PeDistinguisherLabels",
    "pmsi_tunnel": "PmsiTunnel",
    "prefix_sid": "PrefixSid",
    "reader": "AttributeReader",
    "sfp": "Sfp",
    "traffic_engineering": "TrafficEngineering",
    "tunnel_encapsulation": "TunnelEncapsulation",
    "unknown": "UnknownAttribute",
}
__getattr__ = importer(__name__, _HOMES)
