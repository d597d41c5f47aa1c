"""Routes that a peer is to announce anew: marked, kept, cleared, swept."""

from __future__ import annotations

from bgplib.attributes.communities import Communities
from bgplib.iana.communities import LLGR_STALE, NO_LLGR
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Path
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block
from tests.unit.rib.test_judging import Prefer, reject
from tests.unit.rib.test_rib import ONE, TWO, V4, V6, announce, assert_empty


def stale(rib: Rib) -> set[str]:
    """Return what is stale of the first source."""
    found = {str(route.prefix) for route in rib.stale(ONE, V4)}
    assert found == {str(route.prefix) for route in rib.adj_rib_in(ONE, V4) if rib.is_stale(route)}
    return found


def three_routes() -> Rib:
    """Make a RIB with three routes of a source, and one of another."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"))
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"))
    return rib


def test_stale_routes_are_used_as_any_other() -> None:
    """RFC 4724 §4.2: a router "MUST NOT differentiate between stale and other" routes."""
    rib = three_routes()
    assert rib.mark_stale(ONE, V4) == 3
    assert stale(rib) == {"10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"}
    assert rib.path_count == 4
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert best.source == ONE


def test_what_is_announced_again_is_stale_no_more() -> None:
    """RFC 4724 §4.2: stale routes are replaced "by the routing updates received from the peer"."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    assert rib.update(ONE, announce("10.0.0.0/8")) == []  # the same again
    rib.update(ONE, announce("11.0.0.0/8", as_path="1 5"))
    assert stale(rib) == {"12.0.0.0/8"}
    swept = rib.sweep(ONE, V4)
    assert [str(change.prefix) for change in swept] == ["12.0.0.0/8"]
    assert swept[0].gained is None
    assert sorted(str(route.prefix) for route in rib.loc_rib(V4)) == ["10.0.0.0/8", "11.0.0.0/8"]


def test_what_is_withdrawn_is_stale_no_more() -> None:
    """It is gone, and if it comes again, it is new."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    rib.update(ONE, Update.withdraw(["10.0.0.0/8"]))
    rib.update(ONE, announce("10.0.0.0/8"))
    assert stale(rib) == {"11.0.0.0/8", "12.0.0.0/8"}
    rib.sweep(ONE, V4)
    assert [str(route.prefix) for route in rib.adj_rib_in(ONE, V4)] == ["10.0.0.0/8"]


def test_after_a_sweep_nothing_is_stale() -> None:
    """A sweep without a mark takes nothing out, nor does a second one."""
    rib = three_routes()
    assert rib.sweep(ONE, V4) == []
    rib.mark_stale(ONE, V4)
    rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"))
    assert rib.sweep(ONE, V4) == []
    assert rib.sweep(ONE, V4) == []
    assert rib.path_count == 4


def test_marks_are_of_one_source_and_one_family() -> None:
    """RFC 7313 §4 marks the routes of one family "from that peer as stale"."""
    rib = three_routes()
    group = NlriGroup.of(V6, ["2001:db8::/32"], next_hop="2001:db8::1")
    rib.update(ONE, Update(block("1"), (group,), ()))
    rib.mark_stale(ONE, V6)
    assert stale(rib) == set()
    assert list(rib.stale(TWO, V4)) == []
    assert len(rib.sweep(ONE, V6)) == 1
    assert rib.path_count == 4


def test_a_refresh_that_begins_again_marks_all_again() -> None:
    """RFC 7313 §4: a BoRR marks all, those already announced in an earlier one too."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    rib.update(ONE, announce("10.0.0.0/8"))
    assert rib.mark_stale(ONE, V4) == 3
    assert len(stale(rib)) == 3


def test_a_second_restart_deletes_what_was_stale() -> None:
    """RFC 4724 §4.2: "a route (from the peer) previously marked as stale MUST be deleted"."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    rib.update(ONE, announce("10.0.0.0/8"))
    rib.sweep(ONE, V4)
    assert rib.mark_stale(ONE, V4) == 1


def test_path_identifiers_are_told_apart() -> None:
    """RFC 7911: a path announced again says nothing of the other paths."""
    rib = Rib()
    first, second = (
        NlriGroup.of(V4, [UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=n)], next_hop="192.0.2.9")
        for n in (1, 2)
    )
    rib.update(ONE, Update(block("1"), (first,), ()))
    rib.update(ONE, Update(block("1"), (second,), ()))
    rib.mark_stale(ONE, V4)
    rib.update(ONE, Update(block("1"), (second,), ()))
    assert [route.path_id for route in rib.stale(ONE, V4)] == [1]
    assert [change.lost and change.lost.path_id for change in rib.sweep(ONE, V4)] == [1]


def test_everything_stale_is_swept_to_nothing() -> None:
    """Stores are empty at the end, and where nothing was there to mark."""
    rib = three_routes()
    assert rib.mark_stale(ONE, V6) == 0
    rib.mark_stale(ONE, V4)
    rib.mark_stale(TWO, V4)
    rib.sweep(ONE, V4)
    rib.sweep(TWO, V4)
    assert_empty(rib)


def test_all_withdrawn_while_stale_leaves_nothing_after_the_sweep() -> None:
    """While a restart is under way the source is remembered, and no longer."""
    rib = three_routes()
    rib.drop_source(TWO)
    rib.mark_stale(ONE, V4)
    rib.update(ONE, Update.withdraw(["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"]))
    assert rib.sources == ()
    rib.sweep(ONE, V4)
    assert_empty(rib)


def test_the_end_of_a_session_ends_a_restart() -> None:
    """What is dropped is neither stale nor there."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    rib.drop_source(ONE)
    assert stale(rib) == set()
    rib.update(ONE, announce("10.0.0.0/8"))
    assert rib.sweep(ONE, V4) == []


def long_lived(path: Path) -> Path | None:
    """Do what RFC 9494 §4.2 says of routes that outlive the Restart Time."""
    communities = path.attributes.communities
    if NO_LLGR in communities:
        return None
    return path.replace(attributes=path.attributes.replace(Communities((*communities, LLGR_STALE))))


def test_long_lived_stale_routes_are_replaced_and_stay_stale() -> None:
    """RFC 9494 §4.2, with policy asked about what comes in; the same attributes stay shared."""
    rib, judge = Rib(), Prefer(3)
    rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"), judge)
    no_llgr = block("1").replace(Communities((NO_LLGR,)))
    group = NlriGroup.of(V4, ["12.0.0.0/8"], next_hop="192.0.2.9")
    rib.update(ONE, Update(no_llgr, (group,), ()), judge)
    rib.mark_stale(ONE, V4)
    rib.update(ONE, announce("11.0.0.0/8"), judge)
    changes = rib.replace_stale(ONE, V4, long_lived, judge)
    assert {str(each.prefix): each.gained is None for each in changes} == {
        "10.0.0.0/8": False,
        "12.0.0.0/8": True,
    }
    assert stale(rib) == {"10.0.0.0/8"}
    (route,) = rib.routes("10.0.0.0/8")
    assert (route.attributes.communities, route.path.weight) == ((LLGR_STALE,), 3)
    assert route.path.received.attributes.communities == (LLGR_STALE,)
    # Another policy does not make the mark go away; the peer does.
    rib.rejudge(ONE, None)
    assert rib.routes("10.0.0.0/8")[0].attributes.communities == (LLGR_STALE,)
    assert stale(rib) == {"10.0.0.0/8"}
    rib.update(ONE, announce("10.0.0.0/8"))
    assert rib.routes("10.0.0.0/8")[0].attributes.communities == ()
    assert rib.sweep(ONE, V4) == []


def test_a_path_that_is_left_as_it_is_does_not_change() -> None:
    """Nothing is said about it."""
    rib = three_routes()
    rib.mark_stale(ONE, V4)
    assert rib.replace_stale(ONE, V4, lambda path: path) == []
    assert len(stale(rib)) == 3
    assert len(rib.replace_stale(ONE, V4, lambda path: None)) == 3
    assert rib.sweep(ONE, V4) == []
    assert rib.replace_stale(ONE, V6, lambda path: None) == []


def test_what_policy_refused_is_stale_too() -> None:
    """Policy is not asked: it was there, and goes if it is not announced again."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8"), reject)
    assert rib.mark_stale(ONE, V4) == 1
    (change,) = rib.sweep(ONE, V4)
    assert (change.old, change.new) == (None, None)
    assert_empty(rib)


def test_sweeps_can_be_noted() -> None:
    """As with every method that changes many routes."""
    rib, notes = three_routes(), ChangeNotes()
    rib.mark_stale(ONE, V4)
    assert rib.replace_stale(ONE, V4, long_lived, notes=notes) == []
    assert len(notes.take()[V4]) == 3
    assert rib.sweep(ONE, V4, notes=notes) == []
    # The other source's 10.0.0.0/8 was best already, since the stale one is the least preferred.
    assert notes.best[V4] == {b"\x08\x0b": None, b"\x08\x0c": None}


def test_a_path_without_an_identifier_beside_many_with_one() -> None:
    """Stale paths from before a peer had ADD-PATH are found and let go of as they come and go."""
    rib = Rib()
    for path_id in (None, *range(50)):
        rib.announce(V4, "10.0.0.0/8", ONE, block(), b"\xc0\0\2\1", path_id=path_id)
    for _ in range(2):
        assert rib.withdraw(V4, "10.0.0.0/8", ONE, None) is not None
        assert rib.withdraw(V4, "10.0.0.0/8", ONE, None) is None
        assert rib.announce(V4, "10.0.0.0/8", ONE, block(), b"\xc0\0\2\1") is not None
    for path_id in (None, *range(50)):
        assert rib.withdraw(V4, "10.0.0.0/8", ONE, path_id) is not None
    assert rib.sources == ()


def test_a_peer_that_begins_again_and_again_makes_no_work() -> None:
    """What is marked already is not looked for once more, until one of it is announced."""
    rib = three_routes()
    assert rib.mark_stale(ONE, V4) == 3
    (store,) = [store for _, store in rib._of(ONE, V4)]
    marked = store.stale
    assert rib.mark_stale(ONE, V4) == 3
    assert store.stale is marked
    rib.update(ONE, announce("10.0.0.0/8"))
    assert stale(rib) == {"11.0.0.0/8", "12.0.0.0/8"}
    assert rib.mark_stale(ONE, V4) == 3
    assert stale(rib) == {"10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"}
    rib.sweep(ONE, V4)
    assert rib.mark_stale(ONE, V4) == 0
