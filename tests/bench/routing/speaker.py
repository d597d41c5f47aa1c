"""bgplib's Speaker as the router: octets in, octets out, everything it does in one process."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.routing.tables import LOCAL_AS, keepalive, open_message

__all__ = ["Router", "cpu_seconds", "resident_octets"]


def cpu_seconds() -> float:
    """Return the CPU time of this process."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def resident_octets() -> int:
    """Return how much memory this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


class Router:
    """A Speaker with external peers that it takes everything from, and drivers for them.

    Args:
        peers: how many peers announce.
        listeners: how many more are sent to.
    """

    def __init__(self, peers: int, listeners: int = 0, *, internal: bool = False) -> None:
        from bgplib.policy import ACCEPT_ALL
        from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig

        self.speaker = Speaker(SpeakerConfig(local_as=LOCAL_AS, identifier="192.0.2.254"))
        self.connections: list[Any] = []
        self.sent = 0
        self.messages = 0
        self.speaker.start(0.0)
        for number in range(peers + listeners):
            asn = LOCAL_AS if internal else self.peer_as(number)
            address = bytes((127, 1, number >> 8, number & 255))
            peer = self.speaker.add_peer(
                PeerConfig(
                    address=address,
                    local_address=bytes((192, 0, 2, 254)),
                    remote_as=asn,
                    passive=True,
                    import_policy=ACCEPT_ALL if number < peers else None,
                    export_policy=ACCEPT_ALL if number >= peers else None,
                    route_reflector_client=internal,
                )
            )
            self._drain_events()
            connection = peer.connection_made(0.0, inbound=True)
            self.connections.append(connection)
            connection.receive_data(
                open_message(asn, bytes((10, 9, number >> 8, number & 255))), 0.0
            )
            connection.receive_data(keepalive(), 0.0)
            self._drain_events()
            self.drain(connection)
            if not peer.is_established:
                raise RuntimeError(f"peer {number} is not up")
        self.sent = 0

    @staticmethod
    def peer_as(number: int) -> int:
        """Return the AS of a peer."""
        return 65001 + number

    def _drain_events(self) -> None:
        """Take what has happened, and send where octets wait, as a driver does."""
        from bgplib.speaker import SendWanted

        for event in self.speaker.events():
            if isinstance(event, SendWanted):
                self.drain(event.connection)

    def drain(self, connection: Any) -> int:
        """Send what waits on a connection to nowhere."""
        total = 0
        while octets := connection.data_to_send():
            connection.data_sent(len(octets), 0.0)
            total += len(octets)
        self.sent += total
        return total

    def feed(self, number: int, octets: bytes) -> None:
        """Let a peer deliver octets, and do all that follows."""
        self.connections[number].receive_data(octets, 0.0)
        self.drain(self.connections[number])
        self._drain_events()

    def load(self, files: Iterable[Path], chunk: int = 65536) -> None:
        """Let peers deliver files, peer by peer, in chunks as a socket does."""
        for number, path in enumerate(files):
            for octets in chunks(path, chunk):
                self.feed(number, octets)


def chunks(path: Path, size: int) -> Iterator[bytes]:
    """Read a file in pieces."""
    with path.open("rb") as file:
        while octets := file.read(size):
            yield octets


@contextmanager
def measured(*, collect: bool = True) -> Iterator[dict[str, float]]:
    """Measure CPU time and what memory grew by.

    Args:
        collect: run the collector before; a thousand times over a table that grows, this alone
            would take minutes.
    """
    if collect:
        gc.collect()
    result: dict[str, float] = {}
    memory, seconds = resident_octets(), cpu_seconds()
    yield result
    result["seconds"] = cpu_seconds() - seconds
    result["octets"] = resident_octets() - memory
