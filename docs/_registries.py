"""What IANA's registries list and bgplib has no class for, with the reason, and what has no table.

A reason is the document that defines an entry, where that is no RFC; for an entry without use, the
RFC that says so.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from bgplib.attributes import Aigp, PmsiTunnel
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.attributes._srv6_service import SidInformation, SidStructure, Srv6Service
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb
from bgplib.messages.outbound_route_filter import AddressPrefixEntry, CoveringPrefixEntry
from bgplib.nlri.bgp_ls import LinkStateNlri
from bgplib.nlri.car import CarLabelIndex, CarLabels, CarNlri, CarSids
from bgplib.nlri.flowspec import BitmaskComponent, MacComponent, NumericComponent, PrefixComponent


class Untyped(NamedTuple):
    """An entry whose value is kept octet for octet."""

    name: str
    state: str  #: raw, deprecated or reserved
    reason: str


def raw(name: str, reason: str) -> Untyped:
    """Describe an entry that no RFC defines."""
    return Untyped(name, "raw", reason)


def deprecated(name: str, reason: str) -> Untyped:
    """Describe an entry that is not to be used any more, and is unrecognized if it is."""
    return Untyped(name, "deprecated", reason)


def reserved(name: str, reason: str) -> Untyped:
    """Describe a number that is no entry."""
    return Untyped(name, "reserved", reason)


ATTRIBUTES: Final = {
    0: reserved("RESERVED", "RFC 4271"),
    11: deprecated("DPA", "RFC 6938"),
    12: deprecated("ADVERTISER", "RFC 6938"),
    13: deprecated("RCID_PATH", "RFC 6938"),
    19: deprecated("SAFI_SPECIFIC", "draft-kapoor-nalawade-idr-bgp-ssa"),
    20: deprecated("CONNECTOR", "RFC 6037"),
    21: deprecated("AS_PATHLIMIT", "draft-ietf-idr-as-pathlimit"),
    28: deprecated("ENTROPY_LABEL", "RFC 7447 deprecates that of RFC 6790"),
    30: deprecated("(deprecated)", "RFC 8093"),
    31: deprecated("(deprecated)", "RFC 8093"),
    34: raw("BGP Community Container", "draft-ietf-idr-wide-bgp-communities"),
    42: raw("EDGE_METADATA_PATH", "draft-ietf-idr-5g-edge-service-metadata"),
    129: deprecated("(deprecated)", "RFC 8093"),
    241: deprecated("(deprecated)", "RFC 8093"),
    242: deprecated("(deprecated)", "RFC 8093"),
    243: deprecated("(deprecated)", "RFC 8093"),
    255: reserved("DEVELOPMENT", "RFC 2042"),
}

CAPABILITIES: Final = {
    0: reserved("Reserved", "RFC 5492"),
    129: deprecated("(deprecated)", "RFC 8810"),
    185: deprecated("OPERATIONAL_OLD", "RFC 8810"),
    255: reserved("Reserved", "RFC 8810"),
}

#: SAFIs that no family of bgplib has
SAFIS: Final = {
    0: reserved("Reserved", "RFC 4760"),
    3: reserved("Reserved", "RFC 4760"),
    7: deprecated("Encapsulation SAFI", "RFC 9012 makes that of RFC 5512 obsolete"),
    64: raw("Tunnel SAFI", "draft-nalawade-kapoor-tunnel-safi"),
    68: raw("BGP 6over4 SAFI", "no document"),
    74: raw("SD-WAN Capabilities", "draft-ietf-idr-sdwan-edge-discovery"),
    75: raw("Routing Policy SAFI", "draft-ietf-idr-rpd"),
    77: raw("Tunneled Traffic Flowspec", "draft-ietf-idr-flowspec-nvo3"),
    78: raw("MCAST-TREE", "draft-ietf-bess-bgp-multicast"),
    79: raw("BGP-DPS (Dynamic Path Selection)", "a vendor's document"),
    130: reserved("Reserved", "RFC 4760"),
    131: reserved("Reserved", "RFC 4760"),
    140: raw("VPN auto-discovery", "draft-ietf-l3vpn-bgpvpn-auto"),
    255: reserved("Reserved", "RFC 4760"),
}

_CHAINING: Final = "draft-ietf-bess-service-chaining"
_DERIVED: Final = "draft-zzhang-idr-rt-derived-community"
EXTENDED_COMMUNITIES: Final = {
    0x0013: raw("Route-Target Record", _CHAINING),
    0x0015: raw("RT-derived-EC", _DERIVED),
    0x0080: raw("Virtual-Network Identifier", "draft-drao-bgp-l3vpn-virtual-network-overlays"),
    0x0113: raw("Route-Target Record", _CHAINING),
    0x0114: raw("VRF-Recursive-Next-Hop", "no document"),
    0x0115: raw("RT-derived-EC", _DERIVED),
    0x0213: raw("Route-Target Record", _CHAINING),
    0x0215: raw("RT-derived-EC", _DERIVED),
    0x030E: raw("Point-to-Point-to-Multipoint (PPMP) Label", "no document"),
    0x030F: raw("BGP Group Policy Class Tag", "no document"),
    0x0314: raw("Consistent Hash Sort Order", _CHAINING),
    0x0317: raw("Group Policy ID", "draft-wlin-bess-group-policy-id-extended-community"),
    0x03AA: raw("LoadBalance", _CHAINING),
    0x0607: reserved("I-SID", "draft-sajassi-bess-evpn-virtual-eth-segment"),
    0x060E: raw("EVPN Attachment Circuit", "draft-sajassi-bess-evpn-ac-aware-bundling"),
    0x0615: raw("RT-derived-EC", _DERIVED),
    0x4080: raw("Virtual-Network Identifier", "draft-drao-bgp-l3vpn-virtual-network-overlays"),
    0x4302: raw("Route Target", "no document"),
    0x4315: raw("RT-derived-EC", _DERIVED),
}

_TE_PATH: Final = "draft-ietf-idr-bgp-ls-te-path"
_INTER_AS: Final = "draft-ietf-idr-bgpls-inter-as-topology-ext"
LINK_STATE_TLVS: Final = {
    270: raw("Remote AS Number", _INTER_AS),
    271: raw("IPv4 Remote ASBR ID", _INTER_AS),
    272: raw("IPv6 Remote ASBR ID", _INTER_AS),
    550: raw("Tunnel ID", _TE_PATH),
    551: raw("LSP ID", _TE_PATH),
    552: raw("IPv4/6 Tunnel Head-end address", _TE_PATH),
    553: raw("IPv4/6 Tunnel Tail-end address", _TE_PATH),
    1180: deprecated("SPF Capability", "RFC 9815"),
    1182: deprecated("IPv4 Link Prefix Length", "RFC 9815"),
    1183: deprecated("IPv6 Link Prefix Length", "RFC 9815"),
}


class Entry(NamedTuple):
    """An entry whose value is of a class; several may share one."""

    code: int
    name: str
    rfc: str
    value: Any


_PMSI: Final = {8: "RFC 7524 §6.2", 9: "draft-ietf-bess-evpn-optimized-ir", 10: "RFC 9574 §3"}
_PMSI_SR: Final = "draft-ietf-bess-mvpn-evpn-sr-p2mp"


def pmsi_tunnel_types(names: dict[int, str]) -> list[Entry]:
    """List the types of PMSI_TUNNEL."""
    rfcs = dict.fromkeys(range(8), "RFC 6514 §5") | _PMSI | {11: "RFC 8556 §2.1"}
    return [Entry(code, name, rfcs.get(code, _PMSI_SR), PmsiTunnel) for code, name in names.items()]


_ANY_TUNNEL: Final = {14: "RFC 9012 §14", 15: "RFC 9830 §2.2", 16: "RFC 9012 §14"}


def tunnel_types(names: dict[int, str]) -> list[Entry]:
    """List the types of tunnels."""
    rfcs = {1: "RFC 9012 §3.2.3", 2: "RFC 9012 §3.2.4", 8: "RFC 9012 §3.2.1"}
    rfcs |= {7: "RFC 9012 §14", 9: "RFC 9012 §3.2.2", 11: "RFC 9012 §3.2.5", 19: "RFC 8926"}
    rfcs |= {10: "RFC 8365 §11", 12: "RFC 8365 §11", 13: "RFC 7510"} | _ANY_TUNNEL
    classes = {1: tunnels.L2tpSession, 2: tunnels.GreKey, 11: tunnels.GreKey}
    classes |= {8: tunnels.VirtualNetwork, 9: tunnels.VirtualNetwork}
    drafts = {20: "draft-ietf-bess-mup-safi", 21: "draft-ietf-dmm-tn-aware-mobility"}
    return [
        Entry(code, name, (rfcs | drafts)[code], classes.get(code, tunnels.Tunnel))
        for code, name in names.items()
    ]


DEPRECATED_TUNNEL_TYPES: Final = {
    3: deprecated("Transmit tunnel endpoint", "RFC 9012"),
    4: deprecated("IPsec in Tunnel-mode", "RFC 9012"),
    5: deprecated("IP in IP tunnel with IPsec Transport Mode", "RFC 9012"),
    6: deprecated("MPLS-in-IP tunnel with IPsec Transport Mode", "RFC 9012"),
}
TUNNEL_SUB_TLVS: Final = (
    Entry(1, "Encapsulation", "RFC 9012 §3.2", tunnels.VirtualNetwork),
    Entry(2, "Protocol Type", "RFC 9012 §3.4.1", tunnels.Number),
    Entry(4, "Color", "RFC 9012 §3.4.2", tunnels.Color),
    Entry(6, "Tunnel Egress Endpoint", "RFC 9012 §3.1", tunnels.EgressEndpoint),
    Entry(7, "DS Field", "RFC 9012 §3.3.1", tunnels.Number),
    Entry(8, "UDP Destination Port", "RFC 9012 §3.3.2", tunnels.Number),
    Entry(9, "Embedded Label Handling", "RFC 9012 §3.5", tunnels.Number),
    Entry(10, "MPLS Label Stack", "RFC 9012 §3.6", tunnels.LabelStack),
    Entry(11, "Prefix-SID", "RFC 9012 §3.7", tunnels.TunnelPrefixSid),
    Entry(12, "Preference", "RFC 9830 §2.4.1", tunnels.Preference),
    Entry(13, "Binding SID", "RFC 9830 §2.4.2", tunnels.BindingSid),
    Entry(14, "ENLP", "RFC 9830 §2.4.5", tunnels.ExplicitNullLabelPolicy),
    Entry(15, "Priority", "RFC 9830 §2.4.6", tunnels.Priority),
    Entry(20, "SRv6 Binding SID", "RFC 9830 §2.4.3", tunnels.Srv6BindingSid),
    Entry(128, "Segment List", "RFC 9830 §2.4.4", tunnels.SegmentList),
    Entry(129, "SR Policy Candidate Path Name", "RFC 9830 §2.4.7", tunnels.Name),
    Entry(130, "SR Policy Name", "RFC 9830 §2.4.8", tunnels.Name),
)
UNTYPED_TUNNEL_SUB_TLVS: Final = {
    0: reserved("Reserved", "RFC 9012"),
    3: deprecated("IPsec Tunnel Authenticator", "RFC 9012"),
    5: deprecated("Load-Balancing Block", "RFC 9012"),
}
SEGMENTS: Final = (
    Entry(1, "Type A", "RFC 9830 §2.4.4.2.1", tunnels.MplsSegment),
    Entry(3, "Type C", "RFC 9831 §2.1", tunnels.NodeSegment),
    Entry(4, "Type D", "RFC 9831 §2.2", tunnels.NodeSegment),
    Entry(5, "Type E", "RFC 9831 §2.3", tunnels.NodeSegment),
    Entry(6, "Type F", "RFC 9831 §2.4", tunnels.LinkSegment),
    Entry(7, "Type G", "RFC 9831 §2.5", tunnels.LinkSegment),
    Entry(8, "Type H", "RFC 9831 §2.6", tunnels.LinkSegment),
    Entry(9, "Weight", "RFC 9830 §2.4.4.1", tunnels.Weight),
    Entry(13, "Type B", "RFC 9830 §2.4.4.2.2", tunnels.Srv6Segment),
    Entry(14, "Type I", "RFC 9831 §2.7", tunnels.NodeSegment),
    Entry(15, "Type J", "RFC 9831 §2.8", tunnels.LinkSegment),
    Entry(16, "Type K", "RFC 9831 §2.9", tunnels.LinkSegment),
)
DEPRECATED_SEGMENTS: Final = {
    10: deprecated("Type I of early drafts", "RFC 9831 §2.7"),
    11: deprecated("Type J of early drafts", "RFC 9831 §2.8"),
    12: deprecated("Type K of early drafts", "RFC 9831 §2.9"),
}
PREFIX_SIDS: Final = (
    Entry(1, "Label-Index", "RFC 8669 §3.1", LabelIndex),
    Entry(3, "Originator SRGB", "RFC 8669 §3.2", OriginatorSrgb),
    Entry(5, "SRv6 L3 Service", "RFC 9252 §2", Srv6Service),
    Entry(6, "SRv6 L2 Service", "RFC 9252 §2", Srv6Service),
)
DEPRECATED_PREFIX_SIDS: Final = {
    0: reserved("Reserved", "RFC 8669"),
    2: deprecated("(deprecated)", "RFC 8669"),
    4: deprecated("(deprecated)", "RFC 9252"),
}
SERVICE_SUB_TLVS: Final = (Entry(1, "SRv6 SID Information", "RFC 9252 §3.1", SidInformation),)
SERVICE_SUB_SUB_TLVS: Final = (Entry(1, "SRv6 SID Structure", "RFC 9252 §3.2.1", SidStructure),)
RESERVED_SERVICE_TLVS: Final = {
    0: reserved("Reserved", "RFC 9252"),
    255: reserved("Reserved", "RFC 9252"),
}
AIGP_TLVS: Final = (Entry(1, "AIGP", "RFC 7311 §3", Aigp),)
CAR_TYPES: Final = (
    Entry(1, "Color-Aware Route", "RFC 9871 §2.9.3", CarNlri),
    Entry(2, "IP Prefix", "RFC 9871 §2.9.4", CarNlri),
)
CAR_TLVS: Final = (
    Entry(1, "Label", "RFC 9871 §2.9.2.1", CarLabels),
    Entry(2, "Label-Index", "RFC 9871 §2.9.2.2", CarLabelIndex),
    Entry(3, "SRv6 SID", "RFC 9871 §2.9.2.3", CarSids),
)


def flow_components(names: dict[int, str], forms: dict[int, str | None]) -> list[Entry]:
    """List the component types of flow specifications."""
    classes = {"prefix": PrefixComponent, "mac": MacComponent, "bitmask": BitmaskComponent}
    return [
        Entry(
            code,
            name,
            "draft-ietf-idr-flowspec-l2vpn" if code > 13 else _flow_section(code),
            classes.get(forms[code] or "", NumericComponent),
        )
        for code, name in names.items()
    ]


def _flow_section(code: int) -> str:
    return "RFC 8956 §3.7" if code == 13 else f"RFC 8955 §4.2.2.{code}"


def protocols(names: dict[int, str]) -> list[Entry]:
    """List the protocols that Link-State NLRI come from."""
    rfcs = {7: "RFC 9086 §4", 8: "draft-ietf-idr-bgp-ls-te-path", 9: "RFC 9857 §4"}
    return [
        Entry(code, name, rfcs.get(code, "RFC 9552 §5.2"), LinkStateNlri)
        for code, name in names.items()
    ]


ORF_TYPES: Final = (
    Entry(64, "Address Prefix", "RFC 5292 §3", AddressPrefixEntry),
    Entry(65, "CP-ORF", "RFC 7543 §2", CoveringPrefixEntry),
    Entry(128, "Address Prefix, old", "Cisco's number before RFC 5292", AddressPrefixEntry),
)
RESERVED_ORF_TYPES: Final = {0: reserved("Reserved", "RFC 5291 §7")}

#: where error codes of NOTIFICATION are defined, and what one does about them
ERRORS: Final = {
    1: "RFC 4271 §6.1",
    2: "RFC 4271 §6.2",
    3: "RFC 4271 §6.3",
    4: "RFC 4271 §6.5",
    5: "RFC 4271 §6.6",
    6: "RFC 4271 §6.7",
    7: "RFC 7313 §5",
    8: "RFC 9687 §4",
    9: "RFC 9815",
}
#: where subcodes are defined that came later than the codes
SUBCODES: Final = {
    (2, 7): "RFC 5492 §5",
    (2, 11): "RFC 9234 §4.2",
    **dict.fromkeys(((5, 1), (5, 2), (5, 3)), "RFC 6608 §3"),
    **{(6, subcode): "RFC 4486 §3" for subcode in range(1, 9)},
    (6, 9): "RFC 8538 §3.1",
    (6, 10): "RFC 9384",
}
UNTYPED_SUBCODES: Final = {
    (1, 0): reserved("Unspecific", "RFC 4271 §4.5"),
    (2, 0): reserved("Unspecific", "RFC 4271 §4.5"),
    (2, 5): deprecated("Authentication Failure", "RFC 4271"),
    (2, 8): deprecated("(deprecated)", "RFC 9234"),
    (2, 9): deprecated("(deprecated)", "RFC 9234"),
    (2, 10): deprecated("(deprecated)", "RFC 9234"),
    (3, 0): reserved("Unspecific", "RFC 4271 §4.5"),
    (3, 7): deprecated("AS Routing Loop", "RFC 4271"),
    (5, 0): reserved("Unspecified Error", "RFC 6608 §3"),
    (6, 0): reserved("Reserved", "RFC 4486"),
    (7, 0): reserved("Reserved", "RFC 7313"),
}
