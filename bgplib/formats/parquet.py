"""Routes of MRT archives as Parquet, the columnar form that notebooks and databases read.

The columns are the fields of `bgplib.formats.mrt.Element`. What repeats (peers, next hops, paths,
origins) is dictionary-encoded. Rows are written in groups, so that memory does not grow with the
archive. It needs pyarrow, from the extra `arrow`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

from bgplib.errors import LocalError
from bgplib.formats.mrt.element import Element

__all__ = ["write"]

#: rows in a group: some ten megabytes while it is being put together
ROWS: Final = 65536
_REPEATED: Final = ("elem_type", "peer_ip", "next_hop", "as_path", "origin", "aggr_ip", "kind")


def write(path: str | os.PathLike[str], elements: Iterable[Element]) -> int:
    """Write elements to a Parquet file.

    Args:
        path: the file to write; one that is there is replaced.
        elements: the rows.

    Returns:
        How many rows were written.

    Raises:
        LocalError: pyarrow is not installed.
        OSError: the file cannot be written.
    """
    arrow, parquet = _pyarrow()
    schema = _schema(arrow)
    written = 0
    with parquet.ParquetWriter(os.fspath(path), schema, compression="zstd") as writer:
        for rows in _groups(elements):
            columns = dict(zip(Element._fields, zip(*rows, strict=True), strict=True))
            writer.write_table(arrow.table(columns, schema=schema))
            written += len(rows)
    return written


def _groups(elements: Iterable[Element]) -> Iterator[list[Element]]:
    remaining = iter(elements)
    while rows := list(islice(remaining, ROWS)):
        yield rows


def _pyarrow() -> tuple[Any, Any]:
    """Import pyarrow on first use: it is large, and few programs write Parquet."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise LocalError("writing Parquet needs pyarrow: pip install 'bgplib[arrow]'") from None


def _schema(arrow: Any) -> Any:
    """Return the types of the columns."""
    text, number = arrow.string(), arrow.uint32()
    types = {
        "timestamp": arrow.float64(),
        "peer_asn": number,
        "prefix": text,
        "origin_asns": arrow.list_(number),
        "local_pref": number,
        "med": number,
        "communities": arrow.list_(text),
        "atomic": arrow.bool_(),
        "aggr_asn": number,
        "path_id": number,
    } | dict.fromkeys(_REPEATED, arrow.dictionary(arrow.int32(), text))
    return arrow.schema([(name, types[name]) for name in Element._fields])
