"""S-PMSI A-D (EVPN route type 10), RFC 9572 §3.2.

+------------------------------------+
| RD (8 octets)                      |
+------------------------------------+
| Ethernet Tag ID (4 octets)         |
+------------------------------------+
| Multicast Source Length (1 octet)  |
+------------------------------------+
| Multicast Source (variable)        |
+------------------------------------+
| Multicast Group Length (1 octet)   |
+------------------------------------+
| Multicast Group (variable)         |
+------------------------------------+
| Originator's Addr Length (1 octet) |
+------------------------------------+
| Originator's Addr (4 or 16 octets) |
+------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, ORIGINATOR, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SPmsi"]


@frozen(kw_only=True)
class SPmsi(TypedRoute):
    """A PE sends a multicast flow through a tunnel of its own."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=10,
    name="S-PMSI A-D",
    word="s-pmsi",
    rfc="RFC 9572 §3.2",
    value=SPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
        Field(name="originator", word="ip", form=ORIGINATOR),
    ),
)
