"""Matchers: each holds and does not hold, says what it saw, and prints itself."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import OnlyToCustomer, extended_communities
from bgplib.capabilities.role import Role
from bgplib.context import SessionType
from bgplib.errors import LocalError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri import evpn
from bgplib.nlri.vpn import VpnNlri
from bgplib.policy import AspaTable, Direction, PolicyContext, RoaTable, TextRegex
from bgplib.policy.matchers import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    AspaIs,
    AsPathHas,
    AsPathIs,
    AsPathLength,
    AsPathMatches,
    DirectionIs,
    EvpnRouteType,
    FamilyIs,
    FromPeer,
    FromSession,
    HasAttribute,
    IsLocal,
    LocalPrefIs,
    MedIs,
    NeighbourAs,
    NextHopIn,
    Not,
    OriginAs,
    OriginIs,
    PeerAs,
    PeerRole,
    PrefixIn,
    PrefixLength,
    PrefixList,
    RpkiIs,
    SessionIs,
    WeightIs,
    community,
    extended_community,
    ipv6_extended_community,
    large_community,
)
from bgplib.route import Path, Route, Source
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.policy.routes import INTERNAL, PEER, path, route

CONTEXT = PolicyContext(
    peer=PEER,
    local_as=64500,
    role=Role.parse("provider"),
    roas=RoaTable.of(("198.51.100.0/24", 65001)),
    aspas=AspaTable.of({65002: [65001]}),
)
OURS = Route.of("10.0.0.0/8", Path(Source.ourselves(64500), path("").attributes))

HOLDS: list[tuple[Any, Route, str, str]] = [
    (PrefixList.of("198.51.0.0/16 le 24"), route(), "198.51.100.0/24, by `198.51.0.0/16 le 24`",
     "prefix in [198.51.0.0/16 le 24]"),
    (PrefixIn.of("198.51.100.0/24"), route(), "198.51.100.0/24",
     "prefix is one of [198.51.100.0/24]"),
    (PrefixLength(least=24, most=24), route(), "24", "prefix length is 24"),
    (FamilyIs.of("ipv4"), route(), "ipv4-unicast", "family is ipv4-unicast"),
    (AsPathMatches("_65002$"), route(as_path="65001 65002"), "65001 65002",
     "AS path matches _65002$"),
    (AsPathMatches("^$"), OURS, "empty", "AS path matches ^$"),
    (AsPathIs("65001 {1,2}"), route(as_path="65001 {1,2}"), "65001 {1,2}",
     "AS path is 65001 {1,2}"),
    (AsPathHas.of(2, 3), route(as_path="65001 {1,2}"), "65001 {1,2}", "AS path has 2 or 3"),
    (AsPathLength(least=2, most=2), route(as_path="65001 {1,2}"), "2", "AS path length is 2"),
    (OriginAs.of(65002), route(as_path="65001 65002"), "AS 65002", "origin AS is 65002"),
    (OriginAs.of(64500), OURS, "AS 64500", "origin AS is 64500"),
    (NeighbourAs.of(65001), route(as_path="65001 65002"), "AS 65001", "neighbour AS is 65001"),
    (community("65001:*"), route(communities="65001:7"), "65001:7",
     "community is any of 65001:*"),
    (community("65001:7", "65001:8", quantity="all"), route(communities="65001:8 65001:9 65001:7"),
     "65001:8 65001:9 65001:7", "community has all of 65001:7, 65001:8"),
    (community("65001:7", quantity="exactly"), route(communities="65001:7"),
     "65001:7", "community is exactly 65001:7"),
    (community(quantity="exactly"), route(), "none", "community is exactly none"),
    (community("no-export"), route(communities="no-export"), "65535:65281",
     "community is any of 65535:65281"),
    (community(TextRegex("^65001:[0-9]$")), route(communities="65001:7"), "65001:7",
     "community is any of /^65001:[0-9]$/"),
    (extended_community("rt:65000:*"), route(extended="rt:65000:7"), "rt:65000:7",
     "extended community is any of rt:65000:*"),
    (large_community("65001:*:3"), route(large="65001:2:3"), "65001:2:3",
     "large community is any of 65001:*:3"),
    (ipv6_extended_community("rt:[2001:db8::1]:7"), route(ipv6="rt:[2001:db8::1]:7"),
     "rt:[2001:db8::1]:7", "IPv6 extended community is any of rt:[2001:db8::1]:7"),
    (OriginIs("igp"), route(), "igp", "ORIGIN is igp"),
    (MedIs(least=5), route(med=7), "7", "MED is at least 5"),
    (LocalPrefIs.of(100), route(local_pref=300), "100", "LOCAL_PREF is 100"),
    (LocalPrefIs.of(300), route(local_pref=300, source=INTERNAL), "300", "LOCAL_PREF is 300"),
    (WeightIs.of(0), route(), "0", "weight is 0"),
    (HasAttribute(35), route(more=(OnlyToCustomer(7),)), "7", "has ONLY_TO_CUSTOMER"),
    (NextHopIn.of("192.0.2.0/24", "2001:db8::1"), route(), "192.0.2.1",
     "next hop in 192.0.2.0/24 or 2001:db8::1"),
    (FromPeer.of("192.0.2.1"), route(), "192.0.2.1 AS65001", "from 192.0.2.1"),
    (FromSession.of("internal"), route(source=INTERNAL), "internal",
     "from a peer that is internal"),
    (SessionIs.of(SessionType.EXTERNAL), route(source=INTERNAL), "external",
     "the session is external"),
    (PeerAs.of(65001), route(source=INTERNAL), "AS 65001", "peer AS is 65001"),
    (PeerRole.of("customer"), route(), "customer", "the peer's role is customer"),
    (IsLocal(), OURS, "ourselves", "our own"),
    (DirectionIs(Direction.IMPORT), route(), "import", "on import"),
    (RpkiIs("valid"), route(), "valid; 198.51.100.0/24 AS65001", "RPKI state is valid"),
    (AspaIs("valid"), route(as_path="65001 65002"), "valid; 65001 65002", "ASPA state is valid"),
    (Not(MedIs(least=0)), route(), "none", "not MED is at least 0"),
    (AllOf((OriginIs("i"), MedIs.of(7))), route(med=7), "igp, 7", "(ORIGIN is igp and MED is 7)"),
    (AnyOf((OriginIs("e"), MedIs.of(7))), route(med=7), "igp, 7", "(ORIGIN is egp or MED is 7)"),
    (ALWAYS, route(), "", "always"),
    (Not(NEVER), route(), "", "not never"),
]  # fmt: skip

FAILS: list[tuple[Any, Route, str]] = [
    (PrefixList.of("198.51.0.0/16 le 23"), route(), "198.51.100.0/24"),
    (PrefixList.of("deny 198.51.100.0/24", "0.0.0.0/0+"), route(),
     "198.51.100.0/24, by `deny 198.51.100.0/24`"),
    (PrefixList.of("::/0+"), route(), "198.51.100.0/24"),
    (PrefixIn.of("198.51.100.0/25"), route(), "198.51.100.0/24"),
    (PrefixLength(least=25), route(), "24"),
    (FamilyIs.of("ipv6"), route(), "ipv4-unicast"),
    (AsPathMatches("_6500_"), route(as_path="65001"), "65001"),
    (AsPathIs("65001"), route(as_path="65001 65001"), "65001 65001"),
    (AsPathHas.of(6500), route(), "65001"),
    (AsPathLength(least=2), route(), "1"),
    (OriginAs.of(1, 2), route(as_path="65001 {1,2}"), "no origin"),
    (NeighbourAs.of(65001), OURS, "our own AS"),
    (community("65001:*"), route(), "none"),
    (community("65001:7", "65001:8", quantity="all"), route(communities="65001:7"), "65001:7"),
    (community("65001:*", "65002:*", quantity="all"), route(communities="65001:7"), "65001:7"),
    (community("65001:7", quantity="exactly"), route(communities="65001:7 65001:8"),
     "65001:7 65001:8"),
    (extended_community("rt:65000:8"), route(extended="rt:65000:7"), "rt:65000:7"),
    (large_community("65001:*:4"), route(large="65001:2:3"), "65001:2:3"),
    (OriginIs("incomplete"), route(), "igp"),
    (OriginIs("igp"), route(origin=None), "none"),
    (MedIs(), route(), "none"),
    (HasAttribute(35), route(), "none"),
    (NextHopIn.of("192.0.3.0/24"), route(), "192.0.2.1"),
    (FromPeer.of("192.0.2.9"), route(), "192.0.2.1 AS65001"),
    (FromSession.of("external", "internal", "confederation"), OURS, "our own"),
    (PeerRole.of("peer"), route(), "customer"),
    (IsLocal(), route(), "192.0.2.1 AS65001"),
    (DirectionIs(Direction.EXPORT), route(), "import"),
    (RpkiIs("valid"), route(as_path="65002"), "invalid; 198.51.100.0/24 AS65001"),
    (AspaIs("invalid"), route(as_path="65001 65003"), "unknown; 65001 65003"),
    (EvpnRouteType.of(2), route(), "ipv4-unicast"),
    (NEVER, route(), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("matcher", "found", "operand", "text"), HOLDS, ids=[str(row[3]) for row in HOLDS]
)
def test_holds(matcher: Any, found: Route, operand: str, text: str) -> None:
    """The condition holds, its opposite does not; both say what they saw."""
    assert matcher(found, CONTEXT) is True
    assert (~matcher)(found, CONTEXT) is False
    assert matcher.operand(found, CONTEXT) == operand
    assert str(matcher) == text


@pytest.mark.parametrize(("matcher", "found", "operand"), FAILS)
def test_fails(matcher: Any, found: Route, operand: str) -> None:
    """The condition does not hold, and says what it saw."""
    assert matcher(found, CONTEXT) is False
    assert Not(matcher)(found, CONTEXT) is True
    assert matcher.operand(found, CONTEXT) == operand


def test_a_route_on_its_way_out_has_a_peer() -> None:
    """Who announced it is not whom it goes to: a context without the peer is refused."""
    out = PolicyContext(direction=Direction.EXPORT)
    for matcher in (PeerAs.of(65001), SessionIs.of("external")):
        assert matcher(route(), PolicyContext())
        with pytest.raises(LocalError, match="`peer`"):
            matcher(route(), out)


def test_operators_combine() -> None:
    """`&`, `|` and `~` make AllOf, AnyOf and Not."""
    one, two = OriginIs("igp"), MedIs.of(7)
    assert one & two == AllOf((one, two))
    assert one | two == AnyOf((one, two))
    assert ~one == Not(one)
    with pytest.raises(LocalError):
        Not(3)  # type: ignore[arg-type]  # that is tried
    with pytest.raises(LocalError):
        AnyOf((3,))  # type: ignore[arg-type]  # that is tried


def test_a_group_knows_what_its_parts_look_at() -> None:
    """It looks at the destination where a part does, and is stable where all parts are."""
    there, elsewhere = PrefixIn.of("10.0.0.0/8"), MedIs.of(1)
    assert (there | elsewhere).per_destination
    assert not (elsewhere | elsewhere).per_destination
    assert (there & there).is_stable
    assert not (there & elsewhere).is_stable
    assert (~there).is_stable


def test_prefixes_inside_other_nlri_count() -> None:
    """A VPN route is matched by the prefix within the VPN; a flow has none."""
    nlri = VpnNlri(
        rd=RouteDistinguisher.parse("65000:1"),
        prefix=Prefix.parse("10.1.0.0/16"),
        labels=(Label.of(16),),
    )
    vpn = Route(Family.IPV4_VPN, b"key", path().replace(nlri=nlri))
    assert PrefixList.of("10.0.0.0/8 le 16")(vpn, CONTEXT)
    assert not PrefixIn.of("10.0.0.0/8")(vpn, CONTEXT)
    flow = Route(Family.IPV4_FLOWSPEC, b"key", path())
    assert RpkiIs("not-found")(flow, CONTEXT)
    assert RpkiIs("not-found").operand(flow, CONTEXT) == "not-found"
    assert not PrefixList.of("0.0.0.0/0+")(flow, CONTEXT)


def test_evpn_route_types() -> None:
    """RFC 7432 §7: types are told apart by number, those that bgplib does not know too."""
    nlri = evpn.parse("[type:multicast][rd:65000:1][etag:0][ip:192.0.2.1]")
    found = Route(Family.L2VPN_EVPN, b"key", path().replace(nlri=nlri))
    assert EvpnRouteType.of(3)(found, CONTEXT)
    assert not EvpnRouteType.of(2, 5)(found, CONTEXT)
    assert EvpnRouteType.of(3).operand(found, CONTEXT) == "type 3"
    assert str(EvpnRouteType.of(5, 2)) == "EVPN route type is 2 or 5"
    with pytest.raises(LocalError, match="no destination"):
        EvpnRouteType.of(3)(path(), CONTEXT)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: community("65001:1:2"),
        lambda: community("65001:(*)"),
        lambda: community("65001:1", quantity="some"),
        lambda: RpkiIs("good"),
        lambda: AspaIs("good"),
        lambda: SessionIs.of("friendly"),
        lambda: PeerRole.of("friend"),
        lambda: PrefixIn.of("10.0.0.1/8"),
        lambda: FamilyIs.of("ipv5"),
        lambda: AsPathMatches("["),
        lambda: AsPathIs("65001 x"),
        lambda: NextHopIn.of("nowhere"),
        lambda: FromPeer.of("nowhere"),
        lambda: OriginIs("unknown"),
    ],
)
def test_text_that_means_nothing_is_refused(wrong: Any) -> None:
    """ParseError, when the matcher is made."""
    with pytest.raises(ParseError):
        wrong()


def test_long_lists_print_short() -> None:
    """A trail has room for a few entries."""
    text = str(PrefixIn(f"10.{number}.0.0/16" for number in range(9)))
    assert text.endswith("10.3.0.0/16, ... 5 more]")


def test_a_set_that_stands_for_text_counts_each_mark_once() -> None:
    """Marks may be numbers, triples, typed values or text."""
    assert community(65001 << 16 | 1) == community("65001:1", "65001:1")
    assert large_community((1, 2, 3)) == large_community("1:2:3")
    assert AsPathIs(((2, (1, 2)),)) == AsPathIs("1 2")
    target = extended_communities.parse("rt:65000:1")
    assert extended_community(target) == extended_community("rt:65000:1")


def test_a_route_without_a_next_hop() -> None:
    """Flow specifications have none (RFC 8955 §4)."""
    found = Path(PEER, path().attributes)
    assert not NextHopIn.of("0.0.0.0/0", "::/0")(found, CONTEXT)
    assert NextHopIn.of("0.0.0.0/0").operand(found, CONTEXT) == "none"


def test_patterns_ask_for_one_community_each() -> None:
    """With `all`, each pattern has to find one; with `exactly`, nothing else may be there."""
    found = route(communities="1:1 2:1")
    assert community("1:*", "2:*", quantity="all")(found, CONTEXT)
    assert community("1:*", "2:*", quantity="exactly")(found, CONTEXT)
    assert not community("1:*", quantity="exactly")(found, CONTEXT)
    assert not community("1:*", "3:*", quantity="exactly")(found, CONTEXT)
