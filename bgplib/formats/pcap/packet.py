"""What a capture file holds: packets, as they were seen on a link."""

from __future__ import annotations

from typing import Final, NamedTuple

from bgplib.formats.compression import OctetStream

__all__ = ["MAXIMUM_BLOCK", "MAXIMUM_PACKET", "Cursor", "Packet"]

#: The longest packet that is believed, in octets: the largest snapshot length of libpcap.
MAXIMUM_PACKET: Final = 262_144
#: The longest block of pcapng that is believed, in octets.
MAXIMUM_BLOCK: Final = 1 << 24


class Packet(NamedTuple):
    """One packet of a capture."""

    offset: int  #: where its header starts, in octets from the start of the unpacked file
    nanoseconds: int  #: since 1970-01-01 00:00 UTC
    link_type: int  #: what its first octets are (the LINKTYPE registry of tcpdump.org)
    octets: bytes  #: what was captured of it


class Cursor:
    """Takes octets off a stream, a counted number at a time."""

    __slots__ = ("_buffer", "_start", "_stream", "offset")

    def __init__(self, stream: OctetStream) -> None:
        """Start where the stream stands."""
        self._stream = stream
        self._buffer = b""
        self._start = 0
        self.offset = 0  #: of the next octet, from the start of the unpacked file

    def take(self, count: int) -> bytes:
        """Take `count` octets, or fewer at the end of the stream."""
        stop = self._start + count
        if stop > len(self._buffer):
            self._fill(count)
            stop = min(self._start + count, len(self._buffer))
        found = self._buffer[self._start : stop]
        self._start = stop
        self.offset += len(found)
        return found

    def _fill(self, count: int) -> None:
        pieces = [self._buffer[self._start :]]
        there = len(pieces[0])
        while there < count and (octets := self._stream.read()):
            pieces.append(octets)
            there += len(octets)
        self._buffer = b"".join(pieces)
        self._start = 0
