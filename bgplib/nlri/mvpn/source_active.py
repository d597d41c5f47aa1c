"""Source Active A-D (MCAST-VPN route type 5), RFC 6514 §4.5.

+-----------------------------------+
| RD (8 octets)                     |
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

import attrs

from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SourceActive"]


@attrs.frozen(kw_only=True)
class SourceActive(TypedRoute):
    """A sender of a multicast flow was found."""

    rd: RouteDistinguisher  #: the VPN
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any


ROUTE: Final = RouteCodec(
    route_type=5,
    name="Source Active A-D",
    word="source-active",
    rfc="RFC 6514 §4.5",
    value=SourceActive,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
    ),
)
