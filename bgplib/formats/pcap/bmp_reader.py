"""BmpReader: the BMP messages of a capture, in the order in which they became complete."""

from __future__ import annotations

from collections.abc import Callable

from bgplib._checks import check
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.bmp._table import decode
from bgplib.formats.bmp.cutter import BmpCutter, looks_like_bmp
from bgplib.formats.bmp.sessions import Sessions
from bgplib.formats.compression import Source
from bgplib.formats.cutter import Cutter
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap.bmp_message import CapturedBmpMessage
from bgplib.formats.pcap.capture import CaptureReader
from bgplib.formats.pcap.connection import Connection, Direction, End, complaint
from bgplib.formats.pcap.packet import Packet
from bgplib.formats.pcap.segment import Segment
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["BmpReader", "read_bmp"]


class _BmpConnection(Connection[CapturedBmpMessage]):
    """A router and a station."""

    def __init__(
        self, ends: tuple[End, End], make: Callable[[str], Cutter], sessions: Callable[[], Sessions]
    ) -> None:
        super().__init__(ends, make)
        self._new_sessions = sessions
        self._sessions: dict[End, Sessions] = {}

    def _message(
        self, packet: Packet, direction: Direction, octets: bytes
    ) -> CapturedBmpMessage | ErrorRecord:
        sessions = self._sessions.get(direction.source)
        if sessions is None:
            sessions = self._sessions[direction.source] = self._new_sessions()
        try:
            message = sessions.note(decode(octets))
        except DecodeError as error:
            return complaint(packet, direction, error)
        return CapturedBmpMessage(
            nanoseconds=packet.nanoseconds,
            offset=packet.offset,
            source=direction.source[0],
            source_port=direction.source[1],
            destination=direction.destination[0],
            destination_port=direction.destination[1],
            message=message,
        )

    def _begins(self, _octets: bytes, /) -> bool:
        # RFC 7854 §4.3: "An initiation message MAY be sent at any point thereafter".
        return False

    def _restarted(self) -> None:
        # RFC 7854 §3.3: whatever a router monitors, it says anew on a new connection.
        self._sessions.clear()


class BmpReader(CaptureReader[CapturedBmpMessage]):
    """Iterates over the BMP messages of a capture; also a context manager.

    What is damaged or missing gives an `ErrorRecord`, and reading goes on where the next message
    starts that leads to another one. Of at most 1,024 connections at a time octets are kept, a
    bounded number of each.
    """

    def __init__(
        self,
        source: Source,
        *,
        context: Context | None = None,
        port: int | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Open the source, if it is the name of a file; nothing is read yet.

        Args:
            source: a path, a file open for reading octets, or the octets themselves.
            context: what to read the UPDATEs of peers with whose Peer Up was not seen.
            port: the TCP port that one of the two ends has; None takes connections in which a
                segment begins like BMP, from that segment on.
            registry: what decodes the BGP in the messages.

        Raises:
            LocalError: the source is none of the things a source can be, or the context or the
                registry is something else.
            OSError: the file cannot be opened.
        """
        check(context, Context | None, "context")
        check(registry, Registry, "registry")
        super().__init__(source)
        self._context = context
        self._port = port
        self._registry = registry

    def _wants(self, segment: Segment) -> bool:
        if self._port is not None:
            return self._port in (segment.source_port, segment.destination_port)
        here = segment.source, segment.source_port
        there = segment.destination, segment.destination_port
        ends = (here, there) if here < there else (there, here)
        return ends in self._connections or looks_like_bmp(segment.octets)

    def _connect(self, ends: tuple[End, End]) -> _BmpConnection:
        # Where a segment told that it is BMP, the first message starts there.
        make = BmpCutter if self._port is not None else _from_the_start
        return _BmpConnection(ends, make, self._new_sessions)

    def _new_sessions(self) -> Sessions:
        return Sessions(self._registry, self._context)


def _from_the_start(_reason: str) -> BmpCutter:
    return BmpCutter()


def read_bmp(
    source: Source,
    *,
    context: Context | None = None,
    port: int | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> BmpReader:
    """Read the BMP messages of a capture, pcap or pcapng.

    Args:
        source: a path, a file open for reading octets, or the octets themselves; packed by gzip,
            bzip2, xz or Zstandard, or not packed.
        context: what to read the UPDATEs of peers with whose Peer Up was not seen.
        port: the TCP port that one of the two ends has; None finds BMP by its first octets.
        registry: what decodes the BGP in the messages.

    Returns:
        An iterator, which reads as it is asked, and a context manager.

    Raises:
        LocalError: the source is none of the things a source can be.
        OSError: the file cannot be opened.
    """
    return BmpReader(source, context=context, port=port, registry=registry)
