"""S-PMSI A-D (MCAST-VPN route type 3), RFC 6514 §4.3.

+-----------------------------------------------+
| RD (8 octets)                                 |
+-----------------------------------------------+
| Multicast Source Length (1 octet)             |
+-----------------------------------------------+
| Multicast Source (variable)                   |
+-----------------------------------------------+
| Multicast Group Length (1 octet)              |
+-----------------------------------------------+
| Multicast Group (variable)                    |
+-----------------------------------------------+
| Originating Router's IP Addr (4 or 16 octets) |
+-----------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS, ADDRESS_WITH_LENGTH, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SPmsi"]


@frozen(kw_only=True)
class SPmsi(TypedRoute):
    """A PE sends a multicast flow through a tunnel of its own."""

    rd: RouteDistinguisher  #: the VPN
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=3,
    name="S-PMSI A-D",
    word="s-pmsi",
    rfc="RFC 6514 §4.3",
    value=SPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
        Field(name="originator", word="orig", form=ADDRESS),
    ),
)
