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

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "SourceActive"]


@frozen(kw_only=True)
class SourceActive(TypedRoute):
    """A sender of a multicast flow was found."""

    rd: RouteDistinguisher  #: the VPN
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any


def is_source_specific(group: bytes) -> bool:
    """Say whether a group is in the range of source-specific multicast: 232/8, ff3x::/32."""
    if len(group) == 4:
        return group[0] == 232
    # RFC 4607 §1: FF3x::/32, for any scope x.
    return len(group) == 16 and group[0] == 0xFF and group[1] >> 4 == 3 and not any(group[2:4])


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
