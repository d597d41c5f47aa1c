"""Where TShark and bgplib differ: which messages and fields, and what decides.

Numbers are those of docs/reference/disagreements.md.
"""

from __future__ import annotations

from typing import Final

_ORF: Final = ("bgp.route_refresh.orf.flag", "bgp.route_refresh.orf.type")
_NLRI: Final = ("bgp.nlri_prefix", "bgp.prefix_length")

#: id pattern: the fields, and the reason
DIFFERING: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    r"tcpdump.*bgp-rt-prefix\.pcap#(message_5|4)": (("bgp.community_prefix",), "disagreement 14"),
    r"odl-bgpcep/.*/rt_constrain_type_2/.*": (("bgp.community_prefix",), "disagreement 14"),
    r"(ryu.*/|ryu__)evpn_esi_mac_base\.pcap#.*": (
        ("bgp.evpn.nlri.esi.system_mac_discr",),
        "disagreement 15",
    ),
    r"odl-bgpcep/.*/l2vpn_evpn/route_(es|eth|mac)_mac/.*": (
        ("bgp.evpn.nlri.esi.system_mac_discr",),
        "disagreement 15",
    ),
    r"nexthop-bgp/.*ParserTestData\.h#line_290": (
        ("bgp.label_stack", "bgp.mp_unreach_nlri_ipv6_prefix"),
        "disagreement 17",
    ),
    r"tcpdump__bgp-ub\.pcap#(28|34)": (("bgp.mcast_vpn_nlri_route_type",), "disagreement 19"),
    r"(ryu.*/|ryu__)evpn_nlri_ip_prefix\.pcap#.*": (("bgp.evpn.nlri.ip.addr",), "disagreement 21"),
    r"bgpkit/.*raw_bytes\.rs#line_315": (_NLRI, "TShark reads no NLRI where no attributes are"),
    r"bio-rd/.*path_attributes_test\.go#line_1964": (_NLRI, "the same"),
    r"bio-rd/.*path_attributes_test\.go#line_2163": ((*_NLRI, "bgp.nlri_path_id"), "the same"),
    r"bgp4j/.*BGPv4CodecTest\.java#line_711": (_NLRI, "the same"),
    r"onos/.*LinkStateAttrTest\.java#line_(768|864)": (
        ("bgp.ls.type",),
        "TShark shows no type of TLV 263 in the attribute",
    ),
    r"onos/.*BgpUpdateMsg2Test\.java#line_265": (("bgp.ls.type",), "the same"),
    r"onos/.*BgpUpdateMsgTest\.java#line_1090": (
        ("bgp.ls.type",),
        "TShark stops at descriptors without those of the node (its own note)",
    ),
    r"ze/test/encode/cap-refuse-asn4\.ci#hex_1": (
        ("bgp.cap.type", "bgp.cap.unknown"),
        "a NOTIFICATION: we leave its data as octets",
    ),
    r"bgpkit/.*messages\.rs#line_959": (_ORF, "made up, and cut within a filter"),
    r"tcpdump.*bgp-orf\.pcapng#(message_1|0)": (_ORF, "RFC 5291 §4 has no Action of 3"),
}

#: messages in which TShark gives up, and we find nothing that would be treated: id pattern to
#: reason
GIVEN_UP: Final[dict[str, str]] = {
    r"tcpdump.*bgp-rt-prefix\.pcap#.*": "disagreement 13",
    r"odl-bgpcep/.*/mvpn/intra_ipv6/announce_intra_ipv6\.hex": "disagreement 18",
    r"exabgp/qa/(api/api-mvpn\.ci#message_[67]|encoding/conf-mvpn\.ci#message_2)": "the same",
    r"tcpdump__bgp-ub\.pcap#(28|34)": "disagreement 19",
    r"exabgp/qa/encoding/conf-flow\.ci#message_(2|9|10)": "disagreement 22",
    r"exabgp/qa/encoding/conf-addpath\.ci#message_2": "disagreement 24",
    r"netgauze__vpnv4-stateless-with-withdraw\.bmp#\d+": "the same",
    r"exabgp/qa/.*/(bgp|conf)-sr-policy.*": "TShark 4.0 knows no next hop of SAFI 73",
    r"exabgp/qa/(api/api-ipv4|encoding/conf-srv6-mup.*)\.ci#.*": "TShark 4.0 knows no SAFI 85",
    r"tcpdump.*bgp-orf\.pcapng#(message_)?\d": "TShark 4.0 reads no entries of ORF type 64",
    r"bgp4j/.*BGPv4CodecTest\.java#line_952": "the same",
    r"bgpkit/.*messages\.rs#line_959": "made up, and cut within a filter",
    r"ze/test/encode/cap-refuse-asn4\.ci#hex_1": "a NOTIFICATION: we leave its data as octets",
    r"ze/internal/.*/split_test\.go#line_977": "disagreement 27",
    r"odl-bgpcep/.*/PMSITunnelAttributeHandlerTestUtil\.java#line_162": "disagreement 28",
    r"bio-rd/.*decoder_test\.go#line_222": "made up: subtype 8, and octets behind it",
    r"tcpdump__bgp-as-path-oobr\.pcap#14": "AFI 257, which nobody knows",
}
