"""The kinds of extended communities that bgplib knows: one line each, by type code."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.extended_communities import (
    arp_nd,
    bgp_data_collection,
    cisco_vpn_distinguisher,
    color,
    context_label_space,
    cost_community,
    cp_orf,
    default_gateway,
    df_election,
    encapsulation,
    es_import,
    esi_label,
    etree,
    evi_route_target,
    evi_route_target_ipv6,
    evpn_link_bandwidth,
    extranet_separation,
    extranet_source,
    four_octet_generic,
    inter_area_next_hop,
    interface_set,
    l2vpn_identifier,
    layer2_attributes,
    layer2_info,
    link_bandwidth,
    local_color_mapping,
    mac_mobility,
    multicast_flags,
    mup_segment,
    mvpn_rp_address,
    origin_validation,
    ospf_domain_identifier,
    ospf_route_type,
    ospf_router_id,
    pmsi_tunnel_flags,
    redirect_to_ip,
    redirect_to_next_hop,
    route_origin,
    route_target,
    router_mac,
    rt_redirect,
    service_carving_time,
    service_labels,
    sfir_pool,
    source_as,
    traffic_action,
    traffic_marking,
    traffic_rate,
    transport_class,
    vpls_etree,
    vrf_route_import,
)
from bgplib.attributes.extended_communities._codec import (
    AnyExtendedCommunityCodec,
    ExtendedCommunityTable,
)

__all__ = ["CODECS", "DEFAULT_TABLE"]

CODECS: Final[tuple[AnyExtendedCommunityCodec, ...]] = (
    route_target.CODEC,  # 0x0002, 0x0102, 0x0202
    route_origin.CODEC,  # 0x0003, 0x0103, 0x0203
    link_bandwidth.CODEC,  # 0x0004, 0x4004
    ospf_domain_identifier.CODEC,  # 0x0005, 0x0105, 0x0205, 0x8005
    ospf_router_id.CODEC,  # 0x0107, 0x8001
    bgp_data_collection.CODEC,  # 0x0008, 0x0208
    source_as.CODEC,  # 0x0009, 0x0209
    l2vpn_identifier.CODEC,  # 0x000a, 0x010a
    vrf_route_import.CODEC,  # 0x010b
    redirect_to_ip.CODEC,  # 0x010c
    cisco_vpn_distinguisher.CODEC,  # 0x0010, 0x0110, 0x0210
    inter_area_next_hop.CODEC,  # 0x0112
    mvpn_rp_address.CODEC,  # 0x0120
    four_octet_generic.CODEC,  # 0x0204, 0x4204
    cost_community.CODEC,  # 0x0301, 0x4301
    cp_orf.CODEC,  # 0x0303
    extranet_source.CODEC,  # 0x0304
    extranet_separation.CODEC,  # 0x0305
    ospf_route_type.CODEC,  # 0x0306, 0x8000
    pmsi_tunnel_flags.CODEC,  # 0x0307
    context_label_space.CODEC,  # 0x0308
    color.CODEC,  # 0x030b
    encapsulation.CODEC,  # 0x030c
    default_gateway.CODEC,  # 0x030d
    local_color_mapping.CODEC,  # 0x031b
    mac_mobility.CODEC,  # 0x0600
    esi_label.CODEC,  # 0x0601
    es_import.CODEC,  # 0x0602
    router_mac.CODEC,  # 0x0603
    layer2_attributes.CODEC,  # 0x0604
    etree.CODEC,  # 0x0605
    df_election.CODEC,  # 0x0606
    arp_nd.CODEC,  # 0x0608
    multicast_flags.CODEC,  # 0x0609
    evi_route_target.CODEC,  # 0x060a, 0x060b, 0x060c
    evi_route_target_ipv6.CODEC,  # 0x060d
    service_carving_time.CODEC,  # 0x060f
    evpn_link_bandwidth.CODEC,  # 0x0610
    interface_set.CODEC,  # 0x0702, 0x4702
    redirect_to_next_hop.CODEC,  # 0x0800
    transport_class.CODEC,  # 0x0a02, 0x4a02
    sfir_pool.CODEC,  # 0x0b01
    service_labels.CODEC,  # 0x0b02
    mup_segment.CODEC,  # 0x0c00
    origin_validation.CODEC,  # 0x4300
    traffic_rate.CODEC,  # 0x8006, 0x800c
    traffic_action.CODEC,  # 0x8007
    rt_redirect.CODEC,  # 0x8008, 0x8108, 0x8208
    traffic_marking.CODEC,  # 0x8009
    layer2_info.CODEC,  # 0x800a
    vpls_etree.CODEC,  # 0x800b
)

DEFAULT_TABLE: Final = ExtendedCommunityTable(CODECS)
