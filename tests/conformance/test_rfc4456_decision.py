"""RFC 4456 §8 and §9: what route reflection adds to the decision process."""

from __future__ import annotations

from bgplib.context import SessionType
from bgplib.decision import RFC4271, DecisionContext
from bgplib.route import Path
from tests.unit.decision.paths import path

INTERNAL = SessionType.INTERNAL


def reflected(number: int, identifier: int, originator: int | None, *clusters: int) -> Path:
    """Make an internal path."""
    return path(
        address=f"192.0.2.{number}",
        session=INTERNAL,
        identifier=identifier,
        originator_id=originator,
        cluster_list=clusters,
    )


def test_originator_id_is_compared_in_place_of_the_identifier() -> None:
    """§9: it "SHOULD be treated as the BGP Identifier of the BGP speaker"."""
    one, two = reflected(1, 1, 9), reflected(2, 5, None)
    assert RFC4271.select([one, two]) is two
    plain = reflected(1, 1, None)
    assert RFC4271.select([plain, two]) is plain


def test_the_shorter_cluster_list_wins() -> None:
    """§9: "a BGP Speaker SHOULD prefer a route with the shorter CLUSTER_LIST length"."""
    one, two = reflected(1, 1, 7, 1, 2), reflected(2, 2, 7, 3)
    assert RFC4271.select([one, two]) is two
    assert RFC4271.explain([one, two]).decided_by == "shortest CLUSTER_LIST"
    equal = reflected(1, 1, 7, 4)
    assert RFC4271.select([equal, two]) is equal, "then the peer address decides"


def test_no_cluster_list_has_length_zero() -> None:
    """§9: "The CLUSTER_LIST length is zero if a route does not carry the CLUSTER_LIST"."""
    one, two = reflected(1, 1, 7, 1), reflected(2, 7, None)
    assert RFC4271.select([one, two]) is two


def test_the_step_stands_between_f_and_g() -> None:
    """§9: it is "inserted between Steps f) and g)"."""
    names = RFC4271.names
    place = names.index("shortest CLUSTER_LIST")
    assert names[place - 1] == "lowest identifier"
    assert names[place + 1] == "lowest peer address"


def test_our_own_routes_reflected_are_ignored() -> None:
    """§8: "SHOULD ignore a route received with its BGP Identifier as the ORIGINATOR_ID"."""
    looped = reflected(1, 1, 7)
    assert RFC4271.select([looped], DecisionContext(identifier=7)) is None
    assert RFC4271.select([looped], DecisionContext(identifier=8)) is looped


def test_routes_that_passed_our_cluster_are_ignored() -> None:
    """§8: where "the local CLUSTER_ID is found in the CLUSTER_LIST"."""
    looped = reflected(1, 1, 7, 3, 4)
    assert RFC4271.select([looped], DecisionContext(cluster_id=4)) is None
    assert RFC4271.select([looped], DecisionContext(cluster_id=5)) is looped
