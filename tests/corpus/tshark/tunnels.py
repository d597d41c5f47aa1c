"""PMSI_TUNNEL, TUNNEL_ENCAPSULATION and PREFIX_SID in TShark's words."""

from __future__ import annotations

from typing import Final

from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.attributes._srv6_service import SidInformation, SidStructure, Srv6Service
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb, PrefixSid
from bgplib.attributes.tunnel_encapsulation._attribute import TunnelEncapsulation
from bgplib.octets import Reader
from bgplib.values.address import address_text
from bgplib.values.tlv import Tlv
from tests.corpus.tshark.words import Words

_PMSI: Final = "bgp.update.path_attribute.pmsi"
#: of tunnels of two addresses: the names of both, by tunnel type (RFC 6514 §5)
_PAIRS: Final = {
    3: ("pimssm.root_node", "pimssm.pmulticast_group"),
    4: ("pimsm.sender_address", "pimsm.pmulticast_group"),
    5: ("bidir_pim_tree.sender", "bidir_pim_tree.pmulticast_group"),
}


def of_pmsi(value: PmsiTunnel) -> Words:
    """RFC 6514 §5: the fields, and what the identifier says by the type of the tunnel."""
    yield f"{_PMSI}.tunnel.flags", value.flags
    yield f"{_PMSI}.tunnel.type", value.tunnel_type
    yield "bgp.update.path_attribute.mpls_label_value_20bits", value.label.value
    octets = value.identifier
    if value.tunnel_type == 1:
        yield f"{_PMSI}.rsvp.id", address_text(octets[:4])
        yield f"{_PMSI}.rsvp.tunnel_id", int.from_bytes(octets[6:8], "big")
        yield f"{_PMSI}.rsvp.ext_tunnel_idv4", address_text(octets[8:])
    elif value.tunnel_type == 2:
        yield from _fec(octets)
    elif value.tunnel_type in _PAIRS:
        half = len(octets) // 2
        for name, part in zip(
            _PAIRS[value.tunnel_type], (octets[:half], octets[half:]), strict=True
        ):
            yield f"{_PMSI}.{name}", address_text(part)
    elif value.endpoint is not None:
        yield f"{_PMSI}.ingress_rep_ip", address_text(value.endpoint)


def _fec(octets: bytes) -> Words:
    """RFC 6388 §2.2: the P2MP FEC element, with a Generic LSP Identifier as opaque value."""
    reader = Reader(octets)
    fec = f"{_PMSI}.mldp.fec"
    yield f"{fec}.type", reader.u8()
    yield f"{fec}.address_family", reader.u16()
    size = reader.u8()
    yield f"{fec}.address_length", size
    yield f"{fec}.root_nodev{4 if size == 4 else 6}", address_text(reader.take(size))
    yield f"{fec}.opaque_length", reader.u16()
    yield f"{fec}.opaque_value_type", reader.u8()
    yield f"{fec}.opaque_value_length", reader.u16()
    yield f"{fec}.opaque_value_unique_id_rn", reader.u32()


_TUNNEL: Final = "bgp.update.encaps_tunnel"
_SUB_TLV: Final = f"{_TUNNEL}_tlv_subtlv"
_SEGMENTS: Final = f"{_SUB_TLV}.segment_list"
_SEGMENT: Final = f"{_SUB_TLV}.segment_list_subtlv"


def of_tunnels(value: TunnelEncapsulation) -> Words:
    """RFC 9012 §2, RFC 9830 §2.4."""
    for tunnel in value.tunnels:
        yield f"{_TUNNEL}_tlv_type", tunnel.type
        for sub_tlv in tunnel.sub_tlvs:
            yield f"{_TUNNEL}_subtlv_type", sub_tlv_type(sub_tlv)
            yield from _sub_tlv(sub_tlv)


def sub_tlv_type(value: object) -> int:
    """Return the type that a sub-TLV has on the wire."""
    if isinstance(value, Tlv | tunnels.Name):
        return value.type
    return next(number for kind, number in _SUB_TLVS.items() if isinstance(value, kind))


#: of a candidate path (RFC 9830 §2.4.7); TShark 4.0 calls it that of the policy
PATH_NAME: Final = 129

_SUB_TLVS: Final[dict[type, int]] = {
    tunnels.Preference: 12,
    tunnels.Srv6BindingSid: 20,
    tunnels.SegmentList: 128,
}


def _sub_tlv(value: object) -> Words:
    if isinstance(value, tunnels.Preference):
        yield f"{_SUB_TLV}.pref.flags", value.flags
        yield f"{_SUB_TLV}.pref.reserved", value.reserved
        yield f"{_SUB_TLV}.pref.preference", value.value.to_bytes(4, "big")
    elif isinstance(value, tunnels.Srv6BindingSid):
        fields = bytes((value.flags, value.reserved)) + value.sid + value.behavior
        yield f"{_SUB_TLV}.value", fields
    elif isinstance(value, tunnels.Name):
        if value.type == PATH_NAME:
            yield f"{_SUB_TLV}.policy_name.reserved", value.reserved
            yield f"{_SUB_TLV}.policy_name.name", value.name.decode()
        else:
            yield f"{_SUB_TLV}.value", bytes((value.reserved,)) + value.name
    elif isinstance(value, tunnels.SegmentList):
        yield f"{_SEGMENTS}.reserved", value.reserved
        for part in value.parts:
            yield from _segment(part)


def _segment(part: object) -> Words:
    if isinstance(part, tunnels.Weight):
        yield f"{_SEGMENTS}.subtlv.type", 9
        yield (
            f"{_SEGMENTS}.subtlv.data",
            bytes((part.flags, part.reserved)) + part.weight.to_bytes(4, "big"),
        )
    elif isinstance(part, tunnels.Srv6Segment):
        yield f"{_SEGMENTS}.subtlv.type", 13
        fields = bytes((part.flags, part.reserved)) + part.sid + part.behavior
        yield f"{_SEGMENTS}.subtlv.data", fields
    elif isinstance(part, tunnels.MplsSegment):
        yield f"{_SEGMENTS}.subtlv.type", 1
        yield f"{_SEGMENT}.flags", part.flags
        yield f"{_SEGMENT}.flags.verification", bool(part.flags & 0x80)
        yield f"{_SEGMENT}.flags.algorithm", bool(part.flags & 0x40)
        yield f"{_SEGMENT}.flags.reserved", part.flags & 0x3F
        yield f"{_SEGMENT}.reserved", bytes((part.reserved,))
        # RFC 3032 §2.1: label (20 bits), Exp (3), S (1), TTL (8)
        entry = int.from_bytes(part.entry, "big")
        yield f"{_SEGMENT}.mpls_label", entry >> 12
        yield f"{_SEGMENT}.traffic_class", entry >> 9 & 7
        yield f"{_SEGMENT}.bottom_stack", bool(entry >> 8 & 1)
        yield f"{_SEGMENT}.ttl", entry & 0xFF


_SID: Final = "bgp.prefix_sid"
#: TShark's word for the service, by the type of the TLV (RFC 9252 §2)
_SERVICES: Final = {5: "srv6_l3vpn", 6: "srv6_l2vpn"}


def of_prefix_sid(value: PrefixSid) -> Words:
    """RFC 8669 §3, RFC 9252 §2."""
    for part in value.parts:
        if isinstance(part, LabelIndex):
            yield f"{_SID}.type", 1
            yield f"{_SID}.reserved", bytes((part.reserved,))
            yield f"{_SID}.label_index.flags", part.flags
            yield f"{_SID}.label_index.value", part.index
        elif isinstance(part, OriginatorSrgb):
            yield f"{_SID}.type", 3
            yield f"{_SID}.originator_srgb.flags", part.flags
            for base, size in part.ranges:
                yield f"{_SID}.originator_srgb_base", base
                yield f"{_SID}.originator_srgb_range", size
        elif isinstance(part, Tlv):
            yield f"{_SID}.type", part.type
            yield f"{_SID}.value", part.octets
        elif isinstance(part, Srv6Service):
            yield f"{_SID}.type", part.type
            yield f"{_SID}.reserved", bytes((part.reserved,))
            for each in part.parts:
                if isinstance(each, Tlv):
                    yield f"{_SID}.{_SERVICES[part.type]}.sub_tlv.type", each.type
                    yield f"{_SID}.{_SERVICES[part.type]}.sub_tlv.value", each.octets
                else:
                    yield from _sid(each, f"{_SID}.{_SERVICES[part.type]}")


def _sid(value: SidInformation, service: str) -> Words:
    """RFC 9252 §3.1."""
    yield f"{service}.sub_tlv.type", 1
    yield f"{service}.sub_tlv.reserved", bytes((value.reserved,))
    yield f"{service}.sid_value", address_text(value.sid)
    yield f"{service}.sid_flags", value.flags
    yield f"{service}.srv6_endpoint_behavior", value.behavior
    yield f"{service}.reserved", bytes((value.reserved2,))
    for part in value.parts:
        if isinstance(part, SidStructure):
            yield f"{service}.sub_sub_tlv.type", 1
            yield f"{service}.sid.locator_block_len", part.locator_block
            yield f"{service}.sid.locator_node_len", part.locator_node
            yield f"{service}.sid.func_len", part.function
            yield f"{service}.sid.arg_len", part.argument
            yield f"{service}.sid.trans_len", part.transposition_length
            yield f"{service}.sid.trans_offset", part.transposition_offset
