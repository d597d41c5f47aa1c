"""The page that says what is typed: complete, honest, and true of the files that it names."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
STATES: Final = {"typed", "raw", "deprecated", "reserved"}


@pytest.fixture(scope="module")
def coverage() -> Any:
    """The module that makes the page."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return importlib.import_module("_coverage")
    finally:
        sys.path.pop(0)


def rows(coverage: Any) -> list[tuple[str, ...]]:
    """List the rows of all tables, the title first."""
    return [(title, *row) for title, table in coverage.sections().items() for row in table]


def test_every_row_says_what_it_is(coverage: Any) -> None:
    """Each entry has a name and a state, and a document or a reason."""
    found = rows(coverage)
    assert len(found) > 450
    assert len(coverage.sections()) > 20
    for title, code, name, state, reason, *_ in found:
        assert all((code, name, reason)), (title, code)
        assert state in STATES, (title, code)
    keys = [(title, code) for title, code, *_ in found]
    assert len(set(keys)) == len(keys)


def test_nothing_with_an_rfc_is_raw(coverage: Any) -> None:
    """What an RFC defines, and does not deprecate or reserve, decodes to a value with fields."""
    raw = [row for row in rows(coverage) if row[3] == "raw"]
    assert raw
    assert [row for row in raw if "RFC" in row[4]] == []
    for row in raw:
        assert re.match(r"draft-|no document|a vendor's", row[4]), row


def test_typed_rows_name_files_and_tests_that_are_there(coverage: Any) -> None:
    """Each typed entry cites a section or a draft, and its file and tests exist."""
    typed = [row for row in rows(coverage) if row[3] == "typed"]
    assert len(typed) > 380
    for title, code, _, _, rfc, file, tests in typed:
        assert re.match(r"RFC \d{4}|draft-|[A-Z]", rfc), (title, code, rfc)
        names = re.findall(r"`([^`]+)`", tests)
        assert names, f"{title} {code} has no test"
        for name in (file.strip("`"), *names):
            assert (ROOT / name).is_file(), (title, code, name)


def test_what_is_not_typed_has_neither(coverage: Any) -> None:
    """The other rows name no file and no test."""
    for row in rows(coverage):
        if row[3] != "typed":
            assert row[5:] == ("", "")


def test_the_page_has_all_of_it(coverage: Any) -> None:
    """The page has a table for each section, with as many lines."""
    page = coverage.page()
    for title, table in coverage.sections().items():
        part = page.split(f"## {title}\n")[1].split("\n## ")[0]
        assert len([line for line in part.splitlines() if line[:1] == "|"]) == len(table) + 2
