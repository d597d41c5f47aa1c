"""Ethernet Segment (EVPN route type 4), RFC 7432 §7.4.

+--------------------------------------------------+
| RD (8 octets)                                    |
+--------------------------------------------------+
| Ethernet Segment Identifier (10 octets)          |
+--------------------------------------------------+
| IP Address Length (1 octet), 32 or 128           |
+--------------------------------------------------+
| Originating Router's IP Address (4 or 16 octets) |
+--------------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ESI, ORIGINATOR, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "EthernetSegment"]


@frozen(kw_only=True)
class EthernetSegment(TypedRoute):
    """A PE is attached to an Ethernet segment: the others elect a forwarder with it."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    esi: EthernetSegmentId  #: the Ethernet segment
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=4,
    name="Ethernet Segment",
    word="esi",
    rfc="RFC 7432 §7.4",
    value=EthernetSegment,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="esi", word="esi", form=ESI),
        Field(name="originator", word="ip", form=ORIGINATOR),
    ),
)
