"""RFC 5065 §5.3: path selection in a confederation."""

from __future__ import annotations

import pytest

from bgplib.context import SessionType
from bgplib.decision import RFC4271
from tests.unit.decision.paths import path

CONFEDERATION = SessionType.CONFEDERATION
A, B = "192.0.2.1", "192.0.2.2"


@pytest.mark.parametrize("as_path", ["(7 8)", "[7,8]", "(7) [8]", ""])
def test_a_path_within_the_confederation_is_of_our_own_as(as_path: str) -> None:
    """(1): "consider the neighbor AS to be the local AS"."""
    assert path(as_path, session=CONFEDERATION).neighbour_as == 0


@pytest.mark.parametrize("as_path", ["(7 8) 1 2", "[7] 1", "(7) (8) 1 {2}", "1 (7)"])
def test_the_neighbour_is_the_leftmost_of_a_sequence(as_path: str) -> None:
    """(2): "consider the neighbor AS to be the leftmost AS_SEQUENCE AS"."""
    assert path(as_path, session=CONFEDERATION).neighbour_as == 1


def test_a_set_behind_confederation_segments_is_no_sequence() -> None:
    """(2): only "if the first segment in the path that is not" one of those is an AS_SEQUENCE."""
    assert path("(7) {2,3} 1", session=CONFEDERATION).neighbour_as == 0


def test_confederation_segments_are_not_counted() -> None:
    """(3): "CONFED_SEQUENCE and CONFED_SETs SHOULD NOT be counted"."""
    long = path("(5 6 7) [8,9] 1", address=A, session=CONFEDERATION, identifier=2)
    short = path("(5) 1 2", address=B, session=CONFEDERATION, identifier=1)
    assert RFC4271.select([long, short]) is long
    equal = path("1", address=B, session=CONFEDERATION, identifier=1)
    assert RFC4271.explain([long, equal]).decided_by == "lowest identifier"


def test_peers_in_the_confederation_are_internal() -> None:
    """(4): a route of "a peer that is in the same confederation" is internal."""
    member = path("(7) 1", address=A, session=CONFEDERATION)
    assert RFC4271.explain([member, path("2", address=B)]).decided_by == "external over internal"
    internal = path("1", address=B, session=SessionType.INTERNAL)
    assert RFC4271.explain([member, internal]).decided_by == "lowest peer address"
