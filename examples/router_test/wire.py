"""Wire: a connection to the router under test, with a session over it or with bare octets.

wire = Wire.dial(("192.0.2.1", 179), "192.0.2.9", Session(config))
pump([wire], lambda: wire.is_up, seconds=10)
wire.inject(octets)  # as they are, between the messages of the session
pump([wire], lambda: wire.ended, seconds=1)
print(wire.notification)
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable, Sequence

from bgplib import Family, Notification, Open, Update
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.kernel.framing import MessageBuffer
from bgplib.messages import notification as notification_message
from bgplib.messages import open as open_message
from bgplib.session import Connection, Session, UpdateReceived

__all__ = ["Destination", "Wire", "pump"]

#: family and key of a destination
Destination = tuple[Family, bytes]

_TYPE_AT = 18
_CHUNK = 65536
_SECONDS_TO_CONNECT = 5.0


class Wire:
    """One connection, and what came over it."""

    def __init__(self, sock: socket.socket, session: Session | None = None) -> None:
        """Take a connection that was made.

        Args:
            sock: the connection.
            session: what speaks BGP over it; None leaves all to the caller.
        """
        self.session = session
        self.ended = False  #: the router has closed, or said that it will
        self.opening: Open | None = None  #: the router's OPEN
        self.notification: Notification | None = None  #: the router's NOTIFICATION
        self.alive = False  #: the router has sent a KEEPALIVE
        #: the AS path of each destination that the router has announced, as text
        self.routes: dict[Destination, str] = {}
        self._sock = sock
        self._buffer = MessageBuffer()
        self._buffer.maximum = 65535
        self._connection: Connection | None = None
        if session is not None:
            session.start(time.monotonic())
            self._connection = session.connection_made(time.monotonic())

    @classmethod
    def dial(
        cls, address: tuple[str, int], local: str | None, session: Session | None = None
    ) -> Wire:
        """Connect to a router.

        Args:
            address: the router's address and port.
            local: the address to connect from; None for any.
            session: as of the class.

        Raises:
            OSError: nobody listens there.
        """
        source = None if local is None else (local, 0)
        sock = socket.create_connection(address, _SECONDS_TO_CONNECT, source)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(sock, session)

    @property
    def is_up(self) -> bool:
        """Whether the session is Established, and the connection there."""
        session = self.session
        return not self.ended and session is not None and session.connection is not None

    def fileno(self) -> int:
        """Return what to wait for."""
        return self._sock.fileno()

    def inject(self, octets: bytes) -> None:
        """Send octets as they are, behind all that the session has sent."""
        self.flush()
        self._send(octets)

    def announce(self, update: Update) -> None:
        """Send an UPDATE in the session."""
        if self.session is not None and self.session.connection is not None:
            self.session.connection.send(update)
            self.flush()

    def flush(self) -> None:
        """Send what the session has to say, and take what it tells."""
        session, connection = self.session, self._connection
        if session is None or connection is None:
            return
        octets = connection.data_to_send()
        if octets:
            self._send(octets)
            connection.data_sent(len(octets), time.monotonic())
        for event in session.events():
            if isinstance(event, UpdateReceived):
                self._learn(event.update)

    def read(self) -> None:
        """Take octets that wait; `pump` calls it."""
        try:
            octets = self._sock.recv(_CHUNK)
        except OSError:
            octets = b""
        if octets:
            self._look_at(octets)
        else:
            self.ended = True
        if self._connection is not None:
            self._connection.receive_data(octets, time.monotonic())

    def close(self) -> None:
        """End the session, if it is there, with a Cease, and close."""
        if self.session is not None:
            self.session.stop(time.monotonic(), "the test is over")
            self.flush()
        self._sock.close()
        self.ended = True

    def _send(self, octets: bytes) -> None:
        # What the router had to say before it closed may still be read.
        with contextlib.suppress(OSError):
            self._sock.sendall(octets)

    def _look_at(self, octets: bytes) -> None:
        """Note the router's messages that are not the session's business alone."""
        self._buffer.feed(octets)
        while (message := self._next()) is not None:
            kind = message[_TYPE_AT]
            if kind == messages.NOTIFICATION:
                self.notification = notification_message.decode(message)
                self.ended = True
            elif kind == messages.OPEN:
                self.opening = open_message.decode(message)
            self.alive = self.alive or kind == messages.KEEPALIVE

    def _next(self) -> bytes | None:
        try:
            return self._buffer.next_message()
        except DecodeError:
            return None  # what follows cannot be told apart any more

    def _learn(self, update: Update) -> None:
        announced, withdrawn = update.announced, update.withdrawn
        # What the router passes on may be wrong in itself, such as a next hop of 127.0.0.0/8 in a
        # test on loopback: it announces it all the same.
        if update.treatment is Treatment.TREAT_AS_WITHDRAW:
            announced, withdrawn = withdrawn, ()
        for group in withdrawn:
            for key in group.keys:
                self.routes.pop((group.family, key), None)
        for group in announced:
            for key in group.keys:
                self.routes[group.family, key] = update.attributes.as_path_text


def pump(wires: Sequence[Wire], until: Callable[[], object], seconds: float) -> bool:
    """Let sessions live until something is so; say whether it came to be in time.

    What waits is read once at least: with no seconds at all, that is what it does.
    """
    deadline = time.monotonic() + seconds
    over = False
    while True:
        for wire in wires:
            wire.flush()
        if until():
            return True
        if over:
            return False
        open_ones = [wire for wire in wires if not wire.ended]
        timers = [wire.session.next_deadline() for wire in open_ones if wire.session is not None]
        first = min((each for each in timers if each is not None), default=deadline)
        wait = max(0.0, min(deadline, first) - time.monotonic())
        for wire in select.select(open_ones, [], [], wait)[0]:
            wire.read()
        for wire in open_ones:
            if wire.session is not None:
                wire.session.handle_timers(time.monotonic())
        over = time.monotonic() >= deadline
