"""`bgplib pcap`: the BGP messages of captures."""

from __future__ import annotations

import sys

import click

from bgplib.cli._dump import dump, dump_error
from bgplib.cli._recorded import (
    Recorded,
    add_path_option,
    assumed_context,
    print_json,
    recorded_options,
)
from bgplib.cli._text import faint, write
from bgplib.errors import DecodeError
from bgplib.formats import pcap
from bgplib.formats.json import captured_to_json
from bgplib.iana import messages
from bgplib.iana.families import Family

__all__ = ["command"]


@click.command("pcap")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@recorded_options
@click.option("--port", type=click.IntRange(1, 65535), default=pcap.BGP_PORT, help="TCP port.")
@click.option("--as2", is_flag=True, help="AS numbers have two octets where no OPENs tell.")
@add_path_option
def command(
    *, files: tuple[str, ...], form: str | None, port: int, as2: bool, add_path: tuple[Family, ...]
) -> int:
    """Print the BGP messages of captures, pcap or pcapng.

    Files may be packed by gzip, bzip2, xz or Zstandard; - is standard input. Each message is read
    with what the OPENs of both sides agreed on. Where these were not seen, the options say what
    it was, and the message is marked as assumed.
    """
    context = assumed_context(add_path, as2=as2)
    recorded = Recorded(files, show_progress=form == "count" or not sys.stdout.isatty())
    for captured in recorded.read(lambda source: pcap.read(source, context=context, port=port)):
        recorded.kinds[messages.name(captured.octets[18])] += 1
        answer = captured_to_json(captured)
        recorded.judge(answer["message"])
        if form == "json":
            print_json(answer)
        elif form is None:
            _print(captured)
    if form == "count":
        for line in recorded.counts():
            write(line)
    return recorded.status


def _print(captured: pcap.CapturedMessage) -> None:
    """Print a message for people."""
    time = captured.seen.strftime("%Y-%m-%d %H:%M:%S.%f")
    assumed = ", context assumed" if captured.is_assumed else ""
    write(
        faint(
            f"{time} {captured.source_text} port {captured.source_port} to "
            f"{captured.destination_text} port {captured.destination_port}{assumed}"
        )
    )
    try:
        lines = "\n".join(dump(captured.message, len(captured.octets)))
    except DecodeError as error:
        lines = "\n".join(dump_error(error))
    write(lines)
