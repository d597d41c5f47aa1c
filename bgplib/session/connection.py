"""One connection to the peer: octets come in as they come, and go out as they may.

Nothing here reads or writes a socket. The program that drives the session hands in what it has
received, sends what it is given, and says what has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from bgplib._checks import an, octets_of
from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.kernel.framing import MessageBuffer
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.session.cause import Cause
from bgplib.session.inputs import Input
from bgplib.session.output import Output

if TYPE_CHECKING:
    from bgplib.session.machine import Machine

__all__ = ["Connection"]

_TYPE_AT: Final = 18
_SENT_BY_PROGRAMS: Final = (messages.UPDATE, messages.ROUTE_REFRESH)


@mypyc_attr(allow_interpreted_subclasses=True)
class Connection:
    """One TCP connection of a session, as far as BGP sees it.

    `Session.connection_made` makes it. After each call of one of its methods that take a time, the
    driver sends `data_to_send`, delivers `Session.events` and waits for `Session.next_deadline`.
    """

    def __init__(self, machine: Machine, *, inbound: bool) -> None:
        """Start without an octet; programs use `Session.connection_made`."""
        self.inbound = inbound  #: the peer has started it
        self._machine = machine
        self._buffer = MessageBuffer()
        self._output = Output()
        self._is_held_up = False  # `send` has refused, or was near it
        self._paused = False

    # -- what the driver calls ---------------------------------------------------------------

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Take octets that the connection delivered.

        Driver: read from the socket, hand in what came, in pieces of any size; `b""` says that
        the peer has closed the connection, or that it broke. What comes after the connection was
        closed is dropped. Work is linear in the octets: a driver that serves many peers hands in
        64 KiB at most.

        Args:
            octets: what came; empty at the end. What may be written to is copied: the driver can
                read into it again.
            now: the time, in seconds.

        Raises:
            LocalError: the time is not a number, or what came is no octets: None, say, of a read
                that would have had to wait, is not the end.
        """
        octets = octets_of(octets, "what came")
        self._machine.clock.set(now)
        if self.closed:
            return
        if octets:
            self._buffer.feed(octets)
            self._read()
            return
        # The end ends a pause, too: what waits is no more than what is there, and with a
        # NOTIFICATION in it the session ends otherwise (RFC 8538 §3.1: Hard Reset).
        self._paused = False
        self._read()
        if not self.closed:
            self._machine.handle(
                Cause(input=Input.TCP_CONNECTION_FAILS, text="the connection was closed")
            )

    def data_to_send(self, max_octets: int | None = None) -> bytes:
        """Hand out octets to send; `b""` when there are none.

        Driver: call it after every other call, send all of what it returns before what the next
        call returns, and say with `data_sent` how much has left.

        Args:
            max_octets: hand out at most so many; None: all that wait.

        Raises:
            LocalError: `max_octets` is negative.
        """
        if max_octets is not None and max_octets < 0:
            raise LocalError(f"max_octets is {max_octets}")
        return self._output.take(max_octets)

    def data_sent(self, count: int, now: float) -> None:
        """Note that octets have left: the socket took them.

        RFC 9687 ends a session whose peer takes nothing for a long time; this is how it is known.
        Driver: call it when the write returned, with what the socket took; with a transport that
        buffers, when its buffer has become shorter by so much.

        Args:
            count: how many octets of those that `data_to_send` returned.
            now: the time, in seconds.

        Raises:
            LocalError: fewer octets were handed out, or the time is not a number.
        """
        self._machine.clock.set(now)
        self._output.sent(count)
        if count:
            self._machine.octets_left(self)
        limit = self._machine.config.output_limit
        if self._is_held_up and self.backlog <= limit // 2:
            self._is_held_up = False
            self._machine.resumed(self)

    def pause(self) -> None:
        """Decode nothing more until `resume`: the program is behind with the events.

        Driver: stop reading, so that TCP slows the peer down. HoldTimer waits meanwhile, since
        the peer cannot be heard. When the connection ends, what was handed in is decoded.
        """
        self._paused = True

    def resume(self, now: float) -> None:
        """Go on decoding, with what was handed in already.

        Raises:
            LocalError: the time is not a number.
        """
        self._machine.clock.set(now)
        self._paused = False
        self._read()

    # -- what the program calls --------------------------------------------------------------

    def send(self, message: Update | RouteRefresh) -> None:
        """Send routes, or ask for some.

        An UPDATE leaves in canonical form, as `Update.canonical` has it, and one of several groups
        as several messages (RFC 7606 §5.1); what is to leave octet for octet, `send_encoded` takes.
        The session itself sends all other messages. KeepaliveTimer starts again at the latest time
        that was said.

        Raises:
            EncodeError: the message is out of range, or longer than the peer takes.
            LocalError: the session is not Established, the family was not agreed on, the message
                is of another type, or so much waits already that the peer must read first: wait
                for `SendingResumed`.
        """
        machine = self._machine
        agreed = machine.sending_context(self)
        if not isinstance(message, Update | RouteRefresh):
            raise LocalError(_not_to_send(message))
        for family in sorted(_families(message)):
            if agreed.families is not None and family not in agreed.families:
                raise LocalError(f"{family} was not agreed on")
        self._check_room()
        whole = message.split() if isinstance(message, Update) else (message,)
        self._send([part.encode(agreed) for part in whole])

    def send_encoded(self, encoded: Sequence[bytes]) -> None:
        """Send messages that are encoded already, as `send` sends them.

        It is for who sends the same to many peers. That the octets are what `sending_context`
        asks for, of families that were agreed on, is the caller's care; `send` checks it.

        Args:
            encoded: whole UPDATEs and ROUTE-REFRESHs, each from its marker to its end.

        Raises:
            LocalError: as `send`; nothing is sent then.
        """
        machine = self._machine
        machine.sending_context(self)
        for octets in encoded:
            if octets[_TYPE_AT] not in _SENT_BY_PROGRAMS:
                kind = messages.name(octets[_TYPE_AT])
                raise LocalError(f"the session sends {an(kind)} by itself")
        self._check_room()
        self._send(encoded)

    def _check_room(self) -> None:
        if not self.writable:
            raise LocalError(f"{self.backlog} octets wait to be sent")

    def _send(self, encoded: Sequence[bytes]) -> None:
        self._output.extend(encoded)
        self._machine.note_sent_all(encoded)
        self._machine.routes_sent()

    @property
    def sending_context(self) -> Context:
        """What messages to the peer are encoded with.

        Raises:
            LocalError: the session is not Established on this connection.
        """
        return self._machine.sending_context(self)

    @property
    def writable(self) -> bool:
        """Whether `send` takes a message: there is room. If not, `SendingResumed` follows."""
        has_room = self.backlog < self._machine.config.output_limit
        self._is_held_up = self._is_held_up or not has_room
        return has_room

    @property
    def backlog(self) -> int:
        """How many octets have not left: those that wait, and those not reported as sent."""
        return self._output.backlog

    @property
    def unsent(self) -> int:
        """How many octets wait for `data_to_send`."""
        return len(self._output)

    @property
    def paused(self) -> bool:
        """Whether `pause` holds."""
        return self._paused

    @property
    def closed(self) -> bool:
        """Whether BGP is done with the connection; what it still has to send is to be sent."""
        return self._output.closed

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(self, "it belongs to a program that runs; take what events say of it")

    def __repr__(self) -> str:
        """Return who started it, and whether it is closed."""
        closed = ", closed" if self.closed else ""
        return f"<Connection {'inbound' if self.inbound else 'outbound'}{closed}>"

    # -- what the state machine calls --------------------------------------------------------

    def put(self, message: Open | Keepalive | Notification) -> None:
        """Send a message that does not wait behind UPDATEs."""
        try:
            if isinstance(message, Open):
                octets = message.encode(registry=self._machine.config.registry)
            else:
                octets = message.encode()
        except EncodeError:
            if not isinstance(message, Notification):
                raise
            # What made the peer's message wrong does not fit: the peer gets the codes alone.
            octets = Notification(message.code, message.subcode).encode()
        if self._output.put_first(octets):
            self._machine.note_sent(octets)

    def agree(self, maximum: int) -> None:
        """Take messages of other lengths from now on: the peer's OPEN was accepted."""
        self._buffer.maximum = maximum

    def adopt(self, machine: Machine) -> None:
        """Belong to another state machine."""
        self._machine = machine

    def close(self) -> None:
        """Take and send nothing more, but for what is in the fast lane."""
        self._output.close()
        self._buffer = MessageBuffer()

    def _read(self) -> None:
        """Decode what is there, until it is not a whole message."""
        output = self._output
        now = self._machine.clock.now
        while not (output.closed or self._paused):
            try:
                octets = self._buffer.next_message()
            except DecodeError as error:
                self._machine.handle(
                    Cause(
                        input=Input.BGP_HEADER_ERR,
                        text=error.text,
                        notification=Notification.of(error),
                        error=error,
                    )
                )
                return
            if octets is None:
                return
            self._machine.receive(octets, now)


def _not_to_send(value: object) -> str:
    """Say why a program does not send it."""
    if isinstance(value, Open | Keepalive | Notification):
        return f"the session sends {an(messages.name(value.type))} by itself"
    return f"{value!r} is no message; `send_encoded` takes octets"


def _families(message: Update | RouteRefresh) -> set[Family]:
    """Return the families that a message is about."""
    if isinstance(message, RouteRefresh):
        return {message.family}
    found = {group.family for group in (*message.withdrawn, *message.announced)}
    return found if message.end_of_rib is None else found | {message.end_of_rib}
