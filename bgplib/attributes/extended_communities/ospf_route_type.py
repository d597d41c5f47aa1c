"""OSPF Route Type: what the VPN route was in OSPF.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x06     |          Area Number          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Area, continued        |   Route Type  |    Options    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0306, 0x8000 (deprecated)
Defined in:  RFC 4577 §4.2.6
Text:        `ospf-route-type:0.0.0.0:5:1` (area, type, options)

0x8000 is what deployed code used before RFC 4577: `ospf-route-type:0.0.0.0:5:1;deprecated`.

The lowest bit of the options says that an external route has a metric of type 2.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.iana.extended_communities import GENERIC
from bgplib.values._numbers import parse_number
from bgplib.values.address import identifier_text, parse_identifier

__all__ = ["CODEC", "OspfRouteType"]

LAYOUT: Final = Layout(("area", 32), ("route_type", 8), ("options", 8))


@attrs.frozen(kw_only=True)
class OspfRouteType(ExtendedCommunity):
    """What the VPN route was in OSPF."""

    area: int  #: area number, 0 for AS-external routes
    route_type: int  #: 1 or 2 intra-area, 3 inter-area, 5 external, 7 NSSA
    options: int = 0  #: bit 0: metric of type 2
    deprecated: bool = False  #: the type code is 0x8000

    def _short(self) -> str:
        return f"ospf-route-type:{identifier_text(self.area)}:{self.route_type}:{self.options}"


def decode(octets: bytes) -> OspfRouteType:
    """Read 8 octets."""
    return OspfRouteType(deprecated=octets[0] == GENERIC, **LAYOUT.split(octets))


def encode(community: OspfRouteType) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    code = 0x8000 if community.deprecated else 0x0306
    return code.to_bytes(2, "big") + LAYOUT.join(community)


def parse(word: str, rest: str) -> OspfRouteType:
    """Read `0.0.0.0:5:1`."""
    area, route_type, options = parts(rest, 3, 3)
    return OspfRouteType(
        area=parse_identifier(area),
        route_type=parse_number(route_type, 8, "OSPF route type"),
        options=parse_number(options, 8, "option field"),
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0306, 0x8000),
    name="OSPF Route Type",
    rfc="RFC 4577 §4.2.6",
    value=OspfRouteType,
    decode=decode,
    encode=encode,
    words=("ospf-route-type", "ospf-rt"),
    parse=parse,
)
