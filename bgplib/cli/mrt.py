"""`bgplib mrt`: what MRT files hold, a line for each route."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from bgplib.cli._files import Archives
from bgplib.cli._filters import Filter, filter_of, filter_options
from bgplib.cli._forms import form_options
from bgplib.cli._listing import Tally, elements, lines
from bgplib.cli._text import write_lines
from bgplib.errors import LocalError
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.parquet import write as write_parquet

__all__ = ["command"]

# What is wrong with the name of a file to be written; a disk that is full is no wrong usage.
_MISNAMED: Final = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


@click.command("mrt")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@form_options(
    bgpdump=("-m", "Print what `bgpdump -m` prints."),
    json=("--json", "Print one JSON object for each route."),
    count=("--count", "Print how much of what there is."),
)
@click.option("--parquet", metavar="OUT", help="Write the routes to a Parquet file instead.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 256),
    default=1,
    help="Read with N processes: files, and parts of large files that are not packed.",
)
@filter_options
def command(
    *, files: tuple[str, ...], form: str | None, parquet: str | None, jobs: int, **filters: Any
) -> int:
    """Print what MRT files hold: a line for each route.

    Files may be packed by gzip, bzip2, xz or Zstandard; - is standard input. What is damaged is
    listed on standard error, and the rest is printed.
    """
    wanted = filter_of(**filters)
    if parquet is not None and form is not None:
        raise click.UsageError("--parquet writes a file; -m, --json and --count print")
    if parquet == "-":
        raise click.UsageError("--parquet writes a file, and not to standard output")
    if jobs > 1 and (parquet is not None or "-" in files):
        raise click.UsageError("--jobs is for files that are printed or counted")
    if parquet is not None and any(_is_same(parquet, name) for name in files):
        raise click.UsageError(f"--parquet would write over {parquet}, which is to be read")
    quiet = form == "count" or parquet is not None or not sys.stdout.isatty()
    archives = Archives(files, show_progress=quiet)
    if parquet is not None:
        click.echo(f"{_parquet(parquet, _elements(archives, wanted))} routes in {parquet}")
    elif form == "count":
        write_lines(_counts(archives, _tally(archives, jobs, wanted)))
    else:
        write_lines(_lines(archives, jobs, form, wanted))
    return archives.status


def _is_same(path: str, name: str) -> bool:
    """Say whether two names are those of one file."""
    try:
        return Path(path).samefile(name)
    except (OSError, ValueError):
        return False


def _elements(archives: Archives, wanted: Filter) -> Iterator[mrt.Element]:
    return archives.rows(lambda reader: elements(reader, wanted, archives.complain))


def _lines(archives: Archives, jobs: int, form: str | None, wanted: Filter) -> Iterator[str]:
    if jobs == 1:
        yield from archives.rows(lambda reader: lines(form, reader, wanted, archives.complain))
        return
    # Processes take a while to import, and are seldom asked for.
    from bgplib.cli._parallel import in_parallel

    for outcome in in_parallel(archives, jobs, form, wanted):
        yield from outcome


def _tally(archives: Archives, jobs: int, wanted: Filter) -> Tally:
    tally = Tally()
    if jobs == 1:
        tally.add(_elements(archives, wanted))
        return tally
    from bgplib.cli._parallel import in_parallel  # as in `_lines`

    for outcome in in_parallel(archives, jobs, "count", wanted):
        tally.merge(outcome.tally)
    return tally


def _parquet(path: str, found: Iterable[mrt.Element]) -> int:
    try:
        return write_parquet(path, found)
    except LocalError as error:
        raise click.UsageError(str(error)) from None
    except _MISNAMED as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from None


def _counts(archives: Archives, tally: Tally) -> Iterator[str]:
    """Print how many routes there are, and records that hold them."""
    counted = {
        "announced": tally.types["A"],
        "withdrawn": tally.types["W"],
        "prefixes": len(tally.prefixes),
        "peers": len(tally.peers),
        "errors": archives.errors,
        "records": archives.kinds.total(),
    }
    for name, count in counted.items():
        yield f"{count:10} {name}"
    for kind, count in archives.kinds.most_common():
        yield f"{count:10}   {codes.name(*kind)}"
