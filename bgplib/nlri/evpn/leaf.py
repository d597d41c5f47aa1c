"""Leaf A-D (EVPN route type 11), RFC 9572 §3.3.

+----------------------------------------------------------+
| Route Key (variable): type, length and fields of a route |
+----------------------------------------------------------+
| Originator's Addr Length (1 octet)                       |
+----------------------------------------------------------+
| Originator's Addr (4 or 16 octets)                       |
+----------------------------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ORIGINATOR, ROUTE_KEY, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute

__all__ = ["ROUTE", "Leaf"]


@frozen(kw_only=True)
class Leaf(TypedRoute):
    """A PE wants to be a leaf of the tunnel that another route announced."""

    route_key: bytes  #: the NLRI that is answered, octet for octet
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=11,
    name="Leaf A-D",
    word="leaf",
    rfc="RFC 9572 §3.3",
    value=Leaf,
    fields=(
        Field(name="route_key", word="route-key", form=ROUTE_KEY),
        Field(name="originator", word="ip", form=ORIGINATOR),
    ),
)
