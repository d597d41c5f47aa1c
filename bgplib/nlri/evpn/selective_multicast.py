"""Selective Multicast Ethernet Tag (EVPN route type 6), RFC 9251 §9.1.

+--------------------------------------+
| RD (8 octets)                        |
+--------------------------------------+
| Ethernet Tag ID (4 octets)           |
+--------------------------------------+
| Multicast Source Length (1 octet)    |
+--------------------------------------+
| Multicast Source Address (variable)  |
+--------------------------------------+
| Multicast Group Length (1 octet)     |
+--------------------------------------+
| Multicast Group Address (variable)   |
+--------------------------------------+
| Originator Router Length (1 octet)   |
+--------------------------------------+
| Originator Router Address (variable) |
+--------------------------------------+
| Flags (1 octet)                      |
+--------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, ORIGINATOR, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SelectiveMulticast"]


@frozen(kw_only=True)
class SelectiveMulticast(TypedRoute):
    """A PE wants the packets of a multicast group in a broadcast domain."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any
    originator: bytes  #: the originating router's address, 4 or 16 octets
    flags: int = 0  #: IGMP or MLD versions, and the include or exclude bit


ROUTE: Final = RouteCodec(
    route_type=6,
    name="Selective Multicast Ethernet Tag",
    word="smet",
    rfc="RFC 9251 §9.1",
    value=SelectiveMulticast,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
        Field(name="originator", word="ip", form=ORIGINATOR),
        Field(name="flags", word="flags", form=number(1), in_key=False),
    ),
)
