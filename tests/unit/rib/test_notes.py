"""Noting which destinations changed, instead of making a change of each path."""

from __future__ import annotations

from bgplib.decision import DecisionContext
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Path
from tests.unit.decision.paths import block
from tests.unit.rib.test_judging import Prefer, reject
from tests.unit.rib.test_rib import ONE, TWO, V4, V6, announce

TEN, ELEVEN = b"\x08\x0a", b"\x08\x0b"


def best(rib: Rib, key: bytes) -> Path | None:
    """Return the best path to an IPv4 destination."""
    found = rib.best(key, V4)
    return None if found is None else found.path


def test_destinations_are_noted_with_their_best_path() -> None:
    """And no change is returned; what changed twice is noted once."""
    rib, notes = Rib(), ChangeNotes()
    assert not notes
    assert rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"), notes=notes) == []
    assert rib.update(TWO, announce("10.0.0.0/8", as_path=""), notes=notes) == []
    assert notes
    assert notes.take() == {V4: {TEN: best(rib, TEN), ELEVEN: best(rib, ELEVEN)}}
    assert not notes
    assert rib.update(ONE, Update.withdraw(["11.0.0.0/8"]), notes=notes) == []
    assert notes.take() == {V4: {ELEVEN: None}}


def test_what_leaves_the_best_path_alone_is_not_noted() -> None:
    """Unless every path counts, as with ADD-PATH."""
    for every in (False, True):
        rib, notes = Rib(), ChangeNotes({V4: every})
        rib.update(ONE, announce("10.0.0.0/8"))
        rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"), notes=notes)
        rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4 5"), notes=notes)
        rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4 5"), notes=notes)
        rib.update(TWO, Update.withdraw(["10.0.0.0/8"]), notes=notes)
        assert notes.best.get(V4, {}) == ({TEN: best(rib, TEN)} if every else {})


def test_new_destinations_of_ineligible_paths() -> None:
    """They are nothing to pass on, but a path more."""
    for every in (False, True):
        rib, notes = Rib(), ChangeNotes({V4: every})
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"), reject, notes=notes)
        assert notes.best[V4] == ({TEN: None, ELEVEN: None} if every else {})


def test_families_that_nobody_asks_for_are_not_noted() -> None:
    """The families are looked at each time."""
    families: dict[Family, bool] = {}
    rib, notes = Rib(), ChangeNotes(families)
    rib.update(ONE, announce("10.0.0.0/8"), notes=notes)
    assert not notes
    families[V4] = False
    rib.update(ONE, announce("11.0.0.0/8"), notes=notes)
    group = NlriGroup.of(V6, ["2001:db8::/32"], next_hop="2001:db8::1")
    rib.update(ONE, Update(block("1"), (group,), ()), notes=notes)
    assert notes.best == {V4: {ELEVEN: best(rib, ELEVEN)}}


def test_whatever_changes_many_routes_can_be_noted() -> None:
    """The end of a session, another policy, another cost of next hops."""
    rib, notes = Rib(), ChangeNotes()
    rib.update(ONE, announce("10.0.0.0/8"))
    assert rib.rejudge(ONE, Prefer(1), notes=notes) == []
    assert notes.take() == {V4: {TEN: best(rib, TEN)}}
    assert rib.reselect(DecisionContext(resolve=lambda _: None), notes=notes) == []
    assert notes.take() == {V4: {TEN: None}}
    assert rib.reselect(DecisionContext(), notes=notes) == []
    assert notes.take() == {V4: {TEN: best(rib, TEN)}}
    assert rib.drop_source(ONE, notes=notes) == []
    assert notes.take() == {V4: {TEN: None}}
