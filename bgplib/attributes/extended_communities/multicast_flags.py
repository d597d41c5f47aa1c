"""Multicast Flags: which membership protocols a PE stands in for.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x09     |          Reserved         |M|I|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0609
Defined in:  RFC 9251 §9.4
Text:        `multicast-flags:IM` (letters of the flags that are set, or `-`)

RFC 9251 §9.4 has one with neither flag ignored; that is for whoever uses the value.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import flag_letters, parse_flag_letters

__all__ = ["CODEC", "MulticastFlags"]

LAYOUT: Final = Layout((RESERVED, 14), ("mld_proxy", 1), ("igmp_proxy", 1), (RESERVED, 32))


@attrs.frozen(kw_only=True)
class MulticastFlags(ExtendedCommunity):
    """Which membership protocols a PE stands in for."""

    #: I: the PE is an IGMP proxy
    igmp_proxy: bool = attrs.field(default=False, converter=bool)
    #: M: the PE is an MLD proxy
    mld_proxy: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"multicast-flags:{flag_letters('IM', (self.igmp_proxy, self.mld_proxy))}"


def decode(octets: bytes) -> MulticastFlags:
    """Read 8 octets."""
    return MulticastFlags(**LAYOUT.split(octets))


def encode(community: MulticastFlags) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x09" + LAYOUT.join(community)


def parse(word: str, rest: str) -> MulticastFlags:
    """Read `IM`, `-`, or GoBGP's `igmp-proxy, mld-proxy`."""
    named = [part for part in rest.replace(",", " ").split() if part]
    if named and set(named) <= {"igmp-proxy", "mld-proxy"}:
        return MulticastFlags(igmp_proxy="igmp-proxy" in named, mld_proxy="mld-proxy" in named)
    igmp_proxy, mld_proxy = parse_flag_letters("IM", rest)
    return MulticastFlags(igmp_proxy=igmp_proxy, mld_proxy=mld_proxy)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0609,),
    name="Multicast Flags",
    rfc="RFC 9251 §9.4",
    value=MulticastFlags,
    decode=decode,
    encode=encode,
    words=("multicast-flags", "mcast-flags", "evpn-mc-flags"),
    parse=parse,
)
