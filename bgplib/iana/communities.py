"""Well-known communities (IANA "BGP Well-known Communities"): values of COMMUNITIES with a name."""

from __future__ import annotations

from typing import Final

GRACEFUL_SHUTDOWN: Final = 0xFFFF0000  # RFC 8326
ACCEPT_OWN: Final = 0xFFFF0001  # RFC 7611
ROUTE_FILTER_TRANSLATED_V4: Final = 0xFFFF0002  # draft-l3vpn-legacy-rtc
ROUTE_FILTER_V4: Final = 0xFFFF0003  # draft-l3vpn-legacy-rtc
ROUTE_FILTER_TRANSLATED_V6: Final = 0xFFFF0004  # draft-l3vpn-legacy-rtc
ROUTE_FILTER_V6: Final = 0xFFFF0005  # draft-l3vpn-legacy-rtc
LLGR_STALE: Final = 0xFFFF0006  # RFC 9494
NO_LLGR: Final = 0xFFFF0007  # RFC 9494
ACCEPT_OWN_NEXTHOP: Final = 0xFFFF0008  # draft-agrewal-idr-accept-own-nexthop
STANDBY_PE: Final = 0xFFFF0009  # RFC 9026
BLACKHOLE: Final = 0xFFFF029A  # RFC 7999
NO_EXPORT: Final = 0xFFFFFF01  # RFC 1997
NO_ADVERTISE: Final = 0xFFFFFF02  # RFC 1997
NO_EXPORT_SUBCONFED: Final = 0xFFFFFF03  # RFC 1997
NOPEER: Final = 0xFFFFFF04  # RFC 3765

NAMES: Final[dict[int, str]] = {
    GRACEFUL_SHUTDOWN: "GRACEFUL_SHUTDOWN",
    ACCEPT_OWN: "ACCEPT_OWN",
    ROUTE_FILTER_TRANSLATED_V4: "ROUTE_FILTER_TRANSLATED_V4",
    ROUTE_FILTER_V4: "ROUTE_FILTER_V4",
    ROUTE_FILTER_TRANSLATED_V6: "ROUTE_FILTER_TRANSLATED_V6",
    ROUTE_FILTER_V6: "ROUTE_FILTER_V6",
    LLGR_STALE: "LLGR_STALE",
    NO_LLGR: "NO_LLGR",
    ACCEPT_OWN_NEXTHOP: "ACCEPT_OWN_NEXTHOP",
    STANDBY_PE: "STANDBY_PE",
    BLACKHOLE: "BLACKHOLE",
    NO_EXPORT: "NO_EXPORT",
    NO_ADVERTISE: "NO_ADVERTISE",
    NO_EXPORT_SUBCONFED: "NO_EXPORT_SUBCONFED",
    NOPEER: "NOPEER",
}


def name(code: int) -> str:
    """Name a community; one that has no name of its own prints as `65000:666`."""
    return NAMES.get(code) or f"{code >> 16}:{code & 0xFFFF}"
