"""Report the peers of a speaker to a BMP station (RFC 7854): for programs with a `Driver`.

    reporter = Reporter(driver, "127.0.0.9", 1790, name="reflector")
    reporter.start()

Peers that are reported have `PeerConfig(report_updates=True)`. The station is told what they say,
before policy; `route_reflector.py --bmp` uses it, and `bmp_station.py` is a station.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable

from bgplib.formats import bmp
from bgplib.session import FamilyDisabled, RefreshEnded, RoutesSwept, SessionDown, UpdateReceived
from bgplib.speaker import Peer, PeerEvent, SpeakerEvent
from bgplib.values.address import address_text
from speaker_driver import Driver

__all__ = ["Reporter"]

# RFC 7854 §3.2: "Exponential backoff with a default initial backoff of 30 seconds and a maximum of
# 720 seconds is suggested."
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 720.0
#: octets that may wait for a station that does not read; then it is told all anew, later
_MOST_UNREAD = 64 << 20


class Reporter:
    """One station, and what it is told."""

    def __init__(self, driver: Driver, address: str, port: int, *, name: str) -> None:
        """Take a driver; its `on_event` is asked first, and goes on being called.

        Args:
            driver: whose speaker's peers to report.
            address: the station's.
            port: the station's.
            name: the sysName that the station is told.
        """
        self._driver = driver
        self._where = address, port
        self._name = name
        self._writer: asyncio.StreamWriter | None = None
        self._reporters: dict[Peer, bmp.PeerReporter] = {}
        self._others = driver.on_event
        self._task: asyncio.Task[None] | None = None
        driver.on_event = self._on_event

    def start(self) -> None:
        """Connect, and again whenever the connection is lost."""
        self._task = asyncio.get_running_loop().create_task(self._stay_connected())

    async def stop(self) -> None:
        """Say that it is over, and close."""
        if self._writer is not None:
            self._send([bmp.Termination.of(0)])
            with contextlib.suppress(OSError):
                await self._writer.drain()
        if self._task is not None:
            self._task.cancel()

    async def _stay_connected(self) -> None:
        wait = _FIRST_WAIT
        while True:
            with contextlib.suppress(OSError):
                reader, self._writer = await asyncio.open_connection(*self._where)
                wait = _FIRST_WAIT
                self._greet()
                # RFC 7854 §3.2: "No BMP message is ever sent from the monitoring station to the
                # monitored router."
                while await reader.read(4096):
                    pass
            self._drop()
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _greet(self) -> None:
        self._send([bmp.Initiation.of(system_name=self._name, system_description="bgplib")])
        for peer in self._driver.speaker.peers.values():
            self._reporters.pop(peer, None)
            self._up(peer)

    def _up(self, peer: Peer) -> None:
        """Tell of a peer, if its session is up, and all that it has announced."""
        agreed = peer.negotiation
        if agreed is None or not peer.is_established or not peer.config.report_updates:
            return
        ours = self._driver.speaker.address_of(peer) or bytes(len(peer.config.address))
        reporter = bmp.PeerReporter(
            peer.address_text, agreed, local_address=address_text(ours), local_port=179
        )
        self._reporters[peer] = reporter
        self._send([reporter.up(time.time())])
        self._send(reporter.table(self._driver.speaker.adj_rib_in(peer)))

    def _on_event(self, event: SpeakerEvent) -> None:
        if self._others is not None:
            self._others(event)
        if self._writer is None or not isinstance(event, PeerEvent):
            return
        peer, what = event.peer, event.event
        known = self._reporters.get(peer)
        if known is None:
            # Its routes are in the table already: of what led to them nothing is told.
            self._up(peer)
        elif isinstance(what, UpdateReceived):
            self._send(known.update(what.update, time.time()))
        elif isinstance(what, SessionDown):
            self._send([self._reporters.pop(peer).down(what, time.time())])
        elif isinstance(what, RoutesSwept | RefreshEnded | FamilyDisabled):
            # Routes are gone of which no UPDATE came.
            self._send([self._reporters.pop(peer).down()])
            self._up(peer)

    def _send(self, messages: Iterable[bmp.BmpMessage]) -> None:
        for message in messages:
            if self._writer is None:
                return
            self._writer.write(message.encode())
            if self._writer.transport.get_write_buffer_size() > _MOST_UNREAD:
                self._drop()

    def _drop(self) -> None:
        writer, self._writer = self._writer, None
        self._reporters.clear()
        if writer is not None:
            writer.transport.abort()
