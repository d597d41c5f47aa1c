"""RFC 7432: EVPN routes, how they are made and what they mean, clause by clause."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, AttributeBlock, Origin
from bgplib.attributes.extended_communities import (
    DefaultGateway,
    EsiLabel,
    EsImport,
    ExtendedCommunities,
    ExtendedCommunity,
    MacMobility,
    RouteTarget,
    encode,
)
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.context import Context
from bgplib.decision.evpn import (
    MAX_ET,
    DuplicateWatch,
    MacRoute,
    NextHopLabels,
    Redundancy,
    SegmentRoutes,
    ServiceInterface,
    arp_entries,
    best_mac_route,
    contradicts_static,
    derived_es_import,
    derived_route_target,
    designated_forwarder,
    ethernet_tag,
    imports_segment,
    is_newer,
    known_macs,
    local_mobility,
    mac_ip_routes,
    must_withdraw,
    route_faults,
    segment_faults,
)
from bgplib.decision.evpn.construction import PeRoute
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.nlri.evpn import (
    CODEC,
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    MacIpAdvertisement,
)
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.octets import Reader
from bgplib.route import Path, Route, Source
from bgplib.speaker.route_targets import Membership
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

PE1, PE2, PE3 = (bytes((192, 0, 2, number)) for number in (1, 2, 3))
RD = RouteDistinguisher.parse("192.0.2.1:1")
RD0 = RouteDistinguisher.parse("65000:1")
ROUTER_MAC = bytes.fromhex("020000000001")
ESI = EthernetSegmentId.of(1, ROUTER_MAC, 7)
OTHER = EthernetSegmentId.of(1, ROUTER_MAC, 8)
SINGLE = EthernetSegmentId.SINGLE_HOMED
MAC = MacAddress.parse("02:00:00:00:00:63")
RT, RT2 = RouteTarget.of("65000:1"), RouteTarget.of("65000:2")
LABEL = Label.of(100)


def block(*marks: ExtendedCommunity, tunnel: PmsiTunnel | None = None) -> AttributeBlock:
    """Make attributes with extended communities, and perhaps a PMSI tunnel."""
    values: list[object] = [Origin(0), AsPath(())]
    values += [ExtendedCommunities(marks)] if marks else []
    values += [] if tunnel is None else [tunnel]
    return AttributeBlock.of(values)


def faults(nlri: PeRoute, *marks: ExtendedCommunity, **more: Any) -> list[str]:
    """Return the sections that a route breaks."""
    tunnel = more.pop("tunnel", None)
    hop = more.pop("hop", PE1)
    found = route_faults(nlri, block(*marks, tunnel=tunnel), hop, **more)
    return [text[text.index("§") : -1] for text in found]


# -- §5: Ethernet segment identifiers --------------------------------------------------------------


@pytest.mark.parametrize("kind", [1, 2])
def test_5_mac_address_and_two_octets(kind: int) -> None:
    """§5: "in the high-order 6 octets of the ESI Value field", then "the 2 octets next to" it."""
    found = EthernetSegmentId.of(kind, ROUTER_MAC, 0x0708)
    assert found.octets == bytes((kind,)) + ROUTER_MAC + bytes((7, 8, 0))


def test_5_system_mac_address() -> None:
    """§5: the MAC address, then the discriminator "in the low-order 3 octets"."""
    assert EthernetSegmentId.of(3, ROUTER_MAC, 0x070809).octets.hex() == "03020000000001070809"


@pytest.mark.parametrize(("kind", "number"), [(4, 0xC0000201), (5, 65000)])
def test_5_number_and_four_octets(kind: int, number: int) -> None:
    """§5: router ID or AS number "in the high-order 4 octets", "the 4 octets next to" it."""
    found = EthernetSegmentId.of(kind, number, 0x07080910)
    assert found.octets == bytes((kind,)) + number.to_bytes(4, "big") + bytes((7, 8, 9, 16, 0))


@pytest.mark.parametrize(
    ("kind", "identifier", "discriminator"),
    [
        (1, bytes(5), 0),
        (2, bytes(6), 1 << 16),
        (3, bytes(6), 1 << 24),
        (4, 1 << 32, 0),
        (5, 1, 1 << 32),
    ],
)
def test_5_parts_that_do_not_fit(kind: int, identifier: bytes | int, discriminator: int) -> None:
    """§5: nothing is cut to have it fit in its field."""
    with pytest.raises(EncodeError):
        EthernetSegmentId.of(kind, identifier, discriminator)


# -- §6, §7: tags, distinguishers, targets ---------------------------------------------------------


@pytest.mark.parametrize("service", [ServiceInterface.VLAN_BASED, ServiceInterface.VLAN_BUNDLE])
def test_6_the_tag_is_zero(service: ServiceInterface) -> None:
    """§6.1, §6.2: "The Ethernet Tag ID in all EVPN routes MUST be set to 0"."""
    assert [ethernet_tag(service, vid) for vid in (1, 100)] == [0, 0]


def test_6_3_the_tag_is_the_vid() -> None:
    """§6.3: it "MUST be set to that VID", or to the normalized one."""
    assert ethernet_tag(ServiceInterface.VLAN_AWARE_BUNDLE, 100) == 100


def test_7_10_1_a_target_follows_from_the_vlan() -> None:
    """§7.10.1: the AS number, and the VLAN ID "in the lowest 12 bits"."""
    assert derived_route_target(65000, 100) == RouteTarget.of("65000:100")
    assert derived_route_target(4200000000, 0xFFF) == RouteTarget.of("4200000000:4095")


@pytest.mark.parametrize("vlan", [-1, 0x1000])
def test_7_10_1_a_vlan_has_12_bits(vlan: int) -> None:
    """§7.10.1: "with the remaining bits set to zero"."""
    with pytest.raises(LocalError):
        derived_route_target(65000, vlan)


# -- §8.1: Ethernet Segment routes -----------------------------------------------------------------


def segment(rd: RouteDistinguisher = RD, esi: EthernetSegmentId = ESI) -> EthernetSegment:
    """Make an Ethernet Segment route."""
    return EthernetSegment(rd=rd, esi=esi, originator=PE1)


IMPORT = EsImport(MacAddress(ROUTER_MAC))


def test_8_1_1_a_segment_route() -> None:
    """§8.1.1: Type 1 RD, the ESI of §5, an ES-Import route target."""
    assert faults(segment(), IMPORT) == []


@pytest.mark.parametrize(
    ("nlri", "marks"),
    [
        (segment(rd=RD0), (IMPORT,)),
        (segment(esi=SINGLE), (IMPORT,)),
        (segment(esi=EthernetSegmentId.MAX), (IMPORT,)),
        (segment(), (RT,)),
    ],
)
def test_8_1_1_a_segment_route_that_is_not_so(
    nlri: EthernetSegment, marks: tuple[ExtendedCommunity, ...]
) -> None:
    """§8.1.1: each of the three is a MUST of its own."""
    assert faults(nlri, *marks) == ["§8.1.1"]


def test_8_1_1_it_is_imported_by_the_pes_of_the_segment() -> None:
    """§8.1.1: "imported only by the PEs that are multihomed to the same Ethernet segment"."""
    assert derived_es_import(ESI) == IMPORT
    assert imports_segment([RT, IMPORT], [derived_es_import(ESI)])


def test_8_1_1_it_is_not_imported_by_others() -> None:
    """§8.1.1: another segment's route target, or none, is not enough."""
    elsewhere = EsImport(MacAddress(bytes(6)))
    assert not imports_segment([RT, IMPORT], [elsewhere])
    assert not imports_segment([RT], [IMPORT])
    with pytest.raises(LocalError):
        derived_es_import(EthernetSegmentId.of(0, bytes(9)))


def member(*targets: ExtendedCommunity) -> Membership:
    """Make a peer that is a member of route targets."""
    nlri = [
        RouteTargetNlri(origin_as=65000, route_target=encode(each), length=64) for each in targets
    ]
    source = Source(address="192.0.2.9", asn=65000)
    paths = [Path(source, block(), b"", nlri=each) for each in nlri]
    return Membership.of(Route(Family.IPV4_ROUTE_TARGET, b"key", path) for path in paths)


def segment_path() -> Path:
    """Make the path of an Ethernet Segment route."""
    return Path(Source(address="192.0.2.1", asn=65000), block(IMPORT), PE1, nlri=segment())


def test_7_6_members_of_an_es_import_target_are_told() -> None:
    """§7.6: "MUST apply the RT Constraint procedures to the ES-Import RT as well"."""
    assert member(IMPORT).wants(segment_path())
    assert member(RT, IMPORT).wants(segment_path())


def test_7_6_others_are_not() -> None:
    """§7.6: members of other targets, or of another segment's, do not want it."""
    assert not member(RT).wants(segment_path())
    assert not member(EsImport(MacAddress(bytes(6)))).wants(segment_path())
    assert not member().wants(segment_path())


# -- §8.2, §8.4: Ethernet A-D routes ---------------------------------------------------------------


def discovery(
    rd: RouteDistinguisher = RD,
    esi: EthernetSegmentId = ESI,
    tag: int = MAX_ET,
    label: Label = Label.of(0),  # noqa: B008 - a constant
) -> EthernetAutoDiscovery:
    """Make an Ethernet A-D route, per Ethernet segment by default."""
    return EthernetAutoDiscovery(rd=rd, esi=esi, ethernet_tag=tag, label=label)


ALL, ONE = EsiLabel(label=400), EsiLabel(label=400, single_active=True)


@pytest.mark.parametrize("label", [ALL, ONE, EsiLabel(label=0, single_active=True)])
def test_8_2_1_a_route_per_segment(label: EsiLabel) -> None:
    """§8.2.1: Type 1 RD, ESI, MAX-ET, label 0, an ESI label and a route target."""
    assert faults(discovery(), label, RT) == []
    assert faults(discovery(), label, RT, RT2) == []


@pytest.mark.parametrize(
    ("nlri", "marks"),
    [
        (discovery(rd=RD0), (ALL,)),
        (discovery(esi=SINGLE), (ALL,)),
        (discovery(label=LABEL), (ALL,)),
        (discovery(), ()),
        (discovery(), (EsiLabel(label=0),)),
        (discovery(), (EsiLabel(label=3),)),
    ],
)
def test_8_2_1_a_route_per_segment_that_is_not_so(
    nlri: EthernetAutoDiscovery, marks: tuple[ExtendedCommunity, ...]
) -> None:
    """§8.2.1: each of them is a MUST of its own; All-Active needs a valid ESI label."""
    assert faults(nlri, *marks, RT) == ["§8.2.1"]


def test_8_2_1_1_without_a_route_target() -> None:
    """§8.4.1: "MUST carry one or more Route Target (RT) attributes"; so §8.2.1, §9.2.1, §11.1."""
    assert faults(discovery(), ALL) == ["§7.10"]
    assert faults(discovery(tag=0, label=LABEL)) == ["§7.10"]
    assert faults(host()) == ["§7.10"]
    assert faults(InclusiveMulticast(rd=RD, originator=PE1), tunnel=REPLICATION) == ["§7.10"]


Rows = list[tuple[EthernetAutoDiscovery, AttributeBlock]]


def test_8_2_1_the_routes_of_a_segment() -> None:
    """§8.2.1, §8.2.1.1: one ESI label on all, the mode, and the targets of all instances."""
    rows: Rows = [(discovery(), block(ALL, RT)), (discovery(), block(ALL, RT2))]
    assert segment_faults(rows, {RT, RT2}, single_active=False) == ()
    one: Rows = [(discovery(), block(ONE, RT, RT2))]
    assert segment_faults(one, {RT, RT2}, single_active=True) == ()


@pytest.mark.parametrize(
    ("marks", "single_active", "section"),
    [
        ((EsiLabel(label=401), RT2), False, "§8.2.1"),
        ((ALL, RT2), True, "§8.2.1"),
        ((ONE, RT2), False, "§8.2.1"),
        ((ALL, RT), False, "§8.2.1.1"),
    ],
)
def test_8_2_1_routes_of_a_segment_that_do_not_agree(
    marks: tuple[ExtendedCommunity, ...], single_active: bool, section: str
) -> None:
    """§8.2.1, §8.2.1.1, §8.5: another label, another mode, or a target that is missing."""
    rows: Rows = [(discovery(), block(ALL, RT)), (discovery(), block(*marks))]
    (found,) = segment_faults(rows, {RT, RT2}, single_active=single_active)
    assert found.endswith(f"{section})")


def test_8_4_1_a_route_per_instance() -> None:
    """§8.4.1: an ESI, a route target, and the address of the PE as next hop."""
    nlri = discovery(tag=0, label=LABEL)
    assert faults(nlri, RT) == faults(nlri, RT, hop=bytes(15) + b"\1") == []


def test_8_4_1_a_route_per_instance_that_is_not_so() -> None:
    """§8.4.1: no segment, or no next hop."""
    assert faults(discovery(tag=0, esi=SINGLE, label=LABEL), RT) == ["§8.2.1"]
    for hop in (b"", bytes(4), bytes(12)):
        assert faults(discovery(tag=0, label=LABEL), RT, hop=hop) == ["§9.2.1"]


# -- §8.5: designated forwarder --------------------------------------------------------------------


def test_8_5_service_carving() -> None:
    """§8.5: "the PE with ordinal i is the DF for an <ES, VLAN V> when (V mod N) = i"."""
    pes = [PE3, PE1, PE2]
    assert [designated_forwarder(pes, [vlan]) for vlan in (3, 4, 5, 6)] == [PE1, PE2, PE3, PE1]
    assert designated_forwarder([PE1], [100]) == PE1


def test_8_5_the_lowest_vlan_of_a_bundle() -> None:
    """§8.5: "the numerically lowest VLAN value in that bundle on that ES MUST be used"."""
    assert designated_forwarder([PE1, PE2, PE3], [9, 4, 300]) == PE2
    assert designated_forwarder([PE1, PE2, PE3], [9, 300]) == PE1


@given(
    st.sets(st.binary(min_size=4, max_size=4), min_size=1),
    st.integers(0, 4095),
    st.randoms(use_true_random=False),
)
def test_8_5_all_pes_elect_the_same(pes: set[bytes], vlan: int, chance: Random) -> None:
    """§8.5: the list is ordered "in increasing numeric value", whatever came first."""
    listed = sorted(pes)
    chance.shuffle(listed)
    elected = designated_forwarder(listed, [vlan])
    assert sorted(pes, key=lambda pe: int.from_bytes(pe, "big")).index(elected) == vlan % len(pes)


def test_8_5_nobody_is_elected_of_none() -> None:
    """§8.5: an election needs candidates, and VLANs."""
    for pes, vlans in (([], [1]), ([PE1], [])):
        with pytest.raises(LocalError):
            designated_forwarder(pes, vlans)


# -- §9, §10, §11: MAC/IP and multicast routes -----------------------------------------------------


def host(ip: bytes = b"", label: Label = LABEL) -> MacIpAdvertisement:
    """Make a MAC/IP Advertisement route."""
    return MacIpAdvertisement(rd=RD, mac=MAC, ip=ip, labels=(label,))


@pytest.mark.parametrize("ip", [b"", bytes((198, 51, 100, 1)), bytes(15) + b"\1"])
def test_9_2_1_a_mac_route(ip: bytes) -> None:
    """§9.2.1, §10: a MAC address of 6 octets, an IP address of 0, 32 or 128 bits."""
    nlri = host(ip)
    assert faults(nlri, RT) == []
    octets = CODEC.encode(nlri, Family.L2VPN_EVPN, Context())
    at = 2 + 8 + 10 + 4
    assert octets[at : at + 7] == b"\x30" + MAC.octets
    assert octets[at + 7] == 8 * len(ip)
    assert CODEC.decode(Reader(octets), Family.L2VPN_EVPN, Context()) == nlri


@pytest.mark.parametrize(("position", "value"), [(24, 47), (24, 64), (31, 24), (31, 64)])
def test_9_2_1_other_lengths_are_malformed(position: int, value: int) -> None:
    """§9.2.1: other lengths "are outside the scope of this document"."""
    octets = bytearray(CODEC.encode(host(bytes(4)), Family.L2VPN_EVPN, Context()))
    octets[position] = value
    with pytest.raises(DecodeError):
        CODEC.decode(Reader(bytes(octets)), Family.L2VPN_EVPN, Context())
    with pytest.raises(EncodeError):
        CODEC.encode(host(bytes(5)), Family.L2VPN_EVPN, Context())


def test_9_2_1_a_mac_route_without_next_hop() -> None:
    """§9.2.1: the next hop "MUST be set to the IPv4 or IPv6 address of the advertising PE"."""
    assert faults(host(), RT, hop=b"") == ["§9.2.1"]


def test_10_one_route_for_each_address() -> None:
    """§10: "multiple MAC/IP Advertisement routes MUST be generated, one for each IP address"."""
    addresses = [bytes((198, 51, 100, 1)), bytes(15) + b"\1"]
    found = mac_ip_routes(RD, MAC, addresses, labels=(LABEL,))
    assert [route.ip for route in found] == addresses
    assert {route.mac for route in found} == {MAC}


def test_10_one_route_without_address() -> None:
    """§10: a MAC address alone has one route."""
    assert mac_ip_routes(RD, MAC, [], labels=(LABEL,)) == (host(),)


def test_10_the_mac_stays_when_its_address_goes() -> None:
    """§10: it "MUST delete the corresponding entry from the ARP table but not the MAC entry"."""
    alone, bound = host(), host(bytes((198, 51, 100, 1)))
    assert arp_entries([alone, bound]) == {bound.ip: MAC}
    assert (known_macs([alone]), arp_entries([alone])) == (frozenset({MAC}), {})


def test_10_the_mac_goes_with_its_last_route() -> None:
    """§10: "unless it receives a withdraw message for the MAC-only route"."""
    assert known_macs([host(bytes(4))]) == frozenset({MAC})
    assert known_macs([]) == frozenset()


def test_10_1_a_gateway_has_a_label() -> None:
    """§10.1: "the MPLS label MUST be set to a valid downstream assigned label"."""
    assert faults(host(), RT, DefaultGateway()) == []
    assert faults(host(label=Label.of(0)), RT, DefaultGateway(), only_gateways=True) == []


def test_10_1_a_gateway_without_a_label() -> None:
    """§10.1: unless all PEs are known to be gateways; other routes are not spoken of."""
    assert faults(host(label=Label.of(0)), RT, DefaultGateway()) == ["§10.1"]
    assert faults(host(label=Label.of(0)), RT) == []
    bare = InclusiveMulticast(rd=RD, originator=bytes(4))
    assert "§10.1" not in faults(bare, RT, DefaultGateway())


REPLICATION = PmsiTunnel(tunnel_type=6, label=LABEL, identifier=PE1)
TREE = PmsiTunnel(tunnel_type=3, identifier=bytes(8))


@pytest.mark.parametrize("tunnel", [REPLICATION, TREE])
def test_11_2_a_multicast_route(tunnel: PmsiTunnel) -> None:
    """§11.1, §11.2: route target, next hop, PMSI tunnel with a tree or an address and a label."""
    assert faults(InclusiveMulticast(rd=RD, originator=PE1), RT, tunnel=tunnel) == []


@pytest.mark.parametrize(
    "tunnel",
    [
        None,
        PmsiTunnel(tunnel_type=6, label=LABEL),
        PmsiTunnel(tunnel_type=6, identifier=PE1),
        PmsiTunnel(tunnel_type=0),
        PmsiTunnel(tunnel_type=6, label=LABEL, identifier=PE1, flags=1),
    ],
)
def test_11_2_a_multicast_route_that_is_not_so(tunnel: PmsiTunnel | None) -> None:
    """§11.2: each of them is a MUST of its own, and Leaf Information Required is 0."""
    nlri = InclusiveMulticast(rd=RD, originator=PE1)
    assert faults(nlri, RT, tunnel=tunnel) == ["§11.2"]


def test_11_1_a_multicast_route_without_next_hop() -> None:
    """§11.1: the next hop "MUST be set to the IPv4 or IPv6 address of the advertising PE"."""
    nlri = InclusiveMulticast(rd=RD, originator=PE1)
    assert faults(nlri, RT, tunnel=REPLICATION, hop=b"") == ["§9.2.1"]


@pytest.mark.parametrize("bits", [32, 128])
def test_11_1_the_address_of_the_originator(bits: int) -> None:
    """§11.1: it "MUST be set to an IP address of the PE"; its length is in bits."""
    nlri = InclusiveMulticast(rd=RD, originator=bytes(bits // 8 - 1) + b"\1")
    octets = CODEC.encode(nlri, Family.L2VPN_EVPN, Context())
    assert octets[14] == bits
    assert CODEC.decode(Reader(octets), Family.L2VPN_EVPN, Context()) == nlri


@pytest.mark.parametrize("bits", [0, 24, 64])
def test_11_1_no_address_of_an_originator(bits: int) -> None:
    """§11.1: another length is none of an address."""
    octets = bytes((3, 13 + bits // 8)) + RD.octets + bytes(4) + bytes((bits,)) + bytes(bits // 8)
    with pytest.raises(DecodeError):
        CODEC.decode(Reader(octets), Family.L2VPN_EVPN, Context())


# -- §8.4, §9.2.2, §14.1: which PEs lead to an address ---------------------------------------------

L1, L2, L3 = Label.of(101), Label.of(102), Label.of(103)


@pytest.mark.parametrize("esi", [SINGLE, EthernetSegmentId.MAX])
def test_9_2_2_reserved_segments(esi: EthernetSegmentId) -> None:
    """§9.2.2: then "it MUST be based on the MAC/IP Advertisement route alone"."""
    routes = SegmentRoutes(per_segment={PE2: ALL}, per_instance={PE2: L2})
    assert routes.next_hops(esi, {PE1: L1}) == (NextHopLabels(PE1, L1),)


def test_9_2_2_both_routes_are_needed() -> None:
    """§9.2.2: "when both the MAC/IP Advertisement route AND the associated set" are there."""
    routes = SegmentRoutes(per_segment={PE1: ALL}, per_instance={})
    assert routes.next_hops(ESI, {PE1: L1}) == (NextHopLabels(PE1, L1),)


def test_9_2_2_one_of_both_is_not_enough() -> None:
    """§9.2.2: no installation during a mass withdraw, nor without the MAC route."""
    nothing = SegmentRoutes(per_segment={}, per_instance={PE1: L1})
    assert nothing.next_hops(ESI, {PE1: L1}) == ()
    assert SegmentRoutes(per_segment={PE1: ALL}, per_instance={PE1: L1}).next_hops(ESI, {}) == ()


def test_8_4_aliasing() -> None:
    """§8.4, §14.1.2: a PE with both Ethernet A-D routes is reached, though it learned nothing."""
    routes = SegmentRoutes(per_segment={PE1: ALL, PE2: ALL}, per_instance={PE1: L3, PE2: L2})
    assert routes.next_hops(ESI, {PE1: L1}) == (NextHopLabels(PE1, L1), NextHopLabels(PE2, L2))


def test_8_4_no_aliasing_without_the_route_per_segment() -> None:
    """§8.4: it "MUST NOT be used for traffic forwarding" until the set per ES is received."""
    routes = SegmentRoutes(per_segment={PE1: ALL}, per_instance={PE1: L3, PE2: L2})
    assert routes.next_hops(ESI, {PE1: L1}) == (NextHopLabels(PE1, L1),)


def test_14_1_1_single_active() -> None:
    """§14.1.1: one route with the flag is enough; the other PE is a backup."""
    routes = SegmentRoutes(per_segment={PE1: ONE, PE2: ALL}, per_instance={PE2: L2})
    assert routes.redundancy is Redundancy.SINGLE_ACTIVE
    assert routes.next_hops(ESI, {PE1: L1}) == (
        NextHopLabels(PE1, L1),
        NextHopLabels(PE2, L2, is_backup=True),
    )


def test_14_1_1_several_backups() -> None:
    """§14.1.1: "it is not possible to select a single backup PE"."""
    both = {PE2: L2, PE3: L3}
    routes = SegmentRoutes(per_segment=dict.fromkeys((PE1, PE2, PE3), ONE), per_instance=both)
    assert routes.next_hops(ESI, {PE1: L1}) == (NextHopLabels(PE1, L1),)
    left = SegmentRoutes(per_segment=dict.fromkeys((PE2, PE3), ONE), per_instance=both)
    assert left.next_hops(ESI, {PE1: L1}) == ()


def test_14_1_one_is_left_after_a_mass_withdraw() -> None:
    """§14.1: the one backup, or the other PEs in All-Active mode, take over."""
    for label in (ONE, ALL):
        routes = SegmentRoutes(per_segment={PE2: label}, per_instance={PE1: L3, PE2: L2})
        assert routes.next_hops(ESI, {PE1: L1}) == (NextHopLabels(PE2, L2),)


def test_14_1_2_all_active() -> None:
    """§14.1.2: "none of them have the "Single-Active" flag"."""
    routes = SegmentRoutes(per_segment={PE1: ALL, PE2: ALL}, per_instance={})
    assert routes.redundancy is Redundancy.ALL_ACTIVE
    assert SegmentRoutes(per_segment={}, per_instance={}).redundancy is None


def test_14_1_2_the_label_of_the_mac_route() -> None:
    """§14.1.2: "then this label stack MUST be used", not that of the Ethernet A-D route."""
    routes = SegmentRoutes(per_segment={PE1: ALL, PE2: ALL}, per_instance={PE1: L3, PE2: L3})
    assert routes.next_hops(ESI, {PE1: L1, PE2: L2}) == (
        NextHopLabels(PE1, L1),
        NextHopLabels(PE2, L2),
    )


# -- §15: MAC mobility -----------------------------------------------------------------------------


def at(
    pe: bytes, esi: EthernetSegmentId, sequence: int | None = None, *, sticky: bool = False
) -> MacRoute:
    """Make a route for the address."""
    mobility = None if sequence is None else MacMobility(sequence=sequence, sticky=sticky)
    return MacRoute(esi=esi, pe=pe, mobility=mobility)


def test_15_the_higher_sequence_number_wins() -> None:
    """§15: our route ends for one of another segment with a higher number."""
    assert must_withdraw(at(PE1, ESI), at(PE2, OTHER, 1))
    assert must_withdraw(at(PE1, ESI, 3), at(PE2, OTHER, 4))
    assert best_mac_route([at(PE1, ESI, 3), at(PE2, OTHER, 4)]) == at(PE2, OTHER, 4)


def test_15_a_lower_sequence_number_does_not() -> None:
    """§15: nor does one of the same segment, which is reached through several PEs."""
    assert not must_withdraw(at(PE1, ESI, 4), at(PE2, OTHER, 3))
    assert not must_withdraw(at(PE1, ESI, 3), at(PE2, ESI, 4))


def test_15_equal_sequence_numbers() -> None:
    """§15: "the route advertised by the PE with the lowest IP address"."""
    assert must_withdraw(at(PE2, ESI, 3), at(PE1, OTHER, 3))
    assert not must_withdraw(at(PE1, ESI, 3), at(PE2, OTHER, 3))
    assert best_mac_route([at(PE2, ESI, 3), at(PE1, OTHER, 3)]) == at(PE1, OTHER, 3)
    assert best_mac_route([]) is None


def test_15_single_homed_sites_are_not_compared() -> None:
    """§15: "In the case of single-homed scenarios, there is no need for ESI comparison"."""
    assert must_withdraw(at(PE1, SINGLE, 3), at(PE2, SINGLE, 4))


@pytest.mark.parametrize(
    ("esi", "received", "expected"),
    [
        (ESI, [], None),
        (ESI, [at(PE2, OTHER)], 1),
        (ESI, [at(PE2, OTHER, 7)], 8),
        (ESI, [at(PE2, ESI)], None),
        (ESI, [at(PE2, ESI, 7), at(PE3, ESI, 6)], 7),
        (SINGLE, [at(PE2, SINGLE)], 1),
        (ESI, [at(PE2, OTHER, 0xFFFFFFFF)], 0),
    ],
)
def test_15_the_number_of_our_own_route(
    esi: EthernetSegmentId, received: list[MacRoute], expected: int | None
) -> None:
    """§15: none at first, one more after a move, the same on the same segment."""
    found = local_mobility(esi, received)
    assert (None if found is None else found.sequence) == expected


@pytest.mark.parametrize(
    ("sequence", "other"), [(1, 0), (0x80000000, 1), (0, 0xFFFFFFFF), (5, 0xFFFFFFF0)]
)
def test_15_wraparound(sequence: int, other: int) -> None:
    """§15: "an implementation MUST handle scenarios in which sequence number wraparound occurs"."""
    assert is_newer(sequence, other)
    assert must_withdraw(at(PE1, ESI, other), at(PE2, OTHER, sequence))


@pytest.mark.parametrize(("sequence", "other"), [(0, 0), (0, 1), (0xFFFFFFFF, 0), (0, 0x80000000)])
def test_15_no_wraparound(sequence: int, other: int) -> None:
    """§15: the same number, and one that lies behind, are not higher."""
    assert not is_newer(sequence, other)


def test_15_1_too_many_moves() -> None:
    """§15.1: N moves within M seconds, 5 and 180 if nobody says otherwise."""
    watch = DuplicateWatch()
    assert [watch.moved(now) for now in (0, 10, 20, 30, 179)] == [False] * 4 + [True]
    assert watch.is_duplicate
    assert not watch.moved(200)  # the operator has been told
    watch.clear()
    assert not watch.is_duplicate


def test_15_1_moves_that_are_not_too_many() -> None:
    """§15.1: the timer expires, and what came before it does not count."""
    watch = DuplicateWatch()
    assert not any(watch.moved(now) for now in range(0, 1000, 50))
    assert not watch.is_duplicate


def test_15_1_it_is_configurable() -> None:
    """§15.1: "The values of M and N MUST be configurable"."""
    watch = DuplicateWatch(seconds=10, moves=2)
    assert [watch.moved(now) for now in (0, 10, 19)] == [False, False, True]


def test_15_2_a_static_address_does_not_move() -> None:
    """§15.2: whatever the sequence number, and the number of the static route is zero."""
    static = at(PE2, OTHER, 0, sticky=True)
    assert best_mac_route([at(PE1, ESI, 9), static]) == static
    assert must_withdraw(at(PE1, ESI, 9), static)


def test_15_2_a_static_address_that_was_learned_elsewhere() -> None:
    """§15.2: "later learns the same MAC address(es) via local learning": an alert."""
    assert contradicts_static([at(PE1, ESI), at(PE2, OTHER, 0, sticky=True)])


def test_15_2_an_address_that_may_move() -> None:
    """§15.2: without the static flag there is nothing to be alarmed of."""
    assert not contradicts_static([at(PE1, ESI), at(PE2, OTHER, 7)])
    assert not contradicts_static([])
