"""The marks of nodes, which sources share as long as they are few."""

from __future__ import annotations

from bgplib.rib.store import PathStore
from tests.unit.decision.paths import source

_MOST = 2 * 16_384


def test_marks_that_grew_are_the_same_object() -> None:
    """However many sources a destination has, its marks are there once."""
    store = PathStore(source(), "z", {})
    for size in (1, 64, 65, 1000):
        marks = "a" * size
        assert store.grow(marks) == marks + "z"
        assert store.grow("".join(("a",) * size)) is store.grow(marks)


def test_marks_that_are_shared_have_a_bound() -> None:
    """Neither many orders nor long ones fill the memory."""
    store = PathStore(source(), "z", {})
    for size in (1, 10, 100, 1000):
        for order in range(1000):
            marks = chr(1000 + order) * size
            assert store.grow(marks) == marks + "z"
            assert len(store.grown) <= 256
            assert sum(map(len, store.grown)) <= _MOST
