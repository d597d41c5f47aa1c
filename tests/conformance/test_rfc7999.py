"""RFC 7999: BLACKHOLE, and under which conditions it is honoured."""

from __future__ import annotations

import pytest

from bgplib.iana.communities import NO_ADVERTISE, NO_EXPORT
from bgplib.iana.families import Family
from bgplib.policy import Action, Policy, PolicyContext, RoaTable, Statement
from bgplib.policy.matchers import PrefixLength, RpkiIs
from bgplib.policy.well_known import blackhole
from bgplib.route import Route
from tests.unit.policy.routes import path, route

HONOURING = Policy(
    name="in",
    statements=[
        blackhole(["198.51.100.0/24", "2001:db8::/32"], "192.0.2.66"),
        Statement(name="too long", matchers=PrefixLength(least=25), action=Action.REJECT),
        Statement(name="invalid", matchers=RpkiIs("invalid"), action=Action.REJECT),
    ],
    default=Action.ACCEPT,
)


def test_3_3_it_is_honoured_within_what_is_authorised() -> None:
    """§3.3: "covered by an equal or shorter prefix that the neighboring network is authorized"."""
    for prefix in ("198.51.100.7/32", "198.51.100.0/24", "198.51.100.128/25"):
        result = HONOURING.apply(route(prefix, communities="blackhole"))
        assert result.statement == "BLACKHOLE"
        assert str(result.route.next_hop) == "192.0.2.66"


def test_3_3_a_bound_that_no_ipv4_prefix_is_beyond() -> None:
    """§3.3: of the families that are authorised it is for those whose prefixes may be so long."""
    authorised = ["198.51.100.0/24", "2001:db8::/32"]
    policy = Policy(name="p", statements=[blackhole(authorised, longer_than=32)])
    for prefix, statement in (
        ("198.51.100.7/32", None),
        ("2001:db8::/32", None),
        ("2001:db8::/33", "BLACKHOLE"),
    ):
        result = policy.apply(route(prefix, communities="blackhole"))
        assert result.statement == statement


def test_3_3_and_nowhere_else() -> None:
    """§3.3: "MUST only accept and honor" then; other routes go the usual way."""
    assert HONOURING.apply(route("203.0.113.7/32", communities="blackhole")).statement == "too long"
    shorter = HONOURING.apply(route("198.51.0.0/16", communities="blackhole"))
    assert shorter.statement is None
    assert str(shorter.route.next_hop) == "192.0.2.1"
    assert HONOURING.apply(route("198.51.100.7/32")).statement == "too long"


def test_3_1_a_network_that_does_not_use_it_ignores_it() -> None:
    """§3.1: "SHOULD be ignored, if it is received by a network that it not using it"."""
    policy = HONOURING.without("BLACKHOLE")
    assert policy.apply(route("198.51.100.7/32", communities="blackhole")).statement == "too long"
    found = route("198.51.100.0/24", communities="blackhole")
    assert policy.apply(found).route is found


@pytest.mark.parametrize("scope", [NO_EXPORT, NO_ADVERTISE])
def test_3_2_it_does_not_spread(scope: int) -> None:
    """§3.2: "SHOULD add the NO_ADVERTISE or NO_EXPORT community"."""
    policy = Policy(name="p", statements=[blackhole(["198.51.100.0/24"], scope=scope)])
    result = policy.apply(route("198.51.100.7/32", communities="blackhole"))
    assert scope in result.route.attributes.communities
    assert str(result.route.next_hop) == "192.0.2.1"


def test_3_3_origin_validation_does_not_block_it() -> None:
    """§3.3: validation must not "inadvertently block legitimate announcements"."""
    context = PolicyContext(roas=RoaTable.of(("198.51.100.0/24", 65001)))
    found = route("198.51.100.7/32", communities="blackhole")
    assert HONOURING.apply(found, context).statement == "BLACKHOLE"
    assert HONOURING.without("BLACKHOLE", "too long").apply(found, context).statement == "invalid"


def test_3_3_flow_specifications_are_not_meant() -> None:
    """§3.3: "not intended to be used with Network Layer Reachability Information (NLRI)"."""
    flow = Route(Family.IPV4_FLOWSPEC, b"\x03\x01\x08\x0a", path(communities="blackhole"))
    assert HONOURING.statements[0].matchers[1](flow, PolicyContext()) is False
    found = route("2001:db8::1/128", via="2001:db8::9", communities="blackhole")
    assert HONOURING.apply(found).statement == "BLACKHOLE"


def test_short_prefixes_may_be_left_out() -> None:
    """§3.3: "as specific as possible"; a network may discard host routes only."""
    policy = Policy(name="p", statements=[blackhole(["198.51.100.0/24"], longer_than=31)])
    assert policy.apply(route("198.51.100.7/32", communities="blackhole")).accepted
    assert not policy.apply(route("198.51.100.0/24", communities="blackhole")).accepted
