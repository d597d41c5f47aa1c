"""RFC 1997: what well-known communities forbid, and what aggregation does to communities."""

from __future__ import annotations

import attrs
import pytest

from bgplib.context import SessionType
from bgplib.policy import WELL_KNOWN_OUT, Direction, PolicyContext, aggregate
from tests.unit.policy.routes import PEER, route

EXTERNAL, INTERNAL, CONFEDERATION = (
    SessionType.EXTERNAL,
    SessionType.INTERNAL,
    SessionType.CONFEDERATION,
)


def goes(communities: str, session: SessionType | None) -> bool:
    """Say whether a route is announced to a peer."""
    peer = attrs.evolve(PEER, address="192.0.2.9", session=session)
    context = PolicyContext(direction=Direction.EXPORT, peer=peer)
    return WELL_KNOWN_OUT.apply(route(communities=communities), context).accepted


@pytest.mark.parametrize(
    ("community", "to"),
    [
        ("no-export", {INTERNAL, CONFEDERATION}),  # "outside a BGP confederation boundary"
        ("no-advertise", set()),  # "to other BGP peers"
        ("no-export-subconfed", {INTERNAL}),  # "includes peers in other members autonomous systems"
        ("65000:1", {EXTERNAL, INTERNAL, CONFEDERATION}),
        ("0:65281", {EXTERNAL, INTERNAL, CONFEDERATION}),
    ],
)
def test_well_known_communities(community: str, to: set[SessionType]) -> None:
    """Well-known Communities: to whom a route that carries one is announced."""
    assert {session for session in SessionType if goes(community, session)} == to
    assert {s for s in SessionType if goes(f"1:1 {community} 2:2", s)} == to


def test_a_peer_of_unknown_kind_counts_as_external() -> None:
    """NO_EXPORT must not leave where it is not known what is outside."""
    assert not goes("no-export", None)
    assert goes("", None)


def test_without_the_attribute_everything_goes() -> None:
    """Terms: "By default, all destinations belong to the general Internet community"."""
    assert all(goes("", session) for session in SessionType)


def test_aggregates_have_the_communities_of_all() -> None:
    """Aggregation: "contains all communities from all of the aggregated routes"."""
    members = [
        route("10.0.0.0/25", "1 2", communities="1:1 1:2", extended="rt:1:1"),
        route("10.0.0.128/25", "1 2", communities="1:2 1:3", extended="rt:1:2"),
    ]
    found = aggregate(members, "10.0.0.0/24", asn=64500, identifier=1)
    assert not found.attributes.atomic_aggregate
    assert found.attributes.communities == (65537, 65538, 65539)
    assert len(found.attributes.extended_communities) == 2


def test_atomic_aggregates_need_none() -> None:
    """Aggregation: "does not carry the ATOMIC_AGGREGATE attribute"; RFC 8092 §4 has no such if."""
    members = [
        route("10.0.0.0/25", "1 2", communities="1:1", large="1:2:3"),
        route("10.0.0.128/25", "1 3", communities="1:2", large="1:2:4"),
    ]
    found = aggregate(members, "10.0.0.0/24", asn=64500, identifier=1)
    assert found.attributes.atomic_aggregate
    assert found.attributes.communities == ()
    assert found.attributes.large_communities == ((1, 2, 3), (1, 2, 4))
