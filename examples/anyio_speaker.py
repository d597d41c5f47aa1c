"""One BGP session on anyio, and so on trio as well as on asyncio.

    python anyio_speaker.py --backend trio --as 65009 --id 192.0.2.9 --local 127.0.0.9 \
        --peer 127.0.0.1:1179,65001 --announce 198.51.100.0/24,192.0.2.9

It dials; for a driver that listens as well see `asyncio_speaker.py`.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

import anyio
from anyio.abc import SocketStream

from bgplib.session import (
    CloseWanted,
    ConnectAbandoned,
    Connection,
    ConnectWanted,
    Event,
    Session,
    SessionConfig,
    SessionUp,
)
from own_routes import announce


class Driver:
    """A session and its tasks: one waits for the time; one dials, then reads; one writes."""

    def __init__(self, session: Session, address: str, port: int, local: str | None = None) -> None:
        self.session = session
        self.on_event: Callable[[Event], None] = print
        self._address, self._port, self._local = address, port, local
        self._called = anyio.Event()  # set when the session was called: look at it again
        self._dial: anyio.CancelScope | None = None
        self._close: anyio.Event | None = None  # set when the connection is to be closed

    async def run(self) -> None:
        """Run until cancelled."""
        async with anyio.create_task_group() as tasks:
            self.session.start(anyio.current_time())
            while True:
                for event in self.session.events():
                    if isinstance(event, ConnectWanted):
                        tasks.start_soon(self._connect)
                    elif isinstance(event, ConnectAbandoned) and self._dial is not None:
                        self._dial.cancel()
                    elif isinstance(event, CloseWanted) and self._close is not None:
                        self._close.set()
                    self.on_event(event)
                self._wake()
                deadline = self.session.next_deadline()
                with anyio.move_on_at(math.inf if deadline is None else deadline):
                    await self._called.wait()
                self.session.handle_timers(anyio.current_time())

    def _wake(self) -> None:
        """Let all tasks look at the session again."""
        called, self._called = self._called, anyio.Event()
        called.set()

    async def _connect(self) -> None:
        with anyio.CancelScope() as self._dial:
            try:
                wire = await anyio.connect_tcp(
                    self._address, self._port, local_host=self._local, happy_eyeballs_delay=0
                )
            except OSError:
                self.session.connection_failed(anyio.current_time())
                self._wake()
                return
        if self._dial.cancelled_caught:
            return
        connection = self.session.connection_made(anyio.current_time())
        self._close = anyio.Event()
        async with wire, anyio.create_task_group() as tasks:
            tasks.start_soon(self._write, connection, wire)
            tasks.start_soon(self._read, connection, wire)
            self._wake()
            await self._close.wait()
            with anyio.move_on_after(5):
                await self._drain(connection, wire)
            tasks.cancel_scope.cancel()

    async def _read(self, connection: Connection, wire: SocketStream) -> None:
        while True:
            try:
                octets = await wire.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                octets = b""
            connection.receive_data(octets, anyio.current_time())
            self._wake()
            if not octets:
                return

    async def _write(self, connection: Connection, wire: SocketStream) -> None:
        while not connection.closed:
            called = self._called
            await self._drain(connection, wire)
            await called.wait()

    async def _drain(self, connection: Connection, wire: SocketStream) -> None:
        """Send what waits."""
        while octets := connection.data_to_send(65536):
            try:
                await wire.send(octets)
            except anyio.BrokenResourceError:
                return  # the reader hears of it, too
            connection.data_sent(len(octets), anyio.current_time())


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="A BGP session on anyio.")
    parser.add_argument("--backend", default="asyncio", choices=["asyncio", "trio"])
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--local", help="our address")
    parser.add_argument("--peer", required=True, help="ADDRESS:PORT,AS")
    parser.add_argument("--announce", action="append", default=[], help="PREFIX,NEXT_HOP")
    arguments = parser.parse_args()
    where, asn = arguments.peer.rsplit(",", 1)
    address, port = where.rsplit(":", 1)
    config = SessionConfig(local_as=arguments.asn, local_identifier=arguments.id, peer_as=int(asn))
    routes = [pair.split(",") for pair in arguments.announce]

    async def run() -> None:
        driver = Driver(Session(config), address, int(port), arguments.local)

        def on_event(event: Event) -> None:
            print(event, flush=True)
            if isinstance(event, SessionUp):
                announce(driver.session, routes)

        driver.on_event = on_event
        await driver.run()

    anyio.run(run, backend=arguments.backend)


if __name__ == "__main__":
    main()
