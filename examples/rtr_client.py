"""Follow a cache of validated payloads (RFC 8210) on asyncio, and print what changes.

    python rtr_client.py 127.0.0.1:3323

`Follower` is there to be lifted out: `route_server.py --rtr` uses it to judge routes by what the
cache has. The connection is plain TCP, which RFC 8210 §9 allows on a trusted network; for TLS hand
a context to `create_connection`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Callable

from bgplib import rtr
from peer_arguments import endpoint

__all__ = ["Follower"]

_PORT = 323


class Follower:
    """Sockets and time for one client."""

    def __init__(
        self,
        client: rtr.Client,
        address: str,
        port: int,
        on_event: Callable[[rtr.Event], None],
    ) -> None:
        """Take a client that was not started.

        Args:
            client: what to drive.
            address: that of the cache, or its name.
            port: the port to connect to.
            on_event: called for each of its events.
        """
        self.client = client
        self._where = address, port
        self._on_event = on_event
        self._wire: _Wire | None = None
        self._dial: asyncio.Task[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin."""
        self.client.start(self._now)
        self.settle()

    def stop(self) -> None:
        """Close."""
        self.client.stop(self._now)
        self.settle()
        if self._dial is not None:
            self._dial.cancel()
        if self._alarm is not None:
            self._alarm.cancel()

    def settle(self) -> None:
        """Do a driver's part after the client was called: send, deliver, wait."""
        self._send()
        for event in self.client.events():
            if isinstance(event, rtr.ConnectWanted):
                self._dial = asyncio.get_running_loop().create_task(self._connect())
            elif isinstance(event, rtr.CloseWanted):
                wire, self._wire = self._wire, None
                if wire is not None:
                    wire.close()
            self._on_event(event)
        self._send()
        if self._alarm is not None:
            self._alarm.cancel()
        deadline = self.client.next_deadline()
        loop = asyncio.get_running_loop()
        self._alarm = None if deadline is None else loop.call_at(deadline, self._ring)

    def heard(self, wire: _Wire, octets: bytes) -> None:
        """Take octets of the connection that counts."""
        if wire is self._wire:
            self.client.receive_data(octets, self._now)
            self.settle()

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _send(self) -> None:
        octets = self.client.data_to_send()
        if octets and self._wire is not None:
            self._wire.write(octets)

    def _ring(self) -> None:
        self.client.handle_timers(self._now)
        self.settle()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, self._wire = await loop.create_connection(lambda: _Wire(self), *self._where)
        except OSError:
            self.client.connection_failed(self._now)
        else:
            self.client.connection_made(self._now)
        self.settle()


class _Wire(asyncio.Protocol):
    """One connection."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        self._follower.heard(self, octets)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        self._follower.heard(self, b"")

    def write(self, octets: bytes) -> None:
        """Send octets: queries, which are short."""
        if self._transport is not None:
            self._transport.write(octets)

    def close(self) -> None:
        """Close, when what was written has left."""
        if self._transport is not None:
            self._transport.close()


async def run(arguments: argparse.Namespace) -> None:
    """Follow until a signal comes."""
    address, port = endpoint(arguments.cache, _PORT)
    client = rtr.Client(version=arguments.version)

    def tell(event: rtr.Event) -> None:
        print(event, flush=True)
        if arguments.list and isinstance(event, rtr.PayloadsChanged):
            for roa in sorted(client.roas.roas, key=str):
                print(roa, flush=True)

    follower = Follower(client, address, port, tell)
    follower.start()
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    follower.stop()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(0.05)


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Follow an RPKI cache.")
    parser.add_argument("cache", metavar="ADDRESS[:PORT]")
    parser.add_argument("--version", type=int, default=1, help="2 for ASPAs, which is a draft")
    parser.add_argument("--list", action="store_true", help="print all payloads at each change")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
