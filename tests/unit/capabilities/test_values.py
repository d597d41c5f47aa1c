"""Each capability: its octets, its value, its text, and what its properties say."""

from __future__ import annotations

import pytest

from bgplib.capabilities import (
    AddPath,
    BfdStrictMode,
    Bgpsec,
    Capability,
    DynamicCapability,
    DynamicCapabilityOld,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    Fqdn,
    FqdnOld,
    GracefulRestart,
    GracefulRestartFamily,
    LinkLocalNextHop,
    LongLivedFamily,
    LongLivedGracefulRestart,
    MultipleLabels,
    MultipleRoutes,
    Multiprotocol,
    Multisession,
    MultisessionOld,
    OrfEntry,
    OutboundRouteFiltering,
    OutboundRouteFilteringOld,
    PathsLimit,
    Role,
    RouteRefreshCapability,
    RouteRefreshOld,
    RoutingPolicyDistribution,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.capabilities._list import encode_capability, read_capabilities
from bgplib.capabilities._table import CODECS
from bgplib.errors import ParseError
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY

IPV4 = Family.IPV4_UNICAST
IPV6 = Family.IPV6_UNICAST
ENTRY = OrfEntry(IPV4, ((64, 3), (128, 1)))

VECTORS: list[tuple[str, Capability, str]] = [
    ("01 04 0001 00 01", Multiprotocol(IPV4), "MULTIPROTOCOL ipv4-unicast"),
    (
        "01 04 0019 07 46",
        Multiprotocol(Family.L2VPN_EVPN, 7),
        "MULTIPROTOCOL l2vpn-evpn reserved=0x7",
    ),
    ("02 00", RouteRefreshCapability(), "ROUTE_REFRESH"),
    (
        "03 09 0001 00 01 02 4003 8001",
        OutboundRouteFiltering((ENTRY,)),
        "OUTBOUND_ROUTE_FILTERING ipv4-unicast [64 both, 128 receive]",
    ),
    ("04 01 ab", MultipleRoutes(b"\xab"), "MULTIPLE_ROUTES 0xab"),
    (
        "05 0c 0001 0001 0002 0001 0080 0002",
        ExtendedNextHop(((IPV4, 2), (Family.IPV4_VPN, 2))),
        "EXTENDED_NEXT_HOP ipv4-unicast ipv6, ipv4-vpn ipv6",
    ),
    ("06 00", ExtendedMessage(), "EXTENDED_MESSAGE"),
    ("07 03 08 0002", Bgpsec(afi=2, send=True), "BGPSEC afi=2 send=yes"),
    (
        "07 03 17 0001",
        Bgpsec(afi=1, send=False, version=1, spare=7),
        "BGPSEC afi=1 send=no version=1 spare=0x7",
    ),
    (
        "08 04 0001 04 03",
        MultipleLabels(((Family.IPV4_LABELED, 3),)),
        "MULTIPLE_LABELS ipv4-labeled 3",
    ),
    ("09 01 03", Role(3), "ROLE customer"),
    ("09 01 09", Role(9), "ROLE role-9"),
    (
        "40 06 c078 0001 01 80",
        GracefulRestart(
            restart_time=120,
            families=(GracefulRestartFamily(IPV4, True),),
            restarted=True,
            notification=True,
        ),
        "GRACEFUL_RESTART 120 families=[ipv4-unicast forwarding] restarted notification",
    ),
    (
        "40 06 3fff 0002 01 7f",
        GracefulRestart(
            restart_time=4095, families=(GracefulRestartFamily(IPV6, False, 0x7F),), spare=3
        ),
        "GRACEFUL_RESTART 4095 families=[ipv6-unicast spare=0x7f] spare=0x3",
    ),
    ("40 02 005a", GracefulRestart(restart_time=90), "GRACEFUL_RESTART 90"),
    ("41 04 fa56ea01", FourOctetAs(4200000001), "FOUR_OCTET_AS 4200000001"),
    ("42 00", DynamicCapabilityOld(), "DYNAMIC_CAPABILITY_OLD"),
    ("43 02 01c8", DynamicCapability((1, 200)), "DYNAMIC_CAPABILITY MULTIPROTOCOL, UNKNOWN(200)"),
    ("44 02 8001", Multisession(0x80, (1,)), "MULTISESSION flags=0x80 identifiers=[MULTIPROTOCOL]"),
    (
        "45 08 0001 01 03 0002 01 09",
        AddPath(((IPV4, 3), (IPV6, 9))),
        "ADD_PATH ipv4-unicast both, ipv6-unicast mode-9",
    ),
    ("46 00", EnhancedRouteRefresh(), "ENHANCED_ROUTE_REFRESH"),
    (
        "47 07 0001 01 81 000e10",
        LongLivedGracefulRestart(
            (LongLivedFamily(family=IPV4, stale_time=3600, forwarding=True, spare=1),)
        ),
        "LONG_LIVED_GRACEFUL_RESTART ipv4-unicast 3600 forwarding spare=0x1",
    ),
    (
        "48 04 0001 4b 01",
        RoutingPolicyDistribution(((Family(1, 75), 1),)),
        "ROUTING_POLICY_DISTRIBUTION ipv4/safi-75 receive",
    ),
    ("49 0c 02 7231 08 6e65742e 74657374", Fqdn(b"r1", b"net.test"), "FQDN r1 domain=net.test"),
    ("49 06 02 7231 02 0a1b", Fqdn(b"r1", b"\n\x1b"), r'FQDN r1 domain="\x0a\x1b"'),
    ("49 03 01 ff 00", Fqdn(b"\xff"), r'FQDN "\xff"'),
    ("4a 00", BfdStrictMode(), "BFD_STRICT_MODE"),
    ("4b 05 04 62697264", SoftwareVersion(b"bird"), "SOFTWARE_VERSION bird"),
    ("4b 01 00", SoftwareVersion(b""), 'SOFTWARE_VERSION ""'),
    ("4c 05 0002 01 0010", PathsLimit(((IPV6, 16),)), "PATHS_LIMIT ipv6-unicast 16"),
    ("4d 00", LinkLocalNextHop(), "LINK_LOCAL_NEXT_HOP"),
    ("80 00", RouteRefreshOld(), "ROUTE_REFRESH_OLD"),
    (
        "82 09 0001 00 01 02 4003 8001",
        OutboundRouteFilteringOld((ENTRY,)),
        "OUTBOUND_ROUTE_FILTERING_OLD ipv4-unicast [64 both, 128 receive]",
    ),
    ("83 01 00", MultisessionOld(), "MULTISESSION_OLD"),
    ("b8 06 02 7231 02 7634", FqdnOld(b"r1", b"v4"), "FQDN_OLD r1 domain=v4"),
    ("c8 02 0102", UnknownCapability(200, b"\x01\x02"), "UNKNOWN(200) 0x0102"),
]


@pytest.mark.parametrize(("text", "capability", "printed"), VECTORS, ids=str)
def test_octets_value_and_text_agree(text: str, capability: Capability, printed: str) -> None:
    """RFC 5492 §4: code, length, value; the text says what the value means."""
    octets = bytes.fromhex(text)
    found, findings = read_capabilities(octets, 0, len(octets), DEFAULT_REGISTRY)
    assert [value for value, _, _ in found] == [capability]
    assert not findings
    assert encode_capability(capability, DEFAULT_REGISTRY) == octets
    assert str(capability) == printed
    assert Capability.parse(printed) == type(capability).parse(printed) == capability


def test_every_capability_has_a_vector() -> None:
    """No row of the table is without octets written down here."""
    assert {row.value for row in CODECS} | {UnknownCapability} == {type(v) for _, v, _ in VECTORS}


def test_add_path_says_who_can_do_what() -> None:
    """RFC 7911 §4: 1 is to receive, 2 to send, 3 both."""
    capability = AddPath.of(receive=(IPV4, IPV6), send=(IPV6,))
    assert capability.modes == ((IPV4, 1), (IPV6, 3))
    assert capability.receive == {IPV4, IPV6}
    assert capability.send == {IPV6}
    assert AddPath(((IPV4, 1), (IPV4, 2))).receive == frozenset()


def test_orf_entry_without_types() -> None:
    """RFC 5291 §5: Number of ORFs may be 0."""
    assert str(OrfEntry(IPV6, ())) == "ipv6-unicast []"


def test_multisession_grouping() -> None:
    """The G bit is the first of the Flags octet."""
    assert Multisession(0x80).grouping
    assert not Multisession(0x7F).grouping


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("provider", 0),
        ("RS", 1),
        ("rs_client", 2),
        ("RS-Client", 2),
        (" customer ", 3),
        ("peer", 4),
    ],
)
def test_roles_have_names(text: str, value: int) -> None:
    """RFC 9234 §4.1, Table 1; names of any spelling are read."""
    assert Role.parse(text) == Role(value)
    assert Role.parse(Role(value).text) == Role(value)


@pytest.mark.parametrize("text", ["", "transit", "5", "role-5"])
def test_other_names_are_no_roles(text: str) -> None:
    """A role that RFC 9234 does not define has no name to configure it by."""
    with pytest.raises(ParseError, match="roles are provider"):
        Role.parse(text)


def test_names_from_text() -> None:
    """Texts of a program become UTF-8."""
    assert Fqdn.of("rö", "test") == Fqdn("rö".encode(), b"test")
    assert FqdnOld.of("r") == FqdnOld(b"r", b"")
    assert SoftwareVersion.of("bgplib/1").text == "bgplib/1"
    assert SoftwareVersion("a\u202eb".encode()).text == r'"a\xe2\x80\xaeb"'
