"""Real MRT files, line by line against what bgpdump printed of them.

Beside many files of the corpus stands the output of `bgpdump -m`. A line that differs has to be one
of the rows of docs/reference/bgpdump.md, and how many differ in which file is stated here.
"""

from __future__ import annotations

import gzip
import ipaddress
import os
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pytest

from bgplib.formats.text.bgpdump_m import lines

REPOSITORY: Final = Path(__file__).parents[2]
CORPUS: Final = Path(os.environ.get("BGPLIB_CORPUS", REPOSITORY.parent / "shared" / "data"))
SUFFIXES: Final = (".bgpdump-m.txt.gz", ".bgpdump-vm.txt.gz")

pytestmark = pytest.mark.skipif(
    not (CORPUS / "mrt").is_dir(), reason=f"no corpus at {CORPUS}: set BGPLIB_CORPUS"
)

#: how many lines differ, by the row of the documentation that says why
DIFFERENCES: Final = {
    "mrtparse.bird_bgp": {"2": 6},
    "mrtparse.openbgpd_rib_table": {"7": 1},
    "ris.rrc00.updates.19990903.1041.gz": {"10": 25},
    "ris.rrc00.updates.20000102.2014.gz": {"10": 675},
    "ris.updates.20190101.0000.gz": {"1": 2},
}
#: Written by a BIRD that left path identifiers in records without ADDPATH. bgpdump goes on reading
#: behind the first impossible prefix, and prints what its memory holds.
MISREAD: Final = "mrtparse.bird6_bgp"


def expected_files() -> Iterator[tuple[Path, Path]]:
    for path in sorted((CORPUS / "mrt").glob("*")):
        for suffix in SUFFIXES:
            expected = path.with_name(path.name + suffix)
            if expected.exists():
                yield path, expected


def expected_lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="ascii") as file:
        for line in file:
            yield line.rstrip("\n")


def row_of(ours: str, theirs: str) -> str:
    """Return the row of the documentation that explains a difference, or the lines."""
    columns = list(zip(ours.split("|"), theirs.split("|"), strict=False))
    different = [n for n, (first, second) in enumerate(columns) if first != second]
    if len(different) == 1 and ours.count("|") == theirs.count("|"):
        (at,) = different
        first, second = columns[at]
        if ":" in first and "/" not in first and address(first) == address(second):
            return "1"
        if at == 5 and ours.startswith("BGP|") and columns[2][0] == "W":
            peer, length = columns[3][0], first.partition("/")[2]
            return "10" if second == f"{peer}/{length}" else f"{ours} {theirs}"
        if at == 5 and ipaddress.ip_network(second, strict=False) == ipaddress.ip_network(first):
            return "2"
        if at == 13 and first == "" and ours.startswith("TABLE_DUMP|"):
            return "7"
    return f"{ours} {theirs}"


def address(text: str) -> ipaddress.IPv6Address:
    return ipaddress.IPv6Address(text)


def compare(path: Path, expected: Path) -> tuple[int, Counter[str]]:
    """Count the lines, and those that differ by the row that explains it."""
    count = 0
    differences: Counter[str] = Counter()
    with lines(path) as found:
        for ours, theirs in zip_longest(found, expected_lines(expected), fillvalue="(no line)"):
            count += 1
            if ours != theirs:
                differences[row_of(ours, theirs)] += 1
    return count, differences


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(path, expected, id=path.name)
        for path, expected in expected_files()
        if path.name != MISREAD
    ],
)
def test_every_line_is_bgpdumps(path: Path, expected: Path) -> None:
    """docs/reference/bgpdump.md: all lines agree but for those that it explains."""
    count, differences = compare(path, expected)
    assert differences == DIFFERENCES.get(path.name, {})
    assert count > 0


def test_path_identifiers_without_addpath_end_the_nlri() -> None:
    """Row 9: what stands before the first impossible prefix is printed, bits cleared (row 2)."""
    path = CORPUS / "mrt" / MISREAD
    theirs = list(expected_lines(path.with_name(path.name + SUFFIXES[0])))
    with lines(path) as found:
        ours = list(found)
        assert found.error_count == 6
    assert len(ours) == 36
    remaining = iter(theirs)
    for line in ours:
        # Each of our lines is one of theirs, in order; theirs between are misread.
        for other in remaining:
            if line == other or row_of(line, other) == "2":
                break
        else:
            pytest.fail(f"no line of bgpdump's is {line}")
    assert {line.split("|")[2] for line in ours} == {"STATE", "A"}


def test_the_corpus_is_there() -> None:
    """The sweep above is not empty: files, and lines in all of them."""
    files = list(expected_files())
    assert len(files) >= 32
    assert {path.name for path, _ in files} > set(DIFFERENCES)


def test_damaged_files_are_read_further_than_bgpdump_does() -> None:
    """Rows 19 and 20: routes that bgpdump 1.6.2 loses."""
    for name, routes, errors in (
        ("ris.rrc00.bview.20000111.0032.gz", 452_018, 0),
        ("ris.rrc00.updates.20000325.0345.gz", 5_378 + 307, 2),
    ):
        with lines(CORPUS / "mrt" / name) as found:
            assert sum(1 for _ in found) == routes
            assert found.error_count == errors
