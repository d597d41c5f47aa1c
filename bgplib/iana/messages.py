"""Message types, and the error codes and subcodes of NOTIFICATION (IANA "BGP Parameters")."""

from __future__ import annotations

from typing import Final

OPEN: Final = 1  # RFC 4271
UPDATE: Final = 2  # RFC 4271
NOTIFICATION: Final = 3  # RFC 4271
KEEPALIVE: Final = 4  # RFC 4271
ROUTE_REFRESH: Final = 5  # RFC 2918

NAMES: Final[dict[int, str]] = {
    OPEN: "OPEN",
    UPDATE: "UPDATE",
    NOTIFICATION: "NOTIFICATION",
    KEEPALIVE: "KEEPALIVE",
    ROUTE_REFRESH: "ROUTE-REFRESH",
}

# Error codes of NOTIFICATION: RFC 4271 §4.5, RFC 7313 §5 (7), RFC 9687 §4 (8).
MESSAGE_HEADER_ERROR: Final = 1
OPEN_MESSAGE_ERROR: Final = 2
UPDATE_MESSAGE_ERROR: Final = 3
HOLD_TIMER_EXPIRED: Final = 4
FINITE_STATE_MACHINE_ERROR: Final = 5
CEASE: Final = 6
ROUTE_REFRESH_MESSAGE_ERROR: Final = 7
SEND_HOLD_TIMER_EXPIRED: Final = 8
LOSS_OF_LSDB_SYNCHRONIZATION: Final = 9  # RFC 9815

ERROR_NAMES: Final[dict[int, str]] = {
    MESSAGE_HEADER_ERROR: "Message Header Error",
    OPEN_MESSAGE_ERROR: "OPEN Message Error",
    UPDATE_MESSAGE_ERROR: "UPDATE Message Error",
    HOLD_TIMER_EXPIRED: "Hold Timer Expired",
    FINITE_STATE_MACHINE_ERROR: "Finite State Machine Error",
    CEASE: "Cease",
    ROUTE_REFRESH_MESSAGE_ERROR: "ROUTE-REFRESH Message Error",
    SEND_HOLD_TIMER_EXPIRED: "Send Hold Timer Expired",
    LOSS_OF_LSDB_SYNCHRONIZATION: "Loss of LSDB Synchronization",
}

# Subcodes of Message Header Error: RFC 4271 §6.1.
CONNECTION_NOT_SYNCHRONIZED: Final = 1
BAD_MESSAGE_LENGTH: Final = 2
BAD_MESSAGE_TYPE: Final = 3

# Subcodes of OPEN Message Error: RFC 4271 §6.2, RFC 5492 (7), RFC 9234 §6 (11).
UNSUPPORTED_VERSION_NUMBER: Final = 1
BAD_PEER_AS: Final = 2
BAD_BGP_IDENTIFIER: Final = 3
UNSUPPORTED_OPTIONAL_PARAMETER: Final = 4
UNACCEPTABLE_HOLD_TIME: Final = 6
UNSUPPORTED_CAPABILITY: Final = 7
ROLE_MISMATCH: Final = 11

# Subcodes of UPDATE Message Error: RFC 4271 §6.3.
MALFORMED_ATTRIBUTE_LIST: Final = 1
UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE: Final = 2
MISSING_WELL_KNOWN_ATTRIBUTE: Final = 3
ATTRIBUTE_FLAGS_ERROR: Final = 4
ATTRIBUTE_LENGTH_ERROR: Final = 5
INVALID_ORIGIN_ATTRIBUTE: Final = 6
INVALID_NEXT_HOP_ATTRIBUTE: Final = 8
OPTIONAL_ATTRIBUTE_ERROR: Final = 9
INVALID_NETWORK_FIELD: Final = 10
MALFORMED_AS_PATH: Final = 11

# Subcodes of Finite State Machine Error: RFC 6608 §3.
UNEXPECTED_MESSAGE_IN_OPEN_SENT: Final = 1
UNEXPECTED_MESSAGE_IN_OPEN_CONFIRM: Final = 2
UNEXPECTED_MESSAGE_IN_ESTABLISHED: Final = 3

# Subcodes of Cease: RFC 4486 §3, RFC 8538 §3 (9), RFC 9384 (10).
MAXIMUM_NUMBER_OF_PREFIXES_REACHED: Final = 1
ADMINISTRATIVE_SHUTDOWN: Final = 2
PEER_DE_CONFIGURED: Final = 3
ADMINISTRATIVE_RESET: Final = 4
CONNECTION_REJECTED: Final = 5
OTHER_CONFIGURATION_CHANGE: Final = 6
CONNECTION_COLLISION_RESOLUTION: Final = 7
OUT_OF_RESOURCES: Final = 8
HARD_RESET: Final = 9
BFD_DOWN: Final = 10

# Subcode of ROUTE-REFRESH Message Error: RFC 7313 §5.
INVALID_MESSAGE_LENGTH: Final = 1

SUBCODE_NAMES: Final[dict[tuple[int, int], str]] = {
    (1, 1): "Connection Not Synchronized",
    (1, 2): "Bad Message Length",
    (1, 3): "Bad Message Type",
    (2, 1): "Unsupported Version Number",
    (2, 2): "Bad Peer AS",
    (2, 3): "Bad BGP Identifier",
    (2, 4): "Unsupported Optional Parameter",
    (2, 5): "Authentication Failure (deprecated)",
    (2, 6): "Unacceptable Hold Time",
    (2, 7): "Unsupported Capability",
    (2, 11): "Role Mismatch",
    (3, 1): "Malformed Attribute List",
    (3, 2): "Unrecognized Well-known Attribute",
    (3, 3): "Missing Well-known Attribute",
    (3, 4): "Attribute Flags Error",
    (3, 5): "Attribute Length Error",
    (3, 6): "Invalid ORIGIN Attribute",
    (3, 7): "AS Routing Loop (deprecated)",
    (3, 8): "Invalid NEXT_HOP Attribute",
    (3, 9): "Optional Attribute Error",
    (3, 10): "Invalid Network Field",
    (3, 11): "Malformed AS_PATH",
    (5, 1): "Receive Unexpected Message in OpenSent State",
    (5, 2): "Receive Unexpected Message in OpenConfirm State",
    (5, 3): "Receive Unexpected Message in Established State",
    (6, 1): "Maximum Number of Prefixes Reached",
    (6, 2): "Administrative Shutdown",
    (6, 3): "Peer De-configured",
    (6, 4): "Administrative Reset",
    (6, 5): "Connection Rejected",
    (6, 6): "Other Configuration Change",
    (6, 7): "Connection Collision Resolution",
    (6, 8): "Out of Resources",
    (6, 9): "Hard Reset",
    (6, 10): "BFD Down",
    (7, 1): "Invalid Message Length",
}


def name(code: int) -> str:
    """Name a message type."""
    return NAMES.get(code) or f"UNKNOWN({code})"


def error_name(code: int, subcode: int = 0) -> str:
    """Name an error code and, unless 0, its subcode: `Cease/Administrative Shutdown`."""
    text = ERROR_NAMES.get(code) or f"UNKNOWN({code})"
    if subcode:
        text += "/" + (SUBCODE_NAMES.get((code, subcode)) or f"UNKNOWN({subcode})")
    return text
