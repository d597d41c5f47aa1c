"""Destinations to which one source has many paths (RFC 7911)."""

from __future__ import annotations

from random import Random

import pytest

from bgplib.decision import RFC4271, RFC5004, DecisionContext, DecisionProcess
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import ChangeNotes, Rib
from tests.counting import lines_of
from tests.unit.decision.paths import block, source
from tests.unit.rib.test_rib import ONE, TEN, TWO, V4, assert_empty

BLOCKS = [block(as_path, med=med) for as_path in ("1", "1 2", "3 2") for med in (None, 1)]


def _numbered(path_id: int) -> UnicastNlri:
    return UnicastNlri(TEN, path_id=path_id)


@pytest.mark.parametrize("process", [RFC4271, RFC5004], ids=["RFC4271", "RFC5004"])
def test_many_paths_come_change_and_go(process: DecisionProcess) -> None:
    """Each is found, whatever came before, and the best is the one chosen from scratch."""
    random, rib = Random(1), Rib(process)
    held: dict[tuple[object, int], object] = {}
    most = 0
    for step in range(3000):
        whose, path_id = random.choice((ONE, ONE, ONE, TWO)), random.randrange(90)
        # Many come in the first half, and more go than come in the second.
        if random.random() < (0.1 if step < 1500 else 0.8):
            changes = rib.update(whose, Update.withdraw([_numbered(path_id)]))
            assert bool(changes) == (held.pop((whose, path_id), None) is not None)
        else:
            attributes = random.choice(BLOCKS)
            group = NlriGroup.of(V4, [_numbered(path_id)], next_hop="192.0.2.9")
            rib.update(whose, Update(attributes, (group,), ()))
            held[whose, path_id] = attributes
        most = max(most, len(held))
        if step % 10:
            continue
        routes = rib.routes(TEN)
        assert {(route.source, route.path_id): route.attributes for route in routes} == held
        best = rib.best(TEN)
        if process is RFC4271:
            chosen = process.select([route.path for route in routes], DecisionContext())
            assert (None if best is None else best.path) is chosen
    assert most > 100
    rib.mark_stale(ONE, V4)
    assert len(list(rib.stale(ONE, V4))) == rib.count(ONE)
    rib.sweep(ONE, V4)
    rib.drop_source(TWO)
    assert_empty(rib)


def test_loading_finds_them_too() -> None:
    """Without choosing, and whatever comes after."""
    rib = Rib()
    for attributes in BLOCKS:
        for path_id in range(80):
            rib.load(ONE, V4, [TEN.key], attributes, b"\xc0\0\2\1", path_id=path_id)
    assert rib.path_count == 80
    assert {route.attributes for route in rib.routes(TEN)} == {BLOCKS[-1]}
    for path_id in range(80):
        rib.withdraw(V4, TEN, ONE, path_id)
    assert_empty(rib)


def test_one_without_an_identifier_is_found_beside_many_with() -> None:
    """RFC 7911 §3: who had it from a session without identifiers still has it, and can lose it."""
    rib = Rib()
    rib.announce(V4, TEN, ONE, BLOCKS[0], b"\xc0\0\2\1")
    for path_id in range(80):
        rib.announce(V4, TEN, ONE, BLOCKS[1], b"\xc0\0\2\1", path_id=path_id)
    rib.announce(V4, TEN, ONE, BLOCKS[2], b"\xc0\0\2\1")
    assert rib.path_count == 81
    (plain,) = (route for route in rib.routes(TEN) if route.path_id is None)
    assert plain.attributes == BLOCKS[2]
    assert rib.withdraw(V4, TEN, ONE) is not None
    assert {route.path_id for route in rib.routes(TEN)} == set(range(80))


@pytest.mark.parametrize("replaced", [False, True])
def test_who_excluded_another_is_missed(replaced: bool) -> None:
    """RFC 4271 §9.1.2.2 (c): a path that is not the best may keep a better one from being it.

    The second excludes the third, by a lower MED of the same neighbouring AS, and loses to the
    first by its identifier. When it goes, the third has the lowest identifier of all.
    """
    first, second, third = (
        source(f"192.0.2.{number}", number, identifier)
        for number, identifier in ((1, 3), (2, 4), (3, 2))
    )
    rib = Rib()
    for whose, as_path, med in ((first, "1 9", 0), (second, "2 9", 0), (third, "2 9", 1)):
        rib.announce(V4, TEN, whose, block(as_path, med=med), b"\xc0\0\2\1")
    best = rib.best(TEN)
    assert best is not None
    assert best.source == first
    if replaced:
        change = rib.announce(V4, TEN, second, block("2 9", med=2), b"\xc0\0\2\1")
    else:
        change = rib.withdraw(V4, TEN, second)
    assert change is not None
    assert change.new is not None
    assert change.new.source == third


@pytest.mark.parametrize("first", [True, False], ids=["best first", "as they came"])
@pytest.mark.parametrize("noted", [True, False])
def test_the_work_is_linear(first: bool, noted: bool) -> None:
    """Eight times the paths, that come and go one by one, run at most ten times as many lines."""

    def work(count: int) -> None:
        rib, notes = Rib(), ChangeNotes() if noted else ChangeNotes({})
        for path_id in range(count):
            # The later the better, and of many neighbours.
            attributes = block(f"{path_id % 7 + 1} {count - path_id}", med=path_id % 3)
            group = NlriGroup.of(V4, [_numbered(path_id)], next_hop="192.0.2.9")
            rib.update(ONE, Update(attributes, (group,), ()), notes=notes)
        for path_id in range(count):
            best = rib.best(TEN)
            assert best is not None
            gone = best.path_id if first else path_id
            rib.update(ONE, Update.withdraw([_numbered(gone or 0)]), notes=notes)
        assert_empty(rib)

    few, many = lines_of(lambda: work(250)), lines_of(lambda: work(2_000))
    assert few < many <= 10 * few


def test_the_first_few_of_many_cost_no_look_at_all() -> None:
    """RFC 7911: as many lines for two of 2,000 paths as for two of 250, after each that comes."""

    def work(count: int) -> int:
        rib = Rib()
        for path_id in range(count):
            rib.announce(V4, TEN, ONE, BLOCKS[path_id % 6], b"\xc0\0\2\1", path_id=path_id)
        rib.ranked_paths(TEN.key, V4, 2)
        rib.announce(V4, TEN, ONE, BLOCKS[0], b"\xc0\0\2\1", path_id=count)
        return lines_of(lambda: rib.ranked_paths(TEN.key, V4, 2))

    assert work(2_000) <= work(250) + 20
