"""Real MRT files, filtered: what is left is what is left of the lines that bgpdump printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bgplib.formats import mrt
from bgplib.formats.text.bgpdump_m import lines
from bgplib.values.prefix import Prefix
from tests.corpus.test_bgpdump import CORPUS, expected_lines, pytestmark

__all__ = ["pytestmark"]

#: files whose lines are those of bgpdump, to the last letter
FILES: Final = (
    "ris.rrc06.updates.1401488100.gz",
    "ris.rrc03.updates.20100227.1600.first-796-records.gz",
    "bgpdump.updates.20160811.1600.gz",
    "ryu.rib.20161101.0000_pick.bz2",
    "mrtparse.quagga_rib",
)
#: how many lines are read of each
MOST: Final = 50_000


def expected(path: Path) -> list[str]:
    suffixes = (".bgpdump-m.txt.gz", ".bgpdump-vm.txt.gz")
    (found,) = (each for each in (path.with_name(path.name + s) for s in suffixes) if each.exists())
    return list(expected_lines(found))


def column(line: str, at: int) -> str:
    """Return a column of a line; of withdrawals those of attributes are empty."""
    columns = line.split("|")
    return columns[at] if len(columns) > at else ""


def the_middle(texts: list[str]) -> str:
    """Return one of some texts, neither the most frequent nor the least."""
    ranked = [text for text, _ in Counter(filter(None, texts)).most_common()]
    return ranked[len(ranked) // 3]


@pytest.mark.parametrize("name", FILES)
def test_lines_that_are_left(name: str) -> None:
    """Prefixes, paths and communities are chosen as a program chooses among bgpdump's lines."""
    path = CORPUS / "mrt" / name
    every = expected(path)
    assert 0 < len(every) < MOST
    routes = [line for line in every if column(line, 2) != "STATE"]
    prefix = Prefix.parse(the_middle([column(line, 5) for line in routes]))
    asn = the_middle([asn for line in routes for asn in re.findall(r"\d+", column(line, 6))])
    cases: list[tuple[mrt.Selection, Callable[[str], bool]]] = [
        (mrt.Selection(prefixes=[prefix]), lambda line: column(line, 5) == str(prefix)),
        (
            mrt.Selection(prefixes=[prefix], covering=True),
            lambda line: Prefix.parse(column(line, 5)).contains(prefix),
        ),
        (
            mrt.Selection(prefixes=[wide := around(prefix)], covered=True),
            lambda line: wide.contains(Prefix.parse(column(line, 5))),
        ),
        (
            mrt.Selection(as_paths=[f"_{asn}_"]),
            lambda line: asn in re.findall(r"\d+", column(line, 6)),
        ),
        (
            mrt.Selection(as_paths=[f"[^0-9]{asn}$"]),
            lambda line: column(line, 6).endswith(f" {asn}"),
        ),
    ]
    marks = [mark for line in routes for mark in column(line, 11).split() if ":" in mark]
    if marks:
        mark = the_middle(marks)
        half = mark.partition(":")[0] + ":"
        cases += [
            (mrt.Selection(communities=[mark]), lambda line: mark in column(line, 11).split()),
            (
                mrt.Selection(communities=[f"{half}*"]),
                lambda line: any(each.startswith(half) for each in column(line, 11).split()),
            ),
        ]
    total = 0
    for only, keeps in cases:
        left = [line for line in routes if keeps(line)]
        assert list(lines(path, only=only)) == left, only
        total += len(left)
    assert total > len(cases)


def around(prefix: Prefix) -> Prefix:
    """Return a shorter prefix that covers one."""
    return Prefix.from_address(prefix.address, prefix.length // 2)
