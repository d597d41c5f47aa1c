"""Component types of flow specifications: numbers, names, and the form of their values.

IPv4: RFC 8955 §4.2.2. IPv6: RFC 8956 §3. Layer 2: draft-ietf-idr-flowspec-l2vpn.
"""

from __future__ import annotations

from typing import Final

__all__ = ["BITMASK", "MAC", "NAMES", "NUMBERS", "NUMERIC", "PREFIX", "WIDTHS", "form_of"]

PREFIX: Final = "prefix"
NUMERIC: Final = "numeric"
BITMASK: Final = "bitmask"
MAC: Final = "mac"

DESTINATION: Final = 1
SOURCE: Final = 2
PROTOCOL: Final = 3
ICMP_TYPE: Final = 7
ICMP_CODE: Final = 8
TCP_FLAGS: Final = 9
DSCP: Final = 11
FRAGMENT: Final = 12
FLOW_LABEL: Final = 13
ETHER_TYPE: Final = 14

#: the form of the values of each component type
_FORMS: Final = {
    DESTINATION: PREFIX,
    SOURCE: PREFIX,
    TCP_FLAGS: BITMASK,
    FRAGMENT: BITMASK,
    15: MAC,
    16: MAC,
} | dict.fromkeys((3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 17, 18, 19, 20, 21, 22, 23, 24), NUMERIC)

# RFC 8955 §4.2.2.9: "Type 9 component bitmasks MUST be encoded as 1- or 2-octet bitmask"
# RFC 8955 §4.2.2.11: "Type 11 component values MUST be encoded as single octet"
# RFC 8955 §4.2.2.12: "The Type 12 component bitmask MUST be encoded as single octet bitmask"
#: the component types whose values have few octets, and how many at most
WIDTHS: Final = {TCP_FLAGS: 2, DSCP: 1, FRAGMENT: 1}

#: names as GoBGP spells them
NAMES: Final[dict[int, str]] = {
    DESTINATION: "destination",
    SOURCE: "source",
    PROTOCOL: "protocol",
    4: "port",
    5: "destination-port",
    6: "source-port",
    ICMP_TYPE: "icmp-type",
    ICMP_CODE: "icmp-code",
    TCP_FLAGS: "tcp-flags",
    10: "packet-length",
    DSCP: "dscp",
    FRAGMENT: "fragment",
    FLOW_LABEL: "label",
    ETHER_TYPE: "ether-type",
    15: "source-mac",
    16: "destination-mac",
    17: "llc-dsap",
    18: "llc-ssap",
    19: "llc-control",
    20: "snap",
    21: "vid",
    22: "cos",
    23: "inner-vid",
    24: "inner-cos",
}

#: the same, and the spellings of ExaBGP and others
NUMBERS: Final[dict[str, int]] = {name: code for code, name in NAMES.items()} | {
    "next-header": PROTOCOL,
    "flow-label": FLOW_LABEL,
    "traffic-class": DSCP,
    "destination-ipv4": DESTINATION,
    "destination-ipv6": DESTINATION,
    "source-ipv4": SOURCE,
    "source-ipv6": SOURCE,
}

_LAST_IPV4: Final = 12
_LAST_IPV6: Final = 13
_LAST_L2VPN: Final = 24


def form_of(component_type: int, afi: int) -> str | None:
    """Return the form of a component's values, or None when the family has no such component."""
    last = {1: _LAST_IPV4, 2: _LAST_IPV6}.get(afi, _LAST_L2VPN)
    return _FORMS.get(component_type) if component_type <= last else None
