"""Code points of BMP (IANA "BGP Monitoring Protocol (BMP) Parameters").

RFC 7854 §10, RFC 8671 §9, RFC 9069 §8; those of BMP version 4 are drafts.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 3  # RFC 7854 §4.1
VERSION_TLV: Final = 4  # draft-ietf-grow-bmp-tlv

ROUTE_MONITORING: Final = 0
STATISTICS_REPORT: Final = 1
PEER_DOWN: Final = 2
PEER_UP: Final = 3
INITIATION: Final = 4
TERMINATION: Final = 5
ROUTE_MIRRORING: Final = 6

MESSAGE_NAMES: Final[dict[int, str]] = {
    ROUTE_MONITORING: "ROUTE-MONITORING",
    STATISTICS_REPORT: "STATISTICS-REPORT",
    PEER_DOWN: "PEER-DOWN",
    PEER_UP: "PEER-UP",
    INITIATION: "INITIATION",
    TERMINATION: "TERMINATION",
    ROUTE_MIRRORING: "ROUTE-MIRRORING",
}

GLOBAL_INSTANCE: Final = 0
RD_INSTANCE: Final = 1
LOCAL_INSTANCE: Final = 2
LOC_RIB_INSTANCE: Final = 3  # RFC 9069 §4.1

PEER_TYPE_NAMES: Final[dict[int, str]] = {
    GLOBAL_INSTANCE: "global",
    RD_INSTANCE: "rd",
    LOCAL_INSTANCE: "local",
    LOC_RIB_INSTANCE: "loc-rib",
}

# Peer Flags of the peer types 0, 1 and 2 (RFC 7854 §4.2, RFC 8671 §4).
FLAG_IPV6: Final = 0x80
FLAG_POST_POLICY: Final = 0x40
FLAG_LEGACY_AS_PATH: Final = 0x20
FLAG_ADJ_RIB_OUT: Final = 0x10
# Peer Flags of the peer type 3 (RFC 9069 §4.2).
FLAG_FILTERED: Final = 0x80

# Peer Down reasons (RFC 7854 §4.9, RFC 9069 §5.3).
LOCAL_NOTIFICATION: Final = 1
LOCAL_WITHOUT_NOTIFICATION: Final = 2
REMOTE_NOTIFICATION: Final = 3
REMOTE_WITHOUT_NOTIFICATION: Final = 4
DE_CONFIGURED: Final = 5
LOCAL_WITH_TLV: Final = 6

REASON_NAMES: Final[dict[int, str]] = {
    LOCAL_NOTIFICATION: "local system closed, NOTIFICATION follows",
    LOCAL_WITHOUT_NOTIFICATION: "local system closed, FSM event follows",
    REMOTE_NOTIFICATION: "remote system closed, NOTIFICATION follows",
    REMOTE_WITHOUT_NOTIFICATION: "remote system closed, no data",
    DE_CONFIGURED: "peer de-configured",
    LOCAL_WITH_TLV: "local system closed, TLV data follows",
}

#: Initiation and Peer Up TLVs (RFC 7854 §4.4, RFC 8671 §6.3, RFC 9069 §5.2, RFC 9736)
INFORMATION_NAMES: Final[dict[int, str]] = {
    0: "string",
    1: "sysDescr",
    2: "sysName",
    3: "VRF/table name",
    4: "admin label",
}
TERMINATION_STRING: Final = 0
TERMINATION_REASON: Final = 1
#: Termination TLVs (RFC 7854 §4.5)
TERMINATION_NAMES: Final[dict[int, str]] = {
    TERMINATION_STRING: "string",
    TERMINATION_REASON: "reason",
}
#: what the Termination TLV "reason" says (RFC 7854 §4.5)
TERMINATION_REASON_NAMES: Final[dict[int, str]] = {
    0: "session administratively closed",
    1: "unspecified reason",
    2: "out of resources",
    3: "redundant connection",
    4: "session permanently administratively closed",
}
MIRRORED_MESSAGE: Final = 0
MIRRORED_INFORMATION: Final = 1
#: Route Mirroring TLVs (RFC 7854 §4.7)
MIRRORING_NAMES: Final[dict[int, str]] = {
    MIRRORED_MESSAGE: "BGP message",
    MIRRORED_INFORMATION: "information",
}
#: what the Route Mirroring TLV "information" says (RFC 7854 §4.7)
MIRRORING_INFORMATION_NAMES: Final[dict[int, str]] = {0: "errored PDU", 1: "messages lost"}

STATELESS_PARSING: Final = 1
BGP_MESSAGE: Final = 4
#: Route Monitoring TLVs of version 4 (draft-ietf-grow-bmp-tlv and others)
MONITORING_NAMES: Final[dict[int, str]] = {
    STATELESS_PARSING: "stateless parsing",
    2: "group",
    3: "VRF/table name",
    BGP_MESSAGE: "BGP message",
    5: "path marking",
}

#: statistics (RFC 7854 §4.8, RFC 8671 §6.2)
STATISTIC_NAMES: Final[dict[int, str]] = {
    0: "prefixes rejected by inbound policy",
    1: "duplicate prefix advertisements",
    2: "duplicate withdraws",
    3: "updates invalidated due to CLUSTER_LIST loop",
    4: "updates invalidated due to AS_PATH loop",
    5: "updates invalidated due to ORIGINATOR_ID",
    6: "updates invalidated due to AS_CONFED loop",
    7: "routes in Adj-RIBs-In",
    8: "routes in Loc-RIB",
    9: "routes in per-family Adj-RIB-In",
    10: "routes in per-family Loc-RIB",
    11: "updates subjected to treat-as-withdraw",
    12: "prefixes subjected to treat-as-withdraw",
    13: "duplicate update messages received",
    14: "routes in pre-policy Adj-RIB-Out",
    15: "routes in post-policy Adj-RIB-Out",
    16: "routes in per-family pre-policy Adj-RIB-Out",
    17: "routes in per-family post-policy Adj-RIB-Out",
}
#: 64-bit gauges
GAUGES: Final = frozenset((7, 8, 14, 15))
#: 64-bit gauges behind an AFI and a SAFI
FAMILY_GAUGES: Final = frozenset((9, 10, 16, 17))


def name_of(names: dict[int, str], code: int) -> str:
    """Return the name of a code point, or `UNKNOWN(9)`."""
    return names.get(code) or f"UNKNOWN({code})"
