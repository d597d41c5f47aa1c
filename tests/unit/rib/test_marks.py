"""The marks of nodes, which sources share as long as they are few."""

from __future__ import annotations

from bgplib.messages.update import Update
from bgplib.rib import Rib
from bgplib.rib.store import PathStore
from tests.unit.decision.paths import block, source

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


def test_marks_of_sources_that_are_gone_are_given_to_others() -> None:
    """As many marks are in use as there are sources, the smallest ones, and no two the same."""
    rib = Rib()
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.9", attributes=block("1"))
    sources = [source(f"192.0.{number >> 8}.{number & 255}", 1, number) for number in range(400)]
    for each in sources[:300]:
        rib.update(each, update)
    for each in sources[10:290]:
        rib.drop_source(each)
    for each in sources[300:] + sources[20:200]:
        rib.update(each, update)
    (table,) = rib._tables.values()
    marks = [store.mark for store in table.stores.values()]
    assert len(marks) == len(set(marks)) == 300
    assert max(map(ord, marks)) < 300
    assert len(rib.routes("10.0.0.0/8")) == 300
