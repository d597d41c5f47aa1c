"""Tables equal folders, and cards equal rows: what the prose says, the code does."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any, Final

import pytest

from bgplib.attributes import _table as attributes
from bgplib.attributes._codec import NamedRow
from bgplib.capabilities import _table as capabilities
from bgplib.findings import Treatment
from bgplib.iana.attributes import OPTIONAL, TRANSITIVE
from bgplib.nlri import _table as nlri
from tests.architecture.source import ROOT

#: modules that have no row: what they hold is not an entry of a registry
WITHOUT_ROW: Final = {
    "attributes": {"block", "block_store", "path_attribute", "reader", "unknown"},
    "capabilities": {"unknown"},
    "nlri": {"group", "reader"},
}
TABLES: Final[dict[str, tuple[Any, ...]]] = {
    "attributes": attributes.CODECS,
    "capabilities": capabilities.CODECS,
    "nlri": nlri.CODECS,
}
FLAGS: Final = {
    "well-known": TRANSITIVE,
    "optional": OPTIONAL,
    "optional transitive": OPTIONAL | TRANSITIVE,
}
CITATION: Final = re.compile(r"RFC \d{4,5}( §\w|\b)|draft-[a-z0-9-]+")
DIAGRAM: Final = re.compile(r"\+-[+-]+\+?")


def entries(package: str) -> dict[str, Any]:
    """Return the modules of a folder that describe an entry, by name."""
    folder = ROOT / "bgplib" / package
    names = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    return {
        name: importlib.import_module(f"bgplib.{package}.{name}")
        for name in sorted(names)
        if not name.startswith("_") and name not in WITHOUT_ROW[package]
    }


def cards(package: str) -> list[Any]:
    """Make one parameter of each entry: its module and its row."""
    return [
        pytest.param(module, module.CODEC, id=name) for name, module in entries(package).items()
    ]


@pytest.mark.parametrize("package", TABLES)
def test_tables_equal_folders(package: str) -> None:
    """Each module of a folder has its row in the table, and each row its module."""
    rows = [module.CODEC for module in entries(package).values()]
    table = TABLES[package]
    assert {id(row) for row in rows} == {id(row) for row in table}
    assert len(rows) == len(table) > 10


@pytest.mark.parametrize("package", ["attributes", "capabilities"])
def test_rows_are_in_the_order_of_the_registry(package: str) -> None:
    """A table reads like the registry: by ascending code."""
    codes = [row.code for row in TABLES[package]]
    assert codes == sorted(set(codes))


def test_names_of_attributes_say_what_their_rows_say() -> None:
    """What is known of a row before it is imported holds when it is."""
    table = attributes.AttributeTable(attributes.ROWS)
    named = [row for row in attributes.ROWS if isinstance(row, NamedRow)]
    assert len(named) > 10
    for name in named:
        assert name in table.rows
        row = table.by_code(name.code)
        assert row is importlib.import_module(f"bgplib.attributes.{name.module}").CODEC
        assert row is not None
        assert name not in table.rows
        assert (name.code, name.flags) == (row.code, row.flags)
        assert name.value == row.value.__name__
        assert name.is_choosy == (row.misplaced is not None)
    again = attributes.AttributeTable(attributes.ROWS)
    assert {again.by_class(row.value) for row in table.codecs} == set(table.codecs)


def test_names_of_nlri_say_what_their_rows_say() -> None:
    """What is known of a row before it is imported holds when it is."""
    rows = nlri.FamilyRows(nlri.ROWS)
    named = [row for row in nlri.ROWS if isinstance(row, nlri.NamedRow)]
    assert len(named) > 10
    for name in named:
        codec = importlib.import_module(f"bgplib.nlri.{name.module}").CODEC
        assert all(rows[family] is codec for family in name.families)
        assert name.families == codec.families
        assert codec.extended_next_hop_lengths == ()
    assert list(rows) == [family for row in nlri.CODECS for family in row.families]
    assert rows.with_extended_next_hops() == {
        family for family, row in rows.items() if row.extended_next_hop_lengths
    }


@pytest.mark.parametrize(("module", "row"), cards("attributes"))
def test_cards_of_attributes(module: Any, row: Any) -> None:
    """The card of an attribute has its name, number, flags and what malformed leads to."""
    card = module.__doc__
    if hasattr(module, "__path__") and not card.startswith(row.name):
        # A folder may keep the card beside the functions.
        card = importlib.import_module(row.decode.__module__).__doc__
    assert card.startswith(f"{row.name} (attribute {row.code}), ")
    assert CITATION.search(card.splitlines()[0])
    assert DIAGRAM.search(card) or "no value" in card
    flags = re.search(r"^Flags: +(.+)$", card, re.MULTILINE)
    assert flags is not None
    assert FLAGS[flags[1]] == row.flags
    malformed = re.search(r"^Malformed: +(.+?)(\n\n|\Z)", card, re.MULTILINE | re.DOTALL)
    assert malformed is not None
    said = {item.text for item in Treatment if item.text in malformed[1]}
    assert row.malformed.text in said
    assert row.malformed_rfc in " ".join(card.split())


@pytest.mark.parametrize(("module", "row"), cards("capabilities"))
def test_cards_of_capabilities(module: Any, row: Any) -> None:
    """The card of a capability has its name and number, a citation and a diagram."""
    card = module.__doc__
    assert card.startswith(f"{row.name} (capability {row.code}), ")
    assert CITATION.search(card)
    assert re.search(r"^Malformed: +", card, re.MULTILINE)


@pytest.mark.parametrize(("module", "row"), cards("nlri"))
def test_cards_of_nlri(module: Any, row: Any) -> None:
    """The card of NLRI has a citation, a diagram, next hops and what malformed leads to."""
    card = module.__doc__
    assert CITATION.search(card)
    assert DIAGRAM.search(card)
    assert re.search(r"^Next hop: +", card, re.MULTILINE)
    assert re.search(r"^Malformed: +", card, re.MULTILINE)
    assert row.families


def test_folders_are_where_we_look() -> None:
    """The sweep reads the folders of this checkout."""
    assert (ROOT / "bgplib" / "attributes" / "origin.py").is_file()
    assert Path(attributes.__file__).parents[2] == ROOT
