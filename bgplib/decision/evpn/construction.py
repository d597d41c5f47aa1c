"""How EVPN routes are to be made, and what is wrong with one that is not (RFC 7432)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.extended_communities import (
    DefaultGateway,
    EsiLabel,
    EsImport,
    ExtendedCommunities,
    ExtendedCommunity,
    RouteTarget,
)
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.errors import LocalError
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    MacIpAdvertisement,
)
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = [
    "MAX_ET",
    "ServiceInterface",
    "derived_es_import",
    "derived_route_target",
    "ethernet_tag",
    "mac_ip_routes",
    "route_faults",
    "segment_faults",
]

#: RFC 7432 §5: "MAX-ET", the Ethernet Tag ID of an Ethernet A-D route per Ethernet segment
MAX_ET: Final = 0xFFFFFFFF
_VLANS: Final = range(1 << 12)
_RD_TYPE_1: Final = b"\0\1"
_LAST_RESERVED_LABEL: Final = 15
_INGRESS_REPLICATION: Final = 6
_RESERVED: Final = (EthernetSegmentId.SINGLE_HOMED, EthernetSegmentId.MAX)

PeRoute = EthernetSegment | EthernetAutoDiscovery | MacIpAdvertisement | InclusiveMulticast


class ServiceInterface(Enum):
    """How VLANs and EVPN instances belong together (RFC 7432 §6)."""

    VLAN_BASED = "vlan-based"  #: one VLAN in an instance
    VLAN_BUNDLE = "vlan-bundle"  #: several VLANs in one bridge table
    VLAN_AWARE_BUNDLE = "vlan-aware-bundle"  #: several VLANs with a bridge table each


def ethernet_tag(service: ServiceInterface, vid: int) -> int:
    """Return the Ethernet Tag ID of the routes of a VLAN.

    Args:
        service: the service interface.
        vid: the VID, or the normalized Ethernet Tag ID where VIDs are translated.
    """
    # RFC 7432 §6.1, §6.2: "The Ethernet Tag ID in all EVPN routes MUST be set to 0."
    # RFC 7432 §6.3: "The Ethernet Tag ID in all EVPN routes MUST be set to that VID."
    return vid if service is ServiceInterface.VLAN_AWARE_BUNDLE else 0


def derived_route_target(asn: int, vlan: int) -> RouteTarget:
    """Make the route target that follows from a VLAN (RFC 7432 §7.10.1).

    Raises:
        LocalError: a VLAN ID has 12 bits.
    """
    if vlan not in _VLANS:
        raise LocalError(f"{vlan} is no VLAN ID of 12 bits")
    # RFC 7432 §7.10.1: "The Global Administrator field of the RT MUST be set to the Autonomous
    # System (AS) number with which the PE is associated."
    # RFC 7432 §7.10.1: "The 12-bit VLAN ID MUST be encoded in the lowest 12 bits of the Local
    # Administrator field, with the remaining bits set to zero."
    return RouteTarget.of(f"{asn}:{vlan}")


def derived_es_import(esi: EthernetSegmentId) -> EsImport:
    """Make the ES-Import route target of a segment whose identifier is of type 1, 2 or 3.

    Raises:
        LocalError: it is of another type, for which the operator chooses one.
    """
    # RFC 7432 §7.6: the value is derived "by encoding the high-order 6-octet portion of the 9-octet
    # ESI Value".
    if esi.octets[0] not in (1, 2, 3):
        raise LocalError(f"no ES-Import route target follows from {esi}")
    return EsImport(MacAddress(esi.octets[1:7]))


def mac_ip_routes(
    rd: RouteDistinguisher,
    mac: MacAddress,
    addresses: Iterable[bytes],
    *,
    esi: EthernetSegmentId = EthernetSegmentId.SINGLE_HOMED,
    tag: int = 0,
    labels: tuple[Label, ...],
) -> tuple[MacIpAdvertisement, ...]:
    """Make the routes of a host: one for each of its addresses, one alone if it has none.

    Args:
        rd: the distinguisher of the MAC-VRF.
        mac: the host's MAC address.
        addresses: its IP addresses, 4 or 16 octets each.
        esi: the Ethernet segment.
        tag: the Ethernet Tag ID.
        labels: as the routes have them.
    """
    # RFC 7432 §10: "If there are multiple IP addresses associated with a MAC address, then multiple
    # MAC/IP Advertisement routes MUST be generated, one for each IP address."
    return tuple(
        MacIpAdvertisement(rd=rd, esi=esi, ethernet_tag=tag, mac=mac, ip=address, labels=labels)
        for address in tuple(addresses) or (b"",)
    )


def route_faults(
    nlri: PeRoute,
    attributes: AttributeBlock,
    next_hop: bytes,
    *,
    only_gateways: bool = False,
) -> tuple[str, ...]:
    """Return what is wrong with a route that a PE is about to announce; nothing if it is right.

    Args:
        nlri: the route.
        attributes: what is announced with it.
        next_hop: the Network Address of Next Hop.
        only_gateways: all PEs of the EVPN instance are known to act as default gateways that reach
            all subnets (RFC 7432 §10.1).
    """
    communities = _communities(attributes)
    return (
        *_segment_faults(nlri, communities),
        *_discovery_faults(nlri, communities),
        *_gateway_faults(nlri, communities, only_gateways=only_gateways),
        *_tunnel_faults(nlri, attributes),
        *_common_faults(nlri, communities, next_hop),
    )


def _communities(attributes: AttributeBlock) -> tuple[ExtendedCommunity, ...]:
    found = attributes.get(ExtendedCommunities)
    return () if found is None else found.communities


def _has(kind: type, communities: Iterable[ExtendedCommunity]) -> bool:
    return any(isinstance(each, kind) for each in communities)


def _is_valid(label: int) -> bool:
    return label > _LAST_RESERVED_LABEL


def _segment_faults(nlri: PeRoute, communities: Sequence[ExtendedCommunity]) -> Iterator[str]:
    """Check an Ethernet Segment route."""
    if not isinstance(nlri, EthernetSegment):
        return
    # RFC 7432 §8.1.1: "The Route Distinguisher (RD) MUST be a Type 1 RD [RFC4364]."
    if nlri.rd.octets[:2] != _RD_TYPE_1:
        yield "the distinguisher is not of type 1 (RFC 7432 §8.1.1)"
    # RFC 7432 §8.1.1: "The Ethernet Segment Identifier (ESI) MUST be set to the 10-octet value
    # described in Section 5."
    if nlri.esi in _RESERVED:
        yield "the Ethernet segment has no name of its own (RFC 7432 §8.1.1)"
    # RFC 7432 §8.1.1: "The BGP advertisement that advertises the Ethernet Segment route MUST also
    # carry an ES-Import Route Target, as defined in Section 7.6."
    if not _has(EsImport, communities):
        yield "there is no ES-Import route target (RFC 7432 §8.1.1)"


def _discovery_faults(nlri: PeRoute, communities: Sequence[ExtendedCommunity]) -> Iterator[str]:
    """Check an Ethernet A-D route, per Ethernet segment or per EVPN instance."""
    if not isinstance(nlri, EthernetAutoDiscovery):
        return
    if nlri.esi == EthernetSegmentId.SINGLE_HOMED:
        yield "a single-homed site needs no Ethernet A-D route (RFC 7432 §8.2.1)"
    # RFC 7432 §8.2.1: "The Ethernet Tag ID MUST be set to MAX-ET." A route with another one is one
    # per EVPN instance.
    if nlri.ethernet_tag != MAX_ET:
        return
    # RFC 7432 §8.2.1: "The Route Distinguisher (RD) MUST be a Type 1 RD [RFC4364]."
    if nlri.rd.octets[:2] != _RD_TYPE_1:
        yield "the distinguisher is not of type 1 (RFC 7432 §8.2.1)"
    # RFC 7432 §8.2.1: "The MPLS label in the NLRI MUST be set to 0."
    if nlri.label.value:
        yield "the label of the NLRI is not 0 (RFC 7432 §8.2.1)"
    # RFC 7432 §8.2.1: "The ESI Label extended community MUST be included in the route. If
    # All-Active redundancy mode is desired, then the "Single-Active" bit in the flags of the ESI
    # Label extended community MUST be set to 0 and the MPLS label in that Extended Community MUST
    # be set to a valid MPLS label value."
    label = next((each for each in communities if isinstance(each, EsiLabel)), None)
    if label is None:
        yield "there is no ESI label (RFC 7432 §8.2.1)"
    elif not (label.single_active or _is_valid(label.label)):
        yield f"{label.label} is no valid ESI label in All-Active mode (RFC 7432 §8.2.1)"


def _gateway_faults(
    nlri: PeRoute, communities: Sequence[ExtendedCommunity], *, only_gateways: bool
) -> Iterator[str]:
    # RFC 7432 §10.1: "Unless it is known a priori (by means outside of this document) that all PEs
    # of a given EVPN instance act as a default gateway for that EVPN instance, the MPLS label MUST
    # be set to a valid downstream assigned label."
    if (
        isinstance(nlri, MacIpAdvertisement)
        and _has(DefaultGateway, communities)
        and not only_gateways
        and not _is_valid(nlri.labels[0].value)
    ):
        yield "the address of a default gateway has no valid label (RFC 7432 §10.1)"


def _tunnel_faults(nlri: PeRoute, attributes: AttributeBlock) -> Iterator[str]:
    """Check the P-tunnel of an Inclusive Multicast Ethernet Tag route."""
    if not isinstance(nlri, InclusiveMulticast):
        return
    # RFC 7432 §11.2: "the Inclusive Multicast Ethernet Tag route MUST carry a Provider Multicast
    # Service Interface (PMSI) Tunnel attribute as specified in [RFC6514]."
    tunnel = attributes.get(PmsiTunnel)
    if tunnel is None:
        yield "there is no PMSI tunnel (RFC 7432 §11.2)"
        return
    # RFC 7432 §11.2: "The Leaf Information Required flag of the PMSI Tunnel attribute MUST be set
    # to zero and MUST be ignored on receipt."
    if tunnel.leaf_information_required:
        yield "Leaf Information Required is set (RFC 7432 §11.2)"
    if tunnel.tunnel_type == _INGRESS_REPLICATION:
        # RFC 7432 §11.2: "the route MUST include the PMSI Tunnel attribute with the Tunnel Type set
        # to Ingress Replication and the Tunnel Identifier set to a routable address of the PE. The
        # PMSI Tunnel attribute MUST carry a downstream assigned MPLS label."
        if not tunnel.identifier:
            yield "ingress replication without the address of the PE (RFC 7432 §11.2)"
        if tunnel.label == Label(bytes(3)):
            yield "ingress replication without a label (RFC 7432 §11.2)"
    # RFC 7432 §11.2: "If the PE that originates the advertisement uses a P-multicast tree for the
    # P-tunnel for EVPN, the PMSI Tunnel attribute MUST contain the identity of the tree"
    elif not tunnel.identifier:
        yield "a tree without its identity (RFC 7432 §11.2)"


def _common_faults(
    nlri: PeRoute, communities: Sequence[ExtendedCommunity], next_hop: bytes
) -> Iterator[str]:
    # RFC 7432 §8.2.1.1: "Each Ethernet A-D per ES route MUST carry one or more Route Target (RT)
    # attributes." §8.4.1, §9.2.1 and §11.1 say the same of the other routes.
    if not isinstance(nlri, EthernetSegment) and not _has(RouteTarget, communities):
        yield "there is no route target (RFC 7432 §7.10)"
    # RFC 7432 §9.2.1: "The Next Hop field of the MP_REACH_NLRI attribute of the route MUST be set
    # to the IPv4 or IPv6 address of the advertising PE." §8.4.1 and §11.1 say the same.
    if len(next_hop) not in (4, 16) or not any(next_hop):
        yield "the next hop is no IPv4 or IPv6 address (RFC 7432 §9.2.1)"


def segment_faults(
    routes: Iterable[tuple[EthernetAutoDiscovery, AttributeBlock]],
    route_targets: Collection[RouteTarget],
    *,
    single_active: bool,
) -> tuple[str, ...]:
    """Return what is wrong with the Ethernet A-D per ES routes of one segment, taken together.

    Args:
        routes: all of them, with their attributes.
        route_targets: those of all EVPN instances to which the segment belongs.
        single_active: one PE of the segment forwards, not all of them.
    """
    labels = set[int]()
    modes = set[bool]()
    carried = set[ExtendedCommunity]()
    for _, attributes in routes:
        communities = _communities(attributes)
        carried.update(communities)
        for each in communities:
            if isinstance(each, EsiLabel):
                labels.add(each.label)
                modes.add(each.single_active)
    found = []
    # RFC 7432 §8.2.1: "The MPLS label in this Extended Community is referred to as the ESI label
    # and MUST have the same value in each Ethernet A-D per ES route advertised for the ES."
    if len(labels) > 1:
        found.append("the ESI labels differ (RFC 7432 §8.2.1)")
    # RFC 7432 §8.2.1: "If Single-Active redundancy mode is desired, then the "Single-Active" bit in
    # the flags of the ESI Label extended community MUST be set to 1"
    if modes - {single_active}:
        found.append("the Single-Active bit does not say the mode (RFC 7432 §8.2.1)")
    # RFC 7432 §8.2.1.1: "The set of Ethernet A-D routes per ES MUST carry the entire set of RTs for
    # all the EVPN instances to which the Ethernet segment belongs."
    found += [
        f"{target} is on none of the routes (RFC 7432 §8.2.1.1)"
        for target in route_targets
        if target not in carried
    ]
    return tuple(found)
