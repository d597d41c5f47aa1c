"""UPDATEs in TShark's words: attributes, and routes where they stand (RFC 4271 §4.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes.aggregator import Aggregator
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.as4_aggregator import As4Aggregator
from bgplib.attributes.as4_path import As4Path
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.attr_set import AttrSet
from bgplib.attributes.bgp_ls import BgpLs
from bgplib.attributes.bgpsec_path import BgpsecPath
from bgplib.attributes.cluster_list import ClusterList
from bgplib.attributes.communities import Communities
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities
from bgplib.attributes.large_community import LargeCommunities
from bgplib.attributes.local_pref import LocalPref
from bgplib.attributes.mp_reach_nlri import MpReachNlri
from bgplib.attributes.mp_unreach_nlri import MpUnreachNlri
from bgplib.attributes.multi_exit_disc import MultiExitDisc
from bgplib.attributes.next_hop import NextHop
from bgplib.attributes.origin import Origin
from bgplib.attributes.originator_id import OriginatorId
from bgplib.attributes.path_attribute import PathAttribute
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.attributes.prefix_sid import PrefixSid
from bgplib.attributes.tunnel_encapsulation import TunnelEncapsulation
from bgplib.context import Context
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri.group import NlriGroup
from bgplib.values.address import address_text, identifier_text
from bgplib.values.next_hop import NextHop as HopValue
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.corpus.tshark import communities, link_state, routes, tunnels
from tests.corpus.tshark.words import Words, distinguisher, of_address

VXLAN: Final = 8
_ATTRIBUTE: Final = "bgp.update.path_attribute"


def of_update(update: Update, as_octets: int) -> Words:
    """Say withdrawn routes, attributes and NLRI; routes as they came, before RFC 7606 judges."""
    wire = update._wire
    assert wire is not None
    announced, withdrawn = list(wire.announced), list(wire.withdrew)
    # Routes of the fields of RFC 4271 are the first that are withdrawn, the last announced.
    if wire.withdrawn and withdrawn:
        yield from _routes(withdrawn.pop(0), "withdrawn")
    if wire.nlri and announced:
        yield from _routes(announced.pop(), "nlri")
    for attribute in update.path_attributes():
        yield from of_attribute(attribute, as_octets)
    vni = _in_vxlan(update)
    for group in announced:
        yield from _routes(group, "reach", vni=vni)
    for group in withdrawn:
        yield from _routes(group, "unreach", vni=vni)


def _in_vxlan(update: Update) -> bool:
    """RFC 9012 §4.1: the extended community that says so."""
    value = update.attributes.get(ExtendedCommunities)
    kinds = value.communities if value else ()
    return any(isinstance(each, Encapsulation) and each.tunnel_type == VXLAN for each in kinds)


def _routes(group: NlriGroup, place: str, *, vni: bool = False) -> Words:
    for nlri in group.nlri:
        yield from routes.of_nlri(nlri, group.family, place, vni=vni)


def of_attribute(attribute: PathAttribute, as_octets: int) -> Words:
    """Say flags and type code, and what the value holds."""
    flags = attribute.flags
    yield f"{_ATTRIBUTE}.flags", flags
    yield f"{_ATTRIBUTE}.flags.optional", bool(flags & 0x80)
    yield f"{_ATTRIBUTE}.flags.transitive", bool(flags & 0x40)
    yield f"{_ATTRIBUTE}.flags.partial", bool(flags & 0x20)
    yield f"{_ATTRIBUTE}.flags.extended_length", bool(flags & 0x10)
    yield f"{_ATTRIBUTE}.flags.unused", flags & 0x0F
    yield f"{_ATTRIBUTE}.type_code", attribute.code
    value = attribute.value
    spell = VALUES[as_octets].get(type(value))
    if spell is not None:
        yield from spell(value)


def _plain(name: str, convert: Callable[[Any], Any]) -> Callable[[Any], Words]:
    def spell(value: Any) -> Words:
        yield f"{_ATTRIBUTE}.{name}", convert(value)

    return spell


def _path(width: int) -> Callable[[Any], Words]:
    def spell(value: AsPath | As4Path) -> Words:
        for segment in value.segments:
            yield f"{_ATTRIBUTE}.as_path_segment.type", segment.type
            yield f"{_ATTRIBUTE}.as_path_segment.length", len(segment.asns)
            for asn in segment.asns:
                yield f"{_ATTRIBUTE}.as_path_segment.as{width}", asn

    return spell


def _aggregator(value: Aggregator | As4Aggregator) -> Words:
    yield f"{_ATTRIBUTE}.aggregator_as", value.asn
    yield f"{_ATTRIBUTE}.aggregator_origin", address_text(value.address)


def _clusters(value: ClusterList) -> Words:
    for cluster in value.clusters:
        yield "bgp.path_attribute.cluster_id", identifier_text(cluster)


def _reach(value: MpReachNlri) -> Words:
    """RFC 4760 §3; TShark puts the octet of the length in front of the next hop."""
    yield f"{_ATTRIBUTE}.mp_reach_nlri.afi", value.family.afi
    yield f"{_ATTRIBUTE}.mp_reach_nlri.safi", value.family.safi
    yield f"{_ATTRIBUTE}.mp_reach_nlri.nbr_snpa", value.reserved
    hop = HopValue(value.next_hop)
    name = f"{_ATTRIBUTE}.mp_reach_nlri.next_hop"
    yield name, bytes((len(hop.octets),)) + hop.octets
    if hop.route_distinguisher:
        yield f"{name}.rd", distinguisher(RouteDistinguisher(hop.route_distinguisher))
    yield from of_address(f"{name}.{{}}", hop.address)
    yield from of_address(f"{name}.{{}}.link_local", hop.link_local)


def _unreach(value: MpUnreachNlri) -> Words:
    yield f"{_ATTRIBUTE}.mp_unreach_nlri.afi", value.family.afi
    yield f"{_ATTRIBUTE}.mp_unreach_nlri.safi", value.family.safi


def _aigp(value: Aigp) -> Words:
    """RFC 7311 §3."""
    for tlv in value.tlvs:
        yield "bgp.update.attribute.aigp.type", tlv.type
    if value.metric is not None:
        yield "bgp.update.attribute.aigp.accu_igp_metric", value.metric


#: RFC 6368 §5: AS numbers in the set have four octets
_IN_SET: Final = Decoder(Context(session=None)).attributes


def _attribute_set(value: AttrSet) -> Words:
    """RFC 6368 §5: the attributes of the customer's network, in the same words."""
    yield f"{_ATTRIBUTE}.attr_set.origin_as", value.origin_as
    for flags, code, octets in value.attributes:
        yield from of_attribute(PathAttribute(code, flags, octets, _IN_SET), 4)


def _bgpsec(value: BgpsecPath) -> Words:
    """RFC 8205 §3."""
    for segment in value.segments:
        yield f"{_ATTRIBUTE}.bgpsec.sps.pcount", segment.p_count
        yield f"{_ATTRIBUTE}.bgpsec.sps.flags", segment.flags
        yield f"{_ATTRIBUTE}.bgpsec.sps.as", segment.asn
    for block in value.blocks:
        yield f"{_ATTRIBUTE}.bgpsec.sb.algo_id", block.algorithm
        for key_identifier, signature in block.signatures:
            yield f"{_ATTRIBUTE}.bgpsec.ss.ski", key_identifier
            yield f"{_ATTRIBUTE}.bgpsec.ss.length", len(signature)
            yield f"{_ATTRIBUTE}.bgpsec.ss.sig", signature


def _link_state(value: BgpLs) -> Words:
    yield from link_state.of_tlvs(value.tlvs)


def values(as_octets: int) -> dict[type, Callable[[Any], Words]]:
    """Return what says the values of attributes; fields of AS_PATH are named by the width."""
    return {
        Origin: _plain("origin", lambda value: value.value),
        AsPath: _path(as_octets),
        NextHop: _plain("next_hop", lambda value: address_text(value.address)),
        MultiExitDisc: _plain("multi_exit_disc", lambda value: value.value),
        LocalPref: _plain("local_pref", lambda value: value.value),
        Aggregator: _aggregator,
        Communities: communities.of_communities,
        OriginatorId: _plain("originator_id", lambda value: identifier_text(value.identifier)),
        ClusterList: _clusters,
        MpReachNlri: _reach,
        MpUnreachNlri: _unreach,
        ExtendedCommunities: communities.of_extended,
        As4Path: _path(4),
        As4Aggregator: _aggregator,
        PmsiTunnel: tunnels.of_pmsi,
        TunnelEncapsulation: tunnels.of_tunnels,
        Aigp: _aigp,
        BgpLs: _link_state,
        LargeCommunities: communities.of_large,
        BgpsecPath: _bgpsec,
        PrefixSid: tunnels.of_prefix_sid,
        AttrSet: _attribute_set,
    }


VALUES: Final = {width: values(width) for width in (2, 4)}
