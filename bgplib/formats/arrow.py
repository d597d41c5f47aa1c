"""Routes of MRT archives as Arrow, the columns that data frames and databases take without a copy.

    frame = polars.DataFrame(arrow.batches(mrt.elements("rib.20260101.0000.bz2")))

The columns are the fields of `bgplib.formats.mrt.Element`, with the same types whatever the rows
hold. What repeats (peers, next hops, paths, origins) is dictionary-encoded, so that a table needs a
tenth of the memory of its rows. It needs pyarrow, from the extra `arrow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

from bgplib.errors import LocalError
from bgplib.formats.mrt.element import Element

__all__ = ["batches"]

#: rows in a batch: some ten megabytes while it is being put together
ROWS: Final = 65536
_REPEATED: Final = ("elem_type", "peer_ip", "next_hop", "as_path", "origin", "aggr_ip", "kind")


def batches(elements: Iterable[Element]) -> Any:
    """Return a `pyarrow.RecordBatchReader` of elements, which reads them when it is read itself.

    Whatever takes Arrow takes it: `polars.DataFrame(reader)`, DuckDB by the name of the variable,
    `reader.read_all()` for a `pyarrow.Table`, and of that `to_pandas()`, or `unify_dictionaries()`
    before pyarrow itself is to group. It can be read once, and batch by batch (`for batch in
    reader`), so that memory need not grow with the archive.

    Args:
        elements: the rows.

    Raises:
        LocalError: pyarrow is not installed.
    """
    arrow = pyarrow("to make Arrow of routes")
    schema = _schema(arrow)

    def made() -> Iterator[Any]:
        remaining = iter(elements)
        while rows := list(islice(remaining, ROWS)):
            columns = zip(zip(*rows, strict=True), schema, strict=True)
            yield arrow.record_batch(
                [arrow.array(column, field.type) for column, field in columns], schema=schema
            )

    return arrow.RecordBatchReader.from_batches(schema, made())


def pyarrow(purpose: str) -> Any:
    """Import pyarrow on first use: it is large, and few programs need it.

    Raises:
        LocalError: it is not installed.
    """
    try:
        return import_module("pyarrow")
    except ImportError:
        raise LocalError(f"{purpose} takes pyarrow: pip install 'bgplib[arrow]'") from None


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
