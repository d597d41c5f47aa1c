"""Path attributes: one module each, in a folder that reads like the registry."""

from __future__ import annotations

from bgplib.attributes._codec import AttributeCodec, LengthRule
from bgplib.attributes._segments import Segment
from bgplib.attributes._table import AttributeTable
from bgplib.attributes.aggregator import Aggregator
from bgplib.attributes.as4_aggregator import As4Aggregator
from bgplib.attributes.as4_path import As4Path
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.atomic_aggregate import AtomicAggregate
from bgplib.attributes.block import AttributeBlock, BlockStore, PathAttribute
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.large_community import LargeCommunities
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.mp_reach_nlri import MpReachNlri
from bgplib.attributes.mp_unreach_nlri import MpUnreachNlri
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.only_to_customer import OnlyToCustomer
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.attributes.reader import AttributeReader
from bgplib.attributes.unknown import UnknownAttribute

__all__ = [
    "Aggregator",
    "As4Aggregator",
    "As4Path",
    "AsPath",
    "AtomicAggregate",
    "AttributeBlock",
    "AttributeCodec",
    "AttributeReader",
    "AttributeTable",
    "BlockStore",
    "ClusterList",
    "Communities",
    "LargeCommunities",
    "LengthRule",
    "LocalPref",
    "MpReachNlri",
    "MpUnreachNlri",
    "MultiExitDisc",
    "NextHop",
    "OnlyToCustomer",
    "Origin",
    "OriginatorId",
    "PathAttribute",
    "Segment",
    "UnknownAttribute",
]
