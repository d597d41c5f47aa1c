"""Rows: what a listing of MRT records consists of, made record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from types import TracebackType
from typing import Any, Generic, NoReturn, TypeVar

from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.formats._kept_errors import KeptErrors
from bgplib.formats.compression import Source
from bgplib.formats.mrt.framing import Frame
from bgplib.formats.mrt.reader import Reader
from bgplib.formats.mrt.record import ErrorRecord, Record
from bgplib.formats.mrt.table_dump_v2.peer_index_table import PeerIndexTable
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["ErrorHandler", "Rows"]

T = TypeVar("T")
#: what is told of octets that cannot be read
ErrorHandler = Callable[[ErrorRecord], None]


@mypyc_attr(allow_interpreted_subclasses=True)
class Rows(Generic[T]):
    """Iterates over the rows of a source; also a context manager that closes what it opened.

    What cannot be read does not end the listing, and does not vanish: it is counted, and told to
    a function, or kept in `errors`.
    """

    def __init__(
        self,
        source: Source | Reader,
        *,
        on_error: ErrorHandler | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Open the source; nothing is read yet.

        Args:
            source: what `mrt.read` takes, or a reader.
            on_error: is called with each place that cannot be read; None keeps the first 1,000.
            registry: what decodes the BGP in the records; a reader has one of its own.

        Raises:
            LocalError: it is none of the things a source can be.
            OSError: the file cannot be opened.
        """
        self.reader = source if isinstance(source, Reader) else Reader(source, registry=registry)
        kept = KeptErrors()
        #: what cannot be read: the first 1,000 places, or those that have 16 MiB
        self.errors: list[ErrorRecord] = kept
        self.error_count = 0  #: how many places cannot be read
        self._on_error = on_error or kept.keep
        self._frame: Any = None  # the record at hand
        self._table = self.reader.table  # whose peers are known
        # The compiler would unpack a `Frame`, to store it, and pack it again.
        self._next_frame: Callable[[], Any] = self.reader.next_frame
        self._rows: Iterator[T] = chain.from_iterable(iter(self._next_rows, None))

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(self, "it reads a file; take its rows, or the name of the file")

    def __iter__(self) -> Iterator[T]:
        """Iterate over the rows that are left."""
        return self._rows

    def __next__(self) -> T:
        """Return the next row."""
        return next(self._rows)

    def _next_rows(self) -> list[T] | None:
        """Return the rows of the next record that has any; None at the end."""
        next_frame = self._next_frame
        while True:
            frame = next_frame()
            if not isinstance(frame, tuple):
                if frame is None:
                    return None
                self._report(frame)
                continue
            self._frame = frame
            rows = self._rows_of_frame(frame)
            if rows is None:
                record = self.reader.record_of(frame)
                if self.reader.table is not self._table:
                    self._table = self.reader.table
                    self._use(self._table)
                if isinstance(record, ErrorRecord):
                    self._report(record)
                    continue
                rows = self._rows_of_record(record)
            if rows:
                return rows

    def _rows_of_frame(self, frame: Frame) -> list[T] | None:
        """Make the rows of a record, the fast way; None when it has to be read as a record."""
        raise NotImplementedError

    def _rows_of_record(self, record: Record) -> list[T]:
        """Make the rows of a record."""
        raise NotImplementedError

    def _use(self, table: PeerIndexTable | None) -> None:
        """Take the peers that entries refer to from a table; None: nobody knows them."""
        raise NotImplementedError

    def _report(self, error: ErrorRecord) -> None:
        self.error_count += 1
        self._on_error(error)

    def _fault(self, text: str, rfc: str = "") -> None:
        """Report what is wrong within the record at hand."""
        _, _, _, octets, start, stop = self._frame
        self._report(
            ErrorRecord(
                offset=self.reader.offset, octets=octets[start - 12 : stop], text=text, rfc=rfc
            )
        )

    def close(self) -> None:
        """Close the source, if it was opened here; no rows come but those of the record at hand."""
        self.reader.close()

    def __enter__(self) -> Rows[T]:
        """Return the rows themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the source, if it was opened here."""
        self.close()
