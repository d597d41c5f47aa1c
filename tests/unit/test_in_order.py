"""Sets as they are printed."""

from __future__ import annotations

import pytest

from bgplib._checks import check
from bgplib._in_order import in_order
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import Family


def test_members_are_sorted() -> None:
    """By their own order, so that numbers stand as numbers do, whatever was put in first."""
    assert in_order(frozenset((10, 9, 100))) == "frozenset({9, 10, 100})"
    assert in_order({"b", "a"}) == "{'a', 'b'}"
    pairs = frozenset(((Family(2, 1), 1), (Family(1, 1), 2)))
    assert in_order(pairs) == "frozenset({(Family(1, 1), 2), (Family(2, 1), 1)})"


def test_members_without_an_order() -> None:
    """Those of enums are sorted as they are printed, and so are members of several types."""
    text = in_order(frozenset(SessionType))
    assert text.index("CONFEDERATION") < text.index("EXTERNAL") < text.index("INTERNAL")
    assert in_order(frozenset((1, "a"))) == "frozenset({'a', 1})"


def test_what_is_no_set_is_printed_as_it_is() -> None:
    """Fields may hold None, and sets may be empty; each reads as Python writes it."""
    values: tuple[object, ...] = (None, frozenset(), set(), (2, 1), "text")
    for value in values:
        assert in_order(value) == repr(value)
    for one in (frozenset((7,)), {7}):
        assert in_order(one) == repr(one)


def test_a_number_that_python_refuses_to_print() -> None:
    """It stands in what is said of a mistake, which is not to be one of its own."""
    assert in_order(10**5000) == "a huge number"
    assert in_order([10**5000]) == "list with a huge number"
    with pytest.raises(LocalError, match="name is a huge number, which is not"):
        check(10**5000, str, "name")
