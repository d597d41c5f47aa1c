"""Hold BGP sessions with real peers over plain sockets, and keep all that is said.

The recorder knows as much of BGP as it takes to bring a session up; what is then said is the
business of the program that uses it, such as `record_daemons.py`.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Final, Self

from bgplib.iana import messages
from bgplib.kernel.framing import MessageBuffer
from bgplib.messages.keepalive import Keepalive
from bgplib.testing.recording import (
    ConnectionEvent,
    Direction,
    RecordedEvent,
    RecordedMessage,
    RecordedPeer,
    Recording,
)

__all__ = ["Recorder"]

_KEEPALIVE: Final = Keepalive().encode()


class Recorder:
    """Sessions with some peers, and the record of them.

    Octets move only while `connect`, `send`, `hear` or `wait_closed` run. No timer does: the hold
    time has to be longer than the recording.
    """

    def __init__(self, peers: Iterable[RecordedPeer], port: int) -> None:
        """Start the clock.

        Args:
            peers: whom to talk with.
            port: the port that all of them listen on.
        """
        self._peers = {peer.name: peer for peer in peers}
        self._port = port
        self._entries: list[RecordedMessage | RecordedEvent] = []
        self._heard = 0  # how many entries there were when `hear` last returned
        self._sockets: dict[str, socket.socket] = {}
        self._buffers: dict[str, MessageBuffer] = {}
        self._selector = selectors.DefaultSelector()
        self._start = time.monotonic()

    def __enter__(self) -> Self:
        """Do nothing: the clock runs already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections that are still open, off the record."""
        for connection in self._sockets.values():
            connection.close()
        self._selector.close()

    def connect(self, name: str, open_message: bytes) -> None:
        """Dial a peer and bring the session to Established.

        Raises:
            OSError: the peer does not accept.
            TimeoutError: it does not answer as it should, or closes.
        """
        peer = self._peers[name]
        connection = socket.create_connection(
            (peer.address, self._port), timeout=10, source_address=(peer.local_address, 0)
        )
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sockets[name] = connection
        self._buffers[name] = MessageBuffer()
        self._selector.register(connection, selectors.EVENT_READ, name)
        self._note(name, ConnectionEvent.CONNECTED)
        self.send(name, open_message)
        self._read_until(lambda: self._has_said(name, messages.OPEN))
        self.send(name, _KEEPALIVE)
        self._read_until(lambda: self._has_said(name, messages.KEEPALIVE))

    def send(self, name: str, *octets: bytes) -> None:
        """Send whole messages to a peer."""
        for message in octets:
            self._sockets[name].sendall(message)
            self._keep(name, Direction.SENT, message)

    def hear(self, expected: Mapping[str, Collection[bytes]], seconds: float = 15.0) -> None:
        """Read from all peers until each has sent messages that contain the octets expected of it.

        What was there when `hear` returned the last time does not count.

        Raises:
            TimeoutError: something expected was not said within so many seconds.
        """

        def all_was_said() -> bool:
            said = [(entry.peer, entry.octets) for entry in self._received(self._heard)]
            return all(
                any(peer == name and octets in message for peer, message in said)
                for name, some in expected.items()
                for octets in some
            )

        self._read_until(all_was_said, seconds)
        self._heard = len(self._entries)

    def wait_closed(self, name: str) -> None:
        """Read from all peers until one of them has closed its connection.

        Raises:
            TimeoutError: it does not.
        """
        self._read_until(lambda: name not in self._sockets)

    def recording(self, made_with: Iterable[tuple[str, str]]) -> Recording:
        """Return the record so far, saying which programs of which versions took part."""
        return Recording(
            made_with=tuple(made_with),
            peers=tuple(self._peers.values()),
            entries=tuple(self._entries),
        )

    def _read_until(self, condition: Callable[[], bool], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"waited {seconds} s in vain; the record ends with {self._entries[-3:]}"
                )
            for key, _ in self._selector.select(0.05):
                self._read(key.data)

    def _read(self, name: str) -> None:
        try:
            octets = self._sockets[name].recv(65536)
        except ConnectionResetError:
            octets = b""
        if not octets:
            self._selector.unregister(self._sockets[name])
            self._sockets.pop(name).close()
            self._note(name, ConnectionEvent.CLOSED)
            return
        buffer = self._buffers[name]
        buffer.feed(octets)
        while (message := buffer.next_message()) is not None:
            self._keep(name, Direction.RECEIVED, message)

    def _received(self, start: int = 0) -> Iterator[RecordedMessage]:
        for entry in self._entries[start:]:
            if isinstance(entry, RecordedMessage) and entry.direction is Direction.RECEIVED:
                yield entry

    def _has_said(self, name: str, kind: int) -> bool:
        return any(entry.peer == name and entry.octets[18] == kind for entry in self._received())

    def _keep(self, name: str, direction: Direction, octets: bytes) -> None:
        self._entries.append(
            RecordedMessage(time=self._now(), peer=name, direction=direction, octets=octets)
        )

    def _note(self, name: str, event: ConnectionEvent) -> None:
        self._entries.append(RecordedEvent(time=self._now(), peer=name, event=event))

    def _now(self) -> float:
        return round(time.monotonic() - self._start, 3)
