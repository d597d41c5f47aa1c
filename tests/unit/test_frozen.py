"""A frozen value keeps nothing that could be changed from outside, whatever it was made of.

Every public class is made of lists, sets and byte arrays where its fields are tuples, frozen sets
and octets. Nothing is listed by hand but what bgplib makes itself, and fast.
"""

from __future__ import annotations

from typing import Any, Final, get_type_hints

import attrs
import pytest

import bgplib
from bgplib._frozen import frozen
from tests.architecture.source import ROOT
from tests.architecture.test_hot import HOT
from tests.every_class import a_value
from tests.unit.test_fields import KINDS

#: what is compiled
COMPILED: Final = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in HOT
    for path in ROOT.glob(pattern)
}


def _is_mutable(kind: Any) -> bool:
    return kind.__setattr__ is object.__setattr__


FROZEN: Final = {
    name: kind
    for name, kind in KINDS.items()
    if not _is_mutable(kind) and kind.__module__ not in COMPILED
}


def loosened(value: Any) -> Any:
    """Return a value as one writes it who thinks of nothing: lists for tuples, all the way down."""
    if type(value) is tuple:
        return [*map(loosened, value)]
    if type(value) is frozenset:
        return set(value)
    return bytearray(value) if type(value) is bytes else value


def emptied(value: Any) -> None:
    """Change what was handed in, also what is in it."""
    if isinstance(value, list):
        for each in value:
            emptied(each)
    if isinstance(value, list | set | bytearray):
        value.clear()


def _has_hash(value: object) -> bool:
    try:
        hash(value)
    except TypeError:  # a mapping is in it
        return False
    return True


@pytest.mark.parametrize("name", FROZEN)
def test_what_it_was_made_of_does_not_matter(name: str) -> None:
    """It equals the value made of tuples, has its hash, and does not change with the lists."""
    kind = FROZEN[name]
    value = a_value(kind)
    fields = {each.alias: getattr(value, each.name) for each in attrs.fields(kind) if each.init}
    again = kind(**fields)
    for each in attrs.fields(kind):
        loose = loosened(fields.get(each.alias))
        if type(loose) is type(fields.get(each.alias)):
            continue
        try:
            made = kind(**fields | {each.alias: loose})
        except bgplib.LocalError:
            continue  # it says what it takes
        emptied(loose)
        found, expected = getattr(made, each.name), getattr(again, each.name)
        assert (type(found), found) == (type(expected), expected), each.name
        if attrs.evolve(again) == again:
            assert made == again
            assert not _has_hash(again) or hash(made) == hash(again)


def test_there_are_values() -> None:
    """The sweep above is no empty one, and nearly all that is public is in it."""
    assert len(FROZEN) > 380
    left = {name for name, kind in KINDS.items() if kind.__module__ in COMPILED}
    assert len(left) < 12


def test_type_checkers_and_help_see_the_annotations() -> None:
    """What a field takes besides does not show: whoever asks for a type is told a tuple."""
    hints = get_type_hints(bgplib.Communities.__init__)
    assert hints == {"communities": tuple[int, ...], "return": type(None)}


def test_what_is_kept_already_stays_the_same() -> None:
    """Nothing is copied where nothing has to be: what is decoded costs no more."""
    kept = ((1, 2, 3), (4, 5, 6))
    assert bgplib.LargeCommunities(kept).communities is kept
    assert bgplib.Communities(kept[0]).communities is kept[0]
    octets = b"octets"
    assert bgplib.UnknownAttribute(octets=octets, code=99, flags=0xC0).octets is octets


def test_what_no_field_can_be_stays_as_it_is() -> None:
    """Whoever writes the value says what is wrong; a text is not taken for its letters."""
    each_wrong: list[Any] = ["65000:1", b"octets", 7, {"a": 1}, None]
    for wrong in each_wrong:
        assert bgplib.Communities(wrong).communities is wrong
    numbers: Any = (number for number in (1, 2))
    assert bgplib.Communities(numbers) == bgplib.Communities((1, 2))


@frozen
class Holder:
    pairs: tuple[tuple[int, bytes], ...]
    marks: frozenset[tuple[int, int]] = frozenset()
    either: tuple[int, ...] | bytes | None = None


def test_what_lists_are_in_lists() -> None:
    """What is in them is converted as well; what has no hash is left to whoever looks at it."""
    pairs: Any = [[1, bytearray(b"a")], (2, memoryview(b"b"))]
    marks: Any = [[1, 2], [1, 2]]
    either: Any = bytearray(b"c")
    # What could still be written to has another mistake for its hash.
    views: Any = ((1, memoryview(bytearray(b"a"))),)
    assert type(Holder(views).pairs[0][1]) is bytes
    assert Holder(pairs, marks, either) == Holder(((1, b"a"), (2, b"b")), frozenset({(1, 2)}), b"c")
    unhashable: Any = [{}]
    assert Holder((), unhashable).marks is unhashable
    pairs = ([1, b"a"],)
    assert hash(Holder(pairs)) == hash(Holder(((1, b"a"),)))
