"""Import policy on the way into the RIB: what it makes of paths, and what stays as received."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.labeled import LabeledNlri
from bgplib.rib import Rib
from bgplib.rib.store import PathStore
from bgplib.route import Path
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, path
from tests.unit.rib.test_rib import ONE, TWO, V4, V6, announce, assert_empty


class Prefer:
    """A judge that gives a weight, and counts how often it is asked."""

    def __init__(self, weight: int) -> None:
        self.weight = weight
        self.asked = 0

    def __call__(self, path: Path, family: Family, keys: Sequence[bytes]) -> Path:
        self.asked += 1
        return path.replace(weight=self.weight)


def reject(path: Path, family: Family, keys: Sequence[bytes]) -> Path:
    """Refuse everything."""
    return path.replace(rejected=True)


def odd_ones(path: Path, family: Family, keys: Sequence[bytes]) -> list[Path]:
    """Give a weight to 11.0.0.0/8 and 13.0.0.0/8, and refuse the default route."""
    preferred, refused = path.replace(weight=7), path.replace(rejected=True)
    chosen = {b"\x08\x0b": preferred, b"\x08\x0d": preferred, b"\0": refused}
    return [chosen.get(key, path) for key in keys]


def test_what_policy_made_is_chosen_and_knows_what_was_received() -> None:
    """The degree of preference comes from policy (RFC 4271 §9.1.1)."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8"))
    (change,) = rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4"), Prefer(9))
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert change.new is best.path
    assert (best.source, best.path.weight) == (TWO, 9)
    assert best.path.received.weight == 0
    assert best.path.received.received is best.path.received
    assert best.path.attributes is best.path.received.attributes


def test_a_path_that_policy_leaves_alone_is_its_own_received_one() -> None:
    """Nothing is stored twice where policy changes nothing."""
    rib = Rib()
    (change,) = rib.update(ONE, announce("10.0.0.0/8"), lambda path, family, keys: path)
    assert change.gained is not None
    assert change.gained.received is change.gained


def test_policy_is_asked_once_for_each_set_of_attributes() -> None:
    """Prefixes and later UPDATEs with the same attributes share the answer, and the path."""
    rib, judge = Rib(), Prefer(9)
    first = rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"), judge)
    second = rib.update(ONE, announce("12.0.0.0/8"), judge)
    assert judge.asked == 1
    assert len({change.gained for change in first + second}) == 1
    assert rib.update(ONE, announce("12.0.0.0/8"), judge) == []
    rib.update(ONE, announce("12.0.0.0/8", as_path="1 2"), judge)
    assert judge.asked == 2


def test_another_policy_is_asked_anew() -> None:
    """The answer that is kept belongs to who gave it."""
    rib = Rib()
    rib.update(ONE, announce("10.0.0.0/8"), Prefer(1))
    rib.update(ONE, announce("11.0.0.0/8"), Prefer(2))
    rib.update(ONE, announce("12.0.0.0/8"))
    found = [rib.best(f"{first}.0.0.0/8") for first in (10, 11, 12)]
    assert [best and best.path.weight for best in found] == [1, 2, 0]


def test_families_are_judged_apart() -> None:
    """A policy may look at the family: the answer for one is not that for the other."""

    def only_unicast(path: Path, family: Family, keys: Sequence[bytes]) -> Path:
        return path.replace(weight=1) if family == V4 else path

    rib = Rib()
    for family, weight in ((V4, 1), (Family.IPV4_MULTICAST, 0)):
        group = NlriGroup.of(family, ["10.0.0.0/8"], next_hop="192.0.2.9")
        (change,) = rib.update(ONE, Update(block("1"), (group,), ()), only_unicast)
        assert change.gained is not None
        assert change.gained.weight == weight


def test_each_destination_can_have_an_answer_of_its_own() -> None:
    """Changes stay in the order of the message, and like answers share a path."""
    rib = Rib()
    texts = ("10.0.0.0/8", "11.0.0.0/8", "0.0.0.0/0", "13.0.0.0/8")
    changes = rib.update(ONE, announce(*texts), odd_ones)
    assert [str(change.prefix) for change in changes] == list(texts)
    assert [change.gained and change.gained.weight for change in changes] == [0, 7, 0, 7]
    assert changes[1].gained is changes[3].gained
    assert [str(change.prefix) for change in changes if change.new is None] == ["0.0.0.0/0"]
    assert rib.path_count == 4
    assert len({change.gained and change.gained.received for change in changes}) == 1


def test_what_policy_refuses_stays_and_is_never_best() -> None:
    """RFC 4271 §9.1.1: it is ineligible; it stays, so that another policy can take it."""
    rib = Rib()
    (change,) = rib.update(ONE, announce("10.0.0.0/8"), reject)
    assert (change.old, change.new) == (None, None)
    assert rib.best("10.0.0.0/8") is None
    (route,) = rib.routes("10.0.0.0/8")
    assert route.path.rejected
    assert not route.path.received.rejected
    rib.update(TWO, announce("10.0.0.0/8", as_path="2 3 4 5"))
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert best.source == TWO


def test_what_is_withdrawn_leaves_with_what_policy_made_of_it() -> None:
    """Uses are counted by the path as received, whatever was made of it."""
    rib = Rib()
    texts = ("10.0.0.0/8", "11.0.0.0/8", "0.0.0.0/0", "13.0.0.0/8")
    changes = rib.update(ONE, announce(*texts), odd_ones)
    assert changes[0].gained is not None
    received = changes[0].gained.received
    assert received.uses == 4
    rib.update(ONE, announce("11.0.0.0/8", as_path="1 9"), Prefer(1))
    assert received.uses == 3
    rib.update(ONE, Update.withdraw(texts))
    assert received.uses == 0
    assert_empty(rib)


def test_a_store_keeps_what_the_last_judge_made_of_a_path_until_it_is_released() -> None:
    """Another judge is asked anew, and so is the first one after it."""
    store = PathStore(ONE, "a", {})
    path = store.path(announce("10.0.0.0/8").attributes, b"\xc0\0\2\1")
    outcome = path.replace(weight=1)
    assert store.outcome(path, odd_ones) is None
    store.note_outcome(path, odd_ones, outcome)
    assert store.outcome(path, odd_ones) is outcome
    assert store.outcome(path, reject) is None
    store.note_outcome(path, reject, path)
    assert store.outcome(path, reject) is path
    assert store.outcome(path, odd_ones) is None
    store.note_outcome(path, odd_ones, outcome)
    store.release(path)
    assert store.outcome(path, odd_ones) is path


def test_paths_that_own_their_nlri_are_judged_too() -> None:
    """One answer for each, though they do not share a path; the same again changes nothing."""
    rib, judge = Rib(), Prefer(3)
    group = NlriGroup.of(V6, ["2001:db8::/32"], next_hop="2001:db8::1")
    labeled = Family.IPV4_LABELED
    nlri = LabeledNlri((Label.of(100),), Prefix.parse("10.0.0.0/8"))
    both = Update(block("1"), (group, NlriGroup.of(labeled, [nlri], next_hop="192.0.2.9")), ())
    changes = rib.update(ONE, both, judge)
    assert [change.gained and change.gained.weight for change in changes] == [3, 3]
    assert changes[1].gained is not None
    assert changes[1].gained.received.nlri == nlri
    assert rib.update(ONE, both, judge) == []


@pytest.mark.parametrize(
    "judge",
    [
        lambda path, family, keys: [path] * (len(keys) + 1),
        lambda path, family, keys: path.replace(source=TWO),
        lambda path, family, keys: path.replace(path_id=7),
        lambda path, family, keys: [path.replace(path_id=7)] * len(keys),
    ],
)
def test_what_no_policy_may_say_is_refused(judge: Any) -> None:
    """Another number of answers, another source or path identifier; nothing is left behind."""
    rib = Rib()
    with pytest.raises(LocalError):
        rib.update(ONE, announce("10.0.0.0/8", "11.0.0.0/8"), judge)
    assert_empty(rib)


def test_what_a_judge_raises_comes_through_and_leaves_nothing() -> None:
    """The table is as it was, and stores are empty."""

    def fail(path: Path, family: Family, keys: Sequence[bytes]) -> Path:
        raise ZeroDivisionError

    rib = Rib()
    with pytest.raises(ZeroDivisionError):
        rib.update(ONE, announce("10.0.0.0/8"), fail)
    assert_empty(rib)


def test_an_answer_that_does_not_know_what_was_received_is_told() -> None:
    """A judge may make its path from nothing."""
    other = path("9 9", address="192.0.2.1", asn=1)
    rib = Rib()
    (change,) = rib.update(
        ONE, announce("10.0.0.0/8"), lambda path, family, keys: Path(ONE, other.attributes, "::1")
    )
    assert change.gained is not None
    assert change.gained.attributes is other.attributes
    assert change.gained.received.attributes == block("1", next_hop=None)


def test_replacing_keeps_what_was_received() -> None:
    """However often policy changes a path; two that differ in the verdict do not say the same."""
    first = path("1")
    second = first.replace(weight=1).replace(preference=2)
    assert second.received is first
    assert first.replace().repeats(first)
    assert not first.replace(rejected=True).repeats(first)
