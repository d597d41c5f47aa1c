"""What fields hold, as far as their types do not say it: text and JSON both go by their names."""

from __future__ import annotations

from typing import Final

__all__ = ["PAIRS", "TEXTS", "holds_address"]

#: fields of octets that hold an address, besides those whose name ends with `_address`
_ADDRESSES: Final = frozenset(
    (
        "address",
        "endpoint",
        "gateway",
        "group",
        "ip",
        "next_hop",
        "originator",
        "source",
    )
)
#: fields of octets that are text, UTF-8 unless the peer errs
TEXTS: Final = frozenset(("domain", "hostname", "name", "version"))
#: fields that are sequences of pairs, and what the parts of a pair are called
PAIRS: Final = {
    "counts": ("family", "count"),  # MULTIPLE_LABELS
    "labels": ("address", "label"),  # PE_DISTINGUISHER_LABELS
    "limits": ("family", "limit"),  # PATHS_LIMIT
    "modes": ("family", "mode"),  # ADD_PATH, ROUTING_POLICY_DISTRIBUTION
    "pairs": ("family", "next_hop_afi"),  # EXTENDED_NEXT_HOP
    "ranges": ("first", "count"),  # PREFIX_SID
    "signatures": ("key", "signature"),  # BGPSEC_PATH
    "types": ("type", "mode"),  # OUTBOUND_ROUTE_FILTERING
}


def holds_address(field: str) -> bool:
    """Say whether a field of octets holds an address, where the length is that of one."""
    return field in _ADDRESSES or field.endswith("_address")
