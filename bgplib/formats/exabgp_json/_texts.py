"""Addresses and prefixes as ExaBGP prints them: `inet_ntop` has a dotted quad in all of ::/96."""

from __future__ import annotations

from bgplib.formats._addresses import ipv4_text, ipv6_text
from bgplib.values.prefix import Prefix

__all__ = ["address_text", "prefix_text"]


def address_text(octets: bytes) -> str:
    """Return the text of an address of 4 or 16 octets."""
    return ipv4_text(octets) if len(octets) == 4 else ipv6_text(octets)


def prefix_text(prefix: Prefix) -> str:
    """Return `192.0.2.0/24`."""
    return f"{address_text(prefix.address)}/{prefix.length}"
