"""EVPN Link Bandwidth: the share of traffic that a PE of a segment or subnet takes.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x10     |  Value-Units  |  Value-Weight |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Value-Weight, continued                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0610
Defined in:  draft-ietf-bess-evpn-unequal-lb
Text:        `evpn-link-bandwidth:mbps:10000`, `evpn-link-bandwidth:weight:1`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "EvpnLinkBandwidth"]

LAYOUT: Final = Layout(("units", 8), ("weight", 40))

_UNITS: Final = {0: "mbps", 1: "weight"}
_BY_NAME: Final = {name: number for number, name in _UNITS.items()}


@attrs.frozen(kw_only=True)
class EvpnLinkBandwidth(ExtendedCommunity):
    """The share of traffic that a PE takes."""

    weight: int  #: 40 bits, in these units
    units: int = 0  #: 0 megabits per second, 1 a weight of any kind

    def _short(self) -> str:
        return f"evpn-link-bandwidth:{_UNITS.get(self.units) or self.units}:{self.weight}"


def decode(octets: bytes) -> EvpnLinkBandwidth:
    """Read 8 octets."""
    return EvpnLinkBandwidth(**LAYOUT.split(octets))


def encode(community: EvpnLinkBandwidth) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x10" + LAYOUT.join(community)


def parse(word: str, rest: str) -> EvpnLinkBandwidth:
    """Read `mbps:10000` or `weight:1`."""
    units, weight = parts(rest, 2, 2)
    named = _BY_NAME.get(units)
    return EvpnLinkBandwidth(
        units=parse_number(units, 8, "unit") if named is None else named,
        weight=parse_number(weight, 40, "weight"),
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0610,),
    name="EVPN Link Bandwidth",
    rfc="draft-ietf-bess-evpn-unequal-lb",
    value=EvpnLinkBandwidth,
    decode=decode,
    encode=encode,
    words=("evpn-link-bandwidth",),
    parse=parse,
)
