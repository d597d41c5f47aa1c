"""Multicast Leave Synch (EVPN route type 8), RFC 9251 §9.3.

+-----------------------------------------+
| RD (8 octets)                           |
+-----------------------------------------+
| Ethernet Segment Identifier (10 octets) |
+-----------------------------------------+
| Ethernet Tag ID (4 octets)              |
+-----------------------------------------+
| Multicast Source Length (1 octet)       |
+-----------------------------------------+
| Multicast Source Address (variable)     |
+-----------------------------------------+
| Multicast Group Length (1 octet)        |
+-----------------------------------------+
| Multicast Group Address (variable)      |
+-----------------------------------------+
| Originator Router Length (1 octet)      |
+-----------------------------------------+
| Originator Router Address (variable)    |
+-----------------------------------------+
| Reserved (4 octets)                     |
+-----------------------------------------+
| Maximum Response Time (1 octet)         |
+-----------------------------------------+
| Flags (1 octet)                         |
+-----------------------------------------+
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, ESI, ORIGINATOR, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "LeaveSynch"]


@frozen(kw_only=True)
class LeaveSynch(TypedRoute):
    """A PE of a segment heard a host leave a group, and tells the segment's other PEs."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    esi: EthernetSegmentId  #: the Ethernet segment
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    source: bytes = b""  #: the sender's address, or none for any
    group: bytes = b""  #: the group's address, or none for any
    originator: bytes  #: the originating router's address, 4 or 16 octets
    reserved: int = 0  #: 4 octets without meaning yet
    maximum_response_time: int = 0  #: as in the IGMP query that followed, in its units
    flags: int = 0  #: IGMP or MLD versions, and the include or exclude bit


ROUTE: Final = RouteCodec(
    route_type=8,
    name="Multicast Leave Synch",
    word="leave-sync",
    rfc="RFC 9251 §9.3",
    value=LeaveSynch,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="esi", word="esi", form=ESI),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="source", word="source", form=ADDRESS_WITH_LENGTH),
        Field(name="group", word="group", form=ADDRESS_WITH_LENGTH),
        Field(name="originator", word="ip", form=ORIGINATOR),
        Field(name="reserved", word="reserved", form=number(4), in_key=False),
        Field(name="maximum_response_time", word="max-response-time", form=number(1), in_key=False),
        Field(name="flags", word="flags", form=number(1), in_key=False),
    ),
)
