"""BGP-LS NLRI (AFI 16388, SAFI 71, 72 and 80), RFC 9552 §5.2, RFC 9086 §4, RFC 9514 §6, RFC 9857.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            NLRI Type          |     Total NLRI Length         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Route Distinguisher (8 octets), with SAFI 72 only         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Protocol-ID  |  Identifier (8 octets)      ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  TLVs: 256 Local Node Descriptors, 257 Remote Node Descriptors,
    |  then those that describe the link, prefix or SID
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    1 Node, 2 Link, 3 IPv4 Topology Prefix, 4 IPv6 Topology Prefix, 5 SR Policy Candidate Path,
    6 SRv6 SID. All have this form; node descriptors hold sub-TLVs, and nothing nests deeper.

Next hop:   4, 16 or 32 octets; 12, 24 or 48 with SAFI 72
Malformed:  NLRI past the field: session reset or AFI/SAFI disable. Broken inside, which is TLVs or
            sub-TLVs that do not add up, or not in ascending order: that NLRI alone is discarded
            (RFC 9552 §8.2.2). What a TLV says, and how long it is, is no reason to discard; the
            value of one without the layout of its type stays octets. NLRI of unknown type are kept
            octet for octet (RFC 9552 §5.2). With SAFI 80, a node or link of another protocol than
            Direct, or of a reserved address family: treat-as-withdraw (RFC 9815 §5.2, §7.1).
"""

from __future__ import annotations

from bgplib.nlri.bgp_ls._codec import CODEC
from bgplib.nlri.bgp_ls._descriptors import (
    CandidatePathDescriptor,
    LinkIdentifiers,
    MaximumSidDepth,
)
from bgplib.nlri.bgp_ls._nlri import LinkStateNlri, UnknownLinkStateNlri
from bgplib.nlri.bgp_ls._router_id import IgpRouterId
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv, LinkStateTlvs

__all__ = [
    "CODEC",
    "CandidatePathDescriptor",
    "IgpRouterId",
    "LinkIdentifiers",
    "LinkStateNlri",
    "LinkStateTlv",
    "LinkStateTlvs",
    "MaximumSidDepth",
    "UnknownLinkStateNlri",
]
