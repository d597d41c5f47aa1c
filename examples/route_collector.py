"""Collect what routers say in a file of MRT records, as RouteViews and RIPE RIS do.

    python route_collector.py updates.mrt --as 64500 --id 192.0.2.9 --listen 127.0.0.9:1179

Any router may connect, from any AS, and send any family that bgplib knows; nothing is sent back but
what keeps the session up. `bgplib mrt updates.mrt` prints the file.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from asyncio_speaker import Peer, Speaker
from bgplib.context import Context
from bgplib.formats.mrt.bgp4mp import Bgp4mpMessage, Bgp4mpStateChange
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.session import (
    Event,
    Negotiation,
    Session,
    SessionConfig,
    SessionUp,
    State,
    StateChanged,
    UpdateReceived,
)


class Collector:
    """Sessions with whoever connects, and the file that their messages go to."""

    def __init__(
        self, file: BinaryIO, asn: int, identifier: str, address: str, clock: Callable[[], float]
    ) -> None:
        self._file = file
        self._asn = asn
        self._identifier = identifier
        self._address = address
        self._clock = clock
        self._agreed: dict[Peer, Negotiation] = {}

    def greet(self, address: str) -> Peer:
        """Make a session for a router that nobody has told us of."""
        families = sorted(DEFAULT_REGISTRY.families)
        config = SessionConfig(
            name=address,
            local_as=self._asn,
            local_identifier=self._identifier,
            families=families,
            add_path_receive=frozenset(families),
            passive=True,
        )
        return Peer(Session(config), address, on_event=self.record)

    def record(self, peer: Peer, event: Event) -> None:
        """Write what is worth a record."""
        if isinstance(event, SessionUp):
            self._agreed[peer] = event.negotiation
        # When the last of what a peer said is taken, its session may be over.
        negotiation = self._agreed.get(peer, peer.session.negotiation)
        now = self._clock()
        ends: dict[str, Any] = {
            "timestamp": int(now),
            "microseconds": int(now % 1 * 1_000_000),
            "local_as": self._asn,
            "peer_as": 0 if negotiation is None else negotiation.remote.asn,
            "peer_address": peer.address,
            "local_address": self._address,
        }
        if isinstance(event, UpdateReceived) and negotiation is not None:
            context, update = negotiation.context, event.update
            groups = (*update.announced, *update.withdrawn)
            # Records with AS numbers of two octets have none of four, of our own neither.
            is_wider = not context.four_octet_as and self._asn > 0xFFFF
            if is_wider:
                messages = [part.encode(_wider(context)) for part in update.split()]
            else:
                messages = [update.encode()]  # octet for octet as it came
            for octets in messages:
                record = Bgp4mpMessage(
                    octets=octets,
                    four_octet_as=context.four_octet_as or is_wider,
                    add_path=any(group.family in context.add_path_receive for group in groups),
                    **ends,
                )
                self._file.write(record.encode())
        elif isinstance(event, StateChanged):
            change = Bgp4mpStateChange(
                four_octet_as=True, old_state=event.old, new_state=event.new, **ends
            )
            self._file.write(change.encode())
            if event.new is State.IDLE:
                self._agreed.pop(peer, None)
        self._file.flush()


def _wider(context: Context) -> Context:
    """Return what writes what a session received with AS numbers of four octets."""
    # What is written is what came: path identifiers as well, and it may get longer.
    written = context.with_add_path(*context.add_path_receive)
    return attrs.evolve(written, four_octet_as=True, extended_messages=True)


async def collect(collector: Collector, address: str, port: int) -> None:
    """Listen until a signal comes."""
    speaker = Speaker()
    speaker.on_stranger = collector.greet
    await speaker.listen(address, port)
    print(f"listening on {address} port {port}", flush=True)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await done.wait()
    await speaker.stop("the collector was stopped")


def main() -> None:
    """Read the arguments, and collect."""
    parser = argparse.ArgumentParser(description="Collect BGP messages in an MRT file.")
    parser.add_argument("file", type=Path, help="the file, to which records are added")
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--listen", required=True, help="ADDRESS:PORT")
    arguments = parser.parse_args()
    address, port = arguments.listen.rsplit(":", 1)
    with arguments.file.open("ab") as file:
        collector = Collector(file, arguments.asn, arguments.id, address, time.time)
        asyncio.run(collect(collector, address, int(port)))


if __name__ == "__main__":
    main()
