"""Source Tree Join (MCAST-VPN route type 7), RFC 6514 §4.6.

+-----------------------------------+
| RD (8 octets)                     |
+-----------------------------------+
| Source AS (4 octets)              |
+-----------------------------------+
| Multicast Source Length (1 octet) |
+-----------------------------------+
| Multicast Source (variable)       |
+-----------------------------------+
| Multicast Group Length (1 octet)  |
+-----------------------------------+
| Multicast Group (variable)        |
+-----------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SourceTreeJoin"]


@frozen(kw_only=True)
class SourceTreeJoin(TypedRoute):
    """A PE joins the tree of a group, towards a sender."""

    rd: RouteDistinguisher  #: the VPN
    source_as: int  #: the AS of the sender's side
    source: bytes  #: the sender's address
    group: bytes = b""  #: the group's address, or none for any


ROUTE: Final = RouteCodec(
    route_type=7,
    name="Source Tree Join",
    word="source-tree-join",
    rfc="RFC 6514 §4.6",
    value=SourceTreeJoin,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="source_as", word="source-as", form=number(4)),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
    ),
)
