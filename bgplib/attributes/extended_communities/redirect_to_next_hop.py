"""Flow spec redirect/mirror to IP next hop: send the packets to the route's next hop.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x08     |      0x00     |          IPv4 address         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    IPv4 address, continued    |           Reserved          |C|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0800
Defined in:  draft-simpson-idr-flowspec-redirect
Text:        `redirect-to-next-hop`, `copy-to-next-hop`; with an address
             `redirect-to-next-hop:192.0.2.1`

Some implementations put an address where the draft has reserved bits; 0.0.0.0 is what it asks
for, and means the next hop of the route.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values.address import identifier_text, parse_identifier

__all__ = ["CODEC", "RedirectToNextHop"]

LAYOUT: Final = Layout(("address", 32), (RESERVED, 15), ("copy", 1))


@attrs.frozen(kw_only=True)
class RedirectToNextHop(ExtendedCommunity):
    """A FlowSpec action: send the packets, or copies of them, to the route's next hop."""

    address: int = 0  #: where to, as a number; 0: the next hop of the route
    #: C: send a copy there, and the packet itself on its way
    copy: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        verb = "copy" if self.copy else "redirect"
        where = f":{identifier_text(self.address)}" if self.address else ""
        return f"{verb}-to-next-hop{where}"


def decode(octets: bytes) -> RedirectToNextHop:
    """Read 8 octets."""
    return RedirectToNextHop(**LAYOUT.split(octets))


def encode(community: RedirectToNextHop) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x08\x00" + LAYOUT.join(community)


def parse(word: str, rest: str) -> RedirectToNextHop:
    """Read an address, or nothing."""
    return RedirectToNextHop(
        address=parse_identifier(rest or "0.0.0.0"), copy=word.startswith("copy")
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0800,),
    name="Flow spec redirect/mirror to IP next-hop",
    rfc="draft-simpson-idr-flowspec-redirect",
    value=RedirectToNextHop,
    decode=decode,
    encode=encode,
    words=(
        "redirect-to-next-hop",
        "copy-to-next-hop",
        "redirect-to-nexthop",
        "copy-to-nexthop",
        "redirect-ip-nh",
        "redirect ip",
    ),
    parse=parse,
)
