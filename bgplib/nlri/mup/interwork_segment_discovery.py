"""Interwork Segment Discovery (MUP route type 1), draft-ietf-bess-mup-safi §3.1.1.

+-------------------------+
| RD (8 octets)           |
+-------------------------+
| Prefix Length (1 octet) |
+-------------------------+
| Prefix (variable)       |
+-------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.nlri._fields import PREFIX, RD, Field
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "InterworkSegmentDiscovery"]


@attrs.frozen(kw_only=True)
class InterworkSegmentDiscovery(TypedRoute):
    """A PE reaches the interwork segment whose base stations are in a prefix."""

    rd: RouteDistinguisher  #: the VPN
    prefix: Prefix  #: the destination


ROUTE: Final = RouteCodec(
    route_type=1,
    name="Interwork Segment Discovery",
    word="isd",
    rfc="draft-ietf-bess-mup-safi §3.1.1",
    value=InterworkSegmentDiscovery,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="prefix", word="prefix", form=PREFIX),
    ),
)
