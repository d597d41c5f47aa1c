"""Intra-AS I-PMSI A-D (MCAST-VPN route type 1), RFC 6514 §4.1.

+-----------------------------------------------+
| RD (8 octets)                                 |
+-----------------------------------------------+
| Originating Router's IP Addr (4 or 16 octets) |
+-----------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "IntraAsIPmsi"]


@frozen(kw_only=True)
class IntraAsIPmsi(TypedRoute):
    """A PE takes part in a multicast VPN."""

    rd: RouteDistinguisher  #: the VPN
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=1,
    name="Intra-AS I-PMSI A-D",
    word="intra-as-i-pmsi",
    rfc="RFC 6514 §4.1",
    value=IntraAsIPmsi,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="originator", word="orig", form=ADDRESS),
    ),
)
