"""Encapsulation: the tunnel by which the next hop takes packets.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x0c     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Reserved           |          Tunnel Type          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x030c
Defined in:  RFC 9012 §4.1
Text:        `encap:vxlan`; a tunnel type without a name `encap:300`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.iana.tunnel_types import NAMES
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "Encapsulation"]

LAYOUT: Final = Layout((RESERVED, 32), ("tunnel_type", 16))

_ALIASES: Final = {
    "l2tp3": 1,
    "l2tpv3-over-ip": 1,
    "ipip": 7,
    "mpls-over-gre": 11,
    "mpls-in-udp-encapsulation": 13,
    "mpls-over-udp": 13,
    "sr-te-policy": 15,
}
_BY_NAME: Final = _ALIASES | {name: number for number, name in NAMES.items()}
#: names that other programs print alone
_ALONE: Final = (
    "vxlan",
    "nvgre",
    "gre",
    "mpls",
    "mpls-in-gre",
    "vxlan-gpe",
    "mpls-in-udp",
    "geneve",
)


@attrs.frozen(kw_only=True)
class Encapsulation(ExtendedCommunity):
    """A tunnel to the next hop that needs no further parameters."""

    tunnel_type: int  #: IANA "BGP Tunnel Encapsulation Attribute Tunnel Types"
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"encap:{NAMES.get(self.tunnel_type) or self.tunnel_type}"


def decode(octets: bytes) -> Encapsulation:
    """Read 8 octets."""
    return Encapsulation(**LAYOUT.split(octets))


def encode(community: Encapsulation) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x0c" + LAYOUT.join(community)


def parse(word: str, rest: str) -> Encapsulation:
    """Read `vxlan` or `8`, or the name alone."""
    name = rest or word
    for spelling in (name, name.replace(" ", "-")):
        if spelling in _BY_NAME:
            return Encapsulation(tunnel_type=_BY_NAME[spelling])
    return Encapsulation(tunnel_type=parse_number(rest, 16, "tunnel type"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x030C,),
    name="Encapsulation",
    rfc="RFC 9012 §4.1",
    value=Encapsulation,
    decode=decode,
    encode=encode,
    words=("encap", "encapsulation", "bgp-encap", "et", "tunnel-type", *_ALONE),
    parse=parse,
)
