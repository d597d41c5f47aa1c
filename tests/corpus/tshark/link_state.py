"""BGP-LS in TShark's words (RFC 9552 §5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes.bgp_ls import LinkStateTlvs
from bgplib.iana.families import Family
from bgplib.nlri.bgp_ls import LinkStateNlri
from tests.corpus.tshark.flowspec import of_distinguisher
from tests.corpus.tshark.words import Words

_OCTETS: Final = (1025, 1027, 1097, 1157)


def of_nlri(nlri: LinkStateNlri, family: Family, place: str) -> Words:
    """Say type, protocol and identifier, and the descriptors."""
    yield "bgp.ls.nlri_type", nlri.nlri_type
    if nlri.rd is not None:
        yield from of_distinguisher("bgp.ls.nlri_safi128_route_distinguisher", nlri.rd)
    yield "bgp.ls.nlri_node.protocol_id", nlri.protocol_id
    yield "bgp.ls.nlri_node.identifier", nlri.identifier
    yield from of_tlvs(nlri.tlvs)


def of_tlvs(tlvs: LinkStateTlvs) -> Words:
    """Say what each TLV of a known type holds; nodes and containers hold more of them."""
    for tlv in tlvs:
        spell = TLVS.get(tlv.type)
        if spell is not None:
            yield "bgp.ls.type", tlv.type
            # Octets that have not the layout of the type are no value.
            if not isinstance(tlv.value, bytes) or tlv.type in _OCTETS:
                yield from spell(tlv.value)


def _plain(name: str, convert: Callable[[Any], Any] = int) -> Callable[[Any], Words]:
    """Say one value."""

    def spell(value: Any) -> Words:
        yield f"bgp.ls.{name}", convert(value)

    return spell


def _each(name: str, convert: Callable[[Any], Any] = int) -> Callable[[Any], Words]:
    """Say all values of a list."""

    def spell(values: Any) -> Words:
        for value in values:
            yield f"bgp.ls.{name}", convert(value)

    return spell


def _bits(value: int, names: dict[str, int]) -> Words:
    for name, bit in names.items():
        yield f"bgp.ls.{name}", bool(value & bit)


def _flags(names: dict[str, int]) -> Callable[[Any], Words]:
    def spell(value: Any) -> Words:
        yield from _bits(value.bits, names)

    return spell


def _octets(value: Any) -> Words:
    """Say nothing: TShark shows no octets of what is opaque."""
    yield from ()


def _links(value: Any) -> Words:
    yield "bgp.ls.nlri_link_local_identifier", value.local
    yield "bgp.ls.nlri_link_remote_identifier", value.remote


def _reachable(value: Any) -> Words:
    yield "bgp.prefix_length", value.length
    yield "bgp.ls.nlri_ip_reachability_prefix_ip", str(value).partition("/")[0]


def _megabits(value: float) -> float:
    """Turn octets a second into the megabits that TShark shows."""
    return value * 8 / 1e6


_PROTECTIONS: Final = {
    "link_protection_type.extra_traffic": 0x0100,
    "link_protection_type.unprotected": 0x0200,
    "link_protection_type.shared": 0x0400,
    "link_protection_type.dedicated_1colon1": 0x0800,
    "link_protection_type.dedicated_1plus1": 0x1000,
    "link_protection_type.enhanced": 0x2000,
}


def _adjacency(value: Any) -> Words:
    """RFC 9085 §2.2.1, RFC 8667 §2.2.1."""
    yield "bgp.ls.sr.tlv.adjacency.sid.flags", value.flags
    yield from _bits(
        value.flags,
        {f"sr.tlv.adjacency.sid.flags.{name}": 0x80 >> at for at, name in enumerate("fbvls")},
    )
    yield "bgp.ls.sr.tlv.adjacency.sid.weight", value.weight
    kind = "label" if value.sid.is_label else "index"
    yield f"bgp.ls.sr.tlv.adjacency.sid.{kind}", value.sid.value


def _delay(value: Any) -> Words:
    """RFC 8571 §2.1."""
    yield "bgp.ls.igp_te_metric.flags.a", value.anomalous
    yield "bgp.ls.igp_te_metric.delay_value", value.delay


def _delays(value: Any) -> Words:
    """RFC 8571 §2.2."""
    yield "bgp.ls.igp_te_metric.flags.a", value.anomalous
    yield "bgp.ls.igp_te_metric.delay_min", value.minimum
    yield "bgp.ls.igp_te_metric.delay_max", value.maximum


_APPLICATION: Final = "tlv.application_specific_link_attributes"


def _applications(value: Any) -> Words:
    """RFC 9294 §2."""
    yield f"bgp.ls.{_APPLICATION}.sabm_length", len(value.standard)
    yield f"bgp.ls.{_APPLICATION}.udabm_length", len(value.user_defined)
    bits = int.from_bytes(value.standard.ljust(4, b"\0"), "big")
    yield f"bgp.ls.{_APPLICATION}.sabm", bits
    yield from _bits(
        bits, {f"{_APPLICATION}.sabm.{name}": 1 << 31 - at for at, name in enumerate("rsfx")}
    )
    yield f"bgp.ls.{_APPLICATION}.udabm", value.user_defined
    yield from of_tlvs(value.sub_tlvs)


#: the TLVs that TShark 4.0 reads, and what it shows of them
TLVS: Final[dict[int, Callable[[Any], Words]]] = {
    256: of_tlvs,
    257: of_tlvs,
    258: _links,
    259: _plain("nlri_ipv4_interface_address", str),
    260: _plain("nlri_ipv4_neighbor_address", str),
    263: _each("nlri_multi_topology_id"),
    265: _reachable,
    512: _plain("tlv.autonomous_system.id"),
    513: _plain("tlv.bgp_ls_identifier_id"),
    514: _plain("tlv.area_id.id"),
    515: _plain("tlv.igp_router_id", lambda value: value.octets),
    1024: _flags(
        {
            "node_flag_bits.overload": 0x80,
            "node_flag_bits.attached": 0x40,
            "node_flag_bits.external": 0x20,
            "node_flag_bits.abr": 0x10,
        }
    ),
    1025: _octets,
    1026: _plain("tlv.node_name_value", str),
    1027: _plain("tlv.is_is_area_identifier_value", bytes),
    1028: _plain("tlv.ipv4_router_id_value", str),
    1029: _plain("tlv.ipv6_router_id_of_local_node_value", str),
    1030: _plain("tlv.ipv4_router_id_value", str),
    1031: _plain("tlv.ipv6_router_id_of_local_node_value", str),
    1088: _plain("tlv.administrative_group_color_value"),
    1089: _plain("bandwidth_value", _megabits),
    1090: _plain("bandwidth_value", _megabits),
    1091: _each("bandwidth_value", _megabits),
    1092: _plain("tlv.te_default_metric_value"),
    1093: _flags(_PROTECTIONS),
    1094: _flags(
        {
            "protocol_mask_tlv.mpls_protocol.l": 0x80,
            "protocol_mask_tlv.mpls_protocol.r": 0x40,
        }
    ),
    1095: _plain("tlv.metric_value"),
    1096: _each("tlv.shared_risk_link_group_value"),
    1097: _octets,
    1099: _adjacency,
    1114: _delay,
    1115: _delays,
    1116: _plain("igp_te_metric.delay_variation_value"),
    1122: _applications,
    1153: _each("tlv.route_tag_value"),
    1154: _each("tlv.extended_route_tag_value"),
    1155: _plain("tlv.prefix_metric_value"),
    1157: _octets,
}
