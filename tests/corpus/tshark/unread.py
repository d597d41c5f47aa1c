"""TShark's fields that nothing stands against, each with its reason.

A field that is neither here nor in our words makes `test_tshark.py` fail.
"""

from __future__ import annotations

from typing import Final


def _names(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(f"bgp.{prefix}{name}" for name in names.split())


#: reason: fields
REASONS: Final[dict[str, tuple[str, ...]]] = {
    "a heading; what stands below it is compared": (
        *_names("", "cap open.opt open.opt.param ext_communities ext_community"),
        *_names("", "large_communities evpn.nlri mcast_vpn_nlri path_attribute.cluster_list"),
        *_names("flowspec_", "nlri nlri.filter route_distinguisher"),
        *_names("route_refresh.", "orf"),
        *_names("prefix_sid.", "label_index originator_srgb originator_srgb_block unknown"),
        *_names("prefix_sid.", "originator_srgb_blocks srv6_l2vpn srv6_l3vpn"),
        *_names("prefix_sid.srv6_l2vpn.", "sub_tlvs sub_tlv sub_sub_tlvs sub_sub_tlv"),
        *_names("prefix_sid.srv6_l3vpn.", "sub_tlvs sub_tlv sub_sub_tlvs sub_sub_tlv"),
        *_names("update.", "nlri withdrawn_routes path_attributes path_attribute"),
        *_names("update.encaps_tunnel_tlv_subtlv.segment_list.", "subtlv"),
        *_names("update.path_attribute.", "aigp as_path_segment communities community"),
        *_names("update.path_attribute.", "link_state mp_reach_nlri mp_unreach_nlri"),
        *_names("update.path_attribute.", "mpls_label pmsi.tunnel.id"),
    ),
    "a heading of BGP-LS; what stands below it is compared": (
        *_names("ls.", "nlri nlri_link nlri_node ipv4_topology_prefix"),
        *_names("ls.nlri_", "link_descriptors_tlv prefix_descriptors_tlv"),
        *_names("ls.igp_te_metric.", "delay delay_min_max delay_variation"),
        *_names("ls.sr.tlv.adjacency.", "sid"),
        *_names("ls.tlv.", "local_node_descriptors remote_node_descriptors igp_router area_id"),
        *_names("ls.tlv.", "autonomous_system bgp_ls_identifier multi_topology_id"),
        *_names("ls.tlv.", "ip_reachability_information link_local_remote_identifiers"),
        *_names("ls.tlv.", "ipv4_interface_address ipv4_neighbor_address"),
        *_names("ls.tlv.", "ipv4_router_id_of_local_node ipv4_router_id_of_remote_node"),
        *_names("ls.tlv.", "ipv6_router_id_of_local_node ipv6_router_id_of_remote_node"),
        *_names("ls.tlv.", "is_is_area_identifier node_flags_bits node_name"),
        *_names("ls.tlv.", "administrative_group_color te_default_metric metric"),
        *_names("ls.tlv.", "maximum_link_bandwidth maximum_reservable_link_bandwidth"),
        *_names("ls.tlv.", "unreserved_bandwidth link_protection_type mpls_protocol_mask"),
        *_names("ls.tlv.", "shared_risk_link_group application_specific_link_attributes"),
        *_names("ls.tlv.", "opaque_node_properties opaque_link_attribute"),
        *_names("ls.tlv.", "opaque_prefix_attribute prefix_metric route_tag route_extended_tag"),
    ),
    "a length: the values are compared, and encoding gives the octets back": (
        *_names("", "length open.opt.len open.opt.param.len notify.communication_length"),
        *_names("cap.", "length orf.fqdn.hostname.len orf.fqdn.domain_name.len"),
        *_names("", "evpn.nlri.len flowspec_nlri.length mcast_vpn_nlri_length vplsad.length"),
        *_names("", "sr_policy_nlri_length ls.length ls.nlri_length route_refresh.orf.length"),
        *_names("prefix_sid.", "length srv6_l2vpn.sub_tlv.length srv6_l2vpn.sub_sub_tlv.length"),
        *_names("prefix_sid.srv6_l3vpn.", "sub_tlv.length sub_sub_tlv.length"),
        *_names("update.", "withdrawn_routes.length path_attributes.length"),
        *_names("update.", "attribute.aigp.length path_attribute.length"),
        *_names("update.", "encaps_tunnel_tlv_len encaps_tunnel_tlv_sublen"),
        *_names("update.encaps_tunnel_tlv_subtlv.segment_list.", "subtlv.length"),
        *_names("update.path_attribute.bgpsec.", "sp.length sb.length"),
    ),
    "RFC 4271 §4.1: it is all ones, or the decoder refuses the message": ("bgp.marker",),
    "TShark's own remark": (
        *_names("", "cap.length.bad cap.gr.helper_mode_only evpn.no_ip length.invalid"),
        *_names("", "ls.warn next_hop.rd.nonzero notify.minor_error.unknown"),
        *_names("", "prefix_length.invalid route_refresh.orf.type.unknown"),
        *_names("", "unknown_afi unknown_safi attr.aigp.type attr.pmsi.tunnel_type"),
        *_names("", "ext_com.length.bad ls.error"),
        *_names("update.path_attribute.", "pmsi.tunnel_id.not_present"),
    ),
    "flags as a whole; each bit is compared": (
        *_names("cap.", "bgpsec.flags gr.flag gr.timers"),
        *_names("ext_com_evpn.", "l2attr.flags mmac.flags"),
        *_names("ls.", "igp_te_metric.flags tlv.link_protection_type_value"),
    ),
    "reserved bits: they are kept, and encoded again": (
        *_names("evpn.nlri.", "esi.remaining"),
        *_names("ext_com_evpn.l2attr.", "flag_ci flag_f flag_reserved reserved"),
        *_names("ext_com_l2.", "flag_z1 flag_z345"),
        *_names("flowspec_ext_com.", "emptybytes"),
        *_names("ls.igp_te_metric.", "flags.reserved reserved"),
        *_names("ls.tlv.application_specific_link_attributes.", "reserved"),
        *_names("update.path_attribute.", "mpls_traffic_class mpls_bottom_stack"),
    ),
    "TShark shows no value": (
        *_names("ls.tlv.", "opaque_node_properties_value opaque_link_attribute_value"),
        *_names("ls.tlv.", "opaque_prefix_attribute_value"),
        *_names("update.", "path_attributes.unknown"),
    ),
    "stands in a malformed attribute alone": (*_names("prefix_sid.srv6_l3vpn.", "sub_tlv.value"),),
    "of a family that is none: disagreement 20": (
        *_names("ls.nlri_", "safi128 safi128_route_distinguisher"),
        *_names("ls.nlri_safi128_route_distinguisher_", "type admin_as_num_2 asnum_4"),
    ),
    "what RFC 4760 §10 removed: disagreement 19": (
        *_names("update.path_attribute.mp_reach_nlri.", "snpa snpa_length"),
    ),
}

UNREAD: Final = {name: reason for reason, names in REASONS.items() for name in names}
