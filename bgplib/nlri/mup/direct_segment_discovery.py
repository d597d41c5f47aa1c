"""Direct Segment Discovery (MUP route type 2), draft-ietf-bess-mup-safi §3.1.2.

+--------------------------+
| RD (8 octets)            |
+--------------------------+
| Address (4 or 16 octets) |
+--------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "DirectSegmentDiscovery"]


@frozen(kw_only=True)
class DirectSegmentDiscovery(TypedRoute):
    """A PE reaches a direct segment."""

    rd: RouteDistinguisher  #: the VPN
    address: bytes  #: the PE's address, 4 or 16 octets


ROUTE: Final = RouteCodec(
    route_type=2,
    name="Direct Segment Discovery",
    word="dsd",
    rfc="draft-ietf-bess-mup-safi §3.1.2",
    value=DirectSegmentDiscovery,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="address", word="ip", form=ADDRESS),
    ),
)
