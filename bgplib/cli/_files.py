"""The MRT files that a command is given: opened, read with a progress bar, complained about."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from bgplib.cli._progress import nowhere, progress
from bgplib.cli._text import complain, safe
from bgplib.errors import LocalError
from bgplib.formats import mrt
from bgplib.formats.compression import Source
from bgplib.formats.mrt.framing import Frame

__all__ = ["Archives", "CountingReader"]

T = TypeVar("T")

_LISTED: Final = 20  #: how many errors of one file are listed; the others are counted


class Archives:
    """Files, one after the other; what is wrong with them is listed on standard error."""

    def __init__(self, names: tuple[str, ...], *, show_progress: bool = True) -> None:
        """Keep the names; `-` is standard input."""
        self.errors = 0  #: how many things were wrong
        #: how many records of each type and subtype were read
        self.kinds: Counter[tuple[int, int]] = Counter()
        self.names = names  #: of the files
        self._show_progress = show_progress
        self._name = ""
        self._before = 0  # errors in the files before

    @property
    def status(self) -> int:
        """The exit status: 1 if anything was wrong."""
        return int(self.errors > 0)

    def load(self, loader: mrt.Loader) -> None:
        """Load all files, as far as they can be read."""
        for name in self.names:
            with self.open(name), self._reader(name) as reader:
                loader.load(reader)

    def rows(self, listing: Callable[[mrt.Reader], Iterable[T]]) -> Iterator[T]:
        """Iterate over what `listing` makes of each file, as far as they can be read."""
        for name in self.names:
            with self.open(name), self._reader(name) as reader:
                yield from listing(reader)

    @contextmanager
    def open(self, name: str) -> Iterator[None]:
        """Turn to a file; what is wrong with it is complained about."""
        self._name = "standard input" if name == "-" else name
        before = self._before = self.errors
        try:
            yield
        except (OSError, LocalError) as error:
            self.complain(getattr(error, "strerror", None) or str(error))
        if self.errors - before > _LISTED:
            complain(f"{safe(self._name)}: {self.errors - before - _LISTED} more errors")

    def complain(self, text: object) -> None:
        """List something that is wrong with the file that is being read."""
        self.errors += 1
        if self.errors - self._before <= _LISTED:
            complain(f"{safe(self._name)}: {safe(text)}")

    @contextmanager
    def _reader(self, name: str) -> Iterator[mrt.Reader]:
        reader = CountingReader(sys.stdin.buffer if name == "-" else name, self.kinds)
        total = reader.size if self._show_progress else None
        # The last part of the path leaves room for the bar.
        with reader, progress(Path(self._name).name, total) as advance:
            reader.advance = advance
            yield reader


class CountingReader(mrt.Reader):
    """Counts records, and says how far it is."""

    def __init__(
        self,
        source: Source,
        kinds: Counter[tuple[int, int]],
        table: mrt.PeerIndexTable | None = None,
    ) -> None:
        """Open the source.

        Args:
            source: as `mrt.Reader`.
            kinds: where records are counted.
            table: as `mrt.Reader`.
        """
        super().__init__(source, table=table)
        self.advance: Callable[[int], None] | None = None
        self._kinds = kinds

    def next_frame(self) -> Frame | mrt.ErrorRecord | None:
        frame = super().next_frame()
        if self.advance is not None and self.advance is not nowhere:
            self.advance(self.position)
        if isinstance(frame, tuple):
            self._kinds[frame[1:3]] += 1
        return frame
