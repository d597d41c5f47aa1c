"""Routes of MRT archives as Parquet, the columnar form that notebooks and databases read.

The columns are those of `bgplib.formats.arrow`. Rows are written in groups, so that memory does not
grow with the archive. It needs pyarrow, from the extra `arrow`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module

from bgplib.formats.arrow import batches
from bgplib.formats.mrt.element import Element

__all__ = ["write"]


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
    reader = batches(elements)
    parquet = import_module("pyarrow.parquet")
    written = 0
    with parquet.ParquetWriter(os.fspath(path), reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            written += batch.num_rows
    return written
