"""aggregate: what goes into the aggregate beyond what RFC 4271 asks, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.policy import aggregate
from bgplib.route import Route
from tests.unit.policy.routes import path, route

OURS: dict[str, Any] = {"asn": 64500, "identifier": "192.0.2.254"}


def test_the_aggregate_is_our_own() -> None:
    """It is a route of ourselves to the shorter prefix, with a canonical block."""
    members = [route("10.0.0.0/25", "1 2"), route("10.0.0.128/25", "1 2")]
    found = aggregate(members, "10.0.0.0/24", **OURS)
    assert str(found) == "10.0.0.0/24 from ourselves"
    assert found.attributes.canonical() is found.attributes
    assert found.attributes.routable
    assert found.source.identifier == 0xC00002FE
    assert str(found.next_hop) == "192.0.2.1"
    assert found.attributes.next_hop == bytes((192, 0, 2, 1))


def test_ipv6_needs_no_next_hop_attribute() -> None:
    """Where the next hop is an IPv6 address, it is not among the attributes."""
    members = [route("2001:db8::/33", via="2001:db8::1")]
    found = aggregate(members, "2001:db8::/32", **OURS)
    assert found.attributes.next_hop is None
    assert str(found.next_hop) == "2001:db8::1"


def test_the_order_of_routes_does_not_matter() -> None:
    """Neither to the path nor to anything else."""
    members = [
        route("10.0.0.0/26", "1 2 3", communities="1:1"),
        route("10.0.0.64/26", "1 2 4", communities="1:2"),
        route("10.0.0.128/26", "1 5 {7,6}", communities="1:3"),
    ]
    forth = aggregate(members, "10.0.0.0/24", as_set=True, **OURS)
    back = aggregate(reversed(members), "10.0.0.0/24", as_set=True, **OURS)
    assert forth.attributes.as_path == back.attributes.as_path
    assert forth.attributes.as_path_text == "1 {2,3,4,5,6,7}"
    assert set(forth.attributes.communities) == set(back.attributes.communities)


def test_long_sets_are_cut() -> None:
    """RFC 4271 §9.2.2.2: no segment has more than 255 members."""
    members = [route(f"10.0.{number}.0/24", f"1 {number + 2}") for number in range(256)]
    found = aggregate(members, "10.0.0.0/16", as_set=True, **OURS)
    assert [len(asns) for _, asns in found.attributes.as_path] == [1, 255, 1]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ([], "no route"),
        ([route("10.0.0.0/25"), route("2001:db8::/32")], "families"),
        ([route("10.0.1.0/24")], "not in"),
        ([route("10.0.0.0/23")], "not in"),
        ([route("10.0.0.0/25", med=1), route("10.0.0.128/25")], "MULTI_EXIT_DISC"),
        ([route("10.0.0.0/25"), route("10.0.0.128/25", via="192.0.2.9")], "next hops"),
    ],
)
def test_what_cannot_be_aggregated(members: list[Route], why: str) -> None:
    """LocalError says why."""
    with pytest.raises(LocalError, match=why):
        aggregate(members, "10.0.0.0/24", **OURS)


def test_text_that_means_nothing_is_refused() -> None:
    """A prefix, an identifier, an address."""
    members = [Route.of("10.0.0.0/25", path())]
    with pytest.raises(ParseError):
        aggregate(members, "10.0.0.0/x", **OURS)
    with pytest.raises(ParseError):
        aggregate(members, "10.0.0.0/24", asn=1, identifier="nobody")
    with pytest.raises(ParseError):
        aggregate(members, "10.0.0.0/24", next_hop="nowhere", **OURS)
