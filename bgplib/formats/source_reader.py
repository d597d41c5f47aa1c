"""SourceReader: what all readers of files and streams have in common."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

from bgplib.formats.compression import OctetStream, Source
from bgplib.formats.error_record import ErrorRecord

__all__ = ["SourceReader"]

T = TypeVar("T")


class SourceReader(Generic[T]):
    """Iterates over what a source holds; also a context manager that closes what it opened."""

    def __init__(self, source: Source) -> None:
        """Open the source, if it is the name of a file; nothing is read yet.

        Args:
            source: a path, a file open for reading octets, or the octets themselves; packed by
                gzip, bzip2, xz or Zstandard, or not packed.

        Raises:
            LocalError: it is none of the things a source can be.
            OSError: the file cannot be opened.
        """
        self._stream = OctetStream(source)

    @property
    def position(self) -> int:
        """How many octets of the source, as it is stored, have been read."""
        return self._stream.position

    @property
    def size(self) -> int | None:
        """How many octets the source has, as it is stored; None when that is not known."""
        return self._stream.size

    def __iter__(self) -> Iterator[T | ErrorRecord]:
        """Return the reader itself."""
        return self

    def __next__(self) -> T | ErrorRecord:
        """Return what comes next, or what stands in its place.

        Raises:
            LocalError: the file was opened for text, or nothing here unpacks it.
            OSError: the file cannot be read.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the source, if it was opened here; nothing more comes."""
        self._stream.close()

    def __enter__(self) -> Self:
        """Return the reader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the source, if it was opened here."""
        self.close()
