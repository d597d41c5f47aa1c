"""Cost communities are compared where a program puts the step, and nowhere else."""

from __future__ import annotations

from bgplib.attributes.extended_communities import ExtendedCommunities
from bgplib.attributes.extended_communities.cost_community import CostCommunity
from bgplib.decision import RFC4271
from bgplib.decision.cost_community import ABSOLUTE, IGP, cost_community
from bgplib.route import Path
from tests.unit.decision.paths import path


def costly(number: int, *costs: tuple[int, int, int], transitive: bool = False) -> Path:
    """Make a path with costs: point of insertion, identifier, cost."""
    made = path(address=f"192.0.2.{number}", identifier=number)
    communities = ExtendedCommunities(
        tuple(
            CostCommunity(insertion=where, identifier=which, cost=cost, transitive=transitive)
            for where, which, cost in costs
        )
    )
    return made.replace(attributes=made.attributes.replace(communities))


ABSOLUTELY = RFC4271.inserting(cost_community(ABSOLUTE), before="not LLGR_STALE")
BEHIND_IGP = RFC4271.inserting(cost_community(IGP), before="lowest identifier")


def test_presets_do_not_compare_them() -> None:
    """They are off unless a program puts the step in."""
    one, two = costly(1, (ABSOLUTE, 1, 50)), costly(2, (ABSOLUTE, 1, 10))
    assert RFC4271.select([one, two]) is one
    assert ABSOLUTELY.select([one, two]) is two
    assert ABSOLUTELY.under().select([one, two]) is two


def test_points_of_insertion() -> None:
    """A cost counts at the step that it names; before all, or behind the IGP cost."""
    one, two = costly(1, (IGP, 1, 50)), costly(2, (IGP, 1, 10))
    assert ABSOLUTELY.select([one, two]) is one
    assert BEHIND_IGP.select([one, two]) is two
    assert BEHIND_IGP.select([one.replace(preference=101), two]) is not two
    liked = costly(1, (ABSOLUTE, 1, 50)).replace(preference=900, weight=9)
    assert ABSOLUTELY.select([liked, costly(2, (ABSOLUTE, 1, 10))]) is not liked


def test_the_lowest_identifier_is_compared_first() -> None:
    """Then the next, among those that tie."""
    one = costly(1, (IGP, 1, 10), (IGP, 2, 99))
    two = costly(2, (IGP, 1, 20), (IGP, 2, 1))
    three = costly(3, (IGP, 1, 10), (IGP, 2, 50))
    assert BEHIND_IGP.select([one, two]) is one
    assert BEHIND_IGP.select([one, two, three]) is three


def test_who_has_none_is_in_the_middle() -> None:
    """A missing cost is half of the greatest."""
    none = path(address="192.0.2.9", identifier=9)
    assert BEHIND_IGP.select([none, costly(1, (IGP, 1, 0x7FFFFFFE))]) is not none
    assert BEHIND_IGP.select([none, costly(1, (IGP, 1, 0x80000000))]) is none


def test_both_types_of_the_community_and_the_lowest_of_an_identifier() -> None:
    """Transitive or not; of two with the same identifier the lower counts."""
    transitive = costly(2, (IGP, 1, 10), transitive=True)
    assert BEHIND_IGP.select([costly(1, (IGP, 1, 20)), transitive]) is transitive
    twice = costly(3, (IGP, 1, 90), (IGP, 1, 5))
    assert BEHIND_IGP.select([twice, transitive]) is twice


def test_words() -> None:
    """An explanation shows identifiers and costs, and nothing where there are none."""
    one, two = costly(1, (IGP, 1, 50), (IGP, 0, 3)), costly(2, (IGP, 1, 10))
    text = str(BEHIND_IGP.explain([one, two]))
    assert "cost community (igp): 1 wins with 0:3 1:50" in text
    assert "    2 is out: 1:10 against 0:3 1:50" in text
    assert "cost community" not in str(BEHIND_IGP.explain([path(), path(address="192.0.2.2")]))
