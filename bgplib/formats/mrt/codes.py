"""Types and subtypes of MRT records (IANA "Multi-threaded Routing Toolkit (MRT)").

RFC 6396 §5.3-§5.7 and Appendix B, RFC 6397 §4.1, RFC 8050 §5.
"""

from __future__ import annotations

from typing import Final

BGP: Final = 5  # RFC 6396 Appendix B.2.1, deprecated
BGP4PLUS: Final = 9  # RFC 6396 Appendix B.2.5, deprecated
BGP4PLUS_01: Final = 10  # RFC 6396 Appendix B.2.5, deprecated
OSPFV2: Final = 11
TABLE_DUMP: Final = 12
TABLE_DUMP_V2: Final = 13
BGP4MP: Final = 16
BGP4MP_ET: Final = 17
ISIS: Final = 32
ISIS_ET: Final = 33
OSPFV3: Final = 48
OSPFV3_ET: Final = 49

TYPE_NAMES: Final[dict[int, str]] = {
    0: "NULL",
    1: "START",
    2: "DIE",
    3: "I_AM_DEAD",
    4: "PEER_DOWN",
    BGP: "BGP",
    6: "RIP",
    7: "IDRP",
    8: "RIPNG",
    BGP4PLUS: "BGP4PLUS",
    BGP4PLUS_01: "BGP4PLUS_01",
    OSPFV2: "OSPFv2",
    TABLE_DUMP: "TABLE_DUMP",
    TABLE_DUMP_V2: "TABLE_DUMP_V2",
    BGP4MP: "BGP4MP",
    BGP4MP_ET: "BGP4MP_ET",
    ISIS: "ISIS",
    ISIS_ET: "ISIS_ET",
    OSPFV3: "OSPFv3",
    OSPFV3_ET: "OSPFv3_ET",
}

# Subtypes of BGP, BGP4PLUS and BGP4PLUS_01.
BGP_UPDATE: Final = 1
BGP_STATE_CHANGE: Final = 3
BGP_SYNC: Final = 4
BGP_OPEN: Final = 5
BGP_NOTIFY: Final = 6
BGP_KEEPALIVE: Final = 7

# Subtypes of TABLE_DUMP; the latter two are not in the registry, but collectors wrote them.
AFI_IPV4: Final = 1
AFI_IPV6: Final = 2
AFI_IPV4_32BIT_AS: Final = 3
AFI_IPV6_32BIT_AS: Final = 4

# Subtypes of TABLE_DUMP_V2.
PEER_INDEX_TABLE: Final = 1
RIB_IPV4_UNICAST: Final = 2
RIB_IPV4_MULTICAST: Final = 3
RIB_IPV6_UNICAST: Final = 4
RIB_IPV6_MULTICAST: Final = 5
RIB_GENERIC: Final = 6
GEO_PEER_TABLE: Final = 7  # RFC 6397
RIB_IPV4_UNICAST_ADDPATH: Final = 8  # RFC 8050, as are the next four
RIB_IPV4_MULTICAST_ADDPATH: Final = 9
RIB_IPV6_UNICAST_ADDPATH: Final = 10
RIB_IPV6_MULTICAST_ADDPATH: Final = 11
RIB_GENERIC_ADDPATH: Final = 12

# Subtypes of BGP4MP and BGP4MP_ET.
BGP4MP_STATE_CHANGE: Final = 0
BGP4MP_MESSAGE: Final = 1
BGP4MP_ENTRY: Final = 2  # deprecated
BGP4MP_SNAPSHOT: Final = 3  # deprecated
BGP4MP_MESSAGE_AS4: Final = 4
BGP4MP_STATE_CHANGE_AS4: Final = 5
BGP4MP_MESSAGE_LOCAL: Final = 6
BGP4MP_MESSAGE_AS4_LOCAL: Final = 7
BGP4MP_MESSAGE_ADDPATH: Final = 8  # RFC 8050, as are the next three
BGP4MP_MESSAGE_AS4_ADDPATH: Final = 9
BGP4MP_MESSAGE_LOCAL_ADDPATH: Final = 10
BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH: Final = 11

_BGP: Final[dict[int, str]] = {
    0: "BGP_NULL",
    BGP_UPDATE: "BGP_UPDATE",
    2: "BGP_PREF_UPDATE",
    BGP_STATE_CHANGE: "BGP_STATE_CHANGE",
    BGP_SYNC: "BGP_SYNC",
    BGP_OPEN: "BGP_OPEN",
    BGP_NOTIFY: "BGP_NOTIFY",
    BGP_KEEPALIVE: "BGP_KEEPALIVE",
}
_BGP4MP: Final[dict[int, str]] = {
    BGP4MP_STATE_CHANGE: "BGP4MP_STATE_CHANGE",
    BGP4MP_MESSAGE: "BGP4MP_MESSAGE",
    BGP4MP_ENTRY: "BGP4MP_ENTRY",
    BGP4MP_SNAPSHOT: "BGP4MP_SNAPSHOT",
    BGP4MP_MESSAGE_AS4: "BGP4MP_MESSAGE_AS4",
    BGP4MP_STATE_CHANGE_AS4: "BGP4MP_STATE_CHANGE_AS4",
    BGP4MP_MESSAGE_LOCAL: "BGP4MP_MESSAGE_LOCAL",
    BGP4MP_MESSAGE_AS4_LOCAL: "BGP4MP_MESSAGE_AS4_LOCAL",
    BGP4MP_MESSAGE_ADDPATH: "BGP4MP_MESSAGE_ADDPATH",
    BGP4MP_MESSAGE_AS4_ADDPATH: "BGP4MP_MESSAGE_AS4_ADDPATH",
    BGP4MP_MESSAGE_LOCAL_ADDPATH: "BGP4MP_MESSAGE_LOCAL_ADDPATH",
    BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH: "BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH",
}
SUBTYPE_NAMES: Final[dict[int, dict[int, str]]] = {
    BGP: _BGP,
    BGP4PLUS: _BGP,
    BGP4PLUS_01: _BGP,
    TABLE_DUMP: {
        AFI_IPV4: "AFI_IPv4",
        AFI_IPV6: "AFI_IPv6",
        AFI_IPV4_32BIT_AS: "AFI_IPv4_32BIT_AS",
        AFI_IPV6_32BIT_AS: "AFI_IPv6_32BIT_AS",
    },
    TABLE_DUMP_V2: {
        PEER_INDEX_TABLE: "PEER_INDEX_TABLE",
        RIB_IPV4_UNICAST: "RIB_IPV4_UNICAST",
        RIB_IPV4_MULTICAST: "RIB_IPV4_MULTICAST",
        RIB_IPV6_UNICAST: "RIB_IPV6_UNICAST",
        RIB_IPV6_MULTICAST: "RIB_IPV6_MULTICAST",
        RIB_GENERIC: "RIB_GENERIC",
        GEO_PEER_TABLE: "GEO_PEER_TABLE",
        RIB_IPV4_UNICAST_ADDPATH: "RIB_IPV4_UNICAST_ADDPATH",
        RIB_IPV4_MULTICAST_ADDPATH: "RIB_IPV4_MULTICAST_ADDPATH",
        RIB_IPV6_UNICAST_ADDPATH: "RIB_IPV6_UNICAST_ADDPATH",
        RIB_IPV6_MULTICAST_ADDPATH: "RIB_IPV6_MULTICAST_ADDPATH",
        RIB_GENERIC_ADDPATH: "RIB_GENERIC_ADDPATH",
    },
    BGP4MP: _BGP4MP,
    BGP4MP_ET: _BGP4MP,
}

#: states of the finite state machine (RFC 6396 §4.4.1); the last two are Quagga's own
STATE_NAMES: Final[dict[int, str]] = {
    1: "Idle",
    2: "Connect",
    3: "Active",
    4: "OpenSent",
    5: "OpenConfirm",
    6: "Established",
    7: "Clearing",
    8: "Deleted",
}


def name(type_code: int, subtype: int) -> str:
    """Name a record: `TABLE_DUMP_V2/RIB_IPV4_UNICAST`, or `UNKNOWN(70)/3`."""
    subtypes = SUBTYPE_NAMES.get(type_code, {})
    first = TYPE_NAMES.get(type_code) or f"UNKNOWN({type_code})"
    return f"{first}/{subtypes.get(subtype, subtype)}"


def state_name(state: int) -> str:
    """Name a state of the finite state machine: `Established`, or `UNKNOWN(9)`."""
    return STATE_NAMES.get(state) or f"UNKNOWN({state})"
