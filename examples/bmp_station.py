"""Listen to routers that speak BMP, and tell who announces what, and whether it may (RFC 6811).

    python bmp_station.py --listen 127.0.0.9:1790 --roas roas.json --only invalid

Any router may connect; RFC 7854 has it say all it knows then. `roas.json` has validated payloads as
rpki-client and Routinator write them: {"roas": [{"prefix": "...", "maxLength": 24, "asn": 64496}]}.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections.abc import Iterator
from pathlib import Path

from bgplib import DecodeError, Update
from bgplib.formats import bmp
from bgplib.policy import Roa, RoaTable
from bgplib.route import has_prefix_keys
from tcp_options import bound_socket


def payloads(path: Path) -> RoaTable:
    """Read validated ROA payloads; an AS number may be written `AS64496`."""
    rows = json.loads(path.read_text())["roas"]
    return RoaTable(
        Roa(
            prefix=row["prefix"],
            max_length=row["maxLength"],
            asn=int(str(row["asn"]).removeprefix("AS")),
        )
        for row in rows
    )


class Router(asyncio.Protocol):
    """One connection, and what is told on it."""

    def __init__(self, roas: RoaTable, only: str | None) -> None:
        self._roas = roas
        self._only = only
        self._feed = bmp.Feed()
        self._name = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet nobody: a station says nothing to a router (RFC 7854 §3.2)."""
        self._name = transport.get_extra_info("peername")[0]
        self._say("connected")

    def data_received(self, octets: bytes) -> None:
        """Tell what is complete now."""
        for message in self._feed.receive_data(octets):
            for line in self._lines(message):
                self._say(line)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Tell what was left, and that all of it is void."""
        self.data_received(b"")
        self._say("gone, with all that it told")

    def _say(self, line: str) -> None:
        print(f"{self._name}: {line}", flush=True)

    def _lines(self, message: bmp.BmpMessage | bmp.ErrorRecord) -> Iterator[str]:
        if isinstance(message, bmp.RouteMonitoring):
            yield from self._routes(message)
        elif isinstance(message, bmp.Initiation):
            self._name = message.system_name or self._name
            yield f"is {message.system_description}"
        elif isinstance(message, bmp.PeerUp):
            yield f"{message.peer.address_text} AS{message.peer.asn} is up"
        elif isinstance(message, bmp.PeerDown):
            yield f"{message.peer.address_text} AS{message.peer.asn} is down: {message.reason_text}"
        elif isinstance(message, bmp.ErrorRecord):
            yield str(message)

    def _routes(self, message: bmp.RouteMonitoring) -> Iterator[str]:
        peer = f"{message.peer.address_text} AS{message.peer.asn} ({message.peer.rib})"
        try:
            update = message.message
        except DecodeError as error:
            yield f"{peer}: {error}"
            return
        if not isinstance(update, Update):
            return
        origin = update.attributes.origin_asn
        for group in update.announced:
            if has_prefix_keys(group.family):
                for prefix in group.prefixes:
                    state = self._roas.validate(prefix, origin).text
                    if self._only in (None, state):
                        yield f"{peer} announces {prefix} of AS{origin}: {state}"
        for group in update.withdrawn if self._only is None else ():
            if has_prefix_keys(group.family):
                for prefix in group.prefixes:
                    yield f"{peer} withdraws {prefix}"


async def listen(address: str, port: int, roas: RoaTable, only: str | None) -> None:
    """Listen until a signal comes."""
    loop = asyncio.get_running_loop()
    sock = bound_socket(address, port)
    server = await loop.create_server(lambda: Router(roas, only), sock=sock)
    print(f"listening on {address} port {port}, {roas}", flush=True)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    await done.wait()
    server.close()


def main() -> None:
    """Read the arguments, and listen."""
    parser = argparse.ArgumentParser(description="Listen to routers that speak BMP.")
    parser.add_argument("--listen", required=True, help="ADDRESS:PORT")
    parser.add_argument("--roas", type=Path, help="a JSON file of validated ROA payloads")
    states = ("valid", "invalid", "not-found")
    parser.add_argument("--only", choices=states, help="print no other routes")
    arguments = parser.parse_args()
    address, port = arguments.listen.rsplit(":", 1)
    roas = payloads(arguments.roas) if arguments.roas else RoaTable()
    asyncio.run(listen(address, int(port), roas, arguments.only))


if __name__ == "__main__":
    main()
