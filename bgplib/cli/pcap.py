"""`bgplib pcap`: the BGP or BMP messages of captures."""

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
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats import pcap
from bgplib.formats.json import captured_bmp_to_json, captured_to_json
from bgplib.iana import messages
from bgplib.iana.families import Family

__all__ = ["command"]


@click.command("pcap")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@recorded_options
@click.option("--bmp", "is_bmp", is_flag=True, help="Print what routers send to BMP stations.")
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(1, 65535),
    default=None,
    help="TCP port, if not 179; with --bmp, if BMP is not to be told by its octets.",
)
@click.option("--as2", is_flag=True, help="AS numbers have two octets where no OPENs tell.")
@add_path_option
def command(
    *,
    files: tuple[str, ...],
    form: str | None,
    is_bmp: bool,
    port: int | None,
    as2: bool,
    add_path: tuple[Family, ...],
) -> int:
    """Print the BGP or BMP messages of captures, pcap or pcapng.

    Files may be packed by gzip, bzip2, xz or Zstandard; - is standard input. Each message is read
    with what the OPENs of both sides agreed on. Where these were not seen, the options say what
    it was, and the message is marked as assumed.
    """
    if is_bmp and as2:
        raise click.UsageError("BMP says itself how many octets AS numbers have: no --as2")
    recorded = Recorded(files, show_progress=form == "count" or not sys.stdout.isatty())
    context = assumed_context(add_path, as2=as2)
    if is_bmp:
        _print_bmp(recorded, form, context, port)
    else:
        _print_bgp(recorded, form, context, pcap.BGP_PORT if port is None else port)
    if form == "count":
        for line in recorded.counts():
            write(line)
    return recorded.status


def _print_bgp(recorded: Recorded, form: str | None, context: Context, port: int) -> None:
    for captured in recorded.read(lambda source: pcap.read(source, context=context, port=port)):
        recorded.kinds[messages.name(captured.octets[18])] += 1
        answer = captured_to_json(captured)
        recorded.judge(answer["message"])
        if form == "json":
            print_json(answer)
        elif form is None:
            assumed = ", context assumed" if captured.is_assumed else ""
            write(f"{_head(captured, assumed)}\n{_text(captured)}")


def _print_bmp(recorded: Recorded, form: str | None, context: Context, port: int | None) -> None:
    # The other command has the text of messages, and is not needed for BGP.
    from bgplib.cli import bmp

    for captured in recorded.read(lambda source: pcap.read_bmp(source, context=context, port=port)):
        answer = captured_bmp_to_json(captured)
        bmp.count(recorded, captured.message, answer["message"])
        if form == "json":
            print_json(answer)
        elif form is None:
            write("\n".join((_head(captured), *bmp.lines(captured.message))))


def _head(captured: pcap.CapturedMessage | pcap.CapturedBmpMessage, assumed: str = "") -> str:
    """Print when a message was seen, and between whom."""
    time = captured.seen.strftime("%Y-%m-%d %H:%M:%S.%f")
    return faint(
        f"{time} {captured.source_text} port {captured.source_port} to "
        f"{captured.destination_text} port {captured.destination_port}{assumed}"
    )


def _text(captured: pcap.CapturedMessage) -> str:
    """Print a message for people."""
    try:
        return "\n".join(dump(captured.message, len(captured.octets)))
    except DecodeError as error:
        return "\n".join(dump_error(error))
