"""Routes of EVPN, MCAST-VPN and MUP: their fields, as far as ExaBGP reads them, and their octets.

What a field does not say, such as a second label or the bits behind a label, the octets do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.formats.exabgp_json._distinguishers import distinguisher_to_json
from bgplib.formats.exabgp_json._texts import address_text
from bgplib.iana.families import SAFI_MUP, Family
from bgplib.nlri import Nlri
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)
from bgplib.nlri.mup import (
    DirectSegmentDiscovery,
    InterworkSegmentDiscovery,
    Type1SessionTransformed,
    Type2SessionTransformed,
)
from bgplib.nlri.mvpn import SharedTreeJoin, SourceActive, SourceTreeJoin
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label

__all__ = ["route_to_json"]

_ZERO: Final = bytes(10)
_ARCHITECTURE: Final = 1


def route_to_json(route: Nlri, family: Family) -> dict[str, Any]:
    """Return a route that has a type.

    Raises:
        EncodeError: a field of it is out of range, or it is of no known form.
    """
    if not isinstance(route, TypedRoute | UnknownRoute):
        raise EncodeError(f"{type(route).__name__} is no route of {family}")
    if isinstance(route, UnknownRoute):
        return _unknown(route.octets, family)
    raw = DEFAULT_REGISTRY.families[family].encode(route, family, Context()).hex().upper()
    code = route.codec.route_type
    fields = _FIELDS.get(type(route))
    if family.safi == SAFI_MUP:
        found: dict[str, Any] = {"arch": _ARCHITECTURE, "code": code}
        if fields is not None:
            name, show = fields
            found = {"name": name} | found | show(route)
        return found | {"raw": raw}
    found = {"code": code, "parsed": fields is not None, "raw": raw}
    if fields is not None:
        name, show = fields
        found |= {"name": name} | show(route)
    return found


def _unknown(octets: bytes, family: Family) -> dict[str, Any]:
    """Return a route of unknown type: what stands before its length, and its octets."""
    raw = octets.hex().upper()
    if family.safi == SAFI_MUP:
        return {"arch": octets[0], "code": int.from_bytes(octets[1:3], "big"), "raw": raw}
    return {"code": octets[0], "parsed": False, "raw": raw}


def _segment(esi: EthernetSegmentId) -> str:
    return "-" if esi.octets == _ZERO else esi.octets.hex(":")


def _label(label: Label) -> list[list[int]]:
    """Return a label and, unless all is 0, the 24 bits of its field, which may be a VNI."""
    return [[label.value, label.vni] if label.vni else [0]]


def _auto_discovery(route: EthernetAutoDiscovery) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "esi": _segment(route.esi),
        "ethernet-tag": route.ethernet_tag,
        "label": _label(route.label),
    }


def _mac_ip(route: MacIpAdvertisement) -> dict[str, Any]:
    found = {
        **distinguisher_to_json(route.rd),
        "esi": _segment(route.esi),
        "ethernet-tag": route.ethernet_tag,
        "mac": str(route.mac).upper(),
        "label": _label(route.labels[0]),
    }
    return found | {"ip": address_text(route.ip)} if route.ip else found


def _multicast(route: InclusiveMulticast) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "ethernet-tag": route.ethernet_tag,
        "ip": address_text(route.originator),
    }


def _ethernet_segment(route: EthernetSegment) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "esi": _segment(route.esi),
        "ip": address_text(route.originator),
    }


def _ip_prefix(route: IpPrefix) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "esi": _segment(route.esi),
        "ethernet-tag": route.ethernet_tag,
        "label": _label(route.label),
        "ip": address_text(route.prefix.address),
        "iplen": route.prefix.length,
        "gateway": address_text(route.gateway),
    }


def _address(octets: bytes) -> str:
    return address_text(octets) if octets else ""


def _source_active(route: SourceActive) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "source": _address(route.source),
        "group": _address(route.group),
    }


def _join(route: SharedTreeJoin | SourceTreeJoin) -> dict[str, Any]:
    return {
        **distinguisher_to_json(route.rd),
        "source-as": str(route.source_as),
        "source": _address(route.source),
        "group": _address(route.group),
    }


def _interwork(route: InterworkSegmentDiscovery) -> dict[str, Any]:
    return {
        "prefix_ip_len": route.prefix.length,
        "prefix_ip": address_text(route.prefix.address),
        **distinguisher_to_json(route.rd),
    }


def _direct(route: DirectSegmentDiscovery) -> dict[str, Any]:
    return {"ip": address_text(route.address), **distinguisher_to_json(route.rd)}


def _type_1(route: Type1SessionTransformed) -> dict[str, Any]:
    # ExaBGP 5.0 forgets the comma before `source_ip_len`.
    source = route.source or b""
    return {
        "prefix_ip_len": route.prefix.length,
        "prefix_ip": address_text(route.prefix.address),
        "teid": str(route.teid),
        "qfi": str(route.qfi),
        **distinguisher_to_json(route.rd),
        "endpoint_ip_len": 8 * len(route.endpoint),
        "endpoint_ip": _address(route.endpoint),
        "source_ip_len": 8 * len(source),
        "source_ip": _address(source),
    }


def _type_2(route: Type2SessionTransformed) -> dict[str, Any]:
    endpoint = route.endpoint
    return {
        "endpoint_len": 8 * len(endpoint.address) + endpoint.teid_bits,
        "endpoint_ip": address_text(endpoint.address),
        **distinguisher_to_json(route.rd),
        "teid": str(int.from_bytes(endpoint.teid, "big")),
    }


#: what ExaBGP calls the routes that it reads, and their fields
_FIELDS: Final[dict[type, tuple[str, Callable[[Any], dict[str, Any]]]]] = {
    EthernetAutoDiscovery: ("Ethernet Auto-Discovery", _auto_discovery),
    MacIpAdvertisement: ("MAC/IP advertisement", _mac_ip),
    InclusiveMulticast: ("Inclusive Multicast Ethernet Tag", _multicast),
    EthernetSegment: ("Ethernet Segment", _ethernet_segment),
    IpPrefix: ("IP Prefix Advertisement", _ip_prefix),
    SourceActive: ("Source Active A-D Route", _source_active),
    SharedTreeJoin: ("C-Multicast Shared Tree Join route", _join),
    SourceTreeJoin: ("C-Multicast Source Tree Join route", _join),
    InterworkSegmentDiscovery: ("InterworkSegmentDiscoveryRoute", _interwork),
    DirectSegmentDiscovery: ("DirectSegmentDiscoveryRoute", _direct),
    Type1SessionTransformed: ("Type1SessionTransformedRoute", _type_1),
    Type2SessionTransformed: ("Type2SessionTransformedRoute", _type_2),
}
