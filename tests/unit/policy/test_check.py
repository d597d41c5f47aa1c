"""Policy.check: what cannot be meant is found, and what can is left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bgplib.policy import (
    ROLES_IN,
    ROLES_OUT,
    WELL_KNOWN_OUT,
    Action,
    Chain,
    Policy,
    PolicyContext,
    RemarkKind,
    Statement,
    TextRegex,
)
from bgplib.policy.implication import excludes, implies
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
    EvpnRouteType,
    FamilyIs,
    FromPeer,
    FromSession,
    IsLocal,
    LocalPrefIs,
    MedIs,
    NeighbourAs,
    NextHopIn,
    Not,
    OriginAs,
    OriginIs,
    PeerRole,
    PrefixIn,
    PrefixLength,
    PrefixList,
    RpkiIs,
    SessionIs,
    community,
    large_community,
)
from bgplib.policy.modifiers import AddCommunities, AddMed, SetCommunities, SetLocalPref, SetMed
from bgplib.policy.well_known import blackhole, shutting_down

WIDE = PrefixList.of("10.0.0.0/8 le 24")
NARROW = PrefixList.of("10.1.0.0/16 le 20")


def remarks(*statements: Statement) -> list[tuple[str, RemarkKind, str | None]]:
    """Check a policy of some statements."""
    found = Policy(name="p", statements=statements).check()
    return [(each.statement, each.kind, each.by) for each in found]


def statement(name: str, *matchers: Any, **more: Any) -> Statement:
    """Make a statement that accepts."""
    return Statement(name=name, matchers=matchers, **more)


def always_true(found: Any, context: PolicyContext) -> bool:
    """Hold, which nobody knows."""
    return True


def test_shadowed() -> None:
    """An earlier statement decides on all that a later one matches, whatever its action."""
    assert remarks(statement("a", WIDE, action=Action.REJECT), statement("b", NARROW)) == [
        ("b", RemarkKind.SHADOWED, "a")
    ]
    narrower = statement("b", NARROW, community("1:1"))
    assert remarks(statement("a", WIDE), narrower) == [("b", RemarkKind.SHADOWED, "a")]
    assert remarks(statement("a", NARROW), statement("b", WIDE)) == []
    assert remarks(statement("a", WIDE, community("1:1")), statement("b", NARROW)) == []


def test_unreachable() -> None:
    """Nothing comes to what stands behind a statement that decides on every route."""
    assert remarks(statement("a"), statement("b", WIDE), statement("c")) == [
        ("b", RemarkKind.UNREACHABLE, "a"),
        ("c", RemarkKind.UNREACHABLE, "a"),
    ]
    assert remarks(statement("a", ALWAYS), statement("b")) == [("b", RemarkKind.UNREACHABLE, "a")]
    on = statement("a", modifiers=SetMed(1), action=Action.NEXT)
    assert remarks(on, statement("b")) == []
    assert remarks(statement("a", always_true), statement("b")) == []


@pytest.mark.parametrize(
    "matchers",
    [
        (WIDE, PrefixList.of("11.0.0.0/8 le 24")),
        (WIDE, PrefixList.of("10.0.0.0/8 ge 25")),
        (WIDE, FamilyIs.of("ipv6")),
        (WIDE, PrefixIn.of("10.1.0.0/25", "2001:db8::/32")),
        (PrefixIn.of("10.0.0.0/8"), PrefixIn.of("10.0.0.0/9")),
        (PrefixIn.of("10.0.0.0/8"), FamilyIs.of("ipv6")),
        (PrefixList.of("deny 10.0.0.0/8+", "10.1.0.0/16"),),
        (PrefixList.of("deny 10.0.0.0/8"),),
        (PrefixList.of(),),
        (PrefixIn.of(),),
        (AsPathLength(least=9, most=3),),
        (AsPathLength(least=9), AsPathLength(most=3)),
        (MedIs.of(3), Not(MedIs(least=1, most=5))),
        (OriginIs("igp"), OriginIs("egp")),
        (AsPathIs("1"), AsPathIs("2")),
        (OriginAs.of(1, 2), OriginAs.of(3)),
        (NeighbourAs.of(1), NeighbourAs.of(2)),
        (RpkiIs("valid"), RpkiIs("invalid")),
        (AspaIs("valid"), AspaIs("invalid")),
        (FromPeer.of("192.0.2.1"), FromPeer.of("192.0.2.2")),
        (FromSession.of("internal"), IsLocal()),
        (SessionIs.of("internal"), SessionIs.of("external")),
        (PeerRole.of("peer"), PeerRole.of("customer")),
        (EvpnRouteType.of(2), FamilyIs.of("ipv4")),
        (EvpnRouteType.of(2), EvpnRouteType.of(5)),
        (AsPathHas.of(),),
        (community(),),
        (community("1:1", quantity="exactly"), community("1:2")),
        (community("1:1", quantity="exactly"), community("1:1", "1:2", quantity="all")),
        (AsPathMatches("_1_"), Not(AsPathMatches("_1_"))),
        (AnyOf((OriginIs("igp"), OriginIs("egp"))), OriginIs("incomplete")),
        (AllOf((OriginIs("igp"), MedIs.of(1))), MedIs.of(2)),
        (AllOf((OriginIs("igp"), OriginIs("egp"))),),
        (NEVER,),
        (always_true, Not(always_true)),
    ],
)
def test_never_matches(matchers: tuple[Any, ...]) -> None:
    """Conditions that contradict each other, or themselves."""
    assert remarks(statement("a", *matchers)) == [("a", RemarkKind.NEVER_MATCHES, None)]
    assert remarks(statement("a", *reversed(matchers))) == [("a", RemarkKind.NEVER_MATCHES, None)]


def test_unused() -> None:
    """What makes no difference: changes of what is rejected or overwritten, entries, doubles."""
    doubled = statement("a", WIDE, WIDE)
    nothing = statement("a", WIDE, action=Action.NEXT)
    rejected = statement("a", WIDE, modifiers=SetMed(1), action=Action.REJECT)
    undone = statement("a", WIDE, modifiers=[AddMed(1), SetMed(1)])
    replaced = statement("a", modifiers=[AddCommunities.of("1:1"), SetCommunities.of("1:2")])
    entry = statement("a", PrefixList.of("10.0.0.0/8+", "10.1.0.0/16", "11.0.0.0/8"))
    inside = statement("a", AnyOf((PrefixList.of("10.0.0.0/8+", "10.1.0.0/16"), MedIs.of(1))))
    weaker = statement("a", WIDE, NARROW)
    for each in (doubled, nothing, rejected, undone, replaced, entry, inside, weaker):
        assert remarks(each) == [("a", RemarkKind.UNUSED, None)], str(each)
    other = statement("a", modifiers=[SetMed(1), SetLocalPref(1), AddCommunities.of("1:1")])
    assert remarks(other) == []
    built_up = statement("a", modifiers=[SetMed(1), AddMed(1)])
    assert remarks(built_up) == []


def test_a_change_in_between_may_matter() -> None:
    """A statement that passes routes on changed, opens what was shadowed."""
    first = statement("a", MedIs(least=5), action=Action.REJECT)
    later = statement("b", MedIs(least=7))
    assert remarks(first, later) == [("b", RemarkKind.SHADOWED, "a")]
    change = statement("c", WIDE, modifiers=SetMed(9), action=Action.NEXT)
    assert remarks(first, change, later) == []
    # No modifier changes the destination.
    stable = statement("a", WIDE), change, statement("b", NARROW)
    assert remarks(*stable) == [
        ("c", RemarkKind.SHADOWED, "a"),
        ("b", RemarkKind.SHADOWED, "a"),
    ]


IMPLICATIONS: list[tuple[Any, Any]] = [
    (NARROW, WIDE),
    (PrefixIn.of("10.1.0.0/16"), WIDE),
    (PrefixIn.of("10.1.0.0/16"), PrefixIn.of("10.1.0.0/16", "10.0.0.0/8")),
    (PrefixList.of("10.1.0.0/16"), PrefixIn.of("10.1.0.0/16", "10.0.0.0/8")),
    (NARROW, PrefixList.of("deny 10.2.0.0/16+", "10.0.0.0/8 le 24")),
    (NARROW, Not(FamilyIs.of("ipv6"))),
    (AllOf((NARROW, MedIs.of(1))), WIDE),
    (NARROW, AnyOf((MedIs.of(1), WIDE))),
    (AnyOf((NARROW, PrefixIn.of("10.0.0.0/8"))), WIDE),
    (NARROW, AllOf((WIDE, Not(FamilyIs.of("ipv6"))))),
    (FamilyIs.of("ipv4"), FamilyIs.of("ipv4", "ipv6")),
    (EvpnRouteType.of(2), FamilyIs.of("l2vpn-evpn")),
    (EvpnRouteType.of(2), EvpnRouteType.of(2, 5)),
    (MedIs(least=3, most=4), MedIs(least=2)),
    (AsPathLength(least=3), AsPathLength()),
    (PrefixLength(most=8), PrefixLength(most=9)),
    (OriginAs.of(1), OriginAs.of(1, 2)),
    (AsPathHas.of(1), AsPathHas.of(1, 2)),
    (NextHopIn.of("192.0.2.1"), NextHopIn.of("192.0.2.0/24")),
    (FromPeer.of("192.0.2.1"), FromPeer.of("192.0.2.1", "192.0.2.2")),
    (SessionIs.of("internal"), SessionIs.of("internal", "external")),
    (PeerRole.of("peer"), PeerRole.of("peer", "customer")),
    (community("1:1"), community("1:1", "1:2")),
    (community("1:1"), community("1:*")),
    (community("1:1", "1:2", quantity="all"), community("1:1")),
    (community("1:1", "1:2", quantity="all"), community("1:1", quantity="all")),
    (community("1:1", quantity="exactly"), community("1:1", quantity="all")),
    (OriginIs("igp"), Not(OriginIs("egp"))),
    (NEVER, WIDE),
    (WIDE, ALWAYS),
    (always_true, AnyOf((always_true, WIDE))),
]


@pytest.mark.parametrize(("first", "second"), IMPLICATIONS)
def test_implications(first: Any, second: Any) -> None:
    """The second holds whenever the first does; and not the other way round."""
    assert implies(first, second)
    if first not in (NEVER, always_true):
        assert not implies(second, first)
    assert excludes(first, Not(second))


NO_IMPLICATIONS: list[tuple[Any, Any]] = [
    (NARROW, PrefixList.of("deny 10.1.16.0/20+", "10.0.0.0/8 le 24")),
    (NARROW, PrefixIn.of("10.1.0.0/16")),
    (community("1:1"), community("1:1", quantity="exactly")),
    (community("1:1"), community("1:1", "1:2", quantity="all")),
    (community("1:*"), community("1:1")),
    (community(TextRegex("^1:")), community("1:*")),
    (community("1:1"), large_community("1:1:1")),
    (MedIs(least=2), AsPathLength(least=2)),
    (OriginAs.of(1), NeighbourAs.of(1)),
    (AnyOf((NARROW, MedIs.of(1))), WIDE),
    (AsPathMatches("_1_"), AsPathMatches("_1")),
    (IsLocal(), FromPeer.of("192.0.2.1")),
    (WIDE, RpkiIs("valid")),
    (RpkiIs("valid"), Not(RpkiIs("valid"))),
    (OriginIs("igp"), Not(OriginIs("igp"))),
    (FamilyIs.of("ipv4"), Not(FamilyIs.of("ipv4", "ipv6"))),
    (always_true, WIDE),
    (RpkiIs("valid"), Not(MedIs.of(1))),
    (MedIs(most=1), Not(LocalPrefIs(least=2))),
]


@pytest.mark.parametrize(("first", "second"), NO_IMPLICATIONS)
def test_nothing_is_claimed_that_is_not_known(first: Any, second: Any) -> None:
    """Where it is not so, or takes more than a look to see."""
    assert not implies(first, second)
    assert not excludes(first, Not(second))


def test_what_is_ready_made_is_free_of_remarks() -> None:
    """And so are chains of it."""
    assert Chain.of(ROLES_IN, ROLES_OUT, WELL_KNOWN_OUT).check() == ()
    policy = Policy(name="p", statements=[shutting_down(), blackhole(["198.51.100.0/24"])])
    assert policy.check() == ()


def test_remarks_print_and_are_plain_data() -> None:
    """For a terminal, and for a program."""
    policy = Policy(name="in", statements=[statement("a", WIDE), statement("b", NARROW)])
    (remark,) = Chain.of(policy).check()
    assert str(remark) == (
        "policy 'in', statement 'b': shadowed: "
        "statement 'a' accepts every route that this one matches"
    )
    assert json.loads(json.dumps(remark.to_json())) == {
        "kind": "shadowed",
        "policy": "in",
        "statement": "b",
        "text": "statement 'a' accepts every route that this one matches",
        "by": "a",
    }
