"""Whatever a value holds, it prints."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

import bgplib
from bgplib import _printed
from tests.every_class import OF_WHAT_RUNS, RUNNING, NoValueError, a_value, public_classes

#: what a program may put where something else belongs
WRONG: Final = ("a", None, 7, -1, 1 << 70, 1.5, b"\1", ("a",), (None,), (7,))
#: what programs make themselves; what the library makes of it holds what it was made of
_MADE_BY_HAND: Final = (
    *("attributes", "capabilities", "findings", "messages", "nlri", "route", "values"),
)


def _values() -> dict[str, Any]:
    found = {}
    for name, kind in public_classes().items():
        by_hand = kind.__module__.split(".")[1] in _MADE_BY_HAND
        if not by_hand or not attrs.has(kind) or name in RUNNING | OF_WHAT_RUNS:
            continue
        try:
            found[name] = a_value(kind)
        except NoValueError:
            continue
    return found


VALUES: Final = _values()


def test_there_are_many() -> None:
    """Attributes, capabilities, NLRI and their parts are among them."""
    assert len(VALUES) > 200
    assert {"bgplib.NextHop", "bgplib.Origin", "bgplib.Communities"} <= VALUES.keys()


@pytest.mark.parametrize("name", VALUES)
def test_a_field_of_another_type_is_printed(name: str) -> None:
    """`encode` refuses such a value; `print`, with which one looks for why, does not fail."""
    value = VALUES[name]
    for field in attrs.fields(type(value)):
        for wrong in WRONG if field.init else ():
            try:
                other = attrs.evolve(value, **{field.alias: wrong})
            except (bgplib.BGPError, TypeError, ValueError, AttributeError):
                continue  # refused when it is made
            assert isinstance(str(other), str)
            assert isinstance(repr(other), str)


@pytest.mark.parametrize("name", VALUES)
def test_what_is_right_prints_as_its_text(name: str) -> None:
    """The way out above hides no mistake of a `__str__`."""
    value = VALUES[name]
    plain = getattr(type(value).__str__, "__wrapped__", None)
    if plain is not None:
        assert plain(value) == str(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (bgplib.NextHop("192.0.2.1"), "NextHop(octets='192.0.2.1')"),  # type: ignore[arg-type]  # as one errs
        (bgplib.Origin("igp"), "Origin(value='igp')"),  # type: ignore[arg-type]  # as one errs
        (bgplib.Origin(3), "Origin(value=3)"),
        (
            bgplib.Communities(["65000:1"]),  # type: ignore[arg-type]  # as one errs
            "Communities(communities=('65000:1',))",
        ),
    ],
)
def test_the_fields_are_shown(value: object, shown: str) -> None:
    """What is wrong can be seen."""
    assert str(value) == shown == _printed.fields_shown(value)
