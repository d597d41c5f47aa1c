"""IP Prefix (EVPN route type 5), RFC 9136 §3.1.

    +---------------------------------------+
    | RD (8 octets)                         |
    +---------------------------------------+
    | Ethernet Segment Identifier (10 octets)
    +---------------------------------------+
    | Ethernet Tag ID (4 octets)            |
    +---------------------------------------+
    | IP Prefix Length (1 octet)            |
    +---------------------------------------+
    | IP Prefix (4 or 16 octets)            |
    +---------------------------------------+
    | GW IP Address (4 or 16 octets)        |
    +---------------------------------------+
    | MPLS Label (3 octets)                 |
    +---------------------------------------+

RFC 9136 §3.1: the RD, the Ethernet Tag ID, the IP Prefix Length and the IP Prefix tell routes
apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.nlri._fields import ESI, LABEL, RD, Field, Form, number
from bgplib.nlri._routes import RouteCodec, TypedRoute
from bgplib.octets import Reader
from bgplib.values.address import address_octets, address_text
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["ROUTE", "IpPrefix"]

# The type and sub-type of the EVPN Router's MAC extended community (RFC 9135 §8.1), and the bit of
# the first octet of a MAC address that makes it one of a group (IEEE 802).
_ROUTER_MAC: Final = 0x0603
_GROUP_ADDRESS: Final = 0x01


@frozen(kw_only=True)
class IpPrefix(TypedRoute):
    """A prefix of a tenant is reached through a PE, a gateway or an Ethernet segment."""

    rd: RouteDistinguisher  #: the PE's distinguisher for this route
    esi: EthernetSegmentId = EthernetSegmentId(bytes(10))  #: as overlay index, or 0
    ethernet_tag: int = 0  #: Ethernet Tag ID: the broadcast domain within the EVI
    prefix: Prefix  #: the destination
    gateway: bytes  #: as overlay index, or 0; as many octets as the prefix's family has
    label: Label = Label.of(0)  #: for layer 3; a VNI takes all 24 bits


# RFC 9136 §3.1: lengths of the fields from the IP Prefix Length on, for IPv4 and IPv6.
_SIZES: Final = {1 + 4 + 4 + 3: 4, 1 + 16 + 16 + 3: 16}


def _read_prefix(reader: Reader, family: Family) -> Prefix:
    size = _SIZES.get(reader.remaining)
    if size is None:
        raise DecodeError(f"{reader.remaining} octets from the prefix on", rfc="RFC 9136 §3.1")
    bits = reader.u8()
    if bits > 8 * size:
        raise DecodeError(f"a prefix length of {bits} is above {8 * size}", rfc="RFC 9136 §3.1")
    return Prefix.from_address(reader.take(size), bits)


def _write_prefix(prefix: Prefix) -> bytes:
    return bytes((prefix.length,)) + prefix.address


def _read_gateway(reader: Reader, family: Family) -> bytes:
    return reader.take(reader.remaining - 3)


def _write_gateway(octets: bytes) -> bytes:
    if len(octets) not in (4, 16):
        raise EncodeError(f"a gateway has 4 or 16 octets, not {len(octets)}")
    return octets


def judge_overlay_indices(
    routes: Iterable[IpPrefix], extended_communities: tuple[int, ...]
) -> DecodeError | None:
    """Say why a route leads nowhere, if one does (RFC 9136 §3.2)."""
    macs = [number for number in extended_communities if number >> 48 == _ROUTER_MAC]
    is_invalid = any(number >> 40 & _GROUP_ADDRESS for number in macs)
    has_mac = any(number & 0xFFFF_FFFF_FFFF for number in macs)
    for route in routes:
        gateway, segment = any(route.gateway), any(route.esi.octets)
        # RFC 9136 §3.2: "A route containing a non-zero GW IP and a non-zero ESI (at the same time)
        # SHOULD be treat as withdraw".
        if gateway and segment:
            return _leads_nowhere("a gateway and an Ethernet segment at the same time")
        # RFC 9136 §3.2: "In case the GW IP is the Overlay Index (hence, ESI is zero), the EVPN
        # Router's MAC Extended Community is ignored if present."
        if gateway:
            continue
        # RFC 9136 §3.2: "Examples of invalid MAC addresses are broadcast or multicast MAC
        # addresses. The route MUST be treat as withdraw in case of an invalid MAC address."
        if is_invalid:
            return _leads_nowhere("a router's MAC address that is one of a group")
        # RFC 9136 §3.2: "A route where ESI, GW IP, MAC, and Label are all zero at the same time
        # SHOULD be treat as withdraw."
        if not (segment or has_mac or any(route.label.octets)):
            return _leads_nowhere("neither a label nor an overlay index")
    return None


def _leads_nowhere(text: str) -> DecodeError:
    return DecodeError(
        f"an IP Prefix route has {text}",
        rfc="RFC 9136 §3.2",
        treatment=Treatment.TREAT_AS_WITHDRAW,
    )


def _no_gateway(fields: Mapping[str, Any]) -> bytes:
    """Return the gateway of a route that has none, as GoBGP prints such: zeros."""
    prefix = fields.get("prefix")
    return bytes(len(prefix.address)) if isinstance(prefix, Prefix) else bytes(4)


_PREFIX: Final = Form(read=_read_prefix, write=_write_prefix, parse=Prefix.parse)
_GATEWAY: Final = Form(
    read=_read_gateway, write=_write_gateway, parse=address_octets, text=address_text
)

ROUTE: Final = RouteCodec(
    route_type=5,
    name="IP Prefix",
    word="prefix",
    rfc="RFC 9136 §3.1",
    value=IpPrefix,
    fields=(
        Field(name="rd", word="rd", form=RD),
        Field(name="esi", word="esi", form=ESI, in_key=False),
        Field(name="ethernet_tag", word="etag", form=number(4)),
        Field(name="prefix", word="prefix", form=_PREFIX),
        Field(name="gateway", word="gw", form=_GATEWAY, in_key=False, implied=_no_gateway),
        Field(name="label", word="label", form=LABEL, in_key=False),
    ),
)
