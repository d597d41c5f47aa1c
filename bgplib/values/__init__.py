"""Small immutable values that every codec shares."""

from __future__ import annotations

from bgplib.values.address import address_octets, address_text
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["NextHop", "Prefix", "address_octets", "address_text"]
