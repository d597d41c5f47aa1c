"""BGP-LS numbers: NLRI types, protocols and TLVs (IANA "BGP-LS Parameters", RFC 9552 §7).

Node descriptors, link descriptors, prefix descriptors and the BGP-LS attribute share one registry
of TLVs, so that a number has one meaning wherever it stands.
"""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import ParseError

__all__ = ["nlri_type_name", "protocol_name", "slug", "tlv_code", "tlv_name", "tlv_rfc"]

NODE: Final = 1  # RFC 9552 §5.2
LINK: Final = 2  # RFC 9552 §5.2
IPV4_TOPOLOGY_PREFIX: Final = 3  # RFC 9552 §5.2
IPV6_TOPOLOGY_PREFIX: Final = 4  # RFC 9552 §5.2
SR_POLICY_CANDIDATE_PATH: Final = 5  # RFC 9857
SRV6_SID: Final = 6  # RFC 9514 §6

NLRI_TYPES: Final[dict[int, str]] = {
    NODE: "Node",
    LINK: "Link",
    IPV4_TOPOLOGY_PREFIX: "IPv4 Topology Prefix",
    IPV6_TOPOLOGY_PREFIX: "IPv6 Topology Prefix",
    SR_POLICY_CANDIDATE_PATH: "SR Policy Candidate Path",
    SRV6_SID: "SRv6 SID",
}

DIRECT: Final = 4  # RFC 9552 §5.2

PROTOCOLS: Final[dict[int, str]] = {
    1: "IS-IS Level 1",
    2: "IS-IS Level 2",
    3: "OSPFv2",
    DIRECT: "Direct",
    5: "Static configuration",
    6: "OSPFv3",
    7: "BGP",  # RFC 9086 §4
    8: "RSVP-TE",  # draft-ietf-idr-bgp-ls-te-path
    9: "Segment Routing",  # RFC 9857
}

#: types of NLRI and of TLVs for private use: from here to 65535 (RFC 9552 §5.4)
FIRST_PRIVATE: Final = 65000

LOCAL_NODE_DESCRIPTORS: Final = 256
REMOTE_NODE_DESCRIPTORS: Final = 257
IP_REACHABILITY_INFORMATION: Final = 265
SRV6_SID_INFORMATION: Final = 518
SR_POLICY_CANDIDATE_PATH_DESCRIPTOR: Final = 554
SEQUENCE_NUMBER: Final = 1181
SPF_STATUS: Final = 1184
ADDRESS_FAMILY_LINK_DESCRIPTOR: Final = 1185

#: TLVs: the registry's name, and the section that defines the value
TLVS: Final[dict[int, tuple[str, str]]] = {
    LOCAL_NODE_DESCRIPTORS: ("Local Node Descriptors", "RFC 9552 §5.2.1.2"),
    REMOTE_NODE_DESCRIPTORS: ("Remote Node Descriptors", "RFC 9552 §5.2.1.3"),
    258: ("Link Local/Remote Identifiers", "RFC 9552 §5.2.2"),
    259: ("IPv4 interface address", "RFC 9552 §5.2.2"),
    260: ("IPv4 neighbor address", "RFC 9552 §5.2.2"),
    261: ("IPv6 interface address", "RFC 9552 §5.2.2"),
    262: ("IPv6 neighbor address", "RFC 9552 §5.2.2"),
    263: ("Multi-Topology ID", "RFC 9552 §5.2.2.1"),
    264: ("OSPF Route Type", "RFC 9552 §5.2.3.1"),
    IP_REACHABILITY_INFORMATION: ("IP Reachability Information", "RFC 9552 §5.2.3.2"),
    266: ("Node MSD", "RFC 8814 §3"),
    267: ("Link MSD", "RFC 8814 §4"),
    512: ("Autonomous System", "RFC 9552 §5.2.1.4"),
    513: ("BGP-LS Identifier", "RFC 9552 §5.2.1.4"),
    514: ("OSPF Area-ID", "RFC 9552 §5.2.1.4"),
    515: ("IGP Router-ID", "RFC 9552 §5.2.1.4"),
    516: ("BGP Router-ID", "RFC 9086 §4.1"),
    517: ("BGP Confederation Member", "RFC 9086 §4.1"),
    SRV6_SID_INFORMATION: ("SRv6 SID Information", "RFC 9514 §6.1"),
    SR_POLICY_CANDIDATE_PATH_DESCRIPTOR: ("SR Policy Candidate Path Descriptor", "RFC 9857 §4.1"),
    1024: ("Node Flag Bits", "RFC 9552 §5.3.1.1"),
    1025: ("Opaque Node Attribute", "RFC 9552 §5.3.1.5"),
    1026: ("Node Name", "RFC 9552 §5.3.1.3"),
    1027: ("IS-IS Area Identifier", "RFC 9552 §5.3.1.2"),
    1028: ("IPv4 Router-ID of Local Node", "RFC 9552 §5.3.1.4"),
    1029: ("IPv6 Router-ID of Local Node", "RFC 9552 §5.3.1.4"),
    1030: ("IPv4 Router-ID of Remote Node", "RFC 9552 §5.3.2.1"),
    1031: ("IPv6 Router-ID of Remote Node", "RFC 9552 §5.3.2.1"),
    1032: ("S-BFD Discriminators", "RFC 9247"),
    1034: ("SR Capabilities", "RFC 9085 §2.1.2"),
    1035: ("SR Algorithm", "RFC 9085 §2.1.3"),
    1036: ("SR Local Block", "RFC 9085 §2.1.4"),
    1037: ("SRMS Preference", "RFC 9085 §2.1.5"),
    1038: ("SRv6 Capabilities", "RFC 9514 §3.1"),
    1039: ("Flexible Algorithm Definition", "RFC 9351 §3"),
    1040: ("Flexible Algorithm Exclude Any Affinity", "RFC 9351 §3.1"),
    1041: ("Flexible Algorithm Include Any Affinity", "RFC 9351 §3.2"),
    1042: ("Flexible Algorithm Include All Affinity", "RFC 9351 §3.3"),
    1043: ("Flexible Algorithm Definition Flags", "RFC 9351 §3.4"),
    1044: ("Flexible Algorithm Prefix Metric", "RFC 9351 §4"),
    1045: ("Flexible Algorithm Exclude SRLG", "RFC 9351 §3.5"),
    1046: ("Flexible Algorithm Unsupported", "RFC 9351 §3.6"),
    1088: ("Administrative group", "RFC 9552 §5.3.2"),
    1089: ("Maximum link bandwidth", "RFC 9552 §5.3.2"),
    1090: ("Maximum reservable link bandwidth", "RFC 9552 §5.3.2"),
    1091: ("Unreserved bandwidth", "RFC 9552 §5.3.2"),
    1092: ("TE Default Metric", "RFC 9552 §5.3.2.3"),
    1093: ("Link Protection Type", "RFC 9552 §5.3.2"),
    1094: ("MPLS Protocol Mask", "RFC 9552 §5.3.2.2"),
    1095: ("IGP Metric", "RFC 9552 §5.3.2.4"),
    1096: ("Shared Risk Link Group", "RFC 9552 §5.3.2.5"),
    1097: ("Opaque Link Attribute", "RFC 9552 §5.3.2.6"),
    1098: ("Link Name", "RFC 9552 §5.3.2.7"),
    1099: ("Adjacency SID", "RFC 9085 §2.2.1"),
    1100: ("LAN Adjacency SID", "RFC 9085 §2.2.2"),
    1101: ("PeerNode SID", "RFC 9086 §5"),
    1102: ("PeerAdj SID", "RFC 9086 §5"),
    1103: ("PeerSet SID", "RFC 9086 §5"),
    1105: ("RTM Capability", "RFC 8169 §4.3.4"),
    1106: ("SRv6 End.X SID", "RFC 9514 §4.1"),
    1107: ("IS-IS SRv6 LAN End.X SID", "RFC 9514 §4.2"),
    1108: ("OSPFv3 SRv6 LAN End.X SID", "RFC 9514 §4.2"),
    1114: ("Unidirectional Link Delay", "RFC 8571 §2.1"),
    1115: ("Min/Max Unidirectional Link Delay", "RFC 8571 §2.2"),
    1116: ("Unidirectional Delay Variation", "RFC 8571 §2.3"),
    1117: ("Unidirectional Link Loss", "RFC 8571 §2.4"),
    1118: ("Unidirectional Residual Bandwidth", "RFC 8571 §2.5"),
    1119: ("Unidirectional Available Bandwidth", "RFC 8571 §2.6"),
    1120: ("Unidirectional Utilized Bandwidth", "RFC 8571 §2.7"),
    1121: ("Graceful-Link-Shutdown", "RFC 8379 §4.5"),
    1122: ("Application-Specific Link Attributes", "RFC 9294 §2"),
    1152: ("IGP Flags", "RFC 9552 §5.3.3.1"),
    1153: ("IGP Route Tag", "RFC 9552 §5.3.3.2"),
    1154: ("IGP Extended Route Tag", "RFC 9552 §5.3.3.3"),
    1155: ("Prefix Metric", "RFC 9552 §5.3.3.4"),
    1156: ("OSPF Forwarding Address", "RFC 9552 §5.3.3.5"),
    1157: ("Opaque Prefix Attribute", "RFC 9552 §5.3.3.6"),
    1158: ("Prefix-SID", "RFC 9085 §2.3.1"),
    1159: ("Range", "RFC 9085 §2.3.5"),
    1161: ("SID/Label", "RFC 9085 §2.1.1"),
    1162: ("SRv6 Locator", "RFC 9514 §5.1"),
    1170: ("Prefix Attribute Flags", "RFC 9085 §2.3.2"),
    1171: ("Source Router Identifier", "RFC 9085 §2.3.3"),
    1172: ("L2 Bundle Member Attributes", "RFC 9085 §2.2.3"),
    1173: ("Extended Administrative Group", "RFC 9104 §2"),
    1174: ("Source OSPF Router-ID", "RFC 9085 §2.3.4"),
    SEQUENCE_NUMBER: ("Sequence Number", "RFC 9815 §5.2.4"),
    SPF_STATUS: ("SPF Status", "RFC 9815 §5.2.1.1"),
    ADDRESS_FAMILY_LINK_DESCRIPTOR: ("Address Family Link Descriptor", "RFC 9815 §5.2.2.1"),
    1201: ("SR Binding SID", "RFC 9857 §5.1"),
    1202: ("SR Candidate Path State", "RFC 9857 §5.3"),
    1203: ("SR Candidate Path Name", "RFC 9857 §5.5"),
    1204: ("SR Candidate Path Constraints", "RFC 9857 §5.6"),
    1205: ("SR Segment List", "RFC 9857 §5.7"),
    1206: ("SR Segment", "RFC 9857 §5.7.1"),
    1207: ("SR Segment List Metric", "RFC 9857 §5.7.2"),
    1208: ("SR Affinity Constraint", "RFC 9857 §5.6.1"),
    1209: ("SR SRLG Constraint", "RFC 9857 §5.6.2"),
    1210: ("SR Bandwidth Constraint", "RFC 9857 §5.6.3"),
    1211: ("SR Disjoint Group Constraint", "RFC 9857 §5.6.4"),
    1212: ("SRv6 Binding SID", "RFC 9857 §5.2"),
    1213: ("SR Policy Name", "RFC 9857 §5.4"),
    1214: ("SR Bidirectional Group Constraint", "RFC 9857 §5.6.5"),
    1215: ("SR Metric Constraint", "RFC 9857 §5.6.6"),
    1216: ("SR Segment List Bandwidth", "RFC 9857 §5.7.3"),
    1217: ("SR Segment List Identifier", "RFC 9857 §5.7.4"),
    1250: ("SRv6 Endpoint Behavior", "RFC 9514 §7.1"),
    1251: ("SRv6 BGP PeerNode SID", "RFC 9514 §7.2"),
    1252: ("SRv6 SID Structure", "RFC 9514 §8"),
}


def slug(name: str) -> str:
    """Return a name in small letters, with a hyphen for all that is no letter and no digit."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


_CODES: Final = {slug(name): code for code, (name, _) in TLVS.items()}


def tlv_name(code: int) -> str:
    """Name a TLV: `IGP Metric`, or `UNKNOWN(9999)`."""
    found = TLVS.get(code)
    return found[0] if found else f"UNKNOWN({code})"


def tlv_rfc(code: int) -> str:
    """Return the section that defines a TLV, or nothing when the TLV is not known."""
    found = TLVS.get(code)
    return found[1] if found else ""


def tlv_code(key: int | str) -> int:
    """Return the number of a TLV from its name, in any case and with any separators.

    Args:
        key: `igp-metric`, `igp_metric`, `IGP Metric`; a number is returned as it is.

    Raises:
        ParseError: no TLV has that name.
    """
    if isinstance(key, int):
        return key
    code = _CODES.get(slug(key))
    if code is None:
        near = " or ".join(_near(slug(key)))
        raise ParseError(f"no BGP-LS TLV is called {key!r}" + (f"; try {near}" if near else ""))
    return code


def _near(name: str) -> list[str]:
    """Return names that one may mean: those that hold it, or are nearly it."""
    # Imported only when something is wrong: whoever decodes a message needs it not.
    from difflib import get_close_matches

    holding = [each for each in _CODES if name and name in each]
    return holding[:4] or get_close_matches(name, _CODES, 2)


def nlri_type_name(code: int) -> str:
    """Name an NLRI type: `Link`, or `UNKNOWN(99)`."""
    return NLRI_TYPES.get(code) or f"UNKNOWN({code})"


def protocol_name(code: int) -> str:
    """Name the source of information: `IS-IS Level 2`, or `UNKNOWN(99)`."""
    return PROTOCOLS.get(code) or f"UNKNOWN({code})"
