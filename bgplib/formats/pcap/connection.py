"""A TCP connection: two directions, each put in order and cut into messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.cutter import Cutter
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap._succession import acknowledges, is_of_another
from bgplib.formats.pcap.packet import Packet
from bgplib.formats.pcap.segment import ACK, RST, SYN, Segment
from bgplib.formats.pcap.stream import Gap, Stream
from bgplib.messages.open import Open
from bgplib.values.address import address_text

__all__ = ["Connection", "Direction", "End", "complaint"]

#: address and port of one end of a connection
End = tuple[bytes, int]
T = TypeVar("T")

_START: Final = "the capture starts within a message"
_MASK: Final = 0xFFFFFFFF


@attrs.define
class Direction:
    """What one end sends."""

    source: End
    destination: End
    make: Callable[[str], Cutter]  #: makes what finds its messages, from the reason to search
    stream: Stream = attrs.Factory(Stream)
    cutter: Cutter = attrs.Factory(lambda self: self.make(_START), takes_self=True)
    initial: int | None = None  #: sequence number of the SYN, if that was seen
    text: bytes = b""  #: what stood in the segment of the SYN
    acknowledged: bool = False  #: a segment acknowledged what the other end had sent
    open: Open | None = None  #: the OPEN that was sent
    context: Context | None = None  #: what the other end reads with, once both OPENs were seen

    def restart(self, segment: Segment) -> None:
        """Start anew with a SYN."""
        self.stream = Stream(segment.sequence + 1 & _MASK)
        self.cutter = self.make("")
        self.initial = segment.sequence
        self.text = segment.octets
        self.acknowledged = False
        self.open = None

    def anew(self) -> Direction:
        """Return the direction with nothing known of it."""
        return Direction(self.source, self.destination, self.make)

    def is_start(self, segment: Segment) -> bool:
        """Say whether a segment with a SYN is another one than that which was seen."""
        return self.initial != segment.sequence or self.text != segment.octets

    def count_syn(self, sequence: int) -> None:
        """Look whether the segment behind a SYN with text counts the SYN, as it should.

        RFC 9293 §3.4 counts it; programs that make captures up do not always.
        """
        if self.text and self.initial is not None:
            if sequence == self.initial + len(self.text) & _MASK:
                self.stream.step_back()
            self.text = b""


class Connection(Generic[T]):
    """Both directions of a connection."""

    def __init__(self, ends: tuple[End, End], make: Callable[[str], Cutter]) -> None:
        """Start with nothing known.

        Args:
            ends: the two ends, in any order.
            make: makes what finds messages in a direction.
        """
        here, there = ends
        self._directions = {
            here: Direction(here, there, make),
            there: Direction(there, here, make),
        }

    def add(self, packet: Packet, segment: Segment) -> Iterator[T | ErrorRecord]:
        """Take a segment, and yield the messages that are complete now, and what is wrong."""
        if segment.flags & RST:
            # RFC 9293 §3.5.3 lets the text of a reset say why: it is no part of the stream.
            yield from self.end(packet)
            return
        direction = self._directions[segment.source, segment.source_port]
        sequence = segment.sequence
        if segment.flags & SYN:
            if direction.is_start(segment):
                yield from self._restart(packet, direction, segment)
            sequence = sequence + 1 & _MASK
        elif segment.octets:
            direction.count_syn(sequence)
            if self._is_of_another(direction, segment):
                yield from self.end(packet)
                self._forget()
                direction = self._directions[direction.source]
            direction.acknowledged = direction.acknowledged or acknowledges(
                segment, self._directions[direction.destination].stream
            )
        if segment.octets or segment.missing:
            pieces = direction.stream.add(sequence, segment.octets, segment.missing)
            yield from self._read(packet, direction, pieces)

    def end(self, packet: Packet) -> Iterator[T | ErrorRecord]:
        """Yield what waits for octets that do not come any more.

        Args:
            packet: the last one.
        """
        for direction in self._directions.values():
            yield from self._end(packet, direction)

    def _end(self, packet: Packet, direction: Direction) -> Iterator[T | ErrorRecord]:
        yield from self._read(packet, direction, direction.stream.flush())
        for error in direction.cutter.end():
            yield complaint(packet, direction, error)

    def _restart(
        self, packet: Packet, direction: Direction, segment: Segment
    ) -> Iterator[T | ErrorRecord]:
        """Begin a direction anew, and both with the first SYN of a connection."""
        yield from self._end(packet, direction)
        if not segment.flags & ACK:
            other = self._directions[direction.destination]
            yield from self._end(packet, other)
            self._directions[direction.destination] = other.anew()
        direction.restart(segment)
        self._restarted()

    def _is_of_another(self, direction: Direction, segment: Segment) -> bool:
        return is_of_another(
            segment,
            direction.stream,
            self._directions[direction.destination].stream,
            begins=self._begins(segment.octets),
            acknowledged=direction.acknowledged,
        )

    def _forget(self) -> None:
        """Begin both directions anew, in the midst of a connection."""
        for end, direction in self._directions.items():
            self._directions[end] = direction.anew()
        self._restarted()

    def _read(
        self, packet: Packet, direction: Direction, pieces: Iterator[bytes | Gap]
    ) -> Iterator[T | ErrorRecord]:
        for piece in pieces:
            cutter = direction.cutter
            found: Iterator[bytes | DecodeError] = (
                cutter.lose(piece) if isinstance(piece, Gap) else cutter.feed(piece)
            )
            for each in found:
                if isinstance(each, DecodeError):
                    yield complaint(packet, direction, each)
                else:
                    yield self._message(packet, direction, each)

    def _message(self, packet: Packet, direction: Direction, octets: bytes) -> T | ErrorRecord:
        """Make of a whole message what is yielded."""
        raise NotImplementedError

    def _begins(self, octets: bytes, /) -> bool:
        """Say whether octets are what an end says first on a connection, and at no other time."""
        raise NotImplementedError

    def _restarted(self) -> None:
        """Take notice that a direction began anew."""


def complaint(packet: Packet, direction: Direction, error: DecodeError) -> ErrorRecord:
    """Say what is wrong with what one end sent to the other."""
    text = f"{_text(direction.source)} to {_text(direction.destination)}: {error.text}"
    return ErrorRecord(offset=packet.offset, octets=b"", text=text, rfc=error.rfc)


def _text(end: End) -> str:
    address, port = end
    return f"{address_text(address)} port {port}"
