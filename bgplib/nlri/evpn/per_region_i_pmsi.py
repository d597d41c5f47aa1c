"""Per-Region I-PMSI A-D (EVPN route type 9), RFC 9572 §3.1.

+----------------------------+
| RD (8 octets)              |
+----------------------------+
| Ethernet Tag ID (4 octets) |
+----------------------------+
| Region ID (8 octets)       |
+----------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import OCTETS, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "PerRegionIPmsi"]


@frozen(kw_only=True)
class PerRegionIPmsi(TypedRoute):
    """A region's gateway stands for the PEs of the region in a broadcast domain."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    region: bytes  #: the region, coded as an extended community, 8 octets


ROUTE: Final = RouteCodec(
    route_type=9,
    name="Per-Region I-PMSI A-D",
    word="per-region-i-pmsi",
    rfc="RFC 9572 §3.1",
    value=PerRegionIPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="region", word="region", form=OCTETS(8)),
    ),
)
