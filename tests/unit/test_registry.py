"""Registry: the tables as one immutable value."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.attributes._table import CODECS as ATTRIBUTES
from bgplib.capabilities._table import CODECS as CAPABILITIES
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri._table import CODECS as NLRI
from bgplib.registry import DEFAULT_REGISTRY, Registry


def test_it_holds_the_rows_of_all_tables() -> None:
    """Decision 2 of the design: a table lists the rows, and the registry holds the tables."""
    assert DEFAULT_REGISTRY.attributes.codecs == ATTRIBUTES
    assert DEFAULT_REGISTRY.capabilities == CAPABILITIES
    assert DEFAULT_REGISTRY.nlri == NLRI
    for row in CAPABILITIES:
        assert DEFAULT_REGISTRY.capability(row.code) is row
        assert DEFAULT_REGISTRY.capability_of(row.value) is row
    for codec in NLRI:
        for family in codec.families:
            assert DEFAULT_REGISTRY.families[family] is codec


@pytest.mark.parametrize("wrong", ["MOOD", 250, None, int])
def test_what_is_no_row(wrong: Any) -> None:
    """A class of values, say, in the place of the row that has it."""
    for add, kind in (
        (DEFAULT_REGISTRY.with_attribute, "AttributeCodec"),
        (DEFAULT_REGISTRY.with_capability, "CapabilityCodec"),
        (DEFAULT_REGISTRY.with_nlri, "NlriCodec"),
    ):
        with pytest.raises(LocalError, match=f"is no row: {kind} makes one"):
            add(wrong)


def test_what_it_does_not_hold() -> None:
    """An unknown code is no error, a class without a row is the caller's."""
    assert DEFAULT_REGISTRY.capability(254) is None
    with pytest.raises(LocalError):
        DEFAULT_REGISTRY.capability_of(str)


def test_a_row_more_makes_another_registry() -> None:
    """A registry is never changed."""
    smaller = Registry(ATTRIBUTES[1:], CAPABILITIES[1:], NLRI[1:])
    assert smaller.with_attribute(ATTRIBUTES[0]).attributes.by_code(ATTRIBUTES[0].code)
    assert smaller.with_capability(CAPABILITIES[0]).capability(CAPABILITIES[0].code)
    assert Family.IPV4_UNICAST in smaller.with_nlri(NLRI[0]).families
    assert smaller.attributes.by_code(ATTRIBUTES[0].code) is None
    assert smaller.capability(CAPABILITIES[0].code) is None
    assert Family.IPV4_UNICAST not in smaller.families


def test_a_code_point_has_one_row() -> None:
    """Two rows for the same code, or the same family, contradict each other."""
    with pytest.raises(LocalError, match=f"the path attribute {ATTRIBUTES[0].code}"):
        DEFAULT_REGISTRY.with_attribute(ATTRIBUTES[0])
    with pytest.raises(LocalError, match=f"have values of {ATTRIBUTES[0].value.__name__}"):
        DEFAULT_REGISTRY.with_attribute(attrs.evolve(ATTRIBUTES[0], code=254))
    with pytest.raises(LocalError, match=f"the capability {CAPABILITIES[0].code}"):
        DEFAULT_REGISTRY.with_capability(CAPABILITIES[0])
    with pytest.raises(LocalError, match=f"the NLRI of {NLRI[0].families[0]}"):
        DEFAULT_REGISTRY.with_nlri(attrs.evolve(NLRI[0], name="another"))
