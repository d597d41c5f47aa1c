"""`bgplib mrt`: what MRT files hold, a line for each route."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import click

from bgplib.cli._files import Archives
from bgplib.cli._filters import Filter, filter_of, filter_options
from bgplib.errors import LocalError
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.parquet import write as write_parquet
from bgplib.formats.text.bgpdump_m import lines as bgpdump_lines

__all__ = ["command"]


@click.command("mrt")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-m", "form", flag_value="bgpdump", help="Print what `bgpdump -m` prints.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object for each route.")
@click.option("--count", "form", flag_value="count", help="Print how much of what there is.")
@click.option("--parquet", metavar="OUT", help="Write all routes to a Parquet file instead.")
@filter_options
def command(
    *, files: tuple[str, ...], form: str | None, parquet: str | None, **filters: Any
) -> int:
    """Print what MRT files hold: a line for each route.

    Files may be packed by gzip, bzip2 or Zstandard; - is standard input. What is damaged is
    listed on standard error, and the rest is printed.
    """
    wanted = filter_of(**filters)
    if parquet is not None and form is not None:
        raise click.UsageError("--parquet writes a file; -m, --json and --count print")
    quiet = form == "count" or parquet is not None or not sys.stdout.isatty()
    archives = Archives(files, show_progress=quiet)
    if parquet is not None:
        click.echo(f"{_parquet(parquet, _elements(archives, wanted))} routes in {parquet}")
    elif form == "bgpdump":
        _print(_bgpdump(archives, wanted))
    elif form == "count":
        _print(_counts(archives, wanted))
    else:
        text = _json if form == "json" else _line
        _print(map(text, _elements(archives, wanted)))
    return archives.status


def _print(found: Iterable[str]) -> None:
    write = sys.stdout.write
    for line in found:
        write(line + "\n")


def _elements(archives: Archives, wanted: Filter) -> Iterator[mrt.Element]:
    only = wanted.selection
    return archives.rows(lambda reader: mrt.elements(reader, on_error=archives.complain, only=only))


def _parquet(path: str, found: Iterable[mrt.Element]) -> int:
    try:
        return write_parquet(path, found)
    except LocalError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or error}") from None


def _bgpdump(archives: Archives, wanted: Filter) -> Iterator[str]:
    found = archives.rows(lambda reader: bgpdump_lines(reader, on_error=archives.complain))
    return found if wanted.is_open else filter(wanted.shows_line, found)


def _counts(archives: Archives, wanted: Filter) -> Iterator[str]:
    """Count routes, and the records that hold them."""
    types: Counter[str] = Counter()
    peers = set()
    prefixes = set()
    for element in _elements(archives, wanted):
        types[element.elem_type] += 1
        peers.add((element.peer_ip, element.peer_asn))
        prefixes.add(element.prefix)
    counted = {
        "announced": types["A"],
        "withdrawn": types["W"],
        "prefixes": len(prefixes),
        "peers": len(peers),
        "errors": archives.errors,
        "records": archives.kinds.total(),
    }
    for name, count in counted.items():
        yield f"{count:10} {name}"
    for kind, count in archives.kinds.most_common():
        yield f"{count:10}   {codes.name(*kind)}"


def _json(element: mrt.Element) -> str:
    return json.dumps(element._asdict())


def _line(element: mrt.Element) -> str:
    """Print a route for people."""
    time = datetime.fromtimestamp(element.timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S")
    path_id = "" if element.path_id is None else f" path-id {element.path_id}"
    head = (
        f"{time} {element.elem_type} {element.prefix}{path_id} "
        f"from {element.peer_ip or '-'} AS{element.peer_asn}"
    )
    if element.elem_type == "W":
        return head
    parts = [head, f"via {element.next_hop or '-'}", f"path {element.as_path or '-'}"]
    parts.append((element.origin or "-").lower())
    if element.local_pref is not None:
        parts.append(f"local-pref {element.local_pref}")
    if element.med is not None:
        parts.append(f"med {element.med}")
    if element.communities:
        parts.append(f"communities {' '.join(element.communities)}")
    return ", ".join(parts)
