"""Code points of the RPKI-Router protocol (IANA "RPKI to Router Protocol").

RFC 6810 is version 0, RFC 8210 version 1; version 2 is draft-ietf-sidrops-8210bis.
"""

from __future__ import annotations

from typing import Final

VERSIONS: Final = (0, 1, 2)
#: the version in which a PDU type came in
ROUTER_KEY_SINCE: Final = 1
ASPA_SINCE: Final = 2

SERIAL_NOTIFY: Final = 0
SERIAL_QUERY: Final = 1
RESET_QUERY: Final = 2
CACHE_RESPONSE: Final = 3
IPV4_PREFIX: Final = 4
IPV6_PREFIX: Final = 6
END_OF_DATA: Final = 7
CACHE_RESET: Final = 8
ROUTER_KEY: Final = 9
ERROR_REPORT: Final = 10
ASPA: Final = 11

PDU_NAMES: Final[dict[int, str]] = {
    SERIAL_NOTIFY: "Serial Notify",
    SERIAL_QUERY: "Serial Query",
    RESET_QUERY: "Reset Query",
    CACHE_RESPONSE: "Cache Response",
    IPV4_PREFIX: "IPv4 Prefix",
    IPV6_PREFIX: "IPv6 Prefix",
    END_OF_DATA: "End of Data",
    CACHE_RESET: "Cache Reset",
    ROUTER_KEY: "Router Key",
    ERROR_REPORT: "Error Report",
    ASPA: "ASPA",
}

# RFC 8210 §12.
CORRUPT_DATA: Final = 0
INTERNAL_ERROR: Final = 1
NO_DATA_AVAILABLE: Final = 2
INVALID_REQUEST: Final = 3
UNSUPPORTED_VERSION: Final = 4
UNSUPPORTED_PDU_TYPE: Final = 5
WITHDRAWAL_OF_UNKNOWN: Final = 6
DUPLICATE_ANNOUNCEMENT: Final = 7
UNEXPECTED_VERSION: Final = 8

ERROR_NAMES: Final[dict[int, str]] = {
    CORRUPT_DATA: "Corrupt Data",
    INTERNAL_ERROR: "Internal Error",
    NO_DATA_AVAILABLE: "No Data Available",
    INVALID_REQUEST: "Invalid Request",
    UNSUPPORTED_VERSION: "Unsupported Protocol Version",
    UNSUPPORTED_PDU_TYPE: "Unsupported PDU Type",
    WITHDRAWAL_OF_UNKNOWN: "Withdrawal of Unknown Record",
    DUPLICATE_ANNOUNCEMENT: "Duplicate Announcement Received",
    UNEXPECTED_VERSION: "Unexpected Protocol Version",
}


def name_of(names: dict[int, str], code: int) -> str:
    """Return the name of a code point, or `UNKNOWN(12)`."""
    return names.get(code) or f"UNKNOWN({code})"
