"""`bgplib explain`: why one path to a prefix won."""

from __future__ import annotations

import json

import click

from bgplib.cli._files import Archives
from bgplib.cli._filters import TimeType
from bgplib.cli._text import complain, write
from bgplib.errors import ParseError
from bgplib.formats import mrt
from bgplib.rib import Rib
from bgplib.values.prefix import Prefix

__all__ = ["command"]


@click.command("explain")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.argument("destination", metavar="PREFIX")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option(
    "--end",
    type=TimeType(),
    default=None,
    help="Load only what was written before this time: seconds since 1970, or a date and time.",
)
def command(*, files: tuple[str, ...], destination: str, as_json: bool, end: float | None) -> int:
    """Say why one path to a prefix won.

    MRT files are loaded as by `bgplib rib`. PREFIX may be an address: then the longest prefix
    that it matches is explained.
    """
    try:
        prefix = Prefix.parse(destination, strict=False)
    except ParseError as error:
        raise click.BadParameter(str(error), param_hint="PREFIX") from None
    rib = Rib()
    archives = Archives(files)
    only = mrt.Selection(prefixes=[prefix], covering=True)
    archives.load(mrt.Loader(rib, only=only, end=end, on_error=archives.complain))
    found = _found(rib, prefix, exact="/" in destination)
    if found is None:
        complain(_absent(rib, prefix, destination))
        return 1
    explanation = rib.explain(found)
    write(json.dumps(explanation.to_json()) if as_json else str(explanation))
    return archives.status


def _found(rib: Rib, prefix: Prefix, *, exact: bool) -> Prefix | None:
    """Return the prefix to explain; None when there is none."""
    if exact:
        return prefix if prefix in rib else None
    return next(iter(rib.covering(prefix)), None)


def _absent(rib: Rib, prefix: Prefix, destination: str) -> str:
    covering = rib.covering(prefix)
    hint = f"; the longest prefix that covers it is {covering[0]}" if covering else ""
    return f"there is no path to {destination}{hint}"
