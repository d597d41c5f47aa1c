"""TUNNEL_ENCAPSULATION (attribute 23), RFC 9012 §2, RFC 9830 §2.2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Tunnel Type (2 octets)     |        Length (2 octets)      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Sub-TLVs: type (1), length (1; 2 from type 128 on), value   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  a TLV or sub-TLV that runs past its enclosing field, no valid TLV at all, or the
            Transitive flag not set: treat-as-withdraw (RFC 9012 §13). Beside SR Policies anything
            but one tunnel, of their type, and a malformed sub-TLV in it: the same (RFC 9830 §2.2,
            §5)

A sub-TLV that is malformed inside is kept as one of unknown type (RFC 9012 §13). Whether a tunnel
can be used, which needs a well-formed Tunnel Egress Endpoint, is `Tunnel.usable`. A tunnel whose
endpoint is malformed is not passed on, nor is one without exactly one endpoint in the families of
RFC 9012 §6; if there are no others, the attribute is malformed.
"""

from __future__ import annotations

from bgplib.attributes.tunnel_encapsulation._attribute import CODEC, Tunnel, TunnelEncapsulation
from bgplib.attributes.tunnel_encapsulation._described_segments import LinkSegment, NodeSegment
from bgplib.attributes.tunnel_encapsulation._encapsulation import (
    GreKey,
    L2tpSession,
    VirtualNetwork,
)
from bgplib.attributes.tunnel_encapsulation._meaning import (
    as_sent,
    carries,
    effective,
    router_mac,
)
from bgplib.attributes.tunnel_encapsulation._prefix_sid import TunnelPrefixSid
from bgplib.attributes.tunnel_encapsulation._segment_list import (
    MplsSegment,
    Segment,
    SegmentList,
    Srv6Segment,
    Weight,
)
from bgplib.attributes.tunnel_encapsulation._sub_tlvs import (
    BindingSid,
    Color,
    EgressEndpoint,
    ExplicitNullLabelPolicy,
    LabelStack,
    Name,
    Number,
    Preference,
    Priority,
    Srv6BindingSid,
)

__all__ = [
    "CODEC",
    "BindingSid",
    "Color",
    "EgressEndpoint",
    "ExplicitNullLabelPolicy",
    "GreKey",
    "L2tpSession",
    "LabelStack",
    "LinkSegment",
    "MplsSegment",
    "Name",
    "NodeSegment",
    "Number",
    "Preference",
    "Priority",
    "Segment",
    "SegmentList",
    "Srv6BindingSid",
    "Srv6Segment",
    "Tunnel",
    "TunnelEncapsulation",
    "TunnelPrefixSid",
    "VirtualNetwork",
    "Weight",
    "as_sent",
    "carries",
    "effective",
    "router_mac",
]
