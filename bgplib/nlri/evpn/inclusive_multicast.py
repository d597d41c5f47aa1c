"""Inclusive Multicast Ethernet Tag (EVPN route type 3), RFC 7432 §7.3.

+--------------------------------------------------+
| RD (8 octets)                                    |
+--------------------------------------------------+
| Ethernet Tag ID (4 octets)                       |
+--------------------------------------------------+
| IP Address Length (1 octet), 32 or 128           |
+--------------------------------------------------+
| Originating Router's IP Address (4 or 16 octets) |
+--------------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ORIGINATOR, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "InclusiveMulticast"]


@frozen(kw_only=True)
class InclusiveMulticast(TypedRoute):
    """A PE takes part in a broadcast domain, and wants its flooded frames."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=3,
    name="Inclusive Multicast Ethernet Tag",
    word="multicast",
    rfc="RFC 7432 §7.3",
    value=InclusiveMulticast,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="originator", word="ip", form=ORIGINATOR),
    ),
)
