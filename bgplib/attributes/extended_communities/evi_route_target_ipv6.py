"""EVI-RT of type 3: the EVI, by a route target that is specific to an IPv6 address.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x0d     |             Value             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Value, continued                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x060d
Defined in:  RFC 9251 §9.5
Text:        `evi-rt-ipv6:0x20010db80001`

RFC 9251 §9.5 says that the value "is identical to the value field of RT1", which has 18 octets
(RFC 5701 §2) where there is room for 6. Which 6 of them these are it does not say, so the value
is a number without parts.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "EviRouteTargetIpv6"]

LAYOUT: Final = Layout(("value", 48))


@attrs.frozen(kw_only=True)
class EviRouteTargetIpv6(ExtendedCommunity):
    """The EVI that an IGMP or MLD synchronisation route belongs to, by an IPv6 route target."""

    value: int  #: 48 bits without a meaning that the RFC gives

    def _short(self) -> str:
        return f"evi-rt-ipv6:0x{self.value:x}"


def decode(octets: bytes) -> EviRouteTargetIpv6:
    """Read 8 octets."""
    return EviRouteTargetIpv6(**LAYOUT.split(octets))


def encode(community: EviRouteTargetIpv6) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: the value does not fit.
    """
    return b"\x06\x0d" + LAYOUT.join(community)


def parse(word: str, rest: str) -> EviRouteTargetIpv6:
    """Read a number."""
    return EviRouteTargetIpv6(value=parse_number(rest, 48, "EVI-RT"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x060D,),
    name="EVI-RT Type 3",
    rfc="RFC 9251 §9.5",
    value=EviRouteTargetIpv6,
    decode=decode,
    encode=encode,
    words=("evi-rt-ipv6",),
    parse=parse,
)
