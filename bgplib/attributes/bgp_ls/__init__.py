"""BGP_LS (attribute 29), RFC 9552 §5.3, RFC 9085, RFC 9086 §5, RFC 8571, RFC 9514 and others.

      0                   1                   2                   3
      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |              Type             |             Length            |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |                        Value (variable)                       |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |  and so on

    `bgplib.iana.bgp_ls` lists types, names and sections. Layouts are in `_node`, `_link`,
    `_performance`, `_prefix`, `_srv6`, `_flexible_algorithm`, `_sr_policy` and `_containers`: one
    row each.

Flags:      optional
Malformed:  a TLV that runs past the attribute, or a sub-TLV past the TLV that holds it:
            attribute-discard (RFC 9552 §8.2.2)

What a TLV says, how long it is, and in what order TLVs are, is no reason to discard
(RFC 9552 §8.2.2): the value of one without the layout of its type stays octets.
"""

from __future__ import annotations

from bgplib.attributes.bgp_ls._attribute import CODEC, BgpLs, tlvs
from bgplib.attributes.bgp_ls._containers import ApplicationSpecific, BundleMember, PrefixRange
from bgplib.attributes.bgp_ls._flexible_algorithm import (
    FlexibleAlgorithmDefinition,
    UnsupportedSubTlvs,
)
from bgplib.attributes.bgp_ls._link import AdjacencySid, LanAdjacencySid
from bgplib.attributes.bgp_ls._node import LabelRange, LabelRanges, Srv6Capabilities
from bgplib.attributes.bgp_ls._origination import origination_faults
from bgplib.attributes.bgp_ls._performance import LinkDelay, LinkDelayRange, LinkLoss
from bgplib.attributes.bgp_ls._prefix import FlexibleAlgorithmPrefixMetric, PrefixSegment
from bgplib.attributes.bgp_ls._records import Sid
from bgplib.attributes.bgp_ls._sr_policy import (
    AffinityConstraint,
    BidirectionalGroup,
    CandidatePathConstraints,
    CandidatePathState,
    DisjointGroup,
    MetricConstraint,
    Segment,
    SegmentList,
    SegmentListMetric,
    SrBindingSid,
    Srv6BindingSid,
)
from bgplib.attributes.bgp_ls._srv6 import (
    Srv6EndpointBehavior,
    Srv6EndX,
    Srv6LanEndX,
    Srv6Locator,
    Srv6PeerNode,
    Srv6SidStructure,
)
from bgplib.nlri.bgp_ls import LinkStateTlv, LinkStateTlvs

__all__ = [
    "CODEC",
    "AdjacencySid",
    "AffinityConstraint",
    "ApplicationSpecific",
    "BgpLs",
    "BidirectionalGroup",
    "BundleMember",
    "CandidatePathConstraints",
    "CandidatePathState",
    "DisjointGroup",
    "FlexibleAlgorithmDefinition",
    "FlexibleAlgorithmPrefixMetric",
    "LabelRange",
    "LabelRanges",
    "LanAdjacencySid",
    "LinkDelay",
    "LinkDelayRange",
    "LinkLoss",
    "LinkStateTlv",
    "LinkStateTlvs",
    "MetricConstraint",
    "PrefixRange",
    "PrefixSegment",
    "Segment",
    "SegmentList",
    "SegmentListMetric",
    "Sid",
    "SrBindingSid",
    "Srv6BindingSid",
    "Srv6Capabilities",
    "Srv6EndX",
    "Srv6EndpointBehavior",
    "Srv6LanEndX",
    "Srv6Locator",
    "Srv6PeerNode",
    "Srv6SidStructure",
    "UnsupportedSubTlvs",
    "origination_faults",
    "tlvs",
]
