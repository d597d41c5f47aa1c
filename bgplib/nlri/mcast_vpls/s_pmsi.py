"""S-PMSI A-D (MCAST-VPLS route type 3), RFC 7117 §9.2.1.

+-----------------------------------+
|      RD   (8 octets)              |
+-----------------------------------+
| Multicast Source Length (1 octet) |
+-----------------------------------+
|  Multicast Source (Variable)      |
+-----------------------------------+
|  Multicast Group Length (1 octet) |
+-----------------------------------+
|  Multicast Group   (Variable)     |
+-----------------------------------+
|   Originating Router's IP Addr    |
+-----------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS, ADDRESS_WITH_LENGTH, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "VplsSPmsi"]


@frozen(kw_only=True)
class VplsSPmsi(TypedRoute):
    """A PE sends a multicast flow of a VPLS through a tunnel of its own."""

    rd: RouteDistinguisher  #: the VPLS
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=3,
    name="Selective Tree A-D",
    word="vpls-s-pmsi",
    rfc="RFC 7117 §9.2.1",
    value=VplsSPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
        Field(name="originator", word="orig", form=ADDRESS),
    ),
)
