"""The session and the connections of a peer, which tell the speaker what they do at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgplib._compiling import mypyc_attr
from bgplib.errors import LocalError
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.session import Connection, Event, Session, SessionConfig
from bgplib.session.machine import Machine
from bgplib.session.timers import Clock

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["PeerConnection", "PeerSession"]


@mypyc_attr(allow_interpreted_subclasses=True)
class PeerConnection(Connection):
    """A connection of a peer; the driver calls it as any `bgplib.session.Connection`.

    After each call that takes a time: send `data_to_send`, take `Speaker.events`, and wait for
    `Speaker.next_deadline`.
    """

    def __init__(self, machine: Machine, *, inbound: bool) -> None:
        """Start without an octet; programs use `Peer.connection_made`."""
        super().__init__(machine, inbound=inbound)
        session = machine.session
        if not isinstance(session, PeerSession):
            raise LocalError("a peer's connection belongs to a peer's session")
        self.peer: Peer = session.peer  #: whose connection it is
        #: our address, as the driver said it; empty where it did not
        self.local_address = b""

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Take octets that the connection delivered; see `Connection.receive_data`."""
        try:
            super().receive_data(octets, now)
        finally:
            # What a step of a decision process raised is no reason to keep events back.
            self.peer.stir()

    def data_to_send(self, max_octets: int | None = None) -> bytes:
        """Hand out octets to send; see `Connection.data_to_send`."""
        octets = super().data_to_send(max_octets)
        if not self.unsent:
            self.peer.waiting.pop(self, None)
        return octets

    def data_sent(self, count: int, now: float) -> None:
        """Note that octets have left; see `Connection.data_sent`."""
        super().data_sent(count, now)
        self.peer.sent(self)

    def resume(self, now: float) -> None:
        """Go on decoding; see `Connection.resume`."""
        super().resume(now)
        self.peer.stir()

    def put(self, message: Open | Keepalive | Notification) -> None:
        """Send a message that does not wait behind UPDATEs."""
        super().put(message)
        self.peer.waiting[self] = None
        self.peer.stir()

    def _send(self, encoded: Sequence[bytes]) -> None:
        super()._send(encoded)
        self.peer.waiting[self] = None
        self.peer.stir()


@mypyc_attr(allow_interpreted_subclasses=True)
class PeerSession(Session):
    """The session with a peer: what it tells reaches the speaker before the call returns."""

    connection_class = PeerConnection

    def __init__(self, config: SessionConfig, peer: Peer, clock: Clock) -> None:
        """Start in Idle.

        Args:
            config: the configuration.
            peer: whose session it is.
            clock: the speaker's time.

        Raises:
            EncodeError: the configuration has no OPEN: a field is out of range.
        """
        self.peer = peer  #: whose session it is
        super().__init__(config)
        self.clock = clock

    def connection_made(self, now: float, *, inbound: bool = False) -> PeerConnection:
        """Take a connection; see `Session.connection_made`."""
        connection = super().connection_made(now, inbound=inbound)
        if not isinstance(connection, PeerConnection):
            raise LocalError("a peer's session makes connections that are a peer's")
        return connection

    def emit(self, event: Event) -> None:
        """Tell the speaker, and then the program."""
        super().emit(event)
        self.peer.speaker.heed(self.peer, event)

    def deliver(self, update: Update) -> None:
        """Hand an UPDATE to the speaker, and to the program if that wants to know."""
        self.peer.receive(update)
        if self.peer.config.report_updates:
            super().deliver(update)

    def _takes(self, octets: bytes, /) -> bool:
        """Let a usual UPDATE take the short way into the RIB."""
        # A session of the program's own is handed each UPDATE.
        return type(self) is PeerSession and self.peer._short_way.takes(octets, self._decoder)  # noqa: SLF001 - each UPDATE comes by
