"""EVPN Router's MAC: the PE's own MAC address, for symmetric routing and bridging.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x03     |          MAC address          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     MAC address, continued                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0603
Defined in:  RFC 9135 §8.1
Text:        `router-mac:00:00:5e:00:53:01`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values.mac_address import MacAddress

__all__ = ["CODEC", "RouterMac"]


@attrs.frozen
class RouterMac(ExtendedCommunity):
    """The PE's own MAC address, for symmetric routing and bridging."""

    mac: MacAddress  #: 6 octets

    def _short(self) -> str:
        return f"router-mac:{self.mac}"


def decode(octets: bytes) -> RouterMac:
    """Read 8 octets."""
    return RouterMac(MacAddress(octets[2:]))


def encode(community: RouterMac) -> bytes:
    """Write 8 octets."""
    return b"\x06\x03" + community.mac.octets


def parse(word: str, rest: str) -> RouterMac:
    """Read a MAC address."""
    return RouterMac(MacAddress.parse(rest))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0603,),
    name="EVPN Router's MAC",
    rfc="RFC 9135 §8.1",
    value=RouterMac,
    decode=decode,
    encode=encode,
    words=("router-mac", "router's mac", "routers-mac", "rmac", "mac"),
    parse=parse,
)
