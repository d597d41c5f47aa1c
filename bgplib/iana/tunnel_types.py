"""Tunnel types (IANA "BGP Tunnel Encapsulation Attribute Tunnel Types", RFC 9012 §14)."""

from __future__ import annotations

from typing import Final

__all__ = ["NAMES"]

#: the registry's names, short and in small letters as routers spell them
NAMES: Final[dict[int, str]] = {
    1: "l2tpv3",
    2: "gre",
    7: "ip-in-ip",
    8: "vxlan",
    9: "nvgre",
    10: "mpls",
    11: "mpls-in-gre",
    12: "vxlan-gpe",
    13: "mpls-in-udp",
    14: "ipv6-tunnel",
    15: "sr-policy",
    16: "bare",
    19: "geneve",
    20: "any-encapsulation",
    21: "gtp",
}
