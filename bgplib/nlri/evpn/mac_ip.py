"""MAC/IP Advertisement (EVPN route type 2), RFC 7432 §7.2.

    +-------------------------------------------+
    | RD (8 octets)                             |
    +-------------------------------------------+
    | Ethernet Segment Identifier (10 octets)   |
    +-------------------------------------------+
    | Ethernet Tag ID (4 octets)                |
    +-------------------------------------------+
    | MAC Address Length (1 octet), 48          |
    +-------------------------------------------+
    | MAC Address (6 octets)                    |
    +-------------------------------------------+
    | IP Address Length (1 octet), 0, 32 or 128 |
    +-------------------------------------------+
    | IP Address (0, 4, or 16 octets)           |
    +-------------------------------------------+
    | MPLS Label1 (3 octets)                    |
    +-------------------------------------------+
    | MPLS Label2 (0 or 3 octets)               |
    +-------------------------------------------+

RFC 7432 §7.2: only the Ethernet Tag ID, MAC Address Length, MAC Address, IP Address Length and IP
Address fields, and the RD, tell routes apart.
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.nlri._fields import ADDRESS_WITH_LENGTH, ESI, LABELS, MAC_WITH_LENGTH, RD, Field, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "MacIpAdvertisement"]


@frozen(kw_only=True)
class MacIpAdvertisement(TypedRoute):
    """A host's MAC address, perhaps with its IP address, is behind a PE."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    esi: EthernetSegmentId = EthernetSegmentId(bytes(10))  #: the Ethernet segment
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    mac: MacAddress  #: the host's MAC address
    ip: bytes = b""  #: the host's address of 4 or 16 octets, or none
    labels: tuple[Label, ...] = (
        Label.of(0),
    )  #: for layer 2 and, if there are two, for layer 3; a VNI takes all 24 bits


ROUTE: Final = RouteCodec(
    route_type=2,
    name="MAC/IP Advertisement",
    word="macadv",
    rfc="RFC 7432 §7.2",
    value=MacIpAdvertisement,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="esi", word="esi", form=ESI, in_key=False),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="mac", word="mac", form=MAC_WITH_LENGTH),
        Field(name="ip", word="ip", form=ADDRESS_WITH_LENGTH),
        Field(name="labels", word="labels", form=LABELS, in_key=False),
    ),
)
