"""`PathStore` against a slow twin: one path for each thing that is said, as long as it is used."""

from __future__ import annotations

import random
from typing import Any, Final

import pytest

from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.nlri.labeled import LabeledNlri
from bgplib.rib.store import PathStore
from bgplib.route import Path
from bgplib.route.path import is_plainly_usual
from tests.unit.decision.paths import block, source

_SOURCE: Final = source()
_HOPS: Final = (b"\xc0\0\2\1", b"\xc0\0\2\2")
#: what a path is told apart by: octets, next hop, path identifier, weight and preference
_Name = tuple[bytes, bytes, int | None, int, int | None]


def _blocks() -> list[AttributeBlock]:
    """Return usual and other blocks, as decoded, also of the same octets with another meaning."""
    made = [block(text, next_hop="192.0.2.1") for text in ("1 2", "3")]
    # Four octets are one AS number, or AS 0 and another, which is malformed: here there are none.
    made += [block("1 2", next_hop="192.0.2.1", aigp=7), block("", next_hop="192.0.2.1")]
    readers = [
        AttributeReader(Context(session=None, four_octet_as=wide), DEFAULT_TABLE)
        for wide in (True, False)
    ]
    found = [BlockStore(reader).read(each.octets) for each in made for reader in readers]
    return [*made, *(each for each in found if each is not None)]


class Twin:
    """A store, and what it holds as one dict."""

    def __init__(self, seed: int) -> None:
        self.store = PathStore(_SOURCE, "a", {})
        self.held: dict[_Name, Path] = {}
        self.gone: list[Path] = []
        self.blocks = _blocks()
        self.random = random.Random(seed)

    def hop(self) -> bytes:
        """Return a next hop, each time in octets of its own."""
        return bytes(bytearray(self.random.choice(_HOPS)))

    def ask(self, attributes: AttributeBlock, path: Path, name: _Name) -> None:
        """Hold what the store answered against what was there before."""
        octets, hop, path_id, weight, preference = name
        was = self.held.get(name)
        if was is not None and was.attributes == attributes:
            assert path is was
        else:
            assert path not in [*self.held.values(), *self.gone]
            # Nothing is kept of what can be read again in one step.
            is_lean = path_id is None and is_plainly_usual(attributes)
            assert path.is_lean_of(path.reader) is is_lean
            if was is not None:
                self.gone.append(was)
        self.held[name] = path
        assert path.source is _SOURCE
        assert (path.octets, path.next_hop_octets) == (octets, hop)
        assert (path.path_id, path.weight, path.preference) == (path_id, weight, preference)
        assert path.attributes == attributes
        assert path.nlri is None

    def path(self) -> None:
        """Ask for any path."""
        pick = self.random.choice
        attributes, hop = pick(self.blocks), self.hop()
        path_id, weight, preference = pick((None, None, 7)), pick((0, 0, 3)), pick((None, None, 5))
        path = self.store.path(attributes, hop, path_id, weight, preference)
        self.ask(attributes, path, (attributes.octets, hop, path_id, weight, preference))

    def plain_path(self) -> None:
        """Ask for one with nothing but attributes and next hop."""
        attributes, hop = self.random.choice(self.blocks), self.hop()
        path = self.store.plain_path(attributes, hop)
        self.ask(attributes, path, (attributes.octets, hop, None, 0, None))

    def known(self) -> None:
        """Ask by octets, and make what is not known yet of those alone."""
        attributes, hop = self.random.choice(self.blocks), self.hop()
        name = (attributes.octets, hop, None, 0, None)
        assert self.store.known(attributes.octets, hop) is self.held.get(name)
        if name not in self.held and is_plainly_usual(attributes):
            path = self.store.lean_path(attributes.octets, attributes.reader, hop)
            self.ask(attributes, path, name)

    def alone(self) -> None:
        """Ask for a path with NLRI of its own, which nobody shares."""
        attributes, hop = self.random.choice(self.blocks), self.hop()
        nlri = LabeledNlri.parse("10.0.0.0/8 label 100")
        one, other = (self.store.path(attributes, hop, 7, 3, 5, nlri=nlri) for _ in range(2))
        assert one is not other
        assert one.repeats(other)
        assert (one.nlri, one.path_id, one.weight, one.preference) == (nlri, 7, 3, 5)
        self.store.release(one)

    def release(self) -> None:
        """Let go of a path, or of one that is not held any more."""
        if self.gone and self.random.random() < 0.3:
            self.store.release(self.gone.pop())
        elif self.held:
            name = self.random.choice(list(self.held))
            self.store.release(self.held.pop(name))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_is_one_path_as_long_as_it_is_used(seed: int) -> None:
    """Whatever was asked for before: the properties asked for, shared, and gone when let go of."""
    twin = Twin(seed)
    steps: Any = (twin.path, twin.path, twin.plain_path, twin.known, twin.alone, twin.release)
    for _ in range(300):
        twin.random.choice(steps)()
        assert len(twin.store) == len(twin.held)
    for name, path in twin.held.items():
        # The next hop is there once for all paths that have it.
        for other, each in twin.held.items():
            if (other[1], *other[3:]) == (name[1], *name[3:]):
                assert each.next_hop_octets is path.next_hop_octets
    for path in [*twin.held.values(), *twin.gone]:
        twin.store.release(path)
    assert len(twin.store) == 0
    assert not twin.store._shelves


@pytest.mark.parametrize("seed", range(20))
def test_outcomes_are_those_of_who_judged_last(seed: int) -> None:
    """One judge at a time is remembered, and of what it left alone, that it did."""
    pick = random.Random(seed)
    store = PathStore(_SOURCE, "a", {})
    paths = [store.path(block(str(asn)), _HOPS[0]) for asn in (1, 2, 3)]
    last: int | None = None
    outcomes: dict[Path, Path] = {}
    for _ in range(100):
        path, judge = pick.choice(paths), pick.choice((1, 1, 1, 2))
        expected = outcomes.get(path) if judge == last else None
        assert store.outcome(path, judge) is expected
        if pick.random() < 0.5:
            if judge != last:
                last, outcomes = judge, {}
            outcome = outcomes[path] = pick.choice((path, path.replace(weight=1)))
            store.note_outcome(path, judge, outcome)
        elif expected is not None and pick.random() < 0.1:
            # It is at no destination any more, and nothing is kept for it.
            store.release(path)
            outcomes[path] = path
    for path in paths:
        store.release(path)
    assert not store._outcomes
