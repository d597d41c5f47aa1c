"""EVPN routes in TShark's words (RFC 7432 §5, §7, RFC 9136 §3.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.iana.families import Family
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)
from bgplib.values.address import address_text, identifier_text
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from tests.corpus.tshark.words import Words

#: the routes that TShark 4.0 reads
ROUTE: Final = (
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)


def of_nlri(nlri: TypedRoute, family: Family, place: str, vni: bool) -> Words:
    """Say what the routes have in common, then the rest of each."""
    assert isinstance(nlri, ROUTE)
    yield "bgp.evpn.nlri.rt", nlri.codec.route_type
    yield "bgp.evpn.nlri.rd", nlri.rd.octets
    if not isinstance(nlri, InclusiveMulticast):
        yield from _segment(nlri.esi)
    if not isinstance(nlri, EthernetSegment):
        yield "bgp.evpn.nlri.etag", nlri.ethernet_tag
    if isinstance(nlri, EthernetAutoDiscovery):
        yield from _labels((nlri.label,), vni)
    elif isinstance(nlri, MacIpAdvertisement):
        yield "bgp.evpn.nlri.maclen", 8 * len(nlri.mac.octets)
        yield "bgp.evpn.nlri.mac_addr", nlri.mac.octets
        yield from _address(nlri.ip)
        yield from _labels(nlri.labels, vni)
    elif isinstance(nlri, IpPrefix):
        yield "bgp.evpn.nlri.prefix_len", nlri.prefix.length
        yield "bgp.evpn.nlri.ip.addr", address_text(nlri.prefix.address)
        yield "bgp.evpn.nlri.ipv4.gtw_addr", address_text(nlri.gateway)
        # All three octets of it, whether it is a label or a VNI.
        yield "bgp.update.path_attribute.mpls_label_value", nlri.label.vni
    else:
        yield from _address(nlri.originator)


def _address(octets: bytes) -> Words:
    """Say an address and its length in bits; there may be none."""
    yield "bgp.evpn.nlri.iplen", 8 * len(octets)
    if octets:
        name = "ip" if len(octets) == 4 else "ipv6"
        yield f"bgp.evpn.nlri.{name}.addr", address_text(octets)


def _labels(labels: tuple[Label, ...], vni: bool) -> Words:
    """RFC 8365 §5.1.3: the encapsulation says whether a label field holds a VNI."""
    for at, label in enumerate(labels, 1):
        if vni:
            yield "bgp.evpn.nlri.vni", label.vni
        else:
            yield f"bgp.evpn.nlri.mpls_ls{at}", label.value


def _segment(esi: EthernetSegmentId) -> Words:
    yield "bgp.evpn.nlri.esi", esi.octets
    yield "bgp.evpn.nlri.esi.type", esi.type
    yield "bgp.evpn.nlri.esi.value", esi.value
    yield from _SEGMENTS[esi.type](esi)


def _arbitrary(esi: EthernetSegmentId) -> Words:
    yield "bgp.evpn.nlri.esi.type0", esi.value


def _lacp(esi: EthernetSegmentId) -> Words:
    assert esi.mac is not None
    assert esi.port_key is not None
    yield "bgp.evpn.nlri.esi.lacp_mac", esi.mac.octets
    yield "bgp.evpn.nlri.esi.lacp_portkey", esi.port_key


def _mstp(esi: EthernetSegmentId) -> Words:
    assert esi.mac is not None
    assert esi.root_priority is not None
    yield "bgp.evpn.nlri.esi.root_bridge", esi.mac.octets
    yield "bgp.evpn.nlri.esi.rb_prio", esi.root_priority


def _mac(esi: EthernetSegmentId) -> Words:
    assert esi.mac is not None
    assert esi.local_discriminator is not None
    yield "bgp.evpn.nlri.esi.system_mac", esi.mac.octets
    yield "bgp.evpn.nlri.esi.system_mac_discr", esi.local_discriminator.to_bytes(3, "big")


def _router_id(esi: EthernetSegmentId) -> Words:
    assert esi.router_id is not None
    assert esi.local_discriminator is not None
    yield "bgp.evpn.nlri.esi.router_id", identifier_text(esi.router_id)
    yield "bgp.evpn.nlri.esi.router_discr", esi.local_discriminator.to_bytes(4, "big")


def _as(esi: EthernetSegmentId) -> Words:
    assert esi.asn is not None
    assert esi.local_discriminator is not None
    yield "bgp.evpn.nlri.esi.asn", esi.asn
    yield "bgp.evpn.nlri.esi.asn_discr", esi.local_discriminator.to_bytes(4, "big")


_SEGMENTS: Final[tuple[Callable[[EthernetSegmentId], Words], ...]] = (
    _arbitrary,
    _lacp,
    _mstp,
    _mac,
    _router_id,
    _as,
)
