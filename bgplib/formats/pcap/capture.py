"""CaptureReader: what TCP connections in a capture carry, in the order in which it was complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from bgplib.errors import DecodeError
from bgplib.formats._file_kinds import EXAMINED, not_a
from bgplib.formats.compression import OctetStream, Source
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap import classic, pcapng
from bgplib.formats.pcap.connection import Connection, End
from bgplib.formats.pcap.link import ip_start, is_known
from bgplib.formats.pcap.packet import Cursor, Packet
from bgplib.formats.pcap.segment import Segment, read_segment
from bgplib.formats.source_reader import SourceReader

__all__ = ["CaptureReader", "packets"]

T = TypeVar("T")

_MAXIMUM_CONNECTIONS: Final = 1024


class CaptureReader(SourceReader[T]):
    """Iterates over the messages of a capture; also a context manager.

    What is damaged or missing gives an `ErrorRecord`, and reading goes on where the next message
    starts. Of at most 1,024 connections at a time octets are kept, a bounded number of each.
    """

    def __init__(self, source: Source) -> None:
        """Open the source, as every `SourceReader` does."""
        super().__init__(source)
        self._connections: dict[tuple[End, End], Connection[T]] = {}
        self._links: set[int] = set()
        self._last = Packet(0, 0, 0, b"")
        self._found: Iterator[T | ErrorRecord] = self._read()

    def __next__(self) -> T | ErrorRecord:
        """Return the next message, or what stands in its place.

        Raises:
            LocalError: the file was opened for text, or nothing here unpacks it.
            OSError: the file cannot be read.
        """
        return next(self._found)

    def close(self) -> None:
        """Close the source, if it was opened here; nothing more comes."""
        # What is kept of messages is not their end.
        self._found = iter(())
        self._connections.clear()
        super().close()

    def _read(self) -> Iterator[T | ErrorRecord]:
        for packet in packets(self._stream):
            if isinstance(packet, ErrorRecord):
                yield packet
                continue
            self._last = packet
            try:
                segment = self._segment(packet)
            except DecodeError as error:
                yield _complaint(packet, error.text, error.rfc)
                continue
            if segment is not None:
                yield from self._follow(packet, segment)
        for connection in self._connections.values():
            yield from connection.end(self._last)

    def _segment(self, packet: Packet) -> Segment | None:
        """Read the segment in a packet, if it is wanted.

        Raises:
            DecodeError: the packet cannot be read.
        """
        start = ip_start(packet.link_type, packet.octets)
        if start is None:
            if not is_known(packet.link_type) and packet.link_type not in self._links:
                self._links.add(packet.link_type)
                raise DecodeError(f"packets of link type {packet.link_type} are not read")
            return None
        segment = read_segment(packet.octets, start)
        return segment if segment is not None and self._wants(segment) else None

    def _wants(self, segment: Segment) -> bool:
        """Say whether a segment belongs to what is read."""
        raise NotImplementedError

    def _connect(self, ends: tuple[End, End]) -> Connection[T]:
        """Make a connection between two ends."""
        raise NotImplementedError

    def _follow(self, packet: Packet, segment: Segment) -> Iterator[T | ErrorRecord]:
        here = segment.source, segment.source_port
        there = segment.destination, segment.destination_port
        if here == there:
            yield _complaint(packet, "a segment has the same source and destination")
            return
        ends = (here, there) if here < there else (there, here)
        connection = self._connections.pop(ends, None)
        if connection is None:
            if len(self._connections) >= _MAXIMUM_CONNECTIONS:
                # The one that was silent for the longest time.
                oldest = self._connections.pop(next(iter(self._connections)))
                yield from oldest.end(packet)
            connection = self._connect(ends)
        self._connections[ends] = connection
        yield from connection.add(packet, segment)


def packets(stream: OctetStream) -> Iterator[Packet | ErrorRecord]:
    """Yield the packets of a capture of either format.

    Args:
        stream: stands at the start of the file.
    """
    cursor = Cursor(stream)
    magic = cursor.take(4)
    if magic in classic.MAGICS:
        yield from classic.packets(cursor, magic)
    elif magic == pcapng.MAGIC:
        yield from pcapng.packets(cursor, magic)
    elif magic:
        prefix = not_a("capture", magic + cursor.take(EXAMINED - len(magic)))
        text = "its first octets are those of neither pcap nor pcapng"
        yield ErrorRecord(offset=0, octets=magic, text=(prefix or "this is no capture: ") + text)
    elif stream.fault is None:
        yield ErrorRecord(offset=0, octets=b"", text="the file is empty")
    if stream.fault is not None:
        yield ErrorRecord(offset=cursor.offset, octets=b"", text=stream.fault)


def _complaint(packet: Packet, text: str, rfc: str = "") -> ErrorRecord:
    return ErrorRecord(offset=packet.offset, octets=packet.octets, text=text, rfc=rfc)
