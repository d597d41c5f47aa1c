"""Leaf A-D (MCAST-VPLS route type 4), RFC 7117 §9.2.2.

+-----------------------------------+
|      Route Key (variable)         |
+-----------------------------------+
|   Originating Router's IP Addr    |
+-----------------------------------+

The key is the NLRI of the route that is answered, with type and length of its own.
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS, ROUTE_KEY, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute

__all__ = ["ROUTE", "VplsLeaf"]


@frozen(kw_only=True)
class VplsLeaf(TypedRoute):
    """A PE wants to be a leaf of the tunnel that another route announced."""

    route_key: bytes  #: the NLRI that is answered, octet for octet
    originator: bytes  #: the originating router's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=4,
    name="Leaf A-D",
    word="vpls-leaf",
    rfc="RFC 7117 §9.2.2",
    value=VplsLeaf,
    fields=(
        Field(name="route_key", word="route-key", form=ROUTE_KEY),
        Field(name="originator", word="orig", form=ADDRESS),
    ),
)
