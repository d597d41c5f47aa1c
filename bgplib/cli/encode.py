"""`bgplib encode`: messages as JSON, one a line, to hexadecimal."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import click

from bgplib.cli._session_options import SessionCommand, context_of, session_options
from bgplib.cli._text import safe, write
from bgplib.errors import BGPError
from bgplib.formats.json import from_json

__all__ = ["command"]


@click.command("encode", cls=SessionCommand)
@click.argument("file", metavar="[FILE|-]", type=click.File("rb"), default="-")
@session_options
def command(*, file: BinaryIO, **session: Any) -> int:
    """Encode BGP messages given as JSON, one object a line, as decode --json writes them.

    With - (or nothing) they are read from standard input. Each line is answered in its turn: with
    the message in hexadecimal, or with what is wrong with the line, and where. The options say
    what was agreed on with who reads the messages.
    """
    context = context_of(**session)
    bad = False
    for line in file:
        try:
            text = from_json(line, context).encode(context).hex()
        except BGPError as error:
            bad = True
            text = f"error: {safe(error)}"
        write(text)
        sys.stdout.flush()
    return int(bad)
