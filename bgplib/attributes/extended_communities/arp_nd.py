"""ARP/ND: flags of an ARP or neighbour discovery entry.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x08     | Resvd |I|r|O|R|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0608
Defined in:  RFC 9047 §2
Text:        `arp-nd:IOR` (letters of the flags that are set, or `-`)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import flag_letters, parse_flag_letters

__all__ = ["CODEC", "ArpNd"]

LAYOUT: Final = Layout(
    (RESERVED, 4),
    ("immutable", 1),
    (RESERVED, 1),
    ("override", 1),
    ("router", 1),
    (RESERVED, 40),
)


@attrs.frozen(kw_only=True)
class ArpNd(ExtendedCommunity):
    """Flags of an ARP or neighbour discovery entry."""

    #: I: the IP and MAC addresses belong together for good
    immutable: bool = attrs.field(default=False, converter=bool)
    #: O: the Override flag of neighbour advertisements (RFC 4861)
    override: bool = attrs.field(default=False, converter=bool)
    #: R: the Router flag of neighbour advertisements (RFC 4861)
    router: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"arp-nd:{flag_letters('IOR', (self.immutable, self.override, self.router))}"


def decode(octets: bytes) -> ArpNd:
    """Read 8 octets."""
    return ArpNd(**LAYOUT.split(octets))


def encode(community: ArpNd) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x08" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ArpNd:
    """Read `IOR`, `-`, or FRR's `Router Flag`."""
    if rest == "router flag":
        return ArpNd(router=True)
    immutable, override, router = parse_flag_letters("IOR", rest)
    return ArpNd(immutable=immutable, override=override, router=router)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0608,),
    name="ARP/ND",
    rfc="RFC 9047 §2",
    value=ArpNd,
    decode=decode,
    encode=encode,
    words=("arp-nd", "nd", "evpn-arp-nd"),
    parse=parse,
)
