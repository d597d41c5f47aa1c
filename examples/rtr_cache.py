"""Serve routers with validated payloads from a file (RFC 8210): a cache for a laboratory.

    python rtr_cache.py --listen 127.0.0.9:3323 payloads.json

The file is JSON as Routinator and rpki-client write it, with `roas` and `aspas`, such as
{"roas": [{"prefix": "192.0.2.0/24", "maxLength": 28, "asn": 64496}]}. It is read again when it has
changed. Ends with SIGINT or SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import time
from pathlib import Path
from typing import Any

from bgplib import rtr
from bgplib.policy import Aspa, Roa
from peer_arguments import endpoint
from tcp_options import bound_socket

_PORT = 323


def payloads(path: Path) -> dict[str, Any]:
    """Read a file, as `Cache.update` takes it."""
    found = json.loads(path.read_text())
    return {
        "roas": [
            Roa(prefix=row["prefix"], asn=row["asn"], max_length=row.get("maxLength", -1))
            for row in found.get("roas", ())
        ],
        "aspas": [
            Aspa(row.get("customer", row.get("customer_asid")), row["providers"])
            for row in found.get("aspas", ())
        ],
    }


class Server:
    """Sockets and time for one cache."""

    def __init__(self, cache: rtr.Cache, path: Path) -> None:
        self.cache = cache
        self._path = path
        self._read_at = 0
        self.wires: list[_Wire] = []

    def look(self) -> None:
        """Read the file, if it is another one, and notify routers where that is due."""
        now = asyncio.get_running_loop().time()
        changed_at = self._path.stat().st_mtime_ns
        if changed_at != self._read_at:
            self._read_at = changed_at
            self.cache.update(now, **payloads(self._path))
            print(f"serial {self.cache.serial}", flush=True)
        self.cache.handle_timers(now)
        for wire in self.wires:
            wire.write()


class _Wire(asyncio.Protocol):
    """The connection of a router."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = server.cache.connection_made()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.wires.append(self)
        print(f"{transport.get_extra_info('peername')[0]}: connected", flush=True)

    def data_received(self, octets: bytes) -> None:
        self._connection.receive_data(octets)
        self.write()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        self._server.cache.connection_lost(self._connection)
        self._server.wires.remove(self)

    def write(self) -> None:
        """Send what there is, and close where that was the last."""
        if self._transport is not None:
            self._transport.write(self._connection.data_to_send())
            if self._connection.is_over:
                self._transport.close()


async def run(arguments: argparse.Namespace) -> None:
    """Serve until a signal comes."""
    # RFC 8210 §5.1: "A seconds-since-epoch timestamp value such as the POSIX time() function makes
    # a good Session ID value."
    cache = rtr.Cache(int(time.time()) & 0xFFFF, version=arguments.version)
    server = Server(cache, arguments.file)
    loop = asyncio.get_running_loop()
    sock = bound_socket(*endpoint(arguments.listen, _PORT))
    listener = await loop.create_server(lambda: _Wire(server), sock=sock)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    while not done.is_set():
        server.look()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 1)
    listener.close()


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Serve routers with RPKI payloads.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--listen", metavar="ADDRESS[:PORT]", required=True)
    parser.add_argument("--version", type=int, default=1, help="2 for ASPAs, which is a draft")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
