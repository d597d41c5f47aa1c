"""Service Carving Time: when the PEs of an Ethernet segment carve their services anew.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x0f     |            Seconds            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |       Seconds, continued      |       Fractional seconds      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x060f
Defined in:  RFC 9722
Text:        `service-carving-time:3900000000:32768` (seconds, fraction)

The timestamp is NTP's: seconds since 1900, modulo 2 to the 32nd, and the upper 16 bits of the
fraction of a second.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "ServiceCarvingTime"]

LAYOUT: Final = Layout(("seconds", 32), ("fraction", 16))


@attrs.frozen(kw_only=True)
class ServiceCarvingTime(ExtendedCommunity):
    """When the PEs of an Ethernet segment carve their services anew."""

    seconds: int  #: NTP seconds, 32 bits
    fraction: int = 0  #: of a second, in 1/65,536

    def _short(self) -> str:
        return f"service-carving-time:{self.seconds}:{self.fraction}"


def decode(octets: bytes) -> ServiceCarvingTime:
    """Read 8 octets."""
    return ServiceCarvingTime(**LAYOUT.split(octets))


def encode(community: ServiceCarvingTime) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x0f" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ServiceCarvingTime:
    """Read `3900000000:32768`."""
    seconds, fraction = numbers(rest, 32, 16)
    return ServiceCarvingTime(seconds=seconds, fraction=fraction)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x060F,),
    name="Service Carving Time",
    rfc="RFC 9722",
    value=ServiceCarvingTime,
    decode=decode,
    encode=encode,
    words=("service-carving-time", "evpn-sct"),
    parse=parse,
)
