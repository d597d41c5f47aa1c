"""Communities of three kinds in TShark's words (RFC 1997, RFC 4360, RFC 8092)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes import extended_communities as ours
from bgplib.attributes.communities import Communities
from bgplib.attributes.extended_communities import ExtendedCommunities, ExtendedCommunity
from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.large_community import LargeCommunities
from bgplib.values.address import identifier_text
from tests.corpus.tshark.words import Words

# RFC 1997: "The community attribute values ranging from 0x0000000 through 0x0000FFFF and
# 0xFFFF0000 through 0xFFFFFFFF are hereby reserved." TShark shows them as one number.
_RESERVED: Final = (0, 0xFFFF)


def of_communities(value: Communities) -> Words:
    for community in value.communities:
        if community >> 16 in _RESERVED:
            yield "bgp.update.path_attribute.community_wellknown", community
        else:
            yield "bgp.update.path_attribute.community_as", community >> 16
            yield "bgp.update.path_attribute.community_value", community & 0xFFFF


def of_large(value: LargeCommunities) -> Words:
    for administrator, first, second in value.communities:
        yield "bgp.large_communities.ga", administrator
        yield "bgp.large_communities.ldp1", first
        yield "bgp.large_communities.ldp2", second


#: the field of the subtype, by type; of other types TShark has none
_SUBTYPES: Final = {
    0x00: "tr_as2",
    0x01: "tr_IP4",
    0x03: "tr_opaque",
    0x06: "tr_evpn",
    0x40: "ntr_as2",
    0x43: "ntr_opaque",
    0x80: "tr_exp",
}


def of_extended(value: ExtendedCommunities) -> Words:
    for community in value.communities:
        octets = ours.encode(community)
        yield "bgp.ext_com.type", octets[0]
        yield "bgp.ext_com.type.auth", bool(octets[0] & 0x80)
        # RFC 4360 §2: the T bit is 0 in transitive ones.
        yield "bgp.ext_com.type.tran", not community.transitive
        yield f"bgp.ext_com.stype_{_SUBTYPES.get(octets[0], 'unknown')}", octets[1]
        yield from _value(community, octets)


def _value(community: ExtendedCommunity, octets: bytes) -> Words:
    if isinstance(community, Administered) and octets[0] in (0x00, 0x01, 0x80):
        yield from _ADMINISTERED[community.form](community)
        return
    if octets[:2] == _TRANSITIVE_BANDWIDTH:
        yield "bgp.ext_com.value_as2", int.from_bytes(octets[2:4], "big")
        yield "bgp.ext_com.value_an4", int.from_bytes(octets[4:], "big")
        return
    for kind, spell in KINDS.items():
        if isinstance(community, kind) and octets[:2] not in _RAW:
            yield from spell(community)
            return
    yield "bgp.ext_com.value_raw", int.from_bytes(octets[2:], "big")


#: TShark 4.0 knows Link Bandwidth as non-transitive alone, and reads a number here
_TRANSITIVE_BANDWIDTH: Final = b"\x00\x04"
#: kinds of which TShark 4.0 shows the octets alone
_RAW: Final = (b"\x80\x0c",)


def _two_octet_as(community: Administered) -> Words:
    yield "bgp.ext_com.value_as2", community.administrator
    yield "bgp.ext_com.value_an4", community.number


def _address(community: Administered) -> Words:
    yield "bgp.ext_com.value_IP4", identifier_text(community.administrator)
    yield "bgp.ext_com.value_an2", community.number


_ADMINISTERED: Final[dict[int, Callable[[Any], Words]]] = {0: _two_octet_as, 1: _address}


def _link_bandwidth(community: ours.LinkBandwidth) -> Words:
    yield "bgp.ext_com.value_as2", community.asn
    yield "bgp.ext_com.value_link_bw", community.bandwidth


def _rate(community: ours.TrafficRate) -> Words:
    yield "bgp.ext_com.value_as2", community.asn
    yield "bgp.ext_com_flow.rate_limit", community.rate


def _action(community: ours.TrafficAction) -> Words:
    yield "bgp.ext_com_flow.sample", community.sample
    yield "bgp.ext_com_flow.traff_act", community.terminal


def _marking(community: ours.TrafficMarking) -> Words:
    yield "bgp.ext_com.value_fs_dscp", community.dscp


def _encapsulation(community: ours.Encapsulation) -> Words:
    yield "bgp.ext_com.tunnel_type", community.tunnel_type


def _es_import(community: ours.EsImport) -> Words:
    yield "bgp.ext_com_evpn.esi.rt", community.mac.octets


def _esi_label(community: ours.EsiLabel) -> Words:
    yield "bgp.ext_com_l2.esi_label_flag", community.single_active
    # The label of 20 bits, and all 24 of its field.
    yield "bgp.update.path_attribute.mpls_label_value_20bits", community.label
    field = community.label << 4 | community.reserved & 0xF
    yield "bgp.update.path_attribute.mpls_label_value", field


def _mac_mobility(community: ours.MacMobility) -> Words:
    yield "bgp.ext_com_evpn.mmac.flags.sticky", community.sticky
    yield "bgp.ext_com_evpn.mmac.seq", community.sequence


def _layer2_info(community: ours.Layer2Info) -> Words:
    yield "bgp.ext_com_l2.encaps_type", community.encapsulation
    yield "bgp.ext_com_l2.c_flags", community.control
    for name, bit in {"d": 0x80, "f": 0x20, "c": 0x02, "s": 0x01}.items():
        yield f"bgp.ext_com_l2.flag_{name}", bool(community.control & bit)
    yield "bgp.ext_com_l2.l2_mtu", community.mtu


def _redirect_to_ip(community: ours.RedirectToIp) -> Words:
    yield "bgp.ext_com.value_IP4", identifier_text(community.address)
    yield "bgp.ext_com.value_an2", community.reserved | int(community.copy)


def _layer2_attributes(community: ours.Layer2Attributes) -> Words:
    """RFC 8214 §3.1."""
    for letter, bit in (
        ("b", community.backup),
        ("p", community.primary),
        ("c", community.control_word),
    ):
        yield f"bgp.ext_com_evpn.l2attr.flag_{letter}", bit
    yield "bgp.ext_com_evpn.l2attr.l2_mtu", community.mtu


#: the kinds whose parts TShark 4.0 shows, beside those of an administrator and a number
KINDS: Final[dict[type, Callable[[Any], Words]]] = {
    ours.LinkBandwidth: _link_bandwidth,
    ours.TrafficRate: _rate,
    ours.TrafficAction: _action,
    ours.TrafficMarking: _marking,
    ours.Encapsulation: _encapsulation,
    ours.EsImport: _es_import,
    ours.EsiLabel: _esi_label,
    ours.MacMobility: _mac_mobility,
    ours.Layer2Info: _layer2_info,
    ours.RedirectToIp: _redirect_to_ip,
    ours.Layer2Attributes: _layer2_attributes,
}
