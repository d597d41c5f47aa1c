"""RFC 4271 §9.2.2.2 and RFC 6472: aggregation."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import Aggregator, AtomicAggregate
from bgplib.errors import LocalError
from bgplib.policy import aggregate
from bgplib.route import Route
from tests.unit.policy.routes import route

OURS: dict[str, Any] = {"asn": 64500, "identifier": "192.0.2.254"}


def pair(first: str, second: str, **more: Any) -> list[Route]:
    """Make two routes that are halves of 10.0.0.0/24, with AS paths."""
    return [route("10.0.0.0/25", first, **more), route("10.0.0.128/25", second, **more)]


@pytest.mark.parametrize(
    ("first", "second", "with_set", "without"),
    [
        ("1 2 3", "1 2 3", "1 2 3", "1 2 3"),
        ("1 2 3", "1 2 4", "1 2 {3,4}", "1 2"),
        ("1 2", "3 4", "{1,2,3,4}", ""),
        ("1 2 3", "1 2", "1 2 {3}", "1 2"),
        ("1 2 {3,4}", "1 2 5", "1 2 {3,4,5}", "1 2"),
        ("1 2 1 3", "1 2 4", "1 2 {3,4}", "1 2"),
        ("1 1 2", "1 3", "1 {2,3}", "1"),
        ("{1,2}", "{1,2}", "{1,2}", "{1,2}"),
        ("{1,2}", "{1,3}", "{1,2,3}", ""),
        ("", "1", "{1}", ""),
        ("(7 8) 1 2", "(7) 1 3", "(7) [8] {1,2,3}", "(7)"),
    ],
)
def test_as_path(first: str, second: str, with_set: str, without: str) -> None:
    """§9.2.2.2 AS_PATH: the leading sequence that all share, the rest in a set or left out."""
    members = pair(first, second)
    assert (
        aggregate(members, "10.0.0.0/24", as_set=True, **OURS).attributes.as_path_text == with_set
    )
    assert aggregate(members, "10.0.0.0/24", **OURS).attributes.as_path_text == without


def test_atomic_aggregate_where_ases_are_left_out() -> None:
    """§5.1.6: "as a result of dropping the AS_SET ... SHOULD include the ATOMIC_AGGREGATE"."""
    members = pair("1 2", "1 3")
    assert aggregate(members, "10.0.0.0/24", **OURS).attributes.atomic_aggregate
    assert not aggregate(members, "10.0.0.0/24", as_set=True, **OURS).attributes.atomic_aggregate
    equal = pair("1 2", "1 2")
    assert not aggregate(equal, "10.0.0.0/24", **OURS).attributes.atomic_aggregate


def test_atomic_aggregate_is_inherited() -> None:
    """§9.2.2.2: "then the aggregated route SHALL have this attribute as well"."""
    members = [*pair("1", "1"), route("10.0.0.0/26", "1", more=(AtomicAggregate(),))]
    assert aggregate(members, "10.0.0.0/24", as_set=True, **OURS).attributes.atomic_aggregate


@pytest.mark.parametrize(
    ("origins", "origin"),
    [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 2), 2), ((0, 2), 2), ((2, 2), 2)],
)
def test_origin(origins: tuple[int, int], origin: int) -> None:
    """§9.2.2.2 ORIGIN: INCOMPLETE if one is, else EGP if one is, else IGP."""
    members = [
        route("10.0.0.0/25", origin=origins[0]),
        route("10.0.0.128/25", origin=origins[1]),
    ]
    assert aggregate(members, "10.0.0.0/24", **OURS).attributes.origin == origin


def test_aggregator_is_ours() -> None:
    """§9.2.2.2: those of the routes "MUST NOT be included"; §5.1.7: our AS and identifier."""
    members = pair("1", "1", more=(Aggregator(7, bytes(4)),))
    found = aggregate(members, "10.0.0.0/24", **OURS)
    assert found.attributes.aggregator == (64500, bytes((192, 0, 2, 254)))


def test_different_med() -> None:
    """§9.2.2.2: "Routes that have different MULTI_EXIT_DISC attributes SHALL NOT be aggregated"."""
    members = [route("10.0.0.0/25", med=1), route("10.0.0.128/25", med=2)]
    with pytest.raises(LocalError, match="MULTI_EXIT_DISC"):
        aggregate(members, "10.0.0.0/24", **OURS)
    assert aggregate(pair("1", "1", med=5), "10.0.0.0/24", **OURS).attributes.med == 5


def test_no_med_behind_a_leading_set() -> None:
    """§9.2.2.2: "an AS_SET as the first element ... SHOULD NOT advertise the MULTI_EXIT_DISC"."""
    members = pair("1", "2", med=5)
    assert aggregate(members, "10.0.0.0/24", as_set=True, **OURS).attributes.med is None
    assert aggregate(members, "10.0.0.0/24", **OURS).attributes.med == 5


def test_next_hop() -> None:
    """§9.2.2.2 NEXT_HOP: where they differ it "SHALL identify an interface on the BGP speaker"."""
    members = [route("10.0.0.0/25"), route("10.0.0.128/25", via="192.0.2.9")]
    with pytest.raises(LocalError, match="next_hop"):
        aggregate(members, "10.0.0.0/24", **OURS)
    found = aggregate(members, "10.0.0.0/24", next_hop="192.0.2.254", **OURS)
    assert str(found.next_hop) == "192.0.2.254"
    assert str(aggregate(members[:1], "10.0.0.0/24", **OURS).next_hop) == "192.0.2.1"


def test_6472_no_sets_unless_asked_for() -> None:
    """RFC 6472 §3: "not generate any new announcements containing AS_SETs or AS_CONFED_SETs"."""
    members = pair("(7 8) 1 2", "(7 9) 1 3")
    with_sets = aggregate(members, "10.0.0.0/24", as_set=True, **OURS).attributes.as_path
    assert [kind for kind, _ in with_sets] == [3, 4, 1]
    assert aggregate(members, "10.0.0.0/24", **OURS).attributes.as_path == ((3, (7,)),)


def test_aggregator_is_ours_where_there_was_none() -> None:
    """§5.1.7: it "SHALL contain its own AS number and IP address": the BGP Identifier."""
    found = aggregate(pair("1", "1"), "10.0.0.0/24", asn=4200000001, identifier="10.0.0.1")
    assert found.attributes.aggregator == (4200000001, bytes((10, 0, 0, 1)))
