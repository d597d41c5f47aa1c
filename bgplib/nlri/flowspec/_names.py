"""What the numbers and bits of components are called, where people write them."""

from __future__ import annotations

from typing import Final

from bgplib.nlri.flowspec import _types

__all__ = [
    "ETHER_TYPES",
    "FRAGMENT",
    "ICMP_CODES",
    "ICMP_TYPES",
    "NUMBERS",
    "NUMBERS_IPV6",
    "TCP_FLAGS",
    "TCP_FLAG_ALIASES",
]

#: numbers of protocols
PROTOCOLS: Final = {
    "icmp": 1,
    "igmp": 2,
    "tcp": 6,
    "egp": 8,
    "udp": 17,
    "rsvp": 46,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "ipv6-icmp": 58,
    "ospf": 89,
    "pim": 103,
    "sctp": 132,
}
# RFC 9293 §3.1 and RFC 3168 §6.1.
TCP_FLAGS: Final = {
    "fin": 0x01,
    "syn": 0x02,
    "rst": 0x04,
    "push": 0x08,
    "ack": 0x10,
    "urgent": 0x20,
    "ece": 0x40,
    "cwr": 0x80,
}
#: what ExaBGP and tcpdump call two of them
TCP_FLAG_ALIASES: Final = {"psh": 0x08, "urg": 0x20}
# RFC 8955 §4.2.2.12.
FRAGMENT: Final = {
    "dont-fragment": 0x01,
    "is-fragment": 0x02,
    "first-fragment": 0x04,
    "last-fragment": 0x08,
}
# RFC 792, RFC 950, RFC 1256, RFC 1393, RFC 4065, RFC 4727 and RFC 8335: types of ICMP messages, as
# ExaBGP calls them.
ICMP_TYPES: Final = {
    "echo-reply": 0,
    "unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "router-advertisement": 9,
    "router-solicit": 10,
    "time-exceeded": 11,
    "parameter-problem": 12,
    "timestamp": 13,
    "timestamp-reply": 14,
    "info-request": 15,
    "info-reply": 16,
    "mask-request": 17,
    "mask-reply": 18,
    "traceroute": 30,
    "experimental-mobility": 41,
    "extended-echo-request": 42,
    "extended-echo-reply": 43,
    "experimental-one": 253,
    "experimental-two": 254,
}
# RFC 792 and RFC 1812 §5.2.7.1: codes of types 3, 5, 11 and 12, which tell apart what they are of.
ICMP_CODES: Final = {
    "network-unreachable": 0,
    "host-unreachable": 1,
    "protocol-unreachable": 2,
    "port-unreachable": 3,
    "fragmentation-needed": 4,
    "source-route-failed": 5,
    "destination-network-unknown": 6,
    "destination-host-unknown": 7,
    "source-host-isolated": 8,
    "destination-network-prohibited": 9,
    "destination-host-prohibited": 10,
    "network-unreachable-for-tos": 11,
    "host-unreachable-for-tos": 12,
    "communication-prohibited-by-filtering": 13,
    "host-precedence-violation": 14,
    "precedence-cutoff-in-effect": 15,
    "redirect-for-network": 0,
    "redirect-for-host": 1,
    "redirect-for-tos-and-net": 2,
    "redirect-for-tos-and-host": 3,
    "ttl-eq-zero-during-transit": 0,
    "ttl-eq-zero-during-reassembly": 1,
    "required-option-missing": 1,
    "ip-header-bad": 2,
}
# ICMPv6's registry of "type" numbers, as it was on 2025-04-29, but for types that share a name.
# Some names are those of ICMP too, for other numbers.
ICMPV6_TYPES: Final = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "echo-reply": 129,
    "multicast-listener-query": 130,
    "multicast-listener-report": 131,
    "multicast-listener-done": 132,
    "router-solicitation": 133,
    "router-advertisement": 134,
    "neighbor-solicitation": 135,
    "neighbor-advertisement": 136,
    "redirect-message": 137,
    "router-renumbering": 138,
    "icmp-node-information-query": 139,
    "icmp-node-information-response": 140,
    "inverse-neighbor-discovery-solicitation-message": 141,
    "inverse-neighbor-discovery-advertisement-message": 142,
    "version-2-multicast-listener-report": 143,
    "home-agent-address-discovery-request-message": 144,
    "home-agent-address-discovery-reply-message": 145,
    "mobile-prefix-solicitation": 146,
    "mobile-prefix-advertisement": 147,
    "certification-path-solicitation-message": 148,
    "certification-path-advertisement-message": 149,
    "multicast-router-advertisement": 151,
    "multicast-router-solicitation": 152,
    "multicast-router-termination": 153,
    "fmipv6-messages": 154,
    "rpl-control-message": 155,
    "ilnpv6-locator-update-message": 156,
    "duplicate-address-request": 157,
    "duplicate-address-confirmation": 158,
    "mpl-control-message": 159,
    "extended-echo-request": 160,
    "extended-echo-reply": 161,
    # as ICMP's are called above
    "unreachable": 1,
    "router-solicit": 133,
    "redirect": 137,
}
# Its registries of "Code" fields, for the types 1, 3 and 4 (RFC 4443, RFC 6550, RFC 7112, RFC 8754,
# RFC 8883), 138 (RFC 2894) and 161 (RFC 8335).
ICMPV6_CODES: Final = {
    "no-route-to-destination": 0,
    "communication-with-destination-administratively-prohibited": 1,
    "beyond-scope-of-source-address": 2,
    "address-unreachable": 3,
    "port-unreachable": 4,
    "source-address-failed-ingress-egress-policy": 5,
    "reject-route-to-destination": 6,
    "error-in-source-routing-header": 7,
    "headers-too-long": 8,
    "hop-limit-exceeded-in-transit": 0,
    "fragment-reassembly-time-exceeded": 1,
    "erroneous-header-field-encountered": 0,
    "unrecognized-next-header-type-encountered": 1,
    "unrecognized-ipv6-option-encountered": 2,
    "ipv6-first-fragment-has-incomplete-ipv6-header-chain": 3,
    "sr-upper-layer-header-error": 4,
    "unrecognized-next-header-type-encountered-by-intermediate-node": 5,
    "extension-header-too-big": 6,
    "extension-header-chain-too-long": 7,
    "too-many-extension-headers": 8,
    "too-many-options-in-extension-header": 9,
    "option-too-big": 10,
    "router-renumbering-command": 0,
    "router-renumbering-result": 1,
    "sequence-number-reset": 255,
    "no-error": 0,
    "malformed-query": 1,
    "no-such-interface": 2,
    "no-such-table-entry": 3,
    "multiple-interfaces-satisfy-query": 4,
}
# IEEE 802 numbers, by the names that GoBGP prints.
ETHER_TYPES: Final = {
    "ipv4": 0x0800,
    "arp": 0x0806,
    "rarp": 0x8035,
    "vmtp": 0x805B,
    "apple-talk": 0x809B,
    "aarp": 0x80F3,
    "ipx": 0x8137,
    "snmp": 0x814C,
    "xtp": 0x817D,
    "net-bios": 0x8191,
    "ipv6": 0x86DD,
    "pppoe-discovery": 0x8863,
    "pppoe-session": 0x8864,
    "loopback": 0x9000,
}
NUMBERS: Final = {
    _types.PROTOCOL: PROTOCOLS,
    _types.ICMP_TYPE: ICMP_TYPES,
    _types.ICMP_CODE: ICMP_CODES,
    _types.ETHER_TYPE: ETHER_TYPES,
}
#: what has other names, or the same for other numbers, where the packets are of IPv6
NUMBERS_IPV6: Final = NUMBERS | {
    _types.ICMP_TYPE: ICMPV6_TYPES,
    _types.ICMP_CODE: ICMPV6_CODES,
}
