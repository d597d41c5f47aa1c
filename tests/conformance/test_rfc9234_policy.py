"""RFC 9234 §5: the procedures that set ONLY_TO_CUSTOMER and find leaks by it."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import OnlyToCustomer
from bgplib.capabilities.role import Role
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.policy import (
    ROLES_IN,
    ROLES_OUT,
    Action,
    Chain,
    Direction,
    Policy,
    PolicyContext,
    PolicyError,
)
from bgplib.policy.modifiers import RemoveAttribute, SetAttribute
from bgplib.route import Path, Route, Source
from bgplib.speaker import Speaker
from tests.unit.policy.routes import PEER, block, path, route
from tests.unit.speaker.world import World

ROLES = ("provider", "rs", "rs-client", "customer", "peer")


def context(peer_role: str | None, direction: Direction = Direction.IMPORT) -> PolicyContext:
    """Make a session with a peer of a role, AS 65001, which sees AS 64500."""
    ours = None if peer_role is None else Role.parse(peer_role).opposite
    return PolicyContext(direction=direction, peer=PEER, local_as=64500, role=ours)


def marked(asn: int) -> Route:
    """Make a route with the attribute."""
    return route(more=(OnlyToCustomer(asn),))


#: to whom which routes may go (§3.1): the peer's role, and the roles of those whom they came from
PROPAGATED = {
    "provider": {"customer", "rs-client"},
    "rs": {"customer", "rs-client"},
    "peer": {"customer", "rs-client"},
    "customer": set(ROLES),
    "rs-client": set(ROLES),
}


def passed_on(source: str, target: str) -> bool:
    """Say whether a route from a peer of one role is passed on to one of another."""
    received = ROLES_IN.apply(route(), context(source)).route
    return ROLES_OUT.apply(received, context(target, Direction.EXPORT)).accepted


@pytest.mark.parametrize("target", PROPAGATED)
def test_31_what_may_be_propagated(target: str) -> None:
    """§3.1: "any available route" downwards; else one "learned from a Customer", or our own."""
    assert all(passed_on(source, target) for source in PROPAGATED[target])
    own = ROLES_OUT.apply(route(), context(target, Direction.EXPORT))
    assert own.accepted


@pytest.mark.parametrize("target", ["provider", "rs", "peer"])
def test_31_other_routes_are_not_propagated(target: str) -> None:
    """§3.1: "All other routes MUST NOT be propagated."."""
    others = [source for source in ROLES if source not in PROPAGATED[target]]
    assert others == ["provider", "rs", "peer"]
    assert not any(passed_on(source, target) for source in others)


@pytest.mark.parametrize("asn", [65001, 64500, 7])
@pytest.mark.parametrize("role", ROLES)
def test_5_ingress_leaks(role: str, asn: int) -> None:
    """§5 ingress 1 and 2: by a customer or RS-client always, by a peer unless it marked itself."""
    leaks = role in ("customer", "rs-client") or (role == "peer" and asn != 65001)
    result = ROLES_IN.apply(marked(asn), context(role))
    assert result.accepted is not leaks
    if leaks:
        assert result.statement == f"leak by a {'peer' if role == 'peer' else 'customer'}"
    else:
        assert result.route.attributes.only_to_customer == asn


@pytest.mark.parametrize("role", ROLES)
def test_5_ingress_marks(role: str) -> None:
    """§5 ingress 3: from above or beside, "it MUST be added", with the AS of the remote."""
    result = ROLES_IN.apply(route(), context(role))
    assert result.accepted
    expected = 65001 if role in ("provider", "peer", "rs") else None
    assert result.route.attributes.only_to_customer == expected


@pytest.mark.parametrize("role", ROLES)
def test_5_egress_marks(role: str) -> None:
    """§5 egress 1: down or beside, "added with a value equal to the AS number of the local AS"."""
    result = ROLES_OUT.apply(route(), context(role, Direction.EXPORT))
    assert result.accepted
    expected = 64500 if role in ("customer", "peer", "rs-client") else None
    assert result.route.attributes.only_to_customer == expected


@pytest.mark.parametrize("role", ROLES)
def test_5_egress_stops(role: str) -> None:
    """§5 egress 2: "it MUST NOT be propagated to Providers, Peers, or RSes"."""
    result = ROLES_OUT.apply(marked(7), context(role, Direction.EXPORT))
    assert result.accepted is (role in ("customer", "rs-client"))
    assert result.route.attributes.only_to_customer == 7


@pytest.mark.parametrize("source", ROLES)
@pytest.mark.parametrize("target", ROLES)
def test_5_routes_go_down_only(source: str, target: str) -> None:
    """§5: what came from a peer, provider or RS "can be advertised only to the Customers"."""
    received = ROLES_IN.apply(route(), context(source)).route
    result = ROLES_OUT.apply(received, context(target, Direction.EXPORT))
    from_below = source in ("customer", "rs-client")
    assert result.accepted is (from_below or target in ("customer", "rs-client"))


def test_5_both_ends_agree() -> None:
    """§5: "In both scenarios, the OTC value will be the same", set by either end."""
    sent = ROLES_OUT.apply(route(), context("customer", Direction.EXPORT)).route
    us = Source(address="192.0.2.254", asn=64500)
    received = Route(sent.family, sent.key, sent.path.replace(source=us))
    unmarked = Route(sent.family, sent.key, path(source=us))
    at_customer = attrs.evolve(context("provider"), peer=us, local_as=65001)
    first = ROLES_IN.apply(received, at_customer).route
    second = ROLES_IN.apply(unmarked, at_customer).route
    assert first.attributes.only_to_customer == second.attributes.only_to_customer == 64500


@pytest.mark.parametrize(
    "family", [Family.IPV4_MULTICAST, Family.IPV4_VPN, Family.L2VPN_EVPN, Family.IPV6_FLOWSPEC]
)
def test_5_other_families_are_left_alone(family: Family) -> None:
    """§5: "MUST NOT be applied to other address families by default"."""
    found = Route(family, b"\x08\x0a", path(more=(OnlyToCustomer(7),)))
    for policy, role in ((ROLES_IN, "customer"), (ROLES_OUT, "provider")):
        assert policy.apply(found, context(role)).route is found
    bare = Route(family, b"\x08\x0a", path())
    assert ROLES_IN.apply(bare, context("provider")).route is bare
    assert ROLES_OUT.apply(bare, context("customer")).route is bare


def test_5_ipv6_unicast_counts() -> None:
    """§5: "AFI 1 (IPv4) and AFI 2 (IPv6) with SAFI 1 (unicast) in both cases"."""
    found = route("2001:db8::/32", via="2001:db8::1")
    assert ROLES_IN.apply(found, context("peer")).route.attributes.only_to_customer == 65001


def test_5_without_a_role_nothing_happens() -> None:
    """§5 speaks of roles; a session without one has none of these procedures."""
    for found in (route(), marked(7)):
        assert ROLES_IN.apply(found, context(None)).route is found
        assert ROLES_OUT.apply(found, context(None, Direction.EXPORT)).route is found


def test_5_it_is_preserved_unchanged() -> None:
    """§5: "Once the OTC Attribute has been set, it MUST be preserved unchanged"."""
    with pytest.raises(LocalError, match="RFC 9234"):
        RemoveAttribute(35)
    changing = SetAttribute(OnlyToCustomer(8))
    assert changing(route(), context(None)).attributes.only_to_customer == 8
    with pytest.raises(LocalError, match="RFC 9234"):
        changing(marked(7), context(None))


def test_5_the_procedures_come_with_a_policy_of_ones_own() -> None:
    """§5: "The operator MUST NOT have the ability to modify the procedures": they are apart."""
    mine = Policy(name="mine", default=Action.ACCEPT)
    result = Chain.of(ROLES_IN, mine).apply(marked(7), context("customer"))
    assert (result.accepted, result.policy) == (False, ROLES_IN.name)
    assert Chain.of(ROLES_IN, mine).apply(marked(7), context("provider")).accepted


def test_5_the_procedures_cannot_be_changed() -> None:
    """§5: "The operator MUST NOT have the ability to modify the procedures"."""
    for policy in (ROLES_IN, ROLES_OUT):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            policy.statements = ()  # type: ignore[misc]  # that is tried
        for statement in policy.statements:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                statement.matchers = ()  # type: ignore[misc]  # that is tried


@pytest.mark.parametrize("role", ["customer", "peer", "rs-client"])
def test_5_egress_from_a_confederation(role: str) -> None:
    """§5: "its value MUST equal the AS Confederation Identifier", which is our AS out there."""
    inside = Route.of("10.0.0.0/8", path("(65010 65011)"))
    outside = attrs.evolve(context(role, Direction.EXPORT), local_as=64500)
    assert ROLES_OUT.apply(inside, outside).route.attributes.only_to_customer == 64500


def test_5_no_member_as_number_is_set() -> None:
    """§5: not "a value corresponding to any Member-AS Number": inside nothing is marked."""
    member = attrs.evolve(PEER, asn=65011, session=SessionType.CONFEDERATION)
    inside = attrs.evolve(context(None), peer=member, local_as=65010)
    found = ROLES_IN.apply(Route.of("10.0.0.0/8", path("(65011)", source=member)), inside)
    sent = ROLES_OUT.apply(found.route, attrs.evolve(inside, direction=Direction.EXPORT))
    assert found.route.attributes.only_to_customer is None
    assert sent.route.attributes.only_to_customer is None


@pytest.mark.parametrize("asn", [64512, 65534, 4200000000])
def test_5_egress_behind_an_internet_facing_as(asn: int) -> None:
    """§5: it "MUST NOT contain a value other than the Internet-facing ASN".

    The private AS behind is a customer: what it has marked is a leak, and we mark the rest.
    """
    behind = attrs.evolve(PEER, asn=asn)
    inner = attrs.evolve(context("customer"), peer=behind)
    assert not ROLES_IN.apply(marked(asn), inner).accepted
    received = ROLES_IN.apply(Route.of("10.0.0.0/8", path(str(asn), source=behind)), inner)
    assert received.accepted
    sent = ROLES_OUT.apply(received.route, context("peer", Direction.EXPORT))
    assert sent.route.attributes.only_to_customer == 64500


def test_5_marking_needs_our_as_number() -> None:
    """§5 egress 1: a context that does not say it is an error of the program."""
    silent = attrs.evolve(context("customer", Direction.EXPORT), local_as=None)
    with pytest.raises(PolicyError, match="local_as"):
        ROLES_OUT.apply(Route.of("10.0.0.0/8", Path(PEER, block())), silent)


def test_5_a_leak_is_explained() -> None:
    """§5: an operator reads who marked the route, and who sent it."""
    result = ROLES_IN.apply(marked(7), context("peer"))
    assert "yes not ONLY_TO_CUSTOMER is of the peer (AS 7, peer AS 65001)" in str(result)
    added = ROLES_IN.apply(route(), context("provider"))
    assert "mark ONLY_TO_CUSTOMER by the peer: ONLY_TO_CUSTOMER 65001 added" in str(added)
    assert added.touched == {"only_to_customer"}
    sent = ROLES_OUT.apply(route(), context("customer", Direction.EXPORT))
    assert "mark ONLY_TO_CUSTOMER by us" in str(sent)


def neighbours(**roles: str) -> tuple[World, Speaker, dict[str, Speaker]]:
    """Make a speaker and its neighbours, each in an AS and with a role of its own.

    Args:
        roles: the role of each neighbour, by its name.
    """
    world = World()
    middle = world.speaker(64500, 100)
    found = {}
    for number, (name, role) in enumerate(roles.items(), 1):
        found[name] = world.speaker(65000 + number, number)
        theirs = Role.parse(role)
        world.link(
            middle, found[name], left_side={"role": theirs.opposite}, right_side={"role": theirs}
        )
    world.start()
    return world, middle, found


def test_5_a_speaker_applies_the_procedures() -> None:
    """§5: whatever the policies are (here all is accepted), routes from above go down only."""
    world, middle, found = neighbours(above="provider", peer="peer", below="customer")
    found["above"].originate("198.51.100.0/24", world.now)
    found["below"].originate("203.0.113.0/24", world.now)
    world.settle()
    heard = {
        name: {
            str(route.prefix): route.attributes.only_to_customer
            for route in middle.adj_rib_out(f"192.0.2.{number}")
        }
        for number, name in enumerate(found, 1)
    }
    assert heard == {
        "above": {"203.0.113.0/24": None},
        "peer": {"203.0.113.0/24": 64500},
        "below": {"198.51.100.0/24": 65001},
    }


def test_5_a_speaker_finds_leaks() -> None:
    """§5: what a customer without roles passes on from its other provider is ineligible."""
    world = World()
    middle, below = world.speaker(64500, 100), world.speaker(65001, 1)
    world.link(middle, below, left_side={"role": Role.parse("provider")})
    world.start()
    below.originate("198.51.100.0/24", world.now, attributes=[OnlyToCustomer(7)])
    below.originate("203.0.113.0/24", world.now)
    world.settle()
    assert len(middle.adj_rib_in("192.0.2.1")) == 2
    assert middle.loc_rib.best("198.51.100.0/24") is None
    assert middle.loc_rib.best("203.0.113.0/24") is not None
    assert "RFC 9234" in str(middle.explain("198.51.100.0/24"))
