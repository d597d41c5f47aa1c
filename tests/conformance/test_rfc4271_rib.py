"""RFC 4271 §9: what UPDATEs do to the routes that a speaker has, and to its choice."""

from __future__ import annotations

import pytest

from bgplib.decision import DecisionContext
from bgplib.messages.update import Update
from bgplib.rib import Rib
from tests.unit.decision.paths import block, source

ONE = source("192.0.2.1", 1, "1.1.1.1")
TWO = source("192.0.2.2", 2, "2.2.2.2")


def announce(*prefixes: str, as_path: str, via: str = "192.0.2.9") -> Update:
    """Make an UPDATE with routes."""
    return Update.announce(prefixes, next_hop=via, attributes=block(as_path))


def rib_of_two(context: DecisionContext | None = None) -> Rib:
    """Make a RIB with two paths to one prefix, the first of them best, and one to another."""
    rib = Rib(context=context or DecisionContext())
    rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", as_path="1"))
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 1", via="192.0.2.8"))
    return rib


def paths(rib: Rib, prefix: str = "10.0.0.0/8") -> list[str]:
    """List the AS paths to a prefix, best first."""
    best = rib.best(prefix)
    found = sorted(rib.routes(prefix), key=lambda route: route != best)
    return [route.attributes.as_path_text for route in found]


def test_9_withdrawn_routes_are_removed() -> None:
    """§9: those "contained in this field, SHALL be removed from the Adj-RIB-In"."""
    rib = rib_of_two()
    rib.update(ONE, Update.withdraw(["10.0.0.0/8", "11.0.0.0/8"]))
    assert paths(rib) == ["2 1"]
    assert paths(rib, "11.0.0.0/8") == []


@pytest.mark.parametrize("prefix", ["10.0.0.0/9", "10.0.0.0/7", "12.0.0.0/8"])
def test_9_other_routes_are_not_removed(prefix: str) -> None:
    """§9 removes the destinations of the field, not what they cover, nor what covers them."""
    rib = rib_of_two()
    assert rib.update(ONE, Update.withdraw([prefix])) == []
    assert paths(rib) == ["1", "2 1"]
    assert rib.update(TWO, Update.withdraw(["11.0.0.0/8"])) == [], "nor those of another peer"


def test_9_a_withdrawal_runs_the_decision_process() -> None:
    """§9: it "SHALL run ... because the previously advertised route is no longer available"."""
    (change,) = rib_of_two().update(ONE, Update.withdraw(["10.0.0.0/8"]))
    assert change.old is not None
    assert change.new is not None
    assert (change.old.source, change.new.source) == (ONE, TWO)


def test_9_a_withdrawal_of_another_route_changes_no_choice() -> None:
    """§9: run again, the process comes to the same route."""
    (change,) = rib_of_two().update(TWO, Update.withdraw(["10.0.0.0/8"]))
    assert change.lost is not None
    assert change.new is change.old


def test_9_a_new_route_replaces_the_older_one() -> None:
    """§9: with identical NLRI it "SHALL replace the older route in the Adj-RIB-In"."""
    rib = rib_of_two()
    (change,) = rib.update(ONE, announce("10.0.0.0/8", as_path="1 3 4"))
    assert change.lost is not None
    assert paths(rib) == ["2 1", "1 3 4"]


def test_9_a_new_route_is_placed_beside_others() -> None:
    """§9: without identical NLRI "the new route SHALL be placed in the Adj-RIB-In"."""
    rib = rib_of_two()
    (change,) = rib.update(ONE, announce("10.0.0.0/9", as_path="1 3"))
    assert change.lost is None
    assert paths(rib, "10.0.0.0/9") == ["1 3"]
    assert paths(rib) == ["1", "2 1"]


def test_9_a_new_route_runs_the_decision_process() -> None:
    """§9: "Once the BGP speaker updates the Adj-RIB-In", the choice is made again."""
    (change,) = rib_of_two().update(TWO, announce("10.0.0.0/8", as_path="2"))
    assert change.new is change.old, "as long, with a higher identifier"
    (change,) = rib_of_two().update(TWO, announce("10.0.0.0/8", as_path=""))
    assert change.new is not None
    assert change.new.source == TWO


def test_91_the_degree_of_preference_stays_as_others_come_and_go() -> None:
    """§9.1: the function "SHALL NOT use ... the existence of other routes" or their attributes."""
    rib = Rib()
    hop = bytes((192, 0, 2, 9))
    family = announce("10.0.0.0/8", as_path="1").announced[0].family
    rib.announce(family, "10.0.0.0/8", ONE, block("1 2 3"), hop, preference=150)
    for preference in (100, 149, 151, 200):
        rib.announce(family, "10.0.0.0/8", TWO, block("2"), hop, preference=preference)
        (one,) = (each for each in rib.routes("10.0.0.0/8") if each.source == ONE)
        assert one.path.preference == 150
        best = rib.best("10.0.0.0/8")
        assert best is not None
        assert best.path.preference == max(150, preference)
        rib.withdraw(family, "10.0.0.0/8", TWO)
        (one,) = rib.routes("10.0.0.0/8")
        assert one.path.preference == 150


def test_912_the_choice_is_installed_in_place_of_the_old_one() -> None:
    """§9.1.2: "replacing any route to the same destination that is currently being held"."""
    rib = rib_of_two()
    rib.update(TWO, announce("10.0.0.0/8", as_path=""))
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert best.source == TWO
    assert rib.lookup("10.1.1.1") == best


def test_912_unresolvable_routes_are_removed_from_the_loc_rib() -> None:
    """§9.1.2: "Unresolvable routes SHALL be removed from the Loc-RIB and the routing table."."""
    reachable = {8, 9}
    rib = rib_of_two(DecisionContext(resolve=lambda hop: 0 if hop[-1] in reachable else None))
    reachable.discard(9)
    changes = {str(each.prefix): each.new for each in rib.reselect()}
    assert changes["11.0.0.0/8"] is None
    assert changes["10.0.0.0/8"] is not None
    assert changes["10.0.0.0/8"].source == TWO
    assert rib.best("11.0.0.0/8") is None
    assert rib.lookup("11.1.1.1") is None


def test_912_resolvable_routes_stay() -> None:
    """§9.1.2: a change of other next hops removes nothing."""
    reachable = {7, 8, 9}
    rib = rib_of_two(DecisionContext(resolve=lambda hop: 0 if hop[-1] in reachable else None))
    reachable.discard(7)
    assert rib.reselect() == []
    assert rib.best("11.0.0.0/8") is not None


def test_914_overlapping_routes_are_both_installed() -> None:
    """§9.1.4: it "MUST install, in Loc-RIB, either both the less and the more specific routes"."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8", as_path="1"))
    rib.update(TWO, announce("10.1.0.0/16", as_path="2 3 4 5"))
    for address, asn in (("10.1.2.3", 2), ("10.2.2.3", 1)):
        found = rib.lookup(address)
        assert found is not None
        assert found.source.asn == asn
    assert [str(prefix) for prefix in rib.covered("10.0.0.0/8")] == ["10.0.0.0/8", "10.1.0.0/16"]


def test_914_the_less_specific_is_left_when_the_other_goes() -> None:
    """§9.1.4: neither of them depends on the other."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8", as_path="1"))
    rib.update(TWO, announce("10.1.0.0/16", as_path="2"))
    rib.update(TWO, Update.withdraw(["10.1.0.0/16"]))
    found = rib.lookup("10.1.2.3")
    assert found is not None
    assert found.source == ONE
