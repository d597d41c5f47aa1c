"""Archives read by several processes: each takes a file, or a part of a large one.

What is printed is what one process prints, in the same order. A file that is packed is one part,
since it has to be unpacked from its start on; and so is what stands behind the first damage in a
file, since there only reading tells where records start.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import groupby, islice
from multiprocessing import active_children
from operator import itemgetter
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from types import FrameType
from typing import Final, TypeVar

import attrs

from bgplib.cli._files import Archives, CountingReader
from bgplib.cli._filters import Filter
from bgplib.cli._listing import Tally, elements, lines
from bgplib.cli._text import complain
from bgplib.errors import LocalError
from bgplib.formats import mrt
from bgplib.formats.mrt import codes

__all__ = ["Outcome", "Part", "in_parallel", "parts_of"]

T = TypeVar("T")

#: how many processes one can wait for
_MOST: Final = 61 if sys.platform == "win32" else 256
#: how many octets of a file make a part
SIZE: Final = 1 << 24
#: how many lines of a part are kept in memory; those of a packed file may be millions
HELD: Final = 200_000
#: records whose Length says where the next one starts, whatever is in them
_FRAMED: Final = frozenset((codes.TABLE_DUMP_V2, codes.BGP4MP, codes.BGP4MP_ET))


@attrs.frozen
class Part:
    """Some of the records of a file, one after the other."""

    name: str  #: of the file
    start: int = 0  #: where they start, in octets
    stop: int | None = None  #: where they end; None: with the file
    table: bytes = b""  #: the PEER_INDEX_TABLE that stands before them, if any


@attrs.define
class Outcome:
    """What became of a part."""

    lines: list[str] = attrs.field(factory=list)  #: what is to be printed, the first of it
    rest: str | None = None  #: the name of a file with the other lines; None without
    tally: Tally = attrs.field(factory=Tally)  #: or what was counted
    errors: list[str] = attrs.field(factory=list)  #: what is wrong with it
    kinds: Counter[tuple[int, int]] = attrs.field(factory=Counter)  #: records by type and subtype

    def take(self, found: Iterator[str], folder: str, held: int) -> None:
        """Take lines, and put those that are too many into a file of a folder."""
        self.lines += islice(found, held)
        following = next(found, None)
        if following is None:
            return
        with NamedTemporaryFile(
            "w", dir=folder, encoding="utf-8", newline="\n", delete=False
        ) as file:
            self.rest = file.name
            file.write(f"{following}\n")
            file.writelines(f"{line}\n" for line in found)

    def __iter__(self) -> Iterator[str]:
        """Iterate over all lines, once."""
        yield from self.lines
        if self.rest is not None:
            path = Path(self.rest)
            with path.open(encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line[:-1]
            path.unlink()


def parts_of(name: str, size: int = SIZE) -> list[Part]:
    """Divide a file, as far as that is possible without looking into the records.

    Args:
        name: the file.
        size: how many octets make a part.
    """
    parts: list[Part] = []
    start, table, latest = 0, b"", b""
    try:
        if Path(name).stat().st_size < 2 * size:
            return [Part(name)]
        with mrt.read(name) as reader:
            while (frame := reader.next_frame()) is not None:
                if not isinstance(frame, tuple) or reader.is_packed or frame[1] not in _FRAMED:
                    break
                if reader.offset - start >= size:
                    parts.append(Part(name, start, reader.offset, table))
                    start, table = reader.offset, latest
                if not reader.is_confirmed:
                    break
                if frame[1:3] == (codes.TABLE_DUMP_V2, codes.PEER_INDEX_TABLE):
                    latest = frame[3][frame[4] - 12 : frame[5]]
    except (OSError, LocalError):
        return [Part(name)]  # who reads it says what is wrong
    return [*parts, Part(name, start, None, table)]


class _Worker:
    """A process that reads, and how an interrupt gets at it: while it reads, and not else.

    A terminal interrupts all processes at once. One that ended while it holds the lock of a queue,
    or has written half an outcome, would leave the others waiting for ever.
    """

    def __init__(self) -> None:
        self._reading = False
        self._stopped = False

    def begin(self) -> None:
        """Prepare a new process."""
        signal.signal(signal.SIGINT, self._interrupted)

    def read(self, part: Part, form: str | None, wanted: Filter, folder: str, held: int) -> Outcome:
        """Read a part, or nothing after an interrupt."""
        self._reading = True
        try:
            return Outcome() if self._stopped else _read(part, form, wanted, folder, held)
        finally:
            self._reading = False

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped = True
        if self._reading:
            raise KeyboardInterrupt


_WORKER: Final = _Worker()


def _begin() -> None:
    _WORKER.begin()


def _work(part: Part, form: str | None, wanted: Filter, folder: str, held: int) -> Outcome:
    # A function, since the method would bring a worker of its own along.
    return _WORKER.read(part, form, wanted, folder, held)


def _interrupt_workers() -> None:
    """Let the processes give up what they read, where an interrupt can be sent."""
    if sys.platform != "win32":
        for process in active_children():
            if process.pid is not None:
                os.kill(process.pid, signal.SIGINT)


def in_parallel(
    archives: Archives,
    jobs: int,
    form: str | None,
    wanted: Filter,
    size: int = SIZE,
    held: int = HELD,
) -> Generator[Outcome, None, None]:
    """Read archives, and yield what becomes of each part, in order.

    Parts are read ahead, and their lines kept until those before them were taken: many of them in
    files, in the folder for such things.

    Args:
        archives: the files; what is wrong with them is complained about.
        jobs: how many processes.
        form: as `lines`, or `count` to count.
        wanted: which routes are shown.
        size: how many octets make a part.
        held: how many lines of a part are kept in memory.
    """
    with (
        TemporaryDirectory(prefix="bgplib-") as folder,
        ProcessPoolExecutor(min(jobs, _MOST), initializer=_begin) as pool,
    ):
        parts = (
            (at, part) for at, name in enumerate(archives.names) for part in parts_of(name, size)
        )
        asked = ((at, pool.submit(_work, part, form, wanted, folder, held)) for at, part in parts)
        # No more than two for each process, since outcomes take memory.
        coming = _ahead(asked, 2 * jobs)
        try:
            for at, futures in groupby(coming, key=itemgetter(0)):
                with archives.open(archives.names[at]):
                    for _, future in futures:
                        yield _told(archives, future)
        except BrokenExecutor:
            # As a rule by a system that is short of memory; parts read ahead are lost with it.
            archives.errors += 1
            complain("a process that reads was ended: the rest is missing")
        except (KeyboardInterrupt, GeneratorExit):
            # Nobody waits for the outcomes any more, and a part may take minutes.
            _interrupt_workers()
            raise


def _ahead(items: Iterator[T], count: int) -> Iterator[T]:
    """Yield the items, each when so many have been taken from its place on, or all."""
    taken: deque[T] = deque()
    for item in items:
        taken.append(item)
        if len(taken) >= count:
            yield taken.popleft()
    yield from taken


def _told(archives: Archives, future: Future[Outcome]) -> Outcome:
    """Wait for an outcome, and complain about what is wrong."""
    outcome = future.result()
    archives.kinds += outcome.kinds
    for error in outcome.errors:
        archives.complain(error)
    return outcome


def _read(part: Part, form: str | None, wanted: Filter, folder: str, held: int) -> Outcome:
    """Read a part; in a process of its own."""
    outcome = Outcome()

    def note(error: mrt.ErrorRecord) -> None:
        outcome.errors.append(str(attrs.evolve(error, offset=error.offset + part.start)))

    try:
        with _reader(part, outcome.kinds) as reader:
            if form == "count":
                outcome.tally.add(elements(reader, wanted, note))
            else:
                outcome.take(iter(lines(form, reader, wanted, note)), folder, held)
    except (OSError, LocalError) as error:
        outcome.errors.append(getattr(error, "strerror", None) or str(error))
    return outcome


def _reader(part: Part, kinds: Counter[tuple[int, int]]) -> mrt.Reader:
    """Open a part."""
    if not part.start and part.stop is None:
        return CountingReader(part.name, kinds)
    with Path(part.name).open("rb") as file:
        file.seek(part.start)
        octets = file.read(-1 if part.stop is None else part.stop - part.start)
    table = None
    if part.table:
        record = next(mrt.read(part.table))
        table = record if isinstance(record, mrt.PeerIndexTable) else None
    return CountingReader(octets, kinds, table)
