"""No row of the study of malformations is without a case of it, and one next to it."""

from __future__ import annotations

import itertools
import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest

from bgplib.findings import Treatment
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase
from tests.conformance.malformed_rows import ROWS, Row

REPOSITORY: Final = Path(__file__).parents[2]
#: the study itself, which is kept elsewhere
STUDY: Final = Path(
    os.environ.get("BGPLIB_STUDY") or REPOSITORY.parent / "shared" / "reference" / "errors.md"
)
CASES: Final = {case.name: case for case in malformed.cases()}


def cases_of(patterns: str) -> list[MalformedCase]:
    """Return the cases of all patterns, each of which has some."""
    found = []
    for pattern in patterns.split():
        matching = [case for name, case in CASES.items() if fnmatchcase(name, pattern)]
        assert matching, pattern
        found += matching
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_every_row_is_tried_both_ways(row: Row) -> None:
    """RFC 4271 §6, RFC 7606: what is wrong has a treatment, what is next to it has none."""
    if row.elsewhere:
        assert (REPOSITORY / row.elsewhere).is_file()
    odd, sound = cases_of(row.odd), cases_of(row.sound)
    if not (odd or sound):
        assert row.elsewhere
        return
    assert odd
    assert sound
    for case in sound:
        assert case.treatment is Treatment.NONE, case
    for case in odd:
        if row.harmless:
            assert case.treatment in (Treatment.NONE, Treatment.IGNORE), case
        else:
            assert case.treatment is not Treatment.NONE, case
    assert not {case.name for case in odd} & {case.name for case in sound}


def test_rows_are_in_order() -> None:
    """Sections and numbers ascend without a gap."""
    ids = [row.id.rpartition(".") for row in ROWS]
    for section, group in itertools.groupby(ids, key=lambda parts: parts[0]):
        numbers = [int(number) for _, _, number in group]
        assert numbers == list(range(1, len(numbers) + 1)), section
    assert len({row.id for row in ROWS}) == len(ROWS) > 150


def test_every_fault_belongs_to_a_row() -> None:
    """No case that has a treatment is left out of the table."""
    patterns = [pattern for row in ROWS for pattern in row.odd.split()]
    for name, case in CASES.items():
        if case.treatment is not Treatment.NONE:
            assert any(fnmatchcase(name, pattern) for pattern in patterns), name


def test_the_table_has_every_row_of_the_study() -> None:
    """Section by section there are as many rows as in the study, and in its order."""
    if not STUDY.is_file():
        pytest.skip(f"no study at {STUDY}: set BGPLIB_STUDY")
    counted: dict[str, int] = {}
    section = ""
    for line in STUDY.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = re.match(r"## (\d\.\d)", line)
            section = heading[1] if heading else "K" if line.startswith("# Known") else ""
        elif section and re.match(r"\d+\. |\| (?!(?:Condition|Type|Family|Failure) \|)", line):
            counted[section] = counted.get(section, 0) + 1
    have = {
        section: len(list(rows))
        for section, rows in itertools.groupby(ROWS, key=lambda row: row.id.rpartition(".")[0])
    }
    assert len(counted) >= 7
    # 1.1 has a paragraph of its own on data, 1.5 is prose, 1.6 goes on with later attributes, and
    # 1.7 with later families.
    assert counted.pop("1.1") + 1 == have.pop("1.1")
    assert counted.pop("1.6") + 6 == have.pop("1.6")
    assert counted.pop("1.7") + 7 == have.pop("1.7")
    assert have.pop("1.5") == 10
    assert counted == have
