"""What tells routes of each family apart, against the sentence of the RFC that says it.

Each row has an NLRI and another value for each of its fields. With one field changed, it is the
same destination if the RFC keeps the field out of the key, and another one otherwise.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes.block import AttributeBlock
from bgplib.iana import bgp_ls
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup, UnicastNlri, evpn, mcast_vpls, mup, mvpn, sfc
from bgplib.nlri.bgp_ls import LinkStateNlri
from bgplib.nlri.car import CarLabels, CarNlri
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.l1vpn import L1vpnNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.mdt import MdtNlri
from bgplib.nlri.mup.type_2_session_transformed import Endpoint
from bgplib.nlri.pseudowire import PseudowireNlri
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.sr_policy import SrPolicyNlri
from bgplib.nlri.vpls import VplsDiscoveryNlri, VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib import Rib
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.decision.paths import block
from tests.unit.rib.test_rib import ONE, assert_empty

RD, OTHER_RD = (RouteDistinguisher.parse(text) for text in ("65000:1", "65000:2"))
ESI, OTHER_ESI = (EthernetSegmentId(bytes((0, *([last] * 9)))) for last in (1, 2))
MAC, OTHER_MAC = MacAddress(b"\2\0\0\0\0\1"), MacAddress(b"\2\0\0\0\0\2")
IP, OTHER_IP = b"\xc0\0\2\1", b"\xc0\0\2\2"
P4, OTHER_P4 = Prefix.parse("10.0.0.0/8"), Prefix.parse("10.0.0.0/9")
P6, OTHER_P6 = Prefix.parse("2001:db8::/32"), Prefix.parse("2001:db8::/33")
LABEL, OTHER_LABEL = Label.of(100), Label.of(200)
ANOTHER_IMET = bytes.fromhex("0311") + RD.octets + bytes(4) + b"\x20" + OTHER_IP
IMET = bytes.fromhex("0311") + RD.octets + bytes(4) + b"\x20" + IP
S_PMSI = bytes.fromhex("0316") + RD.octets + b"\x20" + IP + b"\x20" + b"\xef\1\1\1" + IP
OTHER_S_PMSI = bytes.fromhex("0316") + RD.octets + b"\x20" + OTHER_IP + b"\x20" + b"\xef\1\1\1" + IP


@attrs.frozen
class Row:
    """What an RFC says of one form of NLRI."""

    says: str  #: where, and what
    families: tuple[Family, ...]  #: the families that have the form
    nlri: Nlri  #: one NLRI
    key: dict[str, Any]  #: fields of the key, with other values
    beside: dict[str, Any] = attrs.field(factory=dict)  #: fields that are no part of it, likewise


#: fields that multicast routes of EVPN share
_MULTICAST: dict[str, Any] = {"rd": RD, "source": IP, "group": b"\xef\1\1\1", "originator": IP}
_OTHER_MULTICAST = {
    "rd": OTHER_RD,
    "ethernet_tag": 1,
    "source": OTHER_IP,
    "group": b"\xef\1\1\2",
    "originator": OTHER_IP,
}
_EVPN = (Family.L2VPN_EVPN,)
_MVPN = (Family.IPV4_MCAST_VPN, Family.IPV6_MCAST_VPN)
_MUP = (Family.IPV4_MUP, Family.IPV6_MUP)

_NODE = LinkStateNlri.of(
    bgp_ls.NODE, {"local-node-descriptors": {"autonomous-system": 1}}, protocol_id=2
)
_OTHER_NODE = {
    "nlri_type": bgp_ls.IPV4_TOPOLOGY_PREFIX,
    "protocol_id": 3,
    "identifier": 1,
    "tlvs": LinkStateNlri.of(
        bgp_ls.NODE, {"local-node-descriptors": {"autonomous-system": 2}}, protocol_id=2
    ).tlvs,
}

ROWS = {
    "ipv4": Row(
        "RFC 4271 §4.3: a route's destination is its prefix, a length and so many bits",
        (Family.IPV4_UNICAST, Family.IPV4_MULTICAST),
        UnicastNlri(P4),
        {"prefix": OTHER_P4},
    ),
    "ipv6": Row(
        "RFC 4760 §5 encodes prefixes as RFC 4271 does",
        (Family.IPV6_UNICAST, Family.IPV6_MULTICAST),
        UnicastNlri(P6),
        {"prefix": OTHER_P6},
    ),
    "ipv4-labeled": Row(
        'RFC 8277 §3.1: "These two routes MUST be considered to be comparable, even if they" have '
        "different labels",
        (Family.IPV4_LABELED,),
        LabeledNlri((LABEL,), P4),
        {"prefix": OTHER_P4},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv6-labeled": Row(
        "RFC 8277 §3.1, as for IPv4",
        (Family.IPV6_LABELED,),
        LabeledNlri((LABEL,), P6),
        {"prefix": OTHER_P6},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv4-vpn": Row(
        'RFC 4364 §4.1: if several VPNs use the same prefix, "the PEs translate these into unique '
        'VPN-IPv4 address prefixes"; RFC 8277 §3.1 keeps labels out',
        (Family.IPV4_VPN,),
        VpnNlri(labels=(LABEL,), rd=RD, prefix=P4),
        {"rd": OTHER_RD, "prefix": OTHER_P4},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv6-vpn": Row(
        "RFC 4659 §2, as for IPv4",
        (Family.IPV6_VPN,),
        VpnNlri(labels=(LABEL,), rd=RD, prefix=P6),
        {"rd": OTHER_RD, "prefix": OTHER_P6},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv4-vpn-multicast": Row(
        "RFC 6514 §7: RD and prefix, without a label",
        (Family.IPV4_VPN_MULTICAST,),
        VpnNlri(rd=RD, prefix=P4),
        {"rd": OTHER_RD, "prefix": OTHER_P4},
    ),
    "ipv6-vpn-multicast": Row(
        "RFC 6514 §7: RD and prefix, without a label",
        (Family.IPV6_VPN_MULTICAST,),
        VpnNlri(rd=RD, prefix=P6),
        {"rd": OTHER_RD, "prefix": OTHER_P6},
    ),
    "evpn-1": Row(
        'RFC 7432 §7.1: "only the Ethernet Segment Identifier and the Ethernet Tag ID are '
        'considered to be part of the prefix in the NLRI", after the RD',
        _EVPN,
        evpn.EthernetAutoDiscovery(rd=RD, esi=ESI, ethernet_tag=0, label=LABEL),
        {"rd": OTHER_RD, "esi": OTHER_ESI, "ethernet_tag": 1},
        {"label": OTHER_LABEL},
    ),
    "evpn-2": Row(
        'RFC 7432 §7.2: "only the Ethernet Tag ID, MAC Address Length, MAC Address, IP Address '
        'Length, and IP Address fields are considered to be part of the prefix in the NLRI"',
        _EVPN,
        evpn.MacIpAdvertisement(rd=RD, esi=ESI, mac=MAC, ip=IP, labels=(LABEL,)),
        {"rd": OTHER_RD, "ethernet_tag": 1, "mac": OTHER_MAC, "ip": b""},
        {"esi": OTHER_ESI, "labels": (OTHER_LABEL, LABEL)},
    ),
    "evpn-3": Row(
        "RFC 7432 §7.3: \"only the Ethernet Tag ID, IP Address Length, and Originating Router's "
        'IP Address fields are considered to be part of the prefix in the NLRI"',
        _EVPN,
        evpn.InclusiveMulticast(rd=RD, originator=IP),
        {"rd": OTHER_RD, "ethernet_tag": 1, "originator": OTHER_IP},
    ),
    "evpn-4": Row(
        'RFC 7432 §7.4: "only the Ethernet Segment ID, IP Address Length, and Originating '
        "Router's IP Address fields are considered to be part of the prefix in the NLRI\"",
        _EVPN,
        evpn.EthernetSegment(rd=RD, esi=ESI, originator=IP),
        {"rd": OTHER_RD, "esi": OTHER_ESI, "originator": OTHER_IP},
    ),
    "evpn-5": Row(
        'RFC 9136 §3.1: "The RD, Ethernet Tag ID, IP prefix length, and IP prefix are part of '
        "the route key used by BGP to compare routes. The rest of the fields are not part of the "
        'route key."',
        _EVPN,
        evpn.IpPrefix(rd=RD, prefix=P4, gateway=IP, label=LABEL),
        {"rd": OTHER_RD, "ethernet_tag": 1, "prefix": OTHER_P4},
        {"esi": OTHER_ESI, "gateway": OTHER_IP, "label": OTHER_LABEL},
    ),
    "evpn-6": Row(
        'RFC 9251 §9.1: "all the fields are considered to be part of the prefix in the NLRI, '
        'except for the 1-octet Flags field"',
        _EVPN,
        evpn.SelectiveMulticast(**_MULTICAST),
        _OTHER_MULTICAST,
        {"flags": 2},
    ),
    "evpn-7": Row(
        'RFC 9251 §9.2: "all the fields are considered to be part of the prefix in the NLRI, '
        'except for the 1-octet Flags field"',
        _EVPN,
        evpn.MembershipReportSynch(esi=ESI, **_MULTICAST),
        {"esi": OTHER_ESI, **_OTHER_MULTICAST},
        {"flags": 2},
    ),
    "evpn-8": Row(
        'RFC 9251 §9.3: "all the fields are considered to be part of the prefix in the NLRI, '
        'except for the Reserved, Maximum Response Time, and 1-octet Flags fields"',
        _EVPN,
        evpn.LeaveSynch(esi=ESI, **_MULTICAST),
        {"esi": OTHER_ESI, **_OTHER_MULTICAST},
        {"reserved": 1, "maximum_response_time": 1, "flags": 2},
    ),
    "evpn-9": Row(
        "RFC 9572 §3.1 keeps no field of the NLRI out of the key",
        _EVPN,
        evpn.PerRegionIPmsi(rd=RD, region=bytes(8)),
        {"rd": OTHER_RD, "ethernet_tag": 1, "region": b"\1" * 8},
    ),
    "evpn-10": Row(
        "RFC 9572 §3.2 keeps no field of the NLRI out of the key",
        _EVPN,
        evpn.SPmsi(**_MULTICAST),
        _OTHER_MULTICAST,
    ),
    "evpn-11": Row(
        "RFC 9572 §3.3 keeps no field of the NLRI out of the key",
        _EVPN,
        evpn.Leaf(route_key=IMET, originator=IP),
        {"route_key": ANOTHER_IMET, "originator": OTHER_IP},
    ),
    "mvpn-1": Row(
        "RFC 6514 §4.1: all of it",
        _MVPN,
        mvpn.IntraAsIPmsi(rd=RD, originator=IP),
        {"rd": OTHER_RD, "originator": OTHER_IP},
    ),
    "mvpn-2": Row(
        "RFC 6514 §4.2: all of it",
        _MVPN,
        mvpn.InterAsIPmsi(rd=RD, source_as=1),
        {"rd": OTHER_RD, "source_as": 2},
    ),
    "mvpn-3": Row(
        "RFC 6514 §4.3: all of it",
        _MVPN,
        mvpn.SPmsi(**_MULTICAST),
        {name: value for name, value in _OTHER_MULTICAST.items() if name != "ethernet_tag"},
    ),
    "mvpn-4": Row(
        "RFC 6514 §4.4: the Route Key, which is the NLRI of another route, and who answers",
        _MVPN,
        mvpn.Leaf(route_key=S_PMSI, originator=IP),
        {"route_key": OTHER_S_PMSI, "originator": OTHER_IP},
    ),
    "mvpn-5": Row(
        "RFC 6514 §4.5: all of it",
        _MVPN,
        mvpn.SourceActive(rd=RD, source=IP, group=b"\xef\1\1\1"),
        {"rd": OTHER_RD, "source": OTHER_IP, "group": b"\xef\1\1\2"},
    ),
    "mvpn-6": Row(
        "RFC 6514 §4.6: all of it",
        _MVPN,
        mvpn.SharedTreeJoin(rd=RD, source_as=1, source=IP, group=b"\xef\1\1\1"),
        {"rd": OTHER_RD, "source_as": 2, "source": OTHER_IP, "group": b"\xef\1\1\2"},
    ),
    "mvpn-7": Row(
        "RFC 6514 §4.6: all of it",
        _MVPN,
        mvpn.SourceTreeJoin(rd=RD, source_as=1, source=IP, group=b"\xef\1\1\1"),
        {"rd": OTHER_RD, "source_as": 2, "source": OTHER_IP, "group": b"\xef\1\1\2"},
    ),
    "mup-1": Row(
        "draft-ietf-bess-mup-safi §3.1.1: all of it",
        _MUP,
        mup.InterworkSegmentDiscovery(rd=RD, prefix=P4),
        {"rd": OTHER_RD, "prefix": OTHER_P4},
    ),
    "mup-2": Row(
        "draft-ietf-bess-mup-safi §3.1.2: all of it",
        _MUP,
        mup.DirectSegmentDiscovery(rd=RD, address=IP),
        {"rd": OTHER_RD, "address": OTHER_IP},
    ),
    "mup-3": Row(
        "draft-ietf-bess-mup-safi §3.1.3: RD and prefix; the session is how to get there",
        _MUP,
        mup.Type1SessionTransformed(rd=RD, prefix=P4, teid=1, endpoint=IP),
        {"rd": OTHER_RD, "prefix": OTHER_P4},
        {"teid": 2, "qfi": 9, "endpoint": OTHER_IP, "source": IP},
    ),
    "mup-4": Row(
        "draft-ietf-bess-mup-safi §3.1.4: all of it",
        _MUP,
        mup.Type2SessionTransformed(rd=RD, endpoint=Endpoint(IP)),
        {"rd": OTHER_RD, "endpoint": Endpoint(IP, b"\x80", 1)},
    ),
    "ipv4-flowspec": Row(
        "RFC 8955 §4: the NLRI is the flow specification, all of it",
        (Family.IPV4_FLOWSPEC,),
        FlowSpecNlri.parse("destination 10.0.0.0/8 protocol ==6"),
        {"components": FlowSpecNlri.parse("destination 10.0.0.0/8 protocol ==17").components},
    ),
    "ipv6-flowspec": Row(
        "RFC 8956 §3: the NLRI is the flow specification, all of it",
        (Family.IPV6_FLOWSPEC,),
        FlowSpecNlri.parse("destination 2001:db8::/32"),
        {"components": FlowSpecNlri.parse("destination 2001:db8::/33").components},
    ),
    "flowspec-vpn": Row(
        "RFC 8955 §8 puts an RD before the flow specification",
        (Family.IPV4_FLOWSPEC_VPN, Family.IPV6_FLOWSPEC_VPN, Family.L2VPN_FLOWSPEC_VPN),
        FlowSpecNlri.parse("destination-port ==80", rd=RD),
        {"rd": OTHER_RD, "components": FlowSpecNlri.parse("destination-port ==81").components},
    ),
    "vpls": Row(
        "RFC 4761 §3.2.2: a block is of a VE ID and an offset; size and base say which labels",
        (Family.L2VPN_VPLS,),
        VplsNlri(rd=RD, ve_id=1, block_offset=1, block_size=8, label_base=LABEL),
        {"rd": OTHER_RD, "ve_id": 2, "block_offset": 9},
        {"block_size": 16, "label_base": OTHER_LABEL},
    ),
    "vpls-discovery": Row(
        "RFC 6074 §3.2.2: RD and PE_addr",
        (Family.L2VPN_VPLS,),
        VplsDiscoveryNlri(rd=RD, pe_address=IP),
        {"rd": OTHER_RD, "pe_address": OTHER_IP},
    ),
    "mdt": Row(
        "RFC 6037 §4: all of it",
        (Family.IPV4_MDT,),
        MdtNlri(rd=RD, pe_address=IP, group_address=b"\xef\1\1\1"),
        {"rd": OTHER_RD, "pe_address": OTHER_IP, "group_address": b"\xef\1\1\2"},
    ),
    "route-target": Row(
        'RFC 4684 §3.2: "an {origin-as#, route-target} key", and how much of it counts',
        (Family.IPV4_ROUTE_TARGET,),
        RouteTargetNlri(origin_as=1, route_target=bytes(8)),
        {"origin_as": 2, "route_target": b"\1" * 8},
    ),
    "ipv4-sr-policy": Row(
        "RFC 9830 §2.1: distinguisher, colour and endpoint",
        (Family.IPV4_SR_POLICY,),
        SrPolicyNlri(distinguisher=1, color=1, endpoint=IP),
        {"distinguisher": 2, "color": 2, "endpoint": OTHER_IP},
    ),
    "link-state": Row(
        "RFC 7752 §3.2: type, protocol, identifier and every descriptor",
        (Family.LINK_STATE,),
        _NODE,
        _OTHER_NODE,
    ),
    "link-state-vpn": Row(
        "RFC 7752 §3.2: an RD before type, protocol, identifier and every descriptor",
        (Family.LINK_STATE_VPN,),
        attrs.evolve(_NODE, rd=RD),
        {"rd": OTHER_RD, **_OTHER_NODE},
    ),
    "4over6": Row(
        "RFC 5747 §5.2: the prefix of the island, in IPv4",
        (Family.IPV4_4OVER6,),
        UnicastNlri(P4),
        {"prefix": OTHER_P4},
    ),
    "ipv4-classful-transport": Row(
        "RFC 9832 §6.1 encodes an RD and a prefix behind labels, as RFC 8277 does",
        (Family.IPV4_CLASSFUL_TRANSPORT,),
        VpnNlri(labels=(LABEL,), rd=RD, prefix=P4),
        {"rd": OTHER_RD, "prefix": OTHER_P4},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv6-classful-transport": Row(
        "RFC 9832 §6.1, as for IPv4",
        (Family.IPV6_CLASSFUL_TRANSPORT,),
        VpnNlri(labels=(LABEL,), rd=RD, prefix=P6),
        {"rd": OTHER_RD, "prefix": OTHER_P6},
        {"labels": (OTHER_LABEL,)},
    ),
    "ipv4-car": Row(
        "RFC 9871 §2.9.3: prefix and colour are the key; TLVs are not",
        (Family.IPV4_CAR,),
        CarNlri(prefix=P4, color=1),
        {"prefix": OTHER_P4, "color": 2},
        {"tlvs": (CarLabels((LABEL,)),), "rest": b"\1"},
    ),
    "ipv6-car": Row(
        "RFC 9871 §2.9.3: prefix and colour are the key; TLVs are not",
        (Family.IPV6_CAR,),
        CarNlri(prefix=P6, color=1),
        {"prefix": OTHER_P6, "color": 2},
        {"tlvs": (CarLabels((LABEL,)),), "rest": b"\1"},
    ),
    "ipv4-vpn-car": Row(
        "RFC 9871 §10: an RD before the key",
        (Family.IPV4_VPN_CAR,),
        CarNlri(rd=RD, prefix=P4, color=1),
        {"rd": OTHER_RD, "prefix": OTHER_P4, "color": 2},
        {"tlvs": (CarLabels((LABEL,)),), "rest": b"\1"},
    ),
    "ipv6-vpn-car": Row(
        "RFC 9871 §10: an RD before the key",
        (Family.IPV6_VPN_CAR,),
        CarNlri(rd=RD, prefix=P6, color=1),
        {"rd": OTHER_RD, "prefix": OTHER_P6, "color": 2},
        {"tlvs": (CarLabels((LABEL,)),), "rest": b"\1"},
    ),
    "l1vpn": Row(
        "RFC 5195 §3: the ports of customer and provider",
        (Family.IPV4_L1VPN, Family.IPV6_L1VPN),
        L1vpnNlri(ppi_address=IP, cpi_afi=1, cpi_address=IP),
        {"ppi_address": OTHER_IP, "cpi_afi": 2, "cpi_address": OTHER_IP},
    ),
    "pseudowire": Row(
        "RFC 7267 §3.2: an RD, and the identifier of the attachment",
        (Family.L2VPN_PSEUDOWIRE,),
        PseudowireNlri(rd=RD, global_id=1, prefix=Prefix.parse("192.0.2.1/32"), ac_id=1),
        {
            "rd": OTHER_RD,
            "global_id": 2,
            "prefix": Prefix.parse("192.0.2.2/32"),
            "ac_id": 2,
        },
    ),
    "vpls-s-pmsi": Row(
        "RFC 7117 §9.2.1: all fields",
        (Family.L2VPN_MCAST_VPLS,),
        mcast_vpls.VplsSPmsi(rd=RD, source=IP, group=b"\xef\1\1\1", originator=IP),
        {"rd": OTHER_RD, "source": OTHER_IP, "group": b"\xef\1\1\2", "originator": OTHER_IP},
    ),
    "vpls-leaf": Row(
        "RFC 7117 §9.2.2: all fields",
        (Family.L2VPN_MCAST_VPLS,),
        mcast_vpls.VplsLeaf(route_key=S_PMSI, originator=IP),
        {"route_key": OTHER_S_PMSI, "originator": OTHER_IP},
    ),
    "sfc-instance": Row(
        "RFC 9015 §3.1: RD and type of the service function",
        (Family.SFC,),
        sfc.ServiceFunctionInstance(rd=RD, service_function_type=1),
        {"rd": OTHER_RD, "service_function_type": 2},
    ),
    "sfc-path": Row(
        "RFC 9015 §3.2: RD and Service Path Identifier",
        (Family.SFC,),
        sfc.ServiceFunctionPath(rd=RD, spi=1),
        {"rd": OTHER_RD, "spi": 2},
    ),
    "link-state-spf": Row(
        "RFC 9815 §5.1.1 has the NLRI of BGP-LS",
        (Family.LINK_STATE_SPF,),
        _NODE,
        _OTHER_NODE,
    ),
    "ipv6-sr-policy": Row(
        "RFC 9830 §2.1: distinguisher, colour and endpoint",
        (Family.IPV6_SR_POLICY,),
        SrPolicyNlri(distinguisher=1, color=1, endpoint=IP * 4),
        {"distinguisher": 2, "color": 2, "endpoint": OTHER_IP * 4},
    ),
}


def announced(family: Family, nlri: Nlri, attributes: AttributeBlock | None = None) -> Update:
    """Make an UPDATE of one route."""
    group = NlriGroup.of(family, [nlri])
    group.next_hop_octets = IP
    return Update(attributes or block("1"), (group,), ())


CHANGED = [
    pytest.param(family, row, field, same, id=f"{name}-{family}-{field}")
    for name, row in ROWS.items()
    for family in row.families
    for same, fields in ((False, row.key), (True, row.beside))
    for field in fields
]


@pytest.mark.parametrize(("family", "row", "field", "same"), CHANGED)
def test_a_field_is_part_of_the_key_or_not(
    family: Family, row: Row, field: str, same: bool
) -> None:
    """What the RFC says of the field; the NLRI that came last is the one that is there."""
    assert row.says
    other = attrs.evolve(row.nlri, **{field: (row.beside if same else row.key)[field]})
    rib = Rib()
    rib.update(ONE, announced(family, row.nlri))
    (change,) = rib.update(ONE, announced(family, other))
    assert (len(rib), change.lost is not None) == ((1, True) if same else (2, False))
    found = {route.nlri for _, key in rib for route in rib.routes(key, family)}
    assert found == ({other} if same else {row.nlri, other})
    # A withdrawal names the key only: it withdraws whatever is there now.
    rib.update(ONE, Update.withdraw([row.nlri], family=family))
    assert len(rib) == (0 if same else 1)
    rib.update(ONE, Update.withdraw([other], family=family))
    assert_empty(rib)


@pytest.mark.parametrize("name", ROWS)
def test_the_row_names_every_field(name: str) -> None:
    """No field of a value is left out, but the path identifier, and the length of a target."""
    row = ROWS[name]
    fields = {field.name for field in attrs.fields(type(row.nlri)) if field.init}
    fields -= {"path_id", "length"}
    if isinstance(row.nlri, CarNlri | FlowSpecNlri | LinkStateNlri) and row.nlri.rd is None:
        fields.remove("rd")
    if isinstance(row.nlri, VpnNlri) and not row.nlri.labels:
        fields.remove("labels")
    assert fields == row.key.keys() | row.beside.keys()


def test_every_family_is_in_a_row() -> None:
    """All of the registry."""
    rows = {family for row in ROWS.values() for family in row.families}
    assert rows == set(DEFAULT_REGISTRY.families)


@pytest.mark.parametrize("name", ROWS)
def test_path_identifiers_stand_beside_the_key(name: str) -> None:
    """RFC 7911 §3: the identifier and the prefix together tell a path."""
    row = ROWS[name]
    rib = Rib()
    for number in (1, 2, 1):
        rib.update(ONE, announced(row.families[0], attrs.evolve(row.nlri, path_id=number)))
    assert (len(rib), rib.path_count) == (1, 2)


def test_a_label_block_is_no_discovery() -> None:
    """RFC 4761 §3.2.2 and RFC 6074 §3.2.2 share a family, where equal octets mean two things."""
    rib, family = Rib(), Family.L2VPN_VPLS
    pe = bytes((0, 7, 0, 9))
    rib.update(ONE, announced(family, VplsDiscoveryNlri(rd=RD, pe_address=pe)))
    labels = VplsNlri(rd=RD, ve_id=7, block_offset=9, block_size=8, label_base=LABEL)
    rib.update(ONE, announced(family, labels))
    assert len(rib) == 2


def test_route_types_are_part_of_the_key() -> None:
    """RFC 7432 §7, RFC 6514 §4: routes of two types never are the same, whatever their fields."""
    rib = Rib()
    for route in (evpn.InclusiveMulticast(rd=RD, originator=IP), ROWS["evpn-4"].nlri):
        rib.update(ONE, announced(Family.L2VPN_EVPN, route))
    assert len(rib) == 2


def test_lengths_of_route_targets_are_part_of_the_key() -> None:
    """RFC 4684 §4: a shorter prefix asks for more, and is another route."""
    rib, family = Rib(), Family.IPV4_ROUTE_TARGET
    for length in (64, 63, 32):
        target = RouteTargetNlri(origin_as=1, route_target=bytes((length + 7) // 8), length=length)
        rib.update(ONE, announced(family, target))
    rib.update(ONE, announced(family, RouteTargetNlri(origin_as=None, length=0)))
    assert len(rib) == 4
