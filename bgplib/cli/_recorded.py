"""What `bmp` and `pcap` share: files with BGP in them, listed message by message."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import click

from bgplib.cli._forms import form_options
from bgplib.cli._progress import progress
from bgplib.cli._session_options import FamilyType
from bgplib.cli._text import complain, safe, write
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.findings import Treatment
from bgplib.formats._archive import archive_context
from bgplib.formats.compression import Source
from bgplib.formats.error_record import ErrorRecord
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY

__all__ = ["Recorded", "add_path_option", "assumed_context", "print_json", "recorded_options"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
F = TypeVar("F", bound=Callable[..., Any])

_LISTED: Final = 20  #: how many errors of one file are listed; the others are counted


class _Reader(Protocol[T_co]):
    """A reader of one of the formats."""

    @property
    def position(self) -> int: ...
    @property
    def size(self) -> int | None: ...
    def __iter__(self) -> Iterator[T_co | ErrorRecord]: ...
    def close(self) -> None: ...


class Recorded:
    """Files, one after the other; what is wrong with them is listed on standard error."""

    def __init__(self, names: tuple[str, ...], *, show_progress: bool) -> None:
        """Keep the names; `-` is standard input."""
        self.errors = 0  #: how many places were damaged
        self.malformed = 0  #: how many messages do not count as they stand
        self.kinds: Counter[str] = Counter()  #: how many messages there were, by type
        self._names = names
        self._show_progress = show_progress
        self._name = ""

    @property
    def status(self) -> int:
        """The exit status: 1 if anything was wrong."""
        return int(self.errors + self.malformed > 0)

    def read(self, opening: Callable[[Source], _Reader[T]]) -> Iterator[T]:
        """Iterate over what the readers of all files yield, without the damaged places."""
        for name in self._names:
            self._name = "standard input" if name == "-" else name
            before = self.errors
            try:
                reader = opening(sys.stdin.buffer if name == "-" else name)
                try:
                    yield from self._sound(reader)
                finally:
                    reader.close()
            except (OSError, LocalError) as error:
                self._complain(getattr(error, "strerror", None) or str(error), before)
            if self.errors - before > _LISTED:
                complain(f"{safe(self._name)}: {self.errors - before - _LISTED} more errors")

    def judge(self, answer: dict[str, Any]) -> None:
        """Count a BGP message, as JSON, if an error in it costs routes or the session."""
        if answer["treatment"] not in (Treatment.NONE.text, Treatment.ATTRIBUTE_DISCARD.text):
            self.malformed += 1

    def counts(self) -> Iterator[str]:
        """Yield lines that say how many messages of which type there were."""
        yield f"{self.kinds.total():10} messages"
        yield f"{self.malformed:10} malformed"
        yield f"{self.errors:10} errors"
        for kind, count in self.kinds.most_common():
            yield f"{count:10}   {kind}"

    def _sound(self, reader: _Reader[T]) -> Iterator[T]:
        before = self.errors
        total = reader.size if self._show_progress else None
        with progress(Path(self._name).name, total) as advance:
            for record in reader:
                advance(reader.position)
                if isinstance(record, ErrorRecord):
                    self._complain(record, before)
                else:
                    yield record

    def _complain(self, text: object, before: int) -> None:
        self.errors += 1
        if self.errors - before <= _LISTED:
            complain(f"{safe(self._name)}: {safe(text)}")


def recorded_options(function: F) -> F:
    """Add the options that choose between forms of output."""
    return form_options(
        json=("--json", "Print one JSON object a line."),
        count=("--count", "Print how much of what there is."),
    )(function)


def add_path_option(function: F) -> F:
    """Add the option that says where path identifiers are, if nothing in the file does."""
    return click.option(
        "--add-path",
        type=FamilyType(),
        multiple=True,
        help="NLRI of FAMILY have path identifiers where no OPENs tell; can be repeated.",
    )(function)


def assumed_context(add_path: Iterable[Family], *, as2: bool = False) -> Context:
    """Return what messages are read with when the file does not say what was agreed on."""
    found = archive_context(DEFAULT_REGISTRY, four_octet_as=not as2)
    return found.with_add_path(*add_path)


def print_json(answer: dict[str, Any]) -> None:
    """Print one line of JSON."""
    write(json.dumps(answer))
