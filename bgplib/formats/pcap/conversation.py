"""A TCP connection between two speakers, and what their OPENs agree on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap.cutter import Cutter
from bgplib.formats.pcap.message import CapturedMessage
from bgplib.formats.pcap.packet import Packet
from bgplib.formats.pcap.segment import ACK, RST, SYN, Segment
from bgplib.formats.pcap.stream import Gap, Stream
from bgplib.iana import messages
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.registry import Registry
from bgplib.session.negotiation import negotiate
from bgplib.values.address import address_text

__all__ = ["Conversation", "End"]

#: address and port of one end of a connection
End = tuple[bytes, int]

_START: Final = "the capture starts within a message"
_MASK: Final = 0xFFFFFFFF
# What the meaning of depends on the OPENs.
_DEPENDENT: Final = (messages.UPDATE, messages.ROUTE_REFRESH)


@attrs.define
class _Direction:
    """What one end sends."""

    source: End
    destination: End
    stream: Stream = attrs.Factory(Stream)
    cutter: Cutter = attrs.Factory(lambda: Cutter(_START))
    initial: int | None = None  #: sequence number of the SYN, if that was seen
    text: bytes = b""  #: what stood in the segment of the SYN
    open: Open | None = None  #: the OPEN that was sent
    context: Context | None = None  #: what the other end reads with, once both OPENs were seen

    def restart(self, segment: Segment) -> None:
        """Start anew with a SYN."""
        self.stream = Stream(segment.sequence + 1 & _MASK)
        self.cutter = Cutter()
        self.initial = segment.sequence
        self.text = segment.octets
        self.open = None

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


class Conversation:
    """Both directions of a connection."""

    def __init__(self, ends: tuple[End, End], registry: Registry, assumed: Context) -> None:
        """Start with nothing known.

        Args:
            ends: the two ends, in any order.
            registry: what decodes the messages.
            assumed: what to read messages with before both OPENs were seen.
        """
        here, there = ends
        self._directions = {here: _Direction(here, there), there: _Direction(there, here)}
        self._registry = registry
        self._assumed = assumed

    def add(self, packet: Packet, segment: Segment) -> Iterator[CapturedMessage | ErrorRecord]:
        """Take a segment, and yield the messages that are complete now, and what is wrong."""
        direction = self._directions[segment.source, segment.source_port]
        sequence = segment.sequence
        if segment.flags & SYN:
            if direction.is_start(segment):
                yield from self._restart(packet, direction, segment)
            sequence = sequence + 1 & _MASK
        elif segment.octets:
            direction.count_syn(sequence)
        if segment.octets or segment.missing:
            pieces = direction.stream.add(sequence, segment.octets, segment.missing)
            yield from self._read(packet, direction, pieces)
        if segment.flags & RST:
            yield from self.end(packet)

    def end(self, packet: Packet) -> Iterator[CapturedMessage | ErrorRecord]:
        """Yield what waits for octets that do not come any more.

        Args:
            packet: the last one.
        """
        for direction in self._directions.values():
            yield from self._end(packet, direction)

    def _end(
        self, packet: Packet, direction: _Direction
    ) -> Iterator[CapturedMessage | ErrorRecord]:
        yield from self._read(packet, direction, direction.stream.flush())
        for error in direction.cutter.end():
            yield _complaint(packet, direction, error)

    def _restart(
        self, packet: Packet, direction: _Direction, segment: Segment
    ) -> Iterator[CapturedMessage | ErrorRecord]:
        """Begin a direction anew, and both with the first SYN of a connection."""
        yield from self._end(packet, direction)
        if not segment.flags & ACK:
            other = self._directions[direction.destination]
            yield from self._end(packet, other)
            self._directions[direction.destination] = _Direction(other.source, other.destination)
        direction.restart(segment)
        self._agree()

    def _read(
        self, packet: Packet, direction: _Direction, pieces: Iterator[bytes | Gap]
    ) -> Iterator[CapturedMessage | ErrorRecord]:
        for piece in pieces:
            cutter = direction.cutter
            found: Iterator[bytes | DecodeError] = (
                cutter.lose(piece) if isinstance(piece, Gap) else cutter.feed(piece)
            )
            for each in found:
                if isinstance(each, DecodeError):
                    yield _complaint(packet, direction, each)
                else:
                    yield self._message(packet, direction, each)

    def _message(self, packet: Packet, direction: _Direction, octets: bytes) -> CapturedMessage:
        if octets[18] == messages.OPEN:
            self._note_open(direction, octets)
        context = direction.context
        return CapturedMessage(
            nanoseconds=packet.nanoseconds,
            offset=packet.offset,
            source=direction.source[0],
            source_port=direction.source[1],
            destination=direction.destination[0],
            destination_port=direction.destination[1],
            octets=octets,
            context=context or self._assumed,
            is_assumed=context is None and octets[18] in _DEPENDENT,
            registry=self._registry,
        )

    def _note_open(self, direction: _Direction, octets: bytes) -> None:
        other = self._directions[direction.destination]
        if direction.open is not None:
            # Another session on the same ports, whose SYN was not seen.
            other.open = None
        try:
            found = decode(octets, registry=self._registry)
        except DecodeError:
            # Whoever asks for the message is told; there will be no session.
            direction.open = None
        else:
            direction.open = found if isinstance(found, Open) else None
        self._agree()

    def _agree(self) -> None:
        """Work out what both ends read with."""
        for direction in self._directions.values():
            other = self._directions[direction.destination]
            direction.context = None
            if direction.open is not None and other.open is not None:
                direction.context = _agreed(other.open, direction.open)
                direction.cutter.maximum = direction.context.maximum_message_length


def _agreed(receiver: Open, sender: Open) -> Context:
    """Return what a receiver reads with.

    Between different AS numbers it does not show whether the session is one within a
    confederation: then no rule that depends on it is applied.
    """
    found = negotiate(receiver, sender)
    internal = found.session is SessionType.INTERNAL
    return attrs.evolve(
        found,
        session=SessionType.INTERNAL if internal else None,
        # So that a message encodes in the context that it was decoded in.
        add_path_send=found.add_path_receive,
    )


def _complaint(packet: Packet, direction: _Direction, error: DecodeError) -> ErrorRecord:
    text = f"{_text(direction.source)} to {_text(direction.destination)}: {error.text}"
    return ErrorRecord(offset=packet.offset, octets=b"", text=text, rfc=error.rfc)


def _text(end: End) -> str:
    address, port = end
    return f"{address_text(address)} port {port}"
