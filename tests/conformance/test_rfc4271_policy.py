"""RFC 4271 §5.1.3, §5.1.4, §5.1.6, §6.3: what policy must be able to do to routes, and must not."""

from __future__ import annotations

import inspect

import attrs
import pytest

from bgplib.attributes import AtomicAggregate
from bgplib.errors import BGPError
from bgplib.iana.families import Family
from bgplib.policy import (
    UNICAST_DESTINATIONS,
    Action,
    Policy,
    PolicyContext,
    Statement,
    aggregate,
    modifiers,
)
from bgplib.policy.modifiers import AddMed, NextHopSelf, NextHopUnchanged, RemoveMed, SetMed
from bgplib.policy.parts import Modifier
from bgplib.rib import Rib
from bgplib.route import Path, Route
from tests.unit.policy.routes import PEER, block, path, route

OTHER = attrs.evolve(PEER, address="192.0.2.2", identifier="192.0.2.2")
OURS = PolicyContext(peer=PEER, local_as=64500, local_address="192.0.2.254")


def does(modifier: Modifier) -> Policy:
    """Make a policy that changes every route in one way."""
    return Policy(
        name="one",
        statements=(Statement(name="all", modifiers=modifier),),
        default=Action.ACCEPT,
    )


def test_513_third_party_next_hops_can_be_disabled() -> None:
    """§5.1.3: "MUST be able to support the disabling advertisement of third party NEXT_HOP"."""
    third_party = route(via="192.0.2.77")
    sent = does(NextHopSelf()).apply(third_party, OURS)
    assert str(sent.route.next_hop) == "192.0.2.254"


def test_513_third_party_next_hops_can_be_kept() -> None:
    """§5.1.3: it is an option; without it, the next hop is what it was."""
    third_party = route(via="192.0.2.77")
    for policy in (does(NextHopUnchanged()), Policy(name="none", default=Action.ACCEPT)):
        assert str(policy.apply(third_party, OURS).route.next_hop) == "192.0.2.77"


def best(policy: Policy, first: int, second: int) -> str:
    """Let two peers announce one prefix with a MULTI_EXIT_DISC each; return who wins."""
    rib = Rib()
    for source, med in ((PEER, first), (OTHER, second)):
        came = Route.of("10.0.0.0/8", Path(source, block(med=med), "192.0.2.9"))
        found = policy.apply(came, attrs.evolve(OURS, peer=source)).route
        rib.announce(found.family, found.key, source, found.attributes, found.path.next_hop_octets)
    winner = rib.best("10.0.0.0/8")
    assert winner is not None
    return "first" if winner.source == PEER else "second"


def test_514_med_can_be_removed_before_routes_are_selected() -> None:
    """§5.1.4: "this removal MUST be done prior to ... performing route selection"."""
    removed = does(RemoveMed()).apply(route(med=7), OURS).route
    assert removed.attributes.med is None
    assert best(does(RemoveMed()), 10, 5) == "first", "by the identifier: no MED is left to compare"


def test_514_med_can_be_altered_before_routes_are_selected() -> None:
    """§5.1.4: "altering the value MUST be done prior to" selection too."""
    assert best(does(SetMed(5)), 10, 5) == "first"
    assert best(does(AddMed(-10)), 10, 5) == "first"


def test_514_med_that_is_left_alone_is_compared() -> None:
    """§5.1.4: without such a configuration it is what it was."""
    assert best(Policy(name="none", default=Action.ACCEPT), 10, 5) == "second"


MODIFIERS = [
    kind
    for _, kind in inspect.getmembers(modifiers, inspect.isclass)
    if issubclass(kind, Modifier) and kind is not Modifier
]


def test_516_no_modifier_changes_a_destination() -> None:
    """§5.1.6: no NLRI is made "more specific": a modifier is given a path, and no destination."""
    assert len(MODIFIERS) > 15
    for kind in MODIFIERS:
        parameters = list(inspect.signature(kind.change).parameters)
        assert parameters == ["self", "path", "context"], kind
    found = route("10.0.0.0/8", more=(AtomicAggregate(),))
    for modifier in (RemoveMed(), SetMed(1), NextHopSelf()):
        result = does(modifier).apply(found, OURS).route
        assert (result.family, result.key) == (found.family, found.key)
        assert result.attributes.atomic_aggregate


@pytest.mark.parametrize("prefix", ["10.0.0.0/9", "10.1.0.0/16", "11.0.0.0/8"])
def test_516_aggregation_makes_nothing_more_specific(prefix: str) -> None:
    """§5.1.6: a route with ATOMIC_AGGREGATE is part of a shorter prefix, or its own, at most."""
    found = route("10.0.0.0/8", more=(AtomicAggregate(),))
    with pytest.raises(BGPError):
        aggregate([found], prefix, asn=64500, identifier="192.0.2.254")
    for shorter in ("10.0.0.0/8", "0.0.0.0/0"):
        whole = aggregate([found], shorter, asn=64500, identifier="192.0.2.254")
        assert isinstance(whole, Route)
        assert whole.attributes.atomic_aggregate


# -- §6.3 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prefix",
    [
        "224.0.0.0/4",
        "239.1.1.1/32",
        "240.0.0.0/4",
        "255.255.255.255/32",
        "127.0.0.0/8",
        "127.0.0.1/32",
        "0.0.0.0/8",
        "0.0.0.0/32",
        "ff00::/8",
        "ff02::1/128",
        "fe80::/10",
        "fe80::1/128",
        "::1/128",
        "::/128",
    ],
)
def test_63_semantically_incorrect_prefixes_are_ignored(prefix: str) -> None:
    """§6.3: "(e.g., an unexpected multicast IP address)": they "SHOULD be ignored"."""
    result = UNICAST_DESTINATIONS.apply(route(prefix), OURS)
    assert not result.accepted
    assert result.statement == "nobody is there"


@pytest.mark.parametrize(
    "prefix", ["0.0.0.0/0", "128.0.0.0/1", "1.0.0.0/8", "223.255.255.0/24", "::/0", "2001:db8::/32"]
)
def test_63_other_prefixes_are_not(prefix: str) -> None:
    """§6.3: a prefix that covers addresses of hosts is none of these; the default route is one."""
    assert UNICAST_DESTINATIONS.apply(route(prefix), OURS).accepted


def test_63_multicast_addresses_where_they_are_expected() -> None:
    """§6.3: it is the *unexpected* address that is wrong; other families may well have it."""
    family = Family.IPV4_MULTICAST
    assert UNICAST_DESTINATIONS.apply(Route.of("232.0.0.0/8", path(), family), OURS).accepted
