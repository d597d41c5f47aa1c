"""What a RIB shows: Adj-RIBs-In before and after policy, the Loc-RIB; and another policy."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.messages.update import Update
from bgplib.nlri.unicast import UnicastNlri
from bgplib.rib import Rib
from bgplib.route import Route
from bgplib.values.prefix import Prefix
from tests.unit.rib.test_judging import Prefer, odd_ones, reject
from tests.unit.rib.test_rib import ONE, TWO, V4, V6, announce, assert_empty

TEXTS = ("10.0.0.0/8", "11.0.0.0/8", "0.0.0.0/0", "13.0.0.0/8")


def shown(routes: Iterable[object]) -> list[tuple[str, int]]:
    """Return prefixes and weights."""
    assert not isinstance(routes, list)
    return [(str(route.prefix), route.path.weight) for route in routes if isinstance(route, Route)]


def test_adj_rib_in_before_and_after_policy() -> None:
    """RFC 4271 §3.2 (a): "unprocessed routing information"; and what policy made of it."""
    rib = Rib()
    rib.update(ONE, announce(*TEXTS), odd_ones)
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"))
    assert shown(rib.adj_rib_in(ONE, V4)) == [(text, 0) for text in TEXTS]
    assert shown(rib.adj_rib_in(ONE, V4, after_policy=True)) == [
        ("10.0.0.0/8", 0),
        ("11.0.0.0/8", 7),
        ("13.0.0.0/8", 7),
    ]
    assert shown(rib.adj_rib_in(TWO, V4, after_policy=True)) == [("10.0.0.0/8", 0)]
    assert list(rib.adj_rib_in(ONE, V6)) == []


def test_loc_rib() -> None:
    """RFC 4271 §3.2 (b): "the local routing information the BGP speaker selected"."""
    rib = Rib()
    rib.update(ONE, announce(*TEXTS), odd_ones)
    rib.update(TWO, announce("0.0.0.0/0", "10.0.0.0/8", as_path="2 3 4"))
    found = list(rib.loc_rib(V4))
    assert [(str(route.prefix), route.source) for route in found] == [
        ("10.0.0.0/8", ONE),
        ("11.0.0.0/8", ONE),
        ("0.0.0.0/0", TWO),
        ("13.0.0.0/8", ONE),
    ]
    assert list(rib.loc_rib(V6)) == []


def test_another_policy_judges_what_is_there() -> None:
    """Soft reconfiguration: the outcome is as if the routes came in under the new policy."""
    rib = Rib()
    rib.update(ONE, announce(*TEXTS), reject)
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"), Prefer(5))
    assert [route.source for route in rib.loc_rib(V4)] == [TWO]
    changes = rib.rejudge(ONE, odd_ones)
    # The default route is refused as before, so nothing changes about it.
    assert {str(change.prefix) for change in changes} == set(TEXTS) - {"0.0.0.0/0"}
    assert shown(rib.adj_rib_in(ONE, V4, after_policy=True)) == [
        ("10.0.0.0/8", 0),
        ("11.0.0.0/8", 7),
        ("13.0.0.0/8", 7),
    ]
    assert [str(change.prefix) for change in changes if change.best_changed] == [
        "11.0.0.0/8",
        "13.0.0.0/8",
    ]
    rib.rejudge(ONE, None)
    assert shown(rib.adj_rib_in(ONE, V4, after_policy=True)) == [(text, 0) for text in TEXTS]
    assert rib.path_count == 5
    rib.rejudge(ONE, reject)
    rib.drop_source(ONE)
    rib.drop_source(TWO)
    assert_empty(rib)


def test_another_policy_judges_all_families() -> None:
    """Destinations of one family are not the ones to look at in the next."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8"))
    longer = ("2001:db8::/32", "2001:db8:1::/48")
    said = announce("10.0.0.0/8").attributes
    rib.update(ONE, Update.announce(longer, next_hop="2001:db8::9", attributes=said, family=V6))
    changes = rib.rejudge(ONE, reject)
    assert {str(change.prefix) for change in changes if change.best_changed} == {
        "10.0.0.0/8",
        *longer,
    }


def test_a_policy_that_says_the_same_changes_nothing() -> None:
    """What the same judge said is kept; what another judge leaves alone is no change either."""
    rib, judge = Rib(), Prefer(5)
    rib.update(ONE, announce(*TEXTS), judge)
    assert rib.rejudge(ONE, judge) == []
    assert judge.asked == 1
    rib.update(TWO, announce(*TEXTS))
    assert rib.rejudge(TWO, lambda path, family, keys: path) == []


def test_one_family_can_be_judged_alone() -> None:
    """The others keep what the former policy made of them."""
    rib = Rib()
    rib.update(ONE, announce(*TEXTS))
    assert rib.rejudge(ONE, reject, V6) == []
    assert len(rib.rejudge(ONE, reject, V4)) == len(TEXTS)
    assert rib.rejudge(TWO, reject) == []


def test_the_text_of_a_family_stands_for_it() -> None:
    """It found nothing once, and said nothing of it."""
    rib = Rib()
    update = announce("10.0.0.0/8")
    rib.update(ONE, update)
    text = "ipv4-unicast"

    def told(routes: Iterable[Route]) -> list[str]:
        return [str(route) for route in routes]

    assert told(rib.loc_rib(text)) == told(rib.loc_rib(V4)) != []
    assert told(rib.adj_rib_in(ONE, text)) == told(rib.adj_rib_in(ONE, V4)) != []
    assert rib.keys(text) == rib.keys(V4) == rib.destinations(text) != []
    assert rib.count(ONE, text) == 1
    assert rib.best("10.0.0.0/8", text) == rib.best("10.0.0.0/8")
    assert rib.mark_stale(ONE, text) == 1
    assert told(rib.stale(ONE, text)) == told(rib.stale(ONE, V4)) != []
    (change,) = rib.sweep(ONE, text)
    assert change.family == V4
    rib.load(ONE, text, [b"\x08\x0b"], update.attributes)
    assert rib.announce(text, "12.0.0.0/8", ONE, update.attributes) is not None
    assert rib.families == (V4,)
    assert rib.withdraw(text, "12.0.0.0/8", ONE) is not None
    assert len(rib.drop_source(ONE, text)) == 1


def test_a_snapshot_is_asked_as_a_rib_is() -> None:
    """By a prefix, its text, a key or a route; and what is not there is not in it."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8"))
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"))
    snapshot = rib.snapshot()
    best = rib.best("10.0.0.0/8")
    assert best is not None
    for asked in (rib, snapshot):
        assert "10.0.0.0/8" in asked
        assert Prefix.parse("10.0.0.0/8") in asked
        assert (V4, best.key) in asked
        assert "10.0.0.0/9" not in asked
        assert "2001:db8::/32" not in asked
        assert 7 not in asked
        assert (7, 8) not in asked
        with pytest.raises(ParseError, match="family="):
            assert "nonsense" in asked
        with pytest.raises(LocalError, match="NLRI belong to a family"):
            assert UnicastNlri(prefix=Prefix.parse("10.0.0.0/8")) in asked
        assert asked.best("10.0.0.0/8") == best == asked.best(best)
        assert asked.best(Prefix.parse("10.0.0.0/8"), "ipv4-unicast") == best
        assert asked.best(best.key, V4) == best
        assert asked.best("11.0.0.0/8") is None
        assert [route.source for route in asked.routes("10.0.0.0/8")] == [ONE, TWO]
        assert asked.routes("11.0.0.0/8") == []
    assert best in snapshot
    rib.update(ONE, announce("10.0.0.0/8", as_path="1 2 3"))
    assert rib.best("10.0.0.0/8") not in snapshot
