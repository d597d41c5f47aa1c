"""Arrow and Parquet hold the same rows as the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bgplib.errors import LocalError
from bgplib.formats import arrow as columns
from bgplib.formats import parquet
from bgplib.formats.mrt.element import Element

ROWS = [
    Element(
        timestamp=1_700_000_000.5,
        elem_type="A",
        peer_ip="192.0.2.1",
        peer_asn=4_200_000_000,
        prefix="10.0.0.0/8",
        next_hop="192.0.2.1",
        as_path="65001 {65002,65003}",
        origin_asns=(65002, 65003),
        origin="IGP",
        local_pref=None,
        med=0xFFFFFFFF,
        communities=("65000:1", "65000:1:2"),
        atomic=True,
        aggr_asn=65001,
        aggr_ip="192.0.2.9",
        path_id=7,
        kind="BGP4MP/BGP4MP_MESSAGE_AS4",
    ),
    Element(
        timestamp=1_700_000_001.0,
        elem_type="W",
        peer_ip="2001:db8::1",
        peer_asn=65001,
        prefix="2001:db8::/32",
        next_hop=None,
        as_path=None,
        origin_asns=None,
        origin=None,
        local_pref=None,
        med=None,
        communities=None,
        atomic=False,
        aggr_asn=None,
        aggr_ip=None,
        path_id=None,
        kind="BGP4MP/BGP4MP_MESSAGE_AS4",
    ),
]


def test_rows_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is read back by pyarrow, over the border of groups too."""
    arrow = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    monkeypatch.setattr(columns, "ROWS", 3)
    path = tmp_path / "routes.parquet"
    assert parquet.write(path, iter(ROWS * 4)) == 8
    rows: list[dict[str, Any]] = arrow.read_table(path).to_pylist()
    for row in rows:
        row.update({name: tuple(each) for name, each in row.items() if isinstance(each, list)})
    assert [Element(**row) for row in rows] == ROWS * 4


def test_no_rows_make_an_empty_table(tmp_path: Path) -> None:
    """A filter that lets nothing through leaves a file with columns and no rows."""
    arrow = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    path = tmp_path / "routes.parquet"
    assert parquet.write(path, iter(())) == 0
    table = arrow.read_table(path)
    assert (table.num_rows, tuple(table.column_names)) == (0, Element._fields)


def test_batches_hold_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch is made when it is asked for, with the same types, whatever rows it has."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    monkeypatch.setattr(columns, "ROWS", 3)
    taken: list[Element] = []

    def elements() -> Iterator[Element]:
        # The first rows of an archive may well have no MED, and no communities.
        for element in [*ROWS[1:] * 6, *ROWS]:
            taken.append(element)
            yield element

    reader = columns.batches(elements())
    assert taken == []
    sizes, rows = [], []
    for batch in reader:
        sizes.append((batch.num_rows, len(taken)))
        rows += batch.to_pylist()
        assert batch.schema == reader.schema
    assert sizes == [(3, 3), (3, 6), (2, 8)]
    for row in rows:
        row.update({name: tuple(each) for name, each in row.items() if isinstance(each, list)})
    assert [Element(**row) for row in rows] == taken


def test_what_the_reading_raises_comes_through() -> None:
    """An archive that breaks off with an error of the system raises that one."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")

    def elements() -> Iterator[Element]:
        yield ROWS[0]
        raise PermissionError("no")

    with pytest.raises(PermissionError, match="no"):
        columns.batches(elements()).read_all()


def test_the_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow there is one sentence that says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LocalError, match=r"bgplib\[arrow\]"):
        parquet.write(tmp_path / "routes.parquet", ROWS)
    with pytest.raises(LocalError, match=r"bgplib\[arrow\]"):
        columns.batches(ROWS)
