"""A session on tape: all that was done to it, and all octets it gave, as JSON Lines.

A `TapedSession` is a `Session` that writes down each call. What it wrote can be played again on
another machine, without a peer: a bug that a user has seen becomes a test.

Each line is an object with the time, the call and its arguments; `connection` counts from 0 in the
order in which connections were made, octets are hexadecimal::

    {"now": 0.0, "call": "start"}
    {"now": 0.1, "call": "connection_made", "inbound": false}
    {"connection": 0, "call": "data_to_send", "octets": "ffff...", "max_octets": null}
    {"now": 0.2, "call": "receive_data", "connection": 0, "octets": "ffff..."}

The configuration is not on the tape: it may hold what is nobody's business.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

import attrs

from bgplib.errors import DecodeError, LocalError, ParseError
from bgplib.messages.decoder import decode
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.session import Connection, Session, SessionConfig

__all__ = ["TapedConnection", "TapedSession", "replay", "said"]


class TapedConnection(Connection):
    """A connection of a `TapedSession`."""

    tape: TapedSession  #: where its calls are written
    number: int  #: which of the session's connections it is, from 0

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Write down, and do, `Connection.receive_data`."""
        self.tape.note("receive_data", now=now, connection=self.number, octets=octets.hex())
        super().receive_data(octets, now)

    def data_to_send(self, max_octets: int | None = None) -> bytes:
        """Do `Connection.data_to_send`, and write down what it gave."""
        octets = super().data_to_send(max_octets)
        if octets:
            self.tape.note(
                "data_to_send",
                connection=self.number,
                max_octets=max_octets,
                octets=octets.hex(),
            )
        return octets

    def data_sent(self, count: int, now: float) -> None:
        """Write down, and do, `Connection.data_sent`."""
        if count:
            self.tape.note("data_sent", now=now, connection=self.number, count=count)
        super().data_sent(count, now)

    def pause(self) -> None:
        """Write down, and do, `Connection.pause`."""
        self.tape.note("pause", connection=self.number)
        super().pause()

    def resume(self, now: float) -> None:
        """Write down, and do, `Connection.resume`."""
        self.tape.note("resume", now=now, connection=self.number)
        super().resume(now)

    def send(self, message: Update | RouteRefresh) -> None:
        """Do `Connection.send`, and write down what was sent."""
        parts = message.split() if isinstance(message, Update) else (message,)
        super().send(message)
        for part in parts:
            octets = part.encode(self.tape.sending)
            self.tape.note("send", connection=self.number, octets=octets.hex())


class TapedSession(Session):
    """A session that writes down what is done to it."""

    connection_class = TapedConnection

    def __init__(self, config: SessionConfig) -> None:
        """Start in Idle, with an empty tape."""
        super().__init__(config)
        self.lines: list[str] = []  #: the tape, a JSON object in each line
        self._count = 0

    def note(self, call: str, **arguments: Any) -> None:
        """Write down a call."""
        self.lines.append(json.dumps({"call": call, **arguments}))

    def start(self, now: float, *, restarted: bool = False) -> None:
        """Write down, and do, `Session.start`."""
        self.note("start", now=now, restarted=restarted)
        super().start(now, restarted=restarted)

    def stop(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """Write down, and do, `Session.stop`."""
        self.note("stop", now=now, reason=reason, notification=_written(notification))
        super().stop(now, reason, notification)

    def reset(self, now: float, reason: str = "", notification: Notification | None = None) -> None:
        """Write down, and do, `Session.reset`."""
        self.note("reset", now=now, reason=reason, notification=_written(notification))
        super().reset(now, reason, notification)

    def connection_made(self, now: float, *, inbound: bool = False) -> Connection:
        """Write down, and do, `Session.connection_made`."""
        self.note("connection_made", now=now, inbound=inbound)
        connection = super().connection_made(now, inbound=inbound)
        if isinstance(connection, TapedConnection):
            connection.tape, connection.number = self, self._count
            self._count += 1
        return connection

    def connection_failed(self, now: float) -> None:
        """Write down, and do, `Session.connection_failed`."""
        self.note("connection_failed", now=now)
        super().connection_failed(now)

    def connection_requested(self, now: float, *, valid: bool = True) -> bool:
        """Write down, and do, `Session.connection_requested`."""
        self.note("connection_requested", now=now, valid=valid)
        return super().connection_requested(now, valid=valid)

    def handle_timers(self, now: float) -> None:
        """Write down, and do, `Session.handle_timers`."""
        self.note("handle_timers", now=now)
        super().handle_timers(now)


def _written(notification: Notification | None) -> str | None:
    return None if notification is None else notification.encode().hex()


def replay(lines: Iterable[str], session: Session) -> Session:
    """Do to a session what is on a tape, and compare the octets that it gives.

    Events are left in the session: take them with `Session.events`.

    Args:
        lines: the tape.
        session: a new session with the configuration of the one that was taped.

    Returns:
        The session.

    Raises:
        LocalError: the session gives other octets than it did, or cannot do what it did.
        ParseError: a line is not one of a tape.
    """
    connections: list[Connection] = []
    for number, entry in _entries(lines):
        try:
            call, given = _call_of(entry, session, connections)
        except (DecodeError, LookupError, TypeError, ValueError) as error:
            raise ParseError(f"line {number} is not one of a tape: {error}") from None
        made = call()
        if isinstance(made, Connection):
            connections.append(made)
        if given is not None and made != given:
            raise LocalError(f"line {number}: {made.hex()} is sent, and not {given.hex()}")
    return session


def said(
    lines: Iterable[str], *, connection: int = 0, start: float = 0.0
) -> Iterator[tuple[float, int, bytes]]:
    """Yield what was said over a connection, as `bgplib.testing.captures.conversation` takes it.

    What the session gave has the time of the call before it.

    Args:
        lines: the tape.
        connection: which connection, from 0.
        start: when the tape's time was 0.

    Yields:
        When, who (0 the side that connected, 1 the other), and which octets.

    Raises:
        ParseError: a line is not one of a tape.
    """
    now, inbound = 0.0, []
    for number, entry in _entries(lines):
        try:
            now = entry.get("now", now)
            call = entry["call"]
            if call == "connection_made":
                inbound.append(entry["inbound"])
            elif call in ("data_to_send", "receive_data") and entry["connection"] == connection:
                is_ours = call == "data_to_send"
                side = int(is_ours == inbound[connection])
                yield start + now, side, bytes.fromhex(entry["octets"])
        except (LookupError, TypeError, ValueError) as error:
            raise ParseError(f"line {number} is not one of a tape: {error}") from None


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read lines of JSON, and number them."""
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ParseError(f"line {number} is not one of a tape: {error}") from None
        if not isinstance(entry, dict):
            raise ParseError(f"line {number} is not one of a tape: it is no object")
        yield number, entry


def _call_of(
    entry: dict[str, Any], session: Session, connections: list[Connection]
) -> tuple[Callable[[], Any], bytes | None]:
    """Return what is to be called, and the octets that it gave.

    Raises:
        DecodeError, LookupError, TypeError, ValueError: an argument is missing, wrong, or one too
            many.
    """
    call = entry.pop("call")
    if "connection" not in entry:
        arguments = {
            name: entry.pop(name) for name in ("now", *_SESSION_CALLS[call]) if name in entry
        }
        if "now" not in arguments or entry:
            raise TypeError(f"{call} has other arguments")
        if arguments.get("notification") is not None:
            arguments["notification"] = decode(bytes.fromhex(arguments["notification"]))
        return partial(getattr(session, call), **arguments), None
    connection = connections[entry["connection"]]
    octets = bytes.fromhex(entry.get("octets", ""))
    if call == "data_to_send":
        return partial(connection.data_to_send, entry["max_octets"]), octets
    if call == "receive_data":
        return partial(connection.receive_data, octets, entry["now"]), None
    if call == "data_sent":
        return partial(connection.data_sent, entry["count"], entry["now"]), None
    if call == "pause":
        return connection.pause, None
    if call == "resume":
        return partial(connection.resume, entry["now"]), None
    if call == "send":
        return partial(connection.send, _read(octets, connection)), None
    raise LookupError(f"a connection has no call {call!r}")


#: the arguments of each call beside `now`
_SESSION_CALLS: Final[dict[str, tuple[str, ...]]] = {
    "connection_failed": (),
    "connection_made": ("inbound",),
    "connection_requested": ("valid",),
    "handle_timers": (),
    "reset": ("reason", "notification"),
    "start": ("restarted",),
    "stop": ("reason", "notification"),
}


def _read(octets: bytes, connection: Connection) -> Update | RouteRefresh:
    """Read a message of ours, without the rules for what external peers may say."""
    context = connection.sending_context
    ours = attrs.evolve(context, add_path_receive=context.add_path_send, session=None)
    message = decode(octets, ours)
    if not isinstance(message, Update | RouteRefresh):
        raise TypeError("only UPDATE and ROUTE-REFRESH are sent")
    return message
