"""RoaTable: what a program hands in; `conformance/test_rfc6811.py` validates routes."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.policy import RoaTable, ValidationState

TABLE = RoaTable.of(("10.0.0.0/8", 65001))


@pytest.mark.parametrize(
    "wrong",
    [
        "10.0.0.0/8",
        [("10.0.0.0/8", 65001)],
        [("10.0.0.0/8", 1), ("10.1.0.0/16", 2)],
        ("10.0.0.0/8",),
        ("10.0.0.0/8", 1, 8, "x"),
        5,
    ],
)
def test_rows_are_two_or_three_values(wrong: Any) -> None:
    """Each is an argument of its own: a list of them is none."""
    with pytest.raises(LocalError, match=r"is no row, which is|is not a Prefix"):
        RoaTable.of(wrong)


@pytest.mark.parametrize("wrong", [b"65001", (65001,)])
def test_an_origin_is_a_number(wrong: Any) -> None:
    """What is none is equal to no number, and would be invalid wherever there is a payload."""
    assert TABLE.validate("10.0.0.0/8", 65001) is ValidationState.VALID
    with pytest.raises(LocalError, match="which is no AS number"):
        TABLE.validate("10.0.0.0/8", wrong)


def test_rows_as_validators_write_them() -> None:
    """An AS may be text, with `AS` in front or not; what is no AS number is named."""
    rows = ("10.0.0.0/8", "AS65001"), ("10.1.0.0/16", "65002", 24)
    same = RoaTable.of(("10.0.0.0/8", 65001), ("10.1.0.0/16", 65002, 24))
    assert RoaTable.of(*rows).roas == same.roas
    with pytest.raises(ParseError, match="'65001/x' is not"):
        RoaTable.of(("10.0.0.0/8", "AS65001/x"))


def test_payloads_that_cover_a_text() -> None:
    """`covering` takes a text, as `validate` does."""
    assert [str(roa) for roa in TABLE.covering("10.1.0.0/16")] == ["10.0.0.0/8 AS65001"]


def test_a_row_is_no_payload() -> None:
    """It is said what makes a table of rows."""
    wrong: Any = [("10.0.0.0/8", 65001)]
    with pytest.raises(LocalError, match=r"is no Roa; RoaTable\.of makes a table of rows"):
        RoaTable(wrong)


def test_an_origin_is_a_number_or_its_text() -> None:
    """As in a row, and as in `RoaTable.of`: validators write `AS64496`."""
    assert TABLE.validate("10.0.0.0/8", "AS65001") is ValidationState.VALID
    assert TABLE.validate("10.0.0.0/8", "65002") is ValidationState.INVALID
    with pytest.raises(ParseError):
        TABLE.validate("10.0.0.0/8", "nobody")


def test_tables_are_equal_that_have_the_same_payloads() -> None:
    """In whatever order they came."""
    table = RoaTable.of(("10.0.0.0/8", 65001), ("192.0.2.0/24", "AS65002", 26))
    other = RoaTable.of(("192.0.2.0/24", 65002, 26), ("10.0.0.0/8", 65001, 8))
    assert table == other
    assert hash(table) == hash(other)
    assert table != RoaTable.of(("10.0.0.0/8", 65001))
    assert table != table.roas


def test_a_table_of_an_own_class_is_itself_alone() -> None:
    """Its answers need not follow from what it holds."""

    class Own(RoaTable):
        pass

    table = Own()
    assert table == table
    assert table != Own()
    assert table != RoaTable()
    assert RoaTable() == RoaTable()
