"""`bgplib decode`: messages in hexadecimal, one a line, to text, JSON or their fields."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import click

from bgplib.cli._dump import dump, dump_error, dump_fields
from bgplib.cli._forms import form_options
from bgplib.cli._session_options import SessionCommand, context_of, session_options
from bgplib.cli._text import write
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.formats.json import error_to_json, to_json
from bgplib.messages.decoder import Decoder, Message

__all__ = ["command", "read_hex"]

_SEPARATOR: Final = re.compile(r"[\s:]+")


@click.command("decode", cls=SessionCommand)
@click.argument("messages", metavar="[HEX...|-]", nargs=-1)
@form_options(
    json=("--json", "Print one JSON object a line."),
    fields=("--fields", "Print each field: offset, octets, name, value, and what is wrong."),
)
@session_options
def command(*, messages: tuple[str, ...], form: str | None, **session: Any) -> int:
    """Decode BGP messages given in hexadecimal, one message each.

    With - (or nothing) they are read from standard input, one a line, and each line is answered
    in its turn. Spaces, colons and 0x between octets are ignored. The messages are taken for
    those of an external session with 4-octet AS numbers, unless options say otherwise.
    """
    decoder = Decoder(context_of(**session))
    answer = _FORMS[form]
    bad = False
    for line in _lines(messages or ("-",)):
        good, text = answer(line, decoder)
        bad = bad or not good
        write(text)
        sys.stdout.flush()
    return int(bad)


def _lines(messages: Iterable[str]) -> Iterator[str]:
    for message in messages:
        if message == "-":
            for line in sys.stdin.buffer:
                yield line.decode("latin-1")  # whatever the octets, they are a line
        else:
            yield message


def _json(line: str, decoder: Decoder) -> tuple[bool, str]:
    """Return whether a line holds a message all of which counts, and the answer."""
    try:
        octets = read_hex(line)
        message = decoder.decode(octets)
    except DecodeError as error:
        return False, json.dumps(error_to_json(error))
    return _counts(message), json.dumps(to_json(message, len(octets)))


def _text(line: str, decoder: Decoder) -> tuple[bool, str]:
    """Return the same for people."""
    try:
        octets = read_hex(line)
        message = decoder.decode(octets)
    except DecodeError as error:
        return False, "\n".join(dump_error(error))
    return _counts(message), "\n".join(dump(message, len(octets)))


def _fields(line: str, decoder: Decoder) -> tuple[bool, str]:
    """Return whether such a message is on a line, and its fields, of whatever is there."""
    # Who asks for less does not wait for it.
    from bgplib.messages.dissection import dissect

    try:
        octets = read_hex(line)
    except DecodeError as error:
        return False, "\n".join(dump_error(error))
    found = dissect(octets, decoder.context, decoder.registry)
    treatments = (each.treatment for field in found.walk() for each in field.findings)
    return not any(map(_costs, treatments)), "\n".join(dump_fields(found))


_FORMS: Final[dict[str | None, Callable[[str, Decoder], tuple[bool, str]]]] = {
    None: _text,
    "json": _json,
    "fields": _fields,
}


def _counts(message: Message) -> bool:
    """Say whether no error costs routes or the session."""
    return not _costs(message.treatment)


def _costs(treatment: Treatment) -> bool:
    return treatment >= Treatment.TREAT_AS_WITHDRAW


def read_hex(text: str) -> bytes:
    """Read octets in hexadecimal, with white space, colons or 0x between them.

    Raises:
        DecodeError: it is something else. No NOTIFICATION answers that: its code is 0.
    """
    pieces = [piece.removeprefix("0x").removeprefix("0X") for piece in _SEPARATOR.split(text)]
    for piece in pieces:
        try:
            # Checked piece by piece: "a:b" is no octet.
            bytes.fromhex(piece)
        except ValueError:
            raise DecodeError(_complaint(piece), code=0) from None
    return bytes.fromhex("".join(pieces))


def _complaint(piece: str) -> str:
    for each in piece:
        if each not in "0123456789abcdefABCDEF":
            return f"{each!r} is not a hexadecimal digit"
    return f"the number of hexadecimal digits is odd: {len(piece)}"
