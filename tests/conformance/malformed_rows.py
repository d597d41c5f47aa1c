"""What can be wrong with a message, row by row, and which cases of `malformed` try it.

The sections are those of a study of malformations and of what must follow from them: 1.1 how
actions combine, 1.2 header, 1.3 OPEN, 1.4 the fields of an UPDATE, 1.5 attribute flags, 1.6 path
attributes, 1.7 NLRI, 1.8 ROUTE-REFRESH and NOTIFICATION; K is what has brought speakers down.
Patterns are those of `fnmatch`.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["ROWS", "Row"]


@attrs.frozen
class Row:
    """One row: what is wrong, and the cases of it."""

    id: str  #: section and number
    what: str  #: what is wrong
    odd: str  #: cases that have it
    sound: str  #: cases next to them that nothing is wrong with
    harmless: bool = False  #: nothing follows for the session or for other routes of the message
    elsewhere: str = ""  #: the test of what is not a matter of octets


def _harmless(id: str, what: str, odd: str, sound: str, elsewhere: str = "") -> Row:
    return Row(id, what, odd, sound, harmless=True, elsewhere=elsewhere)


_COMBINED: Final = (
    Row("1.1.1", "header before the body", "header-alone-4097", "header-length-4096"),
    Row("1.1.2", "fields that do not fit", "frame-*-length-*", "missing-nothing"),
    Row("1.1.3", "attributes to the end", "frame-last-*", "attributes-without-routes"),
    Row("1.1.4", "repeated attributes", "frame-duplicate-* mp-*-twice", "missing-nothing"),
    Row(
        "1.1.5",
        "routes are read in spite of errors",
        "strongest-withdraw-nlri strongest-withdraw-withdrawn strongest-withdraw-reset",
        "frame-withdrawn-and-announced",
    ),
    Row("1.1.6", "mandatory attributes", "missing-origin missing-next-hop", "mp-reach-link-local"),
    Row("1.1.7", "the strongest of several", "strongest-*", "missing-nothing"),
    Row(
        "1.1.8",
        "errors without reachable routes",
        "malformed-with* frame-last-*-no-nlri discarded-without-routes next-hop-without-routes",
        "attributes-without-routes",
    ),
    _harmless(
        "1.1.9",
        "withdrawn and announced at once",
        "frame-withdrawn-and-announced",
        "missing-nothing",
    ),
    Row("1.1.10", "long NOTIFICATION data", "strongest-data-cut", "incident-large-communities-*"),
)
_HEADER: Final = (
    Row("1.2.1", "marker", "header-marker-*", "header-keepalive"),
    Row("1.2.2", "Length below 19", "header-length-0 header-length-18", "header-keepalive"),
    Row(
        "1.2.3",
        "Length above 4,096",
        "header-length-4097 header-length-65535 header-alone-4097",
        "header-length-4096 header-extended-update",
    ),
    Row(
        "1.2.4",
        "long OPEN or KEEPALIVE",
        "header-extended-open header-extended-keepalive",
        "open-extended-long header-keepalive",
    ),
    Row(
        "1.2.5",
        "Length below the least of the type",
        "header-short-* header-long-keepalive",
        "open-plain empty-update notification-cease header-keepalive",
    ),
    Row("1.2.6", "length of ROUTE-REFRESH", "refresh-length-*", "refresh"),
    Row("1.2.7", "message type", "header-type-* incident-type-6-*", "refresh"),
    Row("1.2.8", "short NOTIFICATION", "header-short-notification", "notification-cease"),
)
_OPEN: Final = (
    Row("1.3.1", "version", "open-version-*", "open-plain"),
    Row(
        "1.3.2",
        "AS number",
        "open-as-other* open-as-0* open-as-trans-alone",
        "open-as-any open-as-right-wide open-as-trans",
    ),
    Row(
        "1.3.3",
        "BGP Identifier",
        "open-identifier-0 open-identifier-ours",
        "open-identifier-internal open-identifier-ours-external open-identifier-multicast",
    ),
    Row(
        "1.3.4",
        "Hold Time",
        "open-hold-time-1 open-hold-time-2",
        "open-hold-time-0 open-hold-time-3 open-hold-time-65535",
    ),
    Row(
        "1.3.5",
        "optional parameter",
        "open-parameter-authentication open-parameter-0 open-parameter-3 *-255-behind",
        "open-parameter-empty open-parameter-twice",
    ),
    Row(
        "1.3.6",
        "framing of parameters",
        "open-parameter-type-alone open-parameter-overrun open-parameter-length-* "
        "open-extended-cut open-extended-length-* open-extended-parameter-*",
        "open-parameter-twice open-extended",
    ),
    Row("1.3.7", "octets behind no parameters", "open-parameter-length-0", "open-plain"),
    _harmless(
        "1.3.8",
        "extended parameters",
        "open-extended open-extended-non-ext-length-1",
        "open-extended-long",
    ),
    Row(
        "1.3.9",
        "framing of capabilities",
        "open-capability-code-alone open-capability-*overrun",
        "open-capability-twice",
    ),
    _harmless(
        "1.3.10",
        "unknown capability or family",
        "open-capability-unknown open-capability-reserved open-multiprotocol-unknown-*",
        "open-multiprotocol-right",
    ),
    Row(
        "1.3.11",
        "length of a capability",
        "open-multiprotocol-length-[0-9] open-four-octet-as-length-[0-9] "
        "open-graceful-restart-length-[0-9] open-long-lived-length-[0-9] "
        "open-add-path-length-[0-9] open-extended-next-hop-length-[0-9] open-role-length-[0-9]",
        "open-*-length-right",
    ),
    _harmless("1.3.12", "mode of ADD-PATH", "open-add-path-mode-*", "open-add-path-length-right"),
    _harmless(
        "1.3.13",
        "two GRACEFUL_RESTART",
        "open-graceful-restart-twice",
        "open-graceful-restart-length-right",
    ),
    _harmless(
        "1.3.14",
        "long-lived without GRACEFUL_RESTART",
        "open-long-lived-alone",
        "open-long-lived-length-right",
    ),
    _harmless(
        "1.3.15",
        "MULTIPLE_LABELS",
        "open-multiple-labels-length-* open-multiple-labels-count-* open-multiple-labels-twice",
        "open-multiple-labels-right",
    ),
    Row(
        "1.3.16",
        "role",
        "open-role-mismatch open-role-unassigned open-role-twice-different "
        "open-role-missing-strict",
        "open-role-right open-role-twice-same open-role-missing open-role-not-configured",
    ),
    Row("1.3.17", "required capability", "open-required-missing open-required-none", "*-there"),
    _harmless(
        "1.3.18",
        "capabilities of drafts",
        "open-software-version-255 open-fqdn-empty open-fqdn-overrun open-orf-count-255 "
        "open-orf-cut open-route-refresh-length-1 open-extended-message-length-1",
        "open-software-version-right open-fqdn-right open-orf-right open-route-refresh-right",
    ),
)
_FRAME: Final = (
    Row(
        "1.4.1",
        "lengths of the fields",
        "frame-withdrawn-length-too-large frame-withdrawn-length-leaves-* "
        "frame-attributes-length-*",
        "empty-update missing-nothing",
    ),
    Row("1.4.2", "last attribute past the end", "frame-last-*overrun*", "missing-nothing"),
    Row("1.4.3", "octets left over", "frame-last-*-left*", "missing-nothing"),
    Row(
        "1.4.4",
        "attributes without a value",
        "*-length-0 as4-path-empty external-*-empty",
        "as-path-empty-internal atomic-aggregate-right unknown-empty attr-set-empty",
    ),
    Row(
        "1.4.5",
        "IPv4 prefixes",
        "frame-nlri-length-* frame-withdrawn-length-33 frame-*-cut frame-*-no-address "
        "frame-*-good-then-bad",
        "frame-nlri-trailing-bits frame-withdrawn-and-announced",
    ),
    Row("1.4.6", "repeated attribute", "frame-duplicate-*", "flags-med-low-bits"),
    Row("1.4.7", "repeated MP attribute", "mp-reach-twice mp-unreach-twice", "mp-reach-last"),
    Row(
        "1.4.8",
        "missing attribute",
        "missing-origin missing-as-path missing-next-hop mp-reach-and-nlri-no-next-hop",
        "missing-nothing mp-reach-and-nlri mp-reach-last",
    ),
    Row("1.4.9", "routes and no attributes", "missing-all", "missing-nothing"),
    _harmless(
        "1.4.10",
        "no LOCAL_PREF",
        "missing-local-pref-internal",
        "missing-nothing-internal",
    ),
    _harmless(
        "1.4.11",
        "End-of-RIB",
        "empty-update empty-unreach",
        "attributes-without-routes",
    ),
    _harmless("1.4.12", "attributes alone", "attributes-without-routes", "missing-nothing"),
    _harmless("1.4.13", "multicast prefix", "frame-nlri-multicast", "frame-nlri-trailing-bits"),
)
_FLAGS: Final = (
    _harmless("1.5.1", "unused bits", "flags-*-low-bits mp-*-flags-8f", "origin-right"),
    _harmless("1.5.2", "long length", "flags-*-extended-length mp-*-flags-90", "origin-right"),
    _harmless("1.5.3", "Partial", "flags-*-partial", "origin-right"),
    Row(
        "1.5.4",
        "Optional or Transitive",
        "flags-origin-[048c]0 flags-as-path-[048c]0 flags-next-hop-[048c]0 flags-med-[048c]0 "
        "flags-local-pref-[048c]0 flags-communities-[048c]0 flags-originator-id-[048c]0 "
        "flags-cluster-list-[048c]0 flags-extended-communities-[048c]0 "
        "flags-large-community-[048c]0 flags-only-to-customer-[048c]0 flags-pmsi-tunnel-[048c]0 "
        "flags-tunnel-encapsulation-[048c]0 flags-traffic-engineering-[048c]0 "
        "flags-ipv6-extended-communities-[048c]0 flags-pe-distinguisher-labels-[048c]0 "
        "flags-bgpsec-path-[048c]0 flags-domain-path-[048c]0 flags-sfp-[048c]0 "
        "flags-bfd-discriminator-[048c]0 flags-next-hop-characteristics-[048c]0 "
        "flags-bier-[048c]0 flags-attr-set-[048c]0",
        "origin-right communities-right pmsi-tunnel-right domain-path-right attr-set-right",
    ),
    Row("1.5.5", "of MP attributes", "mp-*-flags-[04c]0*", "mp-reach-last mp-*-flags-9f"),
    Row("1.5.6", "of AIGP", "flags-aigp-[048c]0", "aigp-right"),
    Row(
        "1.5.7",
        "of ATOMIC_AGGREGATE and AGGREGATOR",
        "flags-atomic-aggregate-[048c]0 flags-aggregator-[048c]0",
        "atomic-aggregate-right aggregator-right",
    ),
    Row(
        "1.5.8",
        "of PREFIX_SID and BGP_LS",
        "flags-prefix-sid-[048c]0 flags-bgp-ls-[048c]0",
        "prefix-sid-right bgp-ls-right",
    ),
    Row("1.5.9", "well-known and unrecognised", "unknown-well-known-*", "unknown-transitive"),
    Row("1.5.10", "of what is discarded unread", "external-*-flags", "flags-local-pref-low-bits"),
)
_ATTRIBUTES: Final = (
    Row("1.6.1", "ORIGIN", "origin-length-* origin-value-*", "origin-right"),
    Row(
        "1.6.2",
        "AS_PATH",
        "as-path-type-* as-path-empty-segment as-path-overrun* as-path-one-octet-left "
        "as-path-two-octet-numbers as-path-four-octet-numbers",
        "as-path-right as-path-full-segment",
    ),
    Row(
        "1.6.3",
        "confederation segments",
        "as-path-confed-sequence as-path-confed-set as-path-confed-first-*",
        "as-path-confed-right",
    ),
    Row("1.6.4", "AS 0", "as-path-zero*", "as-path-right"),
    Row("1.6.5", "first AS", "as-path-foreign-*", "as-path-route-server as-path-set"),
    Row("1.6.6", "AS_SET", "as-path-set-rejected", "as-path-set"),
    _harmless("1.6.7", "our AS", "as-path-local-as", "as-path-right"),
    Row("1.6.8", "NEXT_HOP", "next-hop-length-*", "next-hop-right"),
    Row(
        "1.6.9",
        "NEXT_HOP that is no host",
        "next-hop-zero next-hop-loopback next-hop-class-* next-hop-broadcast",
        "next-hop-right",
    ),
    _harmless(
        "1.6.10",
        "NEXT_HOP that is ours, or far",
        "next-hop-ours next-hop-elsewhere",
        "next-hop-right",
    ),
    _harmless("1.6.11", "NEXT_HOP for nothing", "next-hop-unused-*", "next-hop-unused"),
    Row("1.6.12", "MULTI_EXIT_DISC", "med-length-*", "med-right"),
    Row("1.6.13", "LOCAL_PREF from outside", "external-local-pref-*", "missing-nothing"),
    Row("1.6.14", "LOCAL_PREF", "local-pref-length-*", "local-pref-right"),
    Row("1.6.15", "ATOMIC_AGGREGATE", "atomic-aggregate-length-*", "atomic-aggregate-right"),
    Row(
        "1.6.16",
        "AGGREGATOR",
        "aggregator-length-* aggregator-of-eight aggregator-zero",
        "aggregator-right aggregator-of-six",
    ),
    Row(
        "1.6.17", "COMMUNITIES", "communities-length-*", "communities-right communities-well-known"
    ),
    Row("1.6.18", "ORIGINATOR_ID from outside", "external-originator-id-*", "missing-nothing"),
    Row("1.6.19", "ORIGINATOR_ID", "originator-id-length-*", "originator-id-right"),
    _harmless("1.6.20", "our identifier", "originator-id-ours", "originator-id-right"),
    Row(
        "1.6.21",
        "CLUSTER_LIST",
        "external-cluster-list-* cluster-list-length-*",
        "cluster-list-right missing-nothing",
    ),
    Row(
        "1.6.22",
        "MP_REACH_NLRI",
        "mp-reach-empty mp-reach-length-* mp-reach-next-hop-* mp-reach-no-reserved-octet* "
        "mp-reach-prefix-* mp-reach-good-then-bad* mp-reach-flags-[04c]0*",
        "mp-reach-last mp-reach-ipv4 mp-reach-default-route",
    ),
    _harmless("1.6.23", "reserved octet", "mp-reach-reserved-octet", "mp-reach-last"),
    _harmless("1.6.24", "no NLRI", "mp-reach-no-routes", "mp-reach-last"),
    _harmless(
        "1.6.25",
        "family not agreed on",
        "mp-reach-not-agreed-* mp-unreach-not-agreed-*",
        "mp-reach-last",
    ),
    _harmless("1.6.26", "two next hops", "mp-reach-two-globals", "mp-reach-link-local"),
    Row(
        "1.6.27",
        "MP_UNREACH_NLRI",
        "mp-unreach-empty mp-unreach-length-* mp-unreach-prefix-* mp-unreach-good-then-bad* "
        "mp-unreach-flags-[04c]0*",
        "empty-unreach mp-unreach-flags-8f",
    ),
    Row(
        "1.6.28",
        "EXTENDED_COMMUNITIES",
        "extended-communities-length-*",
        "extended-communities-right extended-communities-unknown",
    ),
    Row(
        "1.6.29",
        "AS4_PATH of a 4-octet speaker",
        "as4-path-between-new-*",
        "as-path-right",
    ),
    Row(
        "1.6.30",
        "AS4_PATH",
        "as4-path-empty as4-path-length-* as4-path-empty-segment as4-path-overrun as4-path-type-5 "
        "as4-path-zero",
        "as4-path-right",
    ),
    _harmless("1.6.31", "confederations in AS4_PATH", "as4-path-confed", "as4-path-right"),
    Row(
        "1.6.32",
        "AS4_AGGREGATOR",
        "as4-aggregator-between-new-* as4-aggregator-length-* as4-aggregator-zero",
        "as4-aggregator-right",
    ),
    Row(
        "1.6.33",
        "PMSI_TUNNEL",
        "pmsi-tunnel-length-* pmsi-tunnel-type-undefined pmsi-tunnel-replication-5 "
        "pmsi-tunnel-rsvp-te-5 pmsi-tunnel-none-1 pmsi-tunnel-mldp-overrun",
        "pmsi-tunnel-right pmsi-tunnel-none pmsi-tunnel-mldp",
    ),
    Row(
        "1.6.34",
        "TUNNEL_ENCAPSULATION",
        "tunnel-encapsulation-tlv-overrun* tunnel-encapsulation-sub-tlv-overrun "
        "tunnel-encapsulation-sub-tlv-header tunnel-encapsulation-trailing "
        "tunnel-encapsulation-only-* tunnel-encapsulation-length-* "
        "flags-tunnel-encapsulation-80",
        "tunnel-encapsulation-right",
    ),
    _harmless(
        "1.6.35",
        "unknown tunnels",
        "tunnel-encapsulation-*-unknown tunnel-encapsulation-sub-tlv-twice",
        "tunnel-encapsulation-right",
    ),
    _harmless(
        "1.6.36",
        "malformed tunnels",
        "tunnel-encapsulation-sub-tlv-malformed tunnel-encapsulation-one-malformed-endpoint "
        "tunnel-encapsulation-no-endpoint",
        "tunnel-encapsulation-right",
    ),
    Row(
        "1.6.37",
        "TRAFFIC_ENGINEERING",
        "traffic-engineering-length-35 traffic-engineering-specific-cut "
        "traffic-engineering-trailing",
        "traffic-engineering-right traffic-engineering-packets",
    ),
    Row(
        "1.6.38",
        "IPV6_EXTENDED_COMMUNITIES",
        "ipv6-extended-communities-length-*",
        "ipv6-extended-communities-right ipv6-extended-communities-two",
    ),
    Row(
        "1.6.39",
        "AIGP",
        "aigp-length-* aigp-tlv-length-* aigp-tlv-overrun aigp-metric-* aigp-not-enabled "
        "flags-aigp-c0",
        "aigp-right aigp-tlv-unknown aigp-twice",
    ),
    Row(
        "1.6.40",
        "PE_DISTINGUISHER_LABELS",
        "pe-distinguisher-labels-length-* pe-distinguisher-labels-multicast* "
        "pe-distinguisher-labels-zero",
        "pe-distinguisher-labels-right pe-distinguisher-labels-two pe-distinguisher-labels-ipv6",
    ),
    Row(
        "1.6.41",
        "BGP_LS",
        "bgp-ls-length-* bgp-ls-tlv-overrun* bgp-ls-trailing bgp-ls-beside-ipv4",
        "bgp-ls-right bgp-ls-tlv-unknown bgp-ls-value-odd",
    ),
    Row(
        "1.6.42",
        "LARGE_COMMUNITY",
        "large-community-length-*",
        "large-community-right large-community-twice",
    ),
    Row(
        "1.6.43",
        "ONLY_TO_CUSTOMER",
        "only-to-customer-length-*",
        "only-to-customer-right only-to-customer-zero",
    ),
    _harmless(
        "1.6.44",
        "leaks",
        "only-to-customer-leak",
        "only-to-customer-right",
        elsewhere="tests/conformance/test_rfc9234_policy.py",
    ),
    Row(
        "1.6.45",
        "PREFIX_SID",
        "prefix-sid-length-* prefix-sid-tlv-overrun* prefix-sid-trailing-* prefix-sid-zeros "
        "prefix-sid-index-length-* prefix-sid-srgb-length-* prefix-sid-unknown-overrun "
        "prefix-sid-no-index-beside-labels",
        "prefix-sid-right prefix-sid-srgb prefix-sid-tlv-unknown prefix-sid-index-beside-labels",
    ),
    Row(
        "1.6.46",
        "SRv6 services",
        "prefix-sid-srv6-l?-length-0 prefix-sid-srv6-l?-overrun prefix-sid-srv6-l?-sub-tlv-* "
        "prefix-sid-srv6-l?-sid-20 prefix-sid-srv6-l?-structure-5 "
        "prefix-sid-srv6-l?-good-then-bad",
        "prefix-sid-srv6-l? prefix-sid-srv6-l?-structure",
    ),
    Row("1.6.47", "PREFIX_SID from outside", "prefix-sid-outside", "prefix-sid-right"),
    Row(
        "1.6.48",
        "ATTR_SET",
        "attr-set-length-* attr-set-mp-* attr-set-inner-* attr-set-nested-malformed",
        "attr-set-right attr-set-empty attr-set-path attr-set-unknown attr-set-nested",
    ),
    _harmless("1.6.49", "deprecated", "unknown-deprecated-*", "unknown-transitive"),
    Row("1.6.50", "reserved", "unknown-reserved-0", "unknown-transitive"),
    _harmless(
        "1.6.51",
        "unknown and transitive",
        "unknown-partial unknown-empty unknown-99 unknown-development",
        "unknown-transitive",
    ),
    _harmless("1.6.52", "unknown otherwise", "unknown-non-transitive", "unknown-transitive"),
    # Attributes that came after the study.
    Row(
        "1.6.53",
        "BGPSEC_PATH",
        "bgpsec-path-length-* bgpsec-path-path-* bgpsec-path-block-* bgpsec-path-three-blocks "
        "bgpsec-path-signature-* bgpsec-path-as-* bgpsec-path-confederation "
        "bgpsec-path-p-count-0 bgpsec-path-beside-as-path bgpsec-path-not-negotiated*",
        "bgpsec-path-right bgpsec-path-two-blocks",
    ),
    Row(
        "1.6.54",
        "DOMAIN_PATH",
        "domain-path-length-7 domain-path-segment-* domain-path-beside-ipv4",
        "domain-path-right domain-path-two-segments",
    ),
    Row(
        "1.6.55",
        "SFP",
        "sfp-length-2 sfp-tlv-overrun sfp-sub-tlv-overrun sfp-no-hop sfp-hop-empty",
        "sfp-right sfp-tlv-unknown",
    ),
    Row(
        "1.6.56",
        "BFD_DISCRIMINATOR",
        "bfd-discriminator-length-10 bfd-discriminator-tlv-overrun "
        "bfd-discriminator-source-length-5 bfd-discriminator-source-missing",
        "bfd-discriminator-right bfd-discriminator-source-ipv6",
    ),
    Row(
        "1.6.57",
        "NEXT_HOP_DEPENDENT_CHARACTERISTICS",
        "next-hop-characteristics-length-3 next-hop-characteristics-*-overrun "
        "next-hop-characteristics-tlv-header",
        "next-hop-characteristics-right next-hop-characteristics-none",
    ),
    Row(
        "1.6.58",
        "BIER",
        "bier-length-3 bier-tlv-overrun bier-tlv-header bier-domain-short bier-sub-tlv-* "
        "bier-next-hop-5",
        "bier-right bier-tlv-unknown bier-domain-twice",
    ),
)
_NLRI: Final = (
    Row(
        "1.7.1",
        "IPv4 prefixes",
        "frame-nlri-length-* frame-nlri-cut ipv4-multicast-length* ipv4-multicast-cut*",
        "frame-nlri-trailing-bits ipv4-multicast-right ipv4-multicast-odd-bits",
    ),
    Row(
        "1.7.2",
        "IPv6 prefixes",
        "mp-reach-prefix-* mp-unreach-prefix-* ipv6-multicast-length* ipv6-multicast-cut*",
        "mp-reach-last ipv6-multicast-right ipv6-multicast-host",
    ),
    Row(
        "1.7.3",
        "path identifiers",
        "*add-path-alone* *add-path-cut* *add-path-missing*",
        "*add-path-right *add-path-two mp-reach-add-path",
    ),
    Row(
        "1.7.4",
        "labeled unicast",
        "ipv?-labeled-length-* ipv?-labeled-cut* label-stack-no-bottom* label-stack-length* "
        "label-stack-four",
        "ipv?-labeled-right ipv?-labeled-default ipv?-labeled-host ipv?-labeled-no-bottom "
        "ipv?-labeled-withdrawn-* label-stack-one label-stack-two label-stack-three",
    ),
    Row(
        "1.7.5",
        "VPN",
        "ipv?-vpn-length-* ipv?-vpn-cut* ipv?-vpn-next-hop-* ipv?-vpn-multicast-length-* "
        "ipv?-vpn-multicast-cut* ipv?-vpn-multicast-next-hop-*",
        "ipv?-vpn-right ipv?-vpn-default ipv?-vpn-host ipv?-vpn-withdrawn-* "
        "ipv?-vpn-multicast-right",
    ),
    Row(
        "1.7.6",
        "route target membership",
        "route-target-length-* route-target-cut*",
        "route-target-right route-target-default route-target-origin-alone route-target-part",
    ),
    Row(
        "1.7.7",
        "flow specifications",
        "flowspec-length-0* flowspec-overrun* flowspec-length-cut* flowspec-component-* "
        "flowspec-order* flowspec-repeated* flowspec-no-* flowspec-value-cut* flowspec-prefix-* "
        "flowspec-good-then-bad* flowspec-ipv6-prefix-* flowspec-ipv6-offset-* "
        "flowspec-vpn-length-* flowspec-vpn-distinguisher-alone* flowspec-l2vpn-mac-49* "
        "flowspec-l2vpn-length-7*",
        "flowspec-right flowspec-length-2* flowspec-long-length-short flowspec-first-and "
        "flowspec-reserved-bit flowspec-bitmask* flowspec-next-hop-4 flowspec-*-right "
        "flowspec-ipv6-offset flowspec-ipv6-any",
    ),
    Row(
        "1.7.8",
        "EVPN",
        "evpn-overrun* evpn-header* evpn-good-then-bad* evpn-discovery-2* evpn-mac-32* "
        "evpn-mac-34* evpn-mac-short* evpn-mac-empty* evpn-mac-length-40* evpn-mac-ip-length-* "
        "evpn-mac-three-labels* evpn-multicast-13* evpn-multicast-16* evpn-multicast-18* "
        "evpn-multicast-ip-length-128* evpn-segment-19* evpn-segment-22* evpn-segment-24* "
        "evpn-prefix-33* evpn-prefix-35* evpn-prefix-length-* evpn-prefix-mixed* evpn-type-*",
        "evpn-discovery evpn-two evpn-mac-33 evpn-mac-36 evpn-mac-37 evpn-mac-40 evpn-mac-49 "
        "evpn-mac-52 evpn-multicast-17 evpn-multicast-29 evpn-segment-23 evpn-segment-35 "
        "evpn-prefix-34 evpn-prefix-58",
    ),
    Row(
        "1.7.9",
        "EVPN prefixes that lead nowhere",
        "evpn-prefix-nothing evpn-prefix-gateway-and-segment evpn-prefix-mac-broadcast "
        "evpn-prefix-mac-multicast",
        "evpn-prefix-gateway evpn-prefix-segment evpn-prefix-mac evpn-prefix-label "
        "evpn-prefix-label-and-mac evpn-prefix-mac-unused",
    ),
    Row(
        "1.7.10",
        "MCAST-VPN",
        "mcast-vpn-overrun* mcast-vpn-header* mcast-vpn-intra-as-1* mcast-vpn-inter-as-11* "
        "mcast-vpn-source-length-24* mcast-vpn-source-active-cut* "
        "mcast-vpn-source-active-trailing* mcast-vpn-type-unknown mcast-vpn-*-ssm",
        "mcast-vpn-intra-as mcast-vpn-inter-as mcast-vpn-s-pmsi mcast-vpn-s-pmsi-wildcard "
        "mcast-vpn-leaf mcast-vpn-source-active mcast-vpn-source-tree "
        "mcast-vpn-ipv6-source-active",
    ),
    Row(
        "1.7.11",
        "VPLS",
        "vpls-length-* vpls-overrun* vpls-header*",
        "vpls-right vpls-discovery",
    ),
    Row(
        "1.7.12",
        "BGP-LS",
        "link-state-overrun* link-state-header* link-state-good-then-bad* link-state-tlv-overrun "
        "link-state-short link-state-order link-state-vpn-overrun*",
        "link-state-right link-state-two link-state-type-unknown link-state-vpn-right",
    ),
    Row(
        "1.7.13",
        "SR Policy",
        "ipv?-sr-policy-length-* ipv?-sr-policy-cut*",
        "ipv?-sr-policy-right",
    ),
    Row(
        "1.7.14",
        "IPv6 next hops of IPv4 routes",
        "*-extended-*-not-agreed* mp-reach-extended-8*",
        "mp-reach-extended-16 mp-reach-extended-32 mp-reach-extended-4 "
        "ipv4-labeled-extended-?? ipv4-labeled-extended-4 ipv4-vpn-extended-??",
    ),
    # families that are younger than the study
    Row(
        "1.7.15",
        "Classful Transport",
        "classful-transport-*-overrun* classful-transport-*-length-*",
        "classful-transport-*-right",
    ),
    Row(
        "1.7.16",
        "CAR and VPN CAR",
        "car-overrun* car-length-* car-key-* car-type-unknown car-tlv-overrun car-tlv-header "
        "vpn-car-overrun*",
        "car-color-aware car-prefix car-tlv-unknown car-tlv-twice car-tlv-length vpn-car-right",
    ),
    Row(
        "1.7.17",
        "SFC",
        "sfc-overrun* sfc-instance-* sfc-path-* sfc-header* sfc-type-unknown",
        "sfc-instance sfc-path",
    ),
    Row(
        "1.7.18",
        "MCAST-VPLS",
        "mcast-vpls-overrun* mcast-vpls-source-* mcast-vpls-originator-* mcast-vpls-leaf-key-* "
        "mcast-vpls-type-unknown",
        "mcast-vpls-s-pmsi mcast-vpls-leaf",
    ),
    Row(
        "1.7.19",
        "multi-segment pseudowires",
        "pseudowire-length-* pseudowire-overrun*",
        "pseudowire-default pseudowire-prefix pseudowire-circuit",
    ),
    Row("1.7.20", "L1VPN", "l1vpn-*overrun* l1vpn-trailing*", "l1vpn-right"),
    Row("1.7.21", "4over6", "4over6-length-* 4over6-overrun*", "4over6-right"),
)
_OTHERS: Final = (
    Row("1.8.1", "family of ROUTE-REFRESH", "refresh-family-[nu]*", "refresh-family-ipv6"),
    Row("1.8.2", "subtype", "refresh-subtype-*", "refresh refresh-reserved-* refresh-borr"),
    Row(
        "1.8.3",
        "length of BoRR and EoRR",
        "refresh-*-short refresh-*-long",
        "refresh-borr refresh-eorr",
    ),
    _harmless("1.8.4", "filters not agreed on", "refresh-filters-*", "refresh-family-ipv6"),
    _harmless(
        "1.8.5",
        "odd NOTIFICATION",
        "notification-unknown-* notification-code-0 notification-shutdown-* "
        "notification-hard-reset-* notification-prefix-limit-short notification-capability-cut",
        "notification-cease notification-shutdown notification-hard-reset",
    ),
)
_KNOWN: Final = (
    Row(
        "K.1",
        "OPEN cut off",
        "open-extended-parameter-header open-parameter-length-255-alone open-parameter-type-alone",
        "open-extended open-plain",
    ),
    _harmless("K.2", "unknown families", "open-multiprotocol-unknown-*", "*-multiprotocol-right"),
    _harmless(
        "K.3",
        "software version",
        "open-software-version-0 open-software-version-255",
        "open-software-version-right",
    ),
    Row(
        "K.4",
        "long-lived restart, ORF",
        "open-long-lived-length-3 open-orf-count-255",
        "open-long-lived-length-right open-orf-right",
    ),
    Row("K.5", "type 6", "incident-type-6-*", "refresh"),
    Row("K.6", "unknown types", "header-type-*", "refresh"),
    Row("K.7", "routes alone", "missing-all", "missing-nothing"),
    Row(
        "K.8",
        "not an End-of-RIB marker",
        "missing-all-but-unknown missing-all-beside-unreach",
        "empty-update empty-unreach",
    ),
    Row("K.9", "NEXT_HOP missing", "mp-reach-and-nlri-no-next-hop", "mp-reach-and-nlri"),
    Row("K.10", "next hop", "incident-next-hop-9* mp-reach-next-hop-255*", "mp-reach-last"),
    Row(
        "K.11",
        "corrupt from afar",
        "tunnel-encapsulation-tlv-overrun*",
        "tunnel-encapsulation-right unknown-deprecated-28",
    ),
    Row("K.12", "PREFIX_SID of zeros", "prefix-sid-zeros", "prefix-sid-right"),
    Row("K.13", "OTC of 1,024 octets", "only-to-customer-length-1024", "only-to-customer-right"),
    Row(
        "K.14",
        "TLVs past the end",
        "tunnel-encapsulation-tlv-overrun-65535 prefix-sid-tlv-overrun-65535 "
        "prefix-sid-srv6-l?-overrun aigp-length-2 aigp-tlv-length-*",
        "tunnel-encapsulation-right prefix-sid-right aigp-right",
    ),
    Row(
        "K.15",
        "many changes of RPKI data",
        "",
        "",
        elsewhere="tests/conformance/test_rfc6811.py",
    ),
    Row("K.16", "AS4_PATH first", "incident-as4-path-first-1", "incident-as4-path-first"),
    Row(
        "K.17",
        "panics of 2026",
        "next-hop-length-3 unknown-well-known-* ipv6-extended-communities-length-21",
        "next-hop-right unknown-transitive ipv6-extended-communities-right",
    ),
    Row("K.18", "long chain of operators", "flowspec-no-end*", "flowspec-operators-2000"),
    Row(
        "K.19",
        "next hop characteristics",
        "next-hop-characteristics-*-overrun next-hop-characteristics-tlv-header",
        "next-hop-characteristics-right",
    ),
    Row("K.20", "long path", "incident-path-2295-overrun", "incident-path-2295"),
    Row("K.21", "full segment", "as-path-overrun-255", "as-path-full-segment incident-path-256"),
    _harmless(
        "K.22",
        "NOTIFICATION at a bad moment",
        "notification-unknown-code",
        "notification-cease",
        elsewhere="tests/properties/test_session_sequences.py",
    ),
    Row(
        "K.23",
        "echoes and tables",
        "cluster-list-length-* strongest-data-cut",
        "cluster-list-right notification-data notification-unknown-subcode",
    ),
    _harmless("K.24", "filters", "refresh-filters-*", "refresh-family-ipv6"),
    Row("K.25", "sets in sets", "attr-set-nested-malformed", "incident-attr-set-deep"),
    _harmless("K.26", "unknown attributes", "unknown-development unknown-99", "unknown-partial"),
    _harmless("K.27", "confederations in AS4_PATH", "as4-path-confed", "as4-path-right"),
    _harmless("K.28", "unused flag bits", "flags-*-low-bits", "origin-right"),
    Row(
        "K.29",
        "lengths of NLRI",
        "ipv4-vpn-length-255* ipv4-labeled-length-16* evpn-prefix-length-33* "
        "route-target-length-97*",
        "ipv4-vpn-host ipv4-labeled-host evpn-prefix-host route-target-right",
    ),
    _harmless(
        "K.30",
        "an attribute that fills the message",
        "incident-unknown-65535",
        "header-extended-update",
        elsewhere="tests/conformance/test_rfc8654.py",
    ),
)

ROWS: Final = (
    *_COMBINED,
    *_HEADER,
    *_OPEN,
    *_FRAME,
    *_FLAGS,
    *_ATTRIBUTES,
    *_NLRI,
    *_OTHERS,
    *_KNOWN,
)
