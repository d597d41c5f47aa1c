"""What conditions and changes of every kind claim of each other is so for every route."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, UnknownAttribute
from bgplib.capabilities.role import Role
from bgplib.context import SessionType
from bgplib.iana.families import Family
from bgplib.nlri import evpn
from bgplib.policy import LARGE, AspaTable, Direction, PolicyContext, RoaTable
from bgplib.policy.implication import excludes, implies, impossible
from bgplib.policy.matchers import (
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
    large_community,
)
from bgplib.policy.modifiers import (
    AddCommunities,
    AddLocalPref,
    AddMed,
    LocalAsIn,
    LocalAsOut,
    NextHopPeer,
    NextHopSelf,
    NextHopUnchanged,
    Prepend,
    PrependNeighbour,
    RemoveAttribute,
    RemoveCommunities,
    RemoveLocalPref,
    RemoveMed,
    RemovePrivateAs,
    SetAttribute,
    SetCommunities,
    SetLocalPref,
    SetMed,
    SetNextHop,
    SetOrigin,
    SetValidationState,
    SetWeight,
)
from bgplib.policy.parts import touches
from bgplib.route import Path, Route, Source
from tests.unit.policy.routes import block

_ADDRESSES: Final = ("192.0.2.1", "192.0.2.2", "2001:db8::1")
_ASNS: Final = (1, 2, 64512)
_PATHS: Final = ("", "1", "2", "1 2", "1 1 2", "2 64512 1", "1 {1,2}")
_PREFIXES: Final = ("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "::/0")
_ROLES: Final = ("provider", "rs", "rs-client", "customer", "peer")
_EVPN: Final = (
    "[type:multicast][rd:65000:1][etag:0][ip:192.0.2.1]",
    "[type:macadv][rd:65000:1][etag:0][mac:02:00:00:00:00:01]",
)


def _some(values: tuple[Any, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=3)


def _few(kind: Any, values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Draw conditions of one kind, each of some of the values."""
    return _some(values).map(lambda found: kind.of(*found))


def _one(kind: Any, *values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values).map(kind)


def _between(kind: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, least=st.integers(0, 3), most=st.none() | st.integers(0, 3))


def _marks(make: Any, *texts: str) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda members, quantity: make(*members, quantity=quantity),
        _some(texts),
        st.sampled_from(["any", "all", "exactly"]),
    )


#: conditions that look at the same thing, of which each may know what the others ask for
ALIKE: Final[dict[str, st.SearchStrategy[Any]]] = {
    "destination": st.one_of(
        _few(PrefixIn, _PREFIXES),
        _few(PrefixList, ("10.0.0.0/8 le 9", "deny 10.0.0.0/9", "10.128.0.0/9", "::/0")),
        _few(FamilyIs, ("ipv4", "ipv6", "l2vpn-evpn")),
        _few(EvpnRouteType, (2, 3, 5)),
        st.builds(PrefixLength, least=st.integers(0, 9), most=st.none() | st.integers(7, 9)),
    ),
    "path": st.one_of(_one(AsPathIs, *_PATHS), _one(AsPathMatches, "_1_", "^$", "_2$")),
    "path length": _between(AsPathLength),
    "any AS": _few(AsPathHas, _ASNS),
    "origin AS": _few(OriginAs, _ASNS),
    "neighbour AS": _few(NeighbourAs, _ASNS),
    "origin": _one(OriginIs, "igp", "egp", "incomplete"),
    "attribute": _one(HasAttribute, 1, 4, 5, 99),
    "next hop": _few(NextHopIn, ("192.0.2.0/24", "192.0.2.1", "::/0")),
    "MED": _between(MedIs),
    "local preference": _between(LocalPrefIs),
    "weight": _between(WeightIs),
    "communities": _marks(community, "1:1", "1:2", "1:3", "1:*"),
    "large communities": _marks(large_community, "1:1:1", "1:1:2", "1:2:1", "1:1:*"),
    "announced by": _few(FromPeer, _ADDRESSES) | st.just(IsLocal()),
    "came by": _few(FromSession, tuple(SessionType)) | st.just(IsLocal()),
    "session": _few(SessionIs, tuple(SessionType)),
    "peer AS": _few(PeerAs, _ASNS),
    "peer role": _few(PeerRole, _ROLES),
    "direction": _one(DirectionIs, *Direction),
    "RPKI": _one(RpkiIs, "valid", "invalid", "not-found"),
    "ASPA": _one(AspaIs, "valid", "invalid", "unknown"),
}

_peers = st.builds(
    Source,
    address=st.sampled_from(_ADDRESSES),
    asn=st.sampled_from(_ASNS),
    identifier=st.just("192.0.2.9"),
    session=st.none() | st.sampled_from(SessionType),
)
_sources = st.just(Source.ourselves(64500)) | _peers
_paths = st.builds(
    lambda as_path, source, via, weight, more: Path(
        source, block(as_path, **more), via, weight=weight
    ),
    st.sampled_from(_PATHS),
    _sources,
    st.sampled_from(_ADDRESSES),
    st.integers(0, 3),
    st.fixed_dictionaries(
        {
            "origin": st.none() | st.integers(0, 2),
            "med": st.none() | st.integers(0, 3),
            "local_pref": st.none() | st.integers(0, 3),
            "communities": _some(("1:1", "1:2", "1:3")).map(" ".join),
            "large": _some(("1:1:1", "1:1:2", "1:2:1")).map(" ".join),
        }
    ),
)
routes = st.one_of(
    st.builds(Route.of, st.sampled_from(_PREFIXES), _paths),
    st.builds(
        lambda text, path: Route(
            Family.L2VPN_EVPN, text.encode(), path.replace(nlri=evpn.parse(text))
        ),
        st.sampled_from(_EVPN),
        _paths,
    ),
)
contexts = st.builds(
    PolicyContext,
    direction=st.sampled_from(Direction),
    peer=_peers,
    local_as=st.just(64500),
    local_address=st.just("192.0.2.254"),
    role=st.none() | st.sampled_from(_ROLES).map(Role.parse),
    roas=st.none() | st.just(RoaTable.of(("10.0.0.0/8", 1), ("10.0.0.0/9", 2))),
    aspas=st.none() | st.just(AspaTable.of({1: [2], 2: [64512]})),
)

MODIFIERS: Final = (
    AddLocalPref(1),
    SetLocalPref(2),
    RemoveLocalPref(),
    AddMed(1),
    SetMed(2),
    RemoveMed(),
    SetWeight(2),
    SetOrigin("egp"),
    Prepend(2),
    PrependNeighbour(2),
    RemovePrivateAs("nearest"),
    LocalAsIn(64513),
    LocalAsOut(asn=64513, global_asn=64500),
    AddCommunities.of("1:1"),
    SetCommunities.of("1:2"),
    SetCommunities.of(),
    RemoveCommunities.of("1:*"),
    AddCommunities.of("1:1:1", kind=LARGE),
    SetCommunities.of("1:1:2", kind=LARGE),
    RemoveCommunities.of("1:1:*", kind=LARGE),
    SetValidationState("valid"),
    SetValidationState("invalid"),
    RemoveAttribute(99),
    SetAttribute(UnknownAttribute(code=99, flags=0xC0, octets=b"x")),
    SetAttribute(AsPath.parse("1")),
    SetNextHop("192.0.2.1"),
    NextHopSelf(),
    NextHopPeer(),
    NextHopUnchanged(),
)

#: two conditions of each kind
pairs = st.fixed_dictionaries({name: st.tuples(kind, kind) for name, kind in ALIKE.items()})
_CLAIMED: Final = Counter[tuple[str, str]]()


@given(pairs, st.lists(routes, min_size=1, max_size=8), contexts)
def _what_they_know_is_so(
    pairs: dict[str, tuple[Any, Any]], found: list[Route], context: PolicyContext
) -> None:
    for name, (one, other) in pairs.items():
        for first, second in ((one, other), (one, Not(other)), (Not(one), other)):
            held = [(first(each, context), second(each, context)) for each in found]
            if implies(first, second):
                _CLAIMED[name, "implies"] += (first, second) == (one, other) and one != other
                assert all(after for before, after in held if before)
            if excludes(first, second):
                _CLAIMED[name, "excludes"] += (first, second) == (one, other)
                assert not any(before and after for before, after in held)
            for together in (AllOf((first, second)), AnyOf((first, second))):
                if impossible((together,)):
                    assert not any(together(each, context) for each in found)


def test_what_conditions_know_of_each_other_is_so() -> None:
    """`Policy.check` reports nothing that is not so, and knows something of almost every kind."""
    _CLAIMED.clear()
    _what_they_know_is_so()
    # Each of these asks for one value: none follows from another.
    single = {"RPKI", "ASPA", "origin", "attribute", "path", "direction"}
    assert {name for name in ALIKE if not _CLAIMED[name, "implies"]} == single
    # A route has several of these: what one finds, another may find beside it.
    several = {"any AS", "attribute", "next hop"}
    assert {name for name in ALIKE if not _CLAIMED[name, "excludes"]} == several


@given(st.one_of(*ALIKE.values()), st.sampled_from(MODIFIERS), routes, contexts)
def test_no_change_touches_what_is_stable(
    condition: Any, change: Any, found: Route, context: PolicyContext
) -> None:
    """What a stable condition says of a route, it says of the changed one."""
    if condition.is_stable:
        assert condition(change(found, context), context) is condition(found, context)


_UNDONE: Final = tuple(
    (one, other)
    for one in MODIFIERS
    for other in MODIFIERS
    if one != other and touches(one) and touches(one) == touches(other) and other.overwrites
)


@given(st.sampled_from(_UNDONE), routes, contexts)
def test_what_is_undone_leaves_no_trace(
    pair: tuple[Any, Any], found: Route, context: PolicyContext
) -> None:
    """A change that overwrites leaves what it would have left without the one before."""
    one, other = pair
    after = other(one(found, context), context)
    assert after.path.repeats(other(found, context).path)
