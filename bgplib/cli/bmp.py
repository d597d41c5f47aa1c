"""`bgplib bmp`: the messages of BMP streams."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click

from bgplib.cli._dump import dump, dump_error
from bgplib.cli._recorded import (
    Recorded,
    add_path_option,
    assumed_context,
    print_json,
    recorded_options,
)
from bgplib.cli._text import faint, safe, strong, write
from bgplib.errors import DecodeError
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.formats.json import bmp_to_json
from bgplib.iana.families import Family
from bgplib.messages.decoder import Message

__all__ = ["command", "count", "lines"]


@click.command("bmp")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@recorded_options
@add_path_option
def command(*, files: tuple[str, ...], form: str | None, add_path: tuple[Family, ...]) -> int:
    """Print the messages of BMP streams, as routers send them.

    Files may be packed by gzip, bzip2, xz or Zstandard; - is standard input. UPDATEs are read with
    what the OPENs in the Peer Up agreed on. Where that was not seen, the options say what it was,
    and the message is marked as assumed; so they do of a Loc-RIB whose Peer Up leaves it out.
    """
    context = assumed_context(add_path)
    recorded = Recorded(files, show_progress=form == "count" or not sys.stdout.isatty())
    for message in recorded.read(lambda source: bmp.read(source, context=context)):
        answer = bmp_to_json(message)
        count(recorded, message, answer)
        if form == "json":
            print_json(answer)
        elif form is None:
            write("\n".join(lines(message)))
    if form == "count":
        for line in recorded.counts():
            write(line)
    return recorded.status


def count(recorded: Recorded, message: bmp.BmpMessage, answer: dict[str, Any]) -> None:
    """Count a message, and what is wrong with the BGP in it; `answer` is it as JSON."""
    recorded.kinds[message.name] += 1
    for inner in (answer.get("message"), *answer.get("messages", ())):
        if inner is not None:
            recorded.judge(inner)


def lines(message: bmp.BmpMessage) -> Iterator[str]:
    """Yield the lines of a message for people."""
    if isinstance(message, bmp.PeerMessage):
        yield faint(_head(message))
    yield strong(f"BMP {message.name}, version {message.version}")
    if isinstance(message, bmp.RouteMonitoring):
        yield from _inner(lambda: message.message, message.update_octets)
    elif isinstance(message, bmp.RouteMirroring):
        yield from _mirroring(message)
    elif isinstance(message, bmp.PeerUp):
        yield f"  sent: {safe(message.sent_open)}"
        yield f"  received: {safe(message.received_open)}"
    elif isinstance(message, bmp.PeerDown):
        yield f"  {message.reason_text}"
    elif isinstance(message, bmp.StatisticsReport):
        for each in message.statistics:
            yield f"  {each}"
    elif isinstance(message, bmp.Initiation):
        for tlv in message.tlvs:
            yield f"  {codes.name_of(codes.INFORMATION_NAMES, tlv.code)}: {safe(tlv.text)}"
    elif isinstance(message, bmp.Termination):
        yield from _termination(message)


def _termination(message: bmp.Termination) -> Iterator[str]:
    for tlv in message.tlvs:
        name = codes.name_of(codes.TERMINATION_NAMES, tlv.code)
        if tlv.code == codes.TERMINATION_REASON:
            yield f"  {name}: {_code_text(tlv, codes.TERMINATION_REASON_NAMES)}"
        else:
            yield f"  {name}: {safe(tlv.text)}"


def _code_text(tlv: bmp.Tlv, names: dict[int, str]) -> str:
    """Return the name of the code that a TLV holds, or its octets where they are none."""
    code = tlv.two_octet_code
    return tlv.octets.hex() if code is None else codes.name_of(names, code)


def _head(message: bmp.PeerMessage) -> str:
    peer = message.peer
    time = datetime.fromtimestamp(peer.time, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    assumed = getattr(message, "is_assumed", False)
    rest = ", context assumed" if assumed else ""
    return f"{time} {peer}{rest}"


def _mirroring(message: bmp.RouteMirroring) -> Iterator[str]:
    """Yield what is said of the messages, and these, in the order of the wire."""
    for tlv in message.tlvs:
        name = codes.name_of(codes.MIRRORING_NAMES, tlv.code)
        if tlv.code == codes.MIRRORED_MESSAGE:
            yield f"  {name}:"
            for line in _inner(partial(message.decode, tlv.octets), tlv.octets):
                yield f"  {line}"
        elif tlv.code == codes.MIRRORED_INFORMATION:
            yield f"  {name}: {_code_text(tlv, codes.MIRRORING_INFORMATION_NAMES)}"
        else:
            yield f"  {name}: {tlv.octets.hex()}"


def _inner(read: Callable[[], Message], octets: bytes) -> Iterator[str]:
    """Yield the lines of a message of BGP, or what is wrong with it."""
    try:
        found = list(dump(read(), len(octets)))
    except DecodeError as error:
        found = list(dump_error(error))
    for line in found:
        yield f"  {line}"
