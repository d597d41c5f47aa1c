"""`bgplib rib`: MRT files into a RIB, and the table with the best paths."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from bgplib.cli._files import Archives
from bgplib.cli._filters import PrefixType, TimeType, check_prefixes
from bgplib.cli._forms import form_options
from bgplib.cli._table import Selection, destinations, summary_lines, table_lines
from bgplib.cli._text import write_lines
from bgplib.formats import mrt
from bgplib.iana.families import Family
from bgplib.rib import Rib, collector_paused
from bgplib.route import has_prefix_keys
from bgplib.values.prefix import Prefix

__all__ = ["command"]


@click.command("rib")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@form_options(
    json=("--json", "Print a JSON object for each destination."),
    count=("--count", "Print how much of what there is in the whole table."),
)
@click.option("--best", is_flag=True, help="Print the best paths only.")
@click.option(
    "--end",
    type=TimeType(),
    default=None,
    help="Load only what was written before this time: seconds since 1970, or a date and time.",
)
@click.option(
    "--prefix", "prefixes", type=PrefixType(), multiple=True, help="Only PREFIX; can be repeated."
)
@click.option("--covered", is_flag=True, help="With --prefix: what it covers, too.")
@click.option("--covering", is_flag=True, help="With --prefix: what covers it, too.")
def command(
    *,
    files: tuple[str, ...],
    form: str | None,
    best: bool,
    end: float | None,
    prefixes: tuple[Prefix, ...],
    covered: bool,
    covering: bool,
) -> int:
    """Load MRT files into a RIB, choose best paths, and print the table.

    Tables and UPDATEs are loaded in the order of the files. How the peers stand to the collector
    is not known from an archive: all count as external, and all next hops as equally near.
    """
    check_prefixes(prefixes, covered=covered, covering=covering)
    if form == "count" and (best or prefixes):
        raise click.UsageError("--count counts the whole table: no --best and no --prefix")
    archives = Archives(files)
    rib = Rib()
    with collector_paused():
        archives.load(mrt.Loader(rib, end=end, on_error=archives.complain))
        only = mrt.Selection(prefixes=prefixes, covered=covered, covering=covering)
        shows = _selection(only) if prefixes else None
        found: Iterable[str]
        if form == "json":
            found = map(json.dumps, destinations(rib, shows, best_only=best))
        elif form == "count":
            found = summary_lines(rib)
        else:
            found = table_lines(rib, shows, best_only=best)
        write_lines(found)
    return archives.status


def _selection(only: mrt.Selection) -> Selection:
    def shows(family: Family, key: bytes) -> bool:
        return has_prefix_keys(family) and only.wants_key(family.afi, key)

    return shows
