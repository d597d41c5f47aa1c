"""Recordings of BGP sessions: JSON Lines, one message a line, in both directions.

The first line is an object that says what the file is and who took part::

    {"format": "bgplib-recording/1", "made_with": {"bird": "2.0.12"},
     "peers": [{"name": "bird", "address": "127.0.0.2", "asn": 64496,
                "local_address": "127.0.0.9", "local_asn": 64500}]}

`made_with` gives the version of each program; `address` and `asn` are the peer's, `local_address`
and `local_asn` those of the side that recorded. Every further line is one of two things that
happened, in the order of time::

    {"time": 0.012, "peer": "bird", "event": "connected"}
    {"time": 0.013, "peer": "bird", "direction": "received", "octets": "ffff...04"}

`time` is in seconds since the recording began, not less than in the line before. `event` is
`connected` or `closed` and means the connection under the session. `direction` is `received` or
`sent`, as the recording side sees it, and `octets` one whole BGP message in hexadecimal, whatever
the pieces in which the connection delivered it: so a change to one message changes one line.

Reading and writing are pure: lines go in or come out, and no file is touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from bgplib._frozen import frozen
from bgplib.errors import LocalError, ParseError
from bgplib.messages.header import HEADER_LENGTH
from bgplib.values.address import address_octets

__all__ = [
    "FORMAT",
    "ConnectionEvent",
    "Direction",
    "RecordedEvent",
    "RecordedMessage",
    "RecordedPeer",
    "Recording",
    "read_recording",
    "write_recording",
]

FORMAT: Final = "bgplib-recording/1"  #: how the header names this format

_Choice = TypeVar("_Choice", bound=StrEnum)


class Direction(StrEnum):
    """Which way a message went, as the side that recorded sees it."""

    RECEIVED = "received"
    SENT = "sent"


class ConnectionEvent(StrEnum):
    """What happened to the connection under a session."""

    CONNECTED = "connected"
    CLOSED = "closed"


@attrs.frozen(kw_only=True)
class RecordedPeer:
    """One session's two ends."""

    name: str  #: what the entries call the peer
    address: str  #: the peer's address
    asn: int  #: the peer's AS number, of four octets
    local_address: str  #: the address of the side that recorded
    local_asn: int  #: the AS number of the side that recorded


@frozen(kw_only=True)
class RecordedMessage:
    """One whole message that went over a connection."""

    time: float  #: seconds since the recording began
    peer: str  #: name of the peer
    direction: Direction  #: which way it went
    octets: bytes  #: the message, header included


@attrs.frozen(kw_only=True)
class RecordedEvent:
    """A connection came up or went down."""

    time: float  #: seconds since the recording began
    peer: str  #: name of the peer
    event: ConnectionEvent  #: which of the two


@frozen(kw_only=True)
class Recording:
    """Who talked, and all that was said."""

    made_with: tuple[tuple[str, str], ...] = ()  #: (program, version) pairs
    peers: tuple[RecordedPeer, ...]  #: every peer that entries name
    entries: tuple[RecordedMessage | RecordedEvent, ...] = ()  #: in the order of time

    def messages(self) -> Iterator[RecordedMessage]:
        """Iterate over the entries that are messages."""
        return (entry for entry in self.entries if isinstance(entry, RecordedMessage))


def write_recording(recording: Recording) -> Iterator[str]:
    """Yield the lines of a recording, each with its newline.

    Raises:
        LocalError: `read_recording` would refuse them.
    """
    if len(dict(recording.made_with)) != len(recording.made_with):
        raise LocalError("two programs have the same name")
    header = {
        "format": FORMAT,
        "made_with": dict(recording.made_with),
        "peers": [attrs.asdict(peer) for peer in recording.peers],
    }
    yield _checked(header, _header)
    names = frozenset(peer.name for peer in recording.peers)
    time = 0.0
    for entry in recording.entries:
        fields = attrs.asdict(entry)
        if isinstance(entry, RecordedMessage):
            fields["octets"] = entry.octets.hex()
        yield _checked(fields, partial(_entry, names=names, earliest=time))
        time = entry.time


def _checked(fields: dict[str, Any], read: Callable[[dict[str, Any]], object]) -> str:
    """Return a line that can be read: who has only the file could not mend another one."""
    try:
        read(fields)
    except ParseError as error:
        raise LocalError(f"what is recorded could not be read again: {error}") from None
    return json.dumps(fields) + "\n"


def read_recording(lines: Iterable[str]) -> Recording:
    """Read the lines of a recording; an open text file is such lines.

    Raises:
        ParseError: a line is not what the format asks for; the text begins with its number.
    """
    header: Recording | None = None
    entries: list[RecordedMessage | RecordedEvent] = []
    names: frozenset[str] = frozenset()
    time = 0.0
    for number, line in enumerate(lines, 1):
        try:
            fields = _object(line)
            if header is None:
                header = _header(fields)
                names = frozenset(peer.name for peer in header.peers)
            else:
                entry = _entry(fields, names, time)
                time = entry.time
                entries.append(entry)
        except ParseError as error:
            raise ParseError(f"line {number}: {error}") from None
    if header is None:
        raise ParseError("there is no line, not even a header")
    return attrs.evolve(header, entries=tuple(entries))


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):  # the latter from brackets nested a thousand deep
        raise ParseError("this is not JSON") from None
    return _is_object(value)


def _is_object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ParseError("this is not a JSON object")
    return value


def _header(fields: dict[str, Any]) -> Recording:
    stated = fields.get("format")
    if stated != FORMAT:
        raise ParseError(f"the format is not {FORMAT!r} but {stated!r}")
    programs = _is_object(_field(fields, "made_with"))
    made_with = tuple((program, _text(programs, program)) for program in programs)
    listed = _field(fields, "peers")
    if not isinstance(listed, list):
        raise ParseError("'peers' is not a list")
    peers = tuple(_peer(_is_object(peer)) for peer in listed)
    if len({peer.name for peer in peers}) != len(peers):
        raise ParseError("two peers have the same name")
    return Recording(made_with=made_with, peers=peers)


def _peer(fields: dict[str, Any]) -> RecordedPeer:
    return RecordedPeer(
        name=_text(fields, "name"),
        address=_address(fields, "address"),
        asn=_asn(fields, "asn"),
        local_address=_address(fields, "local_address"),
        local_asn=_asn(fields, "local_asn"),
    )


def _entry(
    fields: dict[str, Any], names: frozenset[str], earliest: float
) -> RecordedMessage | RecordedEvent:
    time = _time(fields)
    if time < earliest:
        raise ParseError(f"the time {time} lies before that of the line above, {earliest}")
    peer = _text(fields, "peer")
    if peer not in names:
        raise ParseError(f"the header has no peer {peer!r}")
    if "event" in fields:
        return RecordedEvent(time=time, peer=peer, event=_choice(fields, "event", ConnectionEvent))
    direction = _choice(fields, "direction", Direction)
    return RecordedMessage(time=time, peer=peer, direction=direction, octets=_message(fields))


def _field(fields: dict[str, Any], name: str) -> object:
    if name not in fields:
        raise ParseError(f"{name!r} is missing")
    return fields[name]


def _text(fields: dict[str, Any], name: str) -> str:
    value = _field(fields, name)
    if not isinstance(value, str):
        raise ParseError(f"{name!r} is not a string")
    return value


def _choice(fields: dict[str, Any], name: str, choices: type[_Choice]) -> _Choice:
    value = _text(fields, name)
    try:
        return choices(value)
    except ValueError:
        raise ParseError(f"{name!r} is neither {' nor '.join(choices)}") from None


def _address(fields: dict[str, Any], name: str) -> str:
    value = _text(fields, name)
    address_octets(value)
    return value


def _asn(fields: dict[str, Any], name: str) -> int:
    value = _field(fields, name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 0xFFFFFFFF:
        raise ParseError(f"{name!r} is not an AS number")
    return value


def _time(fields: dict[str, Any]) -> float:
    value = _field(fields, "time")
    # Neither true and false, which are integers to Python, nor NaN, nor too much for a float.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e9:
        raise ParseError("'time' is not a number of seconds")
    return float(value)


def _message(fields: dict[str, Any]) -> bytes:
    text = _text(fields, "octets")
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        raise ParseError("'octets' is not hexadecimal") from None
    if len(octets) < HEADER_LENGTH or int.from_bytes(octets[16:18], "big") != len(octets):
        raise ParseError("'octets' is not one whole message: its length says otherwise")
    return octets
