"""Ethernet Auto-Discovery (EVPN route type 1), RFC 7432 §7.1.

+-----------------------------------------+
| Route Distinguisher (RD) (8 octets)     |
+-----------------------------------------+
| Ethernet Segment Identifier (10 octets) |
+-----------------------------------------+
| Ethernet Tag ID (4 octets)              |
+-----------------------------------------+
| MPLS Label (3 octets)                   |
+-----------------------------------------+
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.nlri._fields import ESI, LABEL, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "EthernetAutoDiscovery"]


@attrs.frozen(kw_only=True)
class EthernetAutoDiscovery(TypedRoute):
    """A PE reaches an Ethernet segment: for fast convergence, split horizon and aliasing."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    esi: EthernetSegmentId = EthernetSegmentId(bytes(10))  #: the Ethernet segment
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    label: Label = Label.of(0)  #: for aliasing, in the route per EVI; else 0


ROUTE: Final = RouteCodec(
    route_type=1,
    name="Ethernet Auto-Discovery",
    word="A-D",
    rfc="RFC 7432 §7.1",
    value=EthernetAutoDiscovery,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="esi", word="esi", form=ESI),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="label", word="label", form=LABEL, in_key=False),
    ),
)
