"""Types and sub-types of extended communities (IANA "BGP Extended Communities", RFC 7153).

An extended community begins with a type octet. In most types a sub-type octet follows, whose
meaning depends on the whole type octet: 0x03 and 0x43 have registries of their own. A type code
is both as one number of 16 bits, such as 0x0002 for Route Target with a 2-octet AS number.
"""

from __future__ import annotations

from typing import Final

# RFC 4360 §2: the two upper bits of the type octet.
IANA_AUTHORITY: Final = 0x80
NON_TRANSITIVE: Final = 0x40

# Types (IANA "BGP Transitive / Non-Transitive Extended Community Types").
TWO_OCTET_AS: Final = 0x00  # RFC 4360 §3.1
IPV4_ADDRESS: Final = 0x01  # RFC 4360 §3.2
FOUR_OCTET_AS: Final = 0x02  # RFC 5668
OPAQUE: Final = 0x03  # RFC 4360 §3.3
QOS_MARKING: Final = 0x04  # draft-knoll-idr-qos-attribute
COS_CAPABILITY: Final = 0x05  # draft-knoll-idr-cos-interconnect
EVPN: Final = 0x06  # RFC 7432
FLOWSPEC: Final = 0x07  # draft-ietf-idr-flowspec-interfaceset
FLOWSPEC_REDIRECT_TO_NEXT_HOP: Final = 0x08  # draft-simpson-idr-flowspec-redirect
FLOWSPEC_REDIRECT_TO_INDIRECTION_ID: Final = 0x09  # draft-ietf-idr-flowspec-path-redirect
TRANSPORT_CLASS: Final = 0x0A  # RFC 9832
SFC: Final = 0x0B  # RFC 9015
MUP: Final = 0x0C  # draft-ietf-bess-mup-safi
GENERIC: Final = 0x80  # RFC 9184
GENERIC_PART_2: Final = 0x81  # RFC 9184
GENERIC_PART_3: Final = 0x82  # RFC 9184

TYPE_NAMES: Final[dict[int, str]] = {
    TWO_OCTET_AS: "Two-Octet AS-Specific",
    IPV4_ADDRESS: "IPv4-Address-Specific",
    FOUR_OCTET_AS: "Four-Octet AS-Specific",
    OPAQUE: "Opaque",
    QOS_MARKING: "QoS Marking",
    COS_CAPABILITY: "CoS Capability",
    EVPN: "EVPN",
    FLOWSPEC: "FlowSpec",
    FLOWSPEC_REDIRECT_TO_NEXT_HOP: "Flow spec redirect/mirror to IP next-hop",
    FLOWSPEC_REDIRECT_TO_INDIRECTION_ID: "FlowSpec Redirect to indirection-id",
    TRANSPORT_CLASS: "Transport Class",
    SFC: "SFC",
    MUP: "MUP",
    TWO_OCTET_AS | NON_TRANSITIVE: "Non-Transitive Two-Octet AS-Specific",
    IPV4_ADDRESS | NON_TRANSITIVE: "Non-Transitive IPv4-Address-Specific",
    FOUR_OCTET_AS | NON_TRANSITIVE: "Non-Transitive Four-Octet AS-Specific",
    OPAQUE | NON_TRANSITIVE: "Non-Transitive Opaque",
    QOS_MARKING | NON_TRANSITIVE: "Non-Transitive QoS Marking",
    FLOWSPEC | NON_TRANSITIVE: "Non-Transitive FlowSpec",
    TRANSPORT_CLASS | NON_TRANSITIVE: "Non-Transitive Transport Class",
    GENERIC: "Generic Transitive",
    GENERIC_PART_2: "Generic Transitive Part 2",
    GENERIC_PART_3: "Generic Transitive Part 3",
}

NAMES: Final[dict[int, str]] = {
    # Transitive Two-Octet AS-Specific
    0x0002: "Route Target",  # RFC 4360
    0x0003: "Route Origin",  # RFC 4360
    0x0004: "Link Bandwidth",  # draft-ietf-idr-link-bandwidth
    0x0005: "OSPF Domain Identifier",  # RFC 4577
    0x0008: "BGP Data Collection",  # RFC 4384
    0x0009: "Source AS",  # RFC 6514
    0x000A: "L2VPN Identifier",  # RFC 6074
    0x0010: "Cisco VPN-Distinguisher",  # Eric Rosen
    0x0013: "Route-Target Record",  # draft-ietf-bess-service-chaining
    0x0015: "RT-derived-EC",  # draft-zzhang-idr-rt-derived-community
    0x0080: "Virtual-Network Identifier",  # Manju Ramesh
    # Transitive IPv4-Address-Specific
    0x0102: "Route Target",  # RFC 4360
    0x0103: "Route Origin",  # RFC 4360
    0x0105: "OSPF Domain Identifier",  # RFC 4577
    0x0107: "OSPF Router ID",  # RFC 4577
    0x010A: "L2VPN Identifier",  # RFC 6074
    0x010B: "VRF Route Import",  # RFC 6514
    0x010C: "Flow-spec Redirect to IPv4",  # draft-ietf-idr-flowspec-redirect-ip
    0x0110: "Cisco VPN-Distinguisher",  # Eric Rosen
    0x0112: "Inter-Area P2MP Segmented Next-Hop",  # RFC 7524
    0x0113: "Route-Target Record",  # draft-ietf-bess-service-chaining
    0x0114: "VRF-Recursive-Next-Hop",  # Dhananjaya Rao
    0x0120: "MVPN SA RP-address",  # RFC 9081
    # Transitive Four-Octet AS-Specific
    0x0202: "Route Target",  # RFC 5668
    0x0203: "Route Origin",  # RFC 5668
    0x0204: "Generic",  # draft-ietf-idr-as4octet-extcomm-generic-subtype, deprecated
    0x0205: "OSPF Domain Identifier",  # RFC 4577
    0x0208: "BGP Data Collection",  # RFC 4384
    0x0209: "Source AS",  # RFC 6514
    0x0210: "Cisco VPN Identifier",  # Eric Rosen
    0x0213: "Route-Target Record",  # draft-ietf-bess-service-chaining
    0x0215: "RT-derived-EC",  # draft-zzhang-idr-rt-derived-community
    # Transitive Opaque
    0x0301: "Cost Community",  # draft-ietf-idr-custom-decision
    0x0303: "CP-ORF",  # RFC 7543
    0x0304: "Extranet Source",  # RFC 7900
    0x0305: "Extranet Separation",  # RFC 7900
    0x0306: "OSPF Route Type",  # RFC 4577
    0x0307: "Additional PMSI Tunnel Attribute Flags",  # RFC 7902
    0x0308: "Context-Specific Label Space ID",  # RFC 9573
    0x030B: "Color",  # RFC 9012
    0x030C: "Encapsulation",  # RFC 9012
    0x030D: "Default Gateway",  # RFC 7432
    0x030E: "Point-to-Point-to-Multipoint (PPMP) Label",  # Rishabh Parekh
    0x030F: "BGP Group Policy Class Tag",  # Dhananjaya Rao
    0x0314: "Consistent Hash Sort Order",  # draft-ietf-bess-service-chaining
    0x0317: "Group Policy ID",  # draft-wlin-bess-group-policy-id-extended-community
    0x031B: "Local Color Mapping",  # RFC 9871
    0x03AA: "LoadBalance",  # draft-ietf-bess-service-chaining
    # EVPN
    0x0600: "MAC Mobility",  # RFC 7432
    0x0601: "ESI Label",  # RFC 7432
    0x0602: "ES-Import Route Target",  # RFC 7432
    0x0603: "EVPN Router's MAC",  # RFC 9135
    0x0604: "EVPN Layer 2 Attributes",  # RFC 8214
    0x0605: "E-Tree",  # RFC 8317
    0x0606: "DF Election",  # RFC 8584, RFC 9785
    0x0607: "I-SID",  # early draft-sajassi-bess-evpn-virtual-eth-segment, reserved
    0x0608: "ARP/ND",  # RFC 9047
    0x0609: "Multicast Flags",  # RFC 9251
    0x060A: "EVI-RT Type 0",  # RFC 9251
    0x060B: "EVI-RT Type 1",  # RFC 9251
    0x060C: "EVI-RT Type 2",  # RFC 9251
    0x060D: "EVI-RT Type 3",  # RFC 9251
    0x060E: "EVPN Attachment Circuit",  # draft-sajassi-bess-evpn-ac-aware-bundling
    0x060F: "Service Carving Time",  # RFC 9722
    0x0610: "EVPN Link Bandwidth",  # draft-ietf-bess-evpn-unequal-lb
    0x0615: "RT-derived-EC",  # draft-zzhang-idr-rt-derived-community
    # FlowSpec
    0x0702: "FlowSpec interface-set",  # draft-ietf-idr-flowspec-interfaceset
    0x0800: "Flow spec redirect/mirror to IP next-hop",  # draft-simpson-idr-flowspec-redirect
    # Transport Class, SFC, MUP
    0x0A02: "Transport Class Route Target",  # RFC 9832
    0x0B01: "SFIR Pool Identifier",  # RFC 9015
    0x0B02: "MPLS Label Stack Mixed Swapping/Stacking Labels",  # RFC 9015
    0x0C00: "MUP Direct-Type Segment Identifier",  # draft-ietf-bess-mup-safi
    # Non-Transitive
    0x4004: "Link Bandwidth",  # draft-ietf-idr-link-bandwidth
    0x4080: "Virtual-Network Identifier",  # draft-drao-bgp-l3vpn-virtual-network-overlays
    0x4204: "Generic",  # draft-ietf-idr-as4octet-extcomm-generic-subtype, deprecated
    0x4300: "BGP Origin Validation State",  # RFC 8097
    0x4301: "Cost Community",  # draft-ietf-idr-custom-decision
    0x4302: "Route Target",  # Nischal Sheth
    0x4315: "RT-derived-EC",  # draft-zzhang-idr-rt-derived-community
    0x4702: "FlowSpec interface-set",  # draft-ietf-idr-flowspec-interfaceset
    0x4A02: "Transport Class Route Target",  # RFC 9832
    # Generic Transitive
    0x8000: "OSPF Route Type",  # RFC 4577, deprecated
    0x8001: "OSPF Router ID",  # RFC 4577, deprecated
    0x8005: "OSPF Domain ID",  # RFC 4577, deprecated
    0x8006: "Flow spec traffic-rate-bytes",  # RFC 8955
    0x8007: "Flow spec traffic-action",  # RFC 8955
    0x8008: "Flow spec rt-redirect AS-2octet format",  # RFC 8955
    0x8009: "Flow spec traffic-remarking",  # RFC 8955
    0x800A: "Layer2 Info",  # RFC 4761
    0x800B: "E-Tree Info",  # RFC 7796
    0x800C: "Flow spec traffic-rate-packets",  # RFC 8955
    0x8108: "Flow spec rt-redirect IPv4 format",  # RFC 8955
    0x8208: "Flow spec rt-redirect AS-4octet format",  # RFC 8955
}

# IANA "Transitive / Non-Transitive IPv6-Address-Specific Extended Community Types": type codes of
# IPV6_EXTENDED_COMMUNITIES, a space of its own (RFC 7153 §3).
IPV6_NAMES: Final[dict[int, str]] = {
    0x0002: "Route Target",  # RFC 5701
    0x0003: "Route Origin",  # RFC 5701
    0x0004: "OSPFv3 Route Attributes",  # RFC 6565, deprecated
    0x000B: "VRF Route Import",  # RFC 6515
    0x000C: "Flow-spec Redirect to IPv6",  # draft-ietf-idr-flowspec-redirect-ip
    0x000D: "Flow spec rt-redirect-ipv6 format",  # RFC 8956
    0x0010: "Cisco VPN-Distinguisher",  # Eric Rosen
    0x0011: "UUID-based Route Target",  # Dhananjaya Rao
    0x0012: "Inter-Area P2MP Segmented Next-Hop",  # RFC 7524
}


def name(code: int) -> str:
    """Name a type code of 16 bits of EXTENDED_COMMUNITIES."""
    return NAMES.get(code) or f"UNKNOWN(0x{code:04x})"


def type_name(code: int) -> str:
    """Name a type octet of EXTENDED_COMMUNITIES."""
    return TYPE_NAMES.get(code) or f"UNKNOWN(0x{code:02x})"


def ipv6_name(code: int) -> str:
    """Name a type code of 16 bits of IPV6_EXTENDED_COMMUNITIES."""
    return IPV6_NAMES.get(code) or f"UNKNOWN(0x{code:04x})"
