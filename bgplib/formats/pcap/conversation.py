"""A TCP connection between two speakers, and what their OPENs agree on."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.formats.cutter import Cutter
from bgplib.formats.pcap.connection import Connection, Direction, End
from bgplib.formats.pcap.message import CapturedMessage
from bgplib.formats.pcap.packet import Packet
from bgplib.iana import messages
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.registry import Registry

__all__ = ["Conversation"]

_OPEN: Final = bytes((messages.OPEN,))
# What the meaning of depends on the OPENs.
_DEPENDENT: Final = (messages.UPDATE, messages.ROUTE_REFRESH)


class Conversation(Connection[CapturedMessage]):
    """Both directions of a session."""

    def __init__(self, ends: tuple[End, End], registry: Registry, assumed: Context) -> None:
        """Start with nothing known.

        Args:
            ends: the two ends, in any order.
            registry: what decodes the messages.
            assumed: what to read messages with before both OPENs were seen.
        """
        super().__init__(ends, Cutter)
        self._registry = registry
        self._assumed = assumed

    def _message(self, packet: Packet, direction: Direction, octets: bytes) -> CapturedMessage:
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

    def _note_open(self, direction: Direction, octets: bytes) -> None:
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

    def _begins(self, octets: bytes, /) -> bool:
        # RFC 4271 §4.2: "After a TCP connection is established, the first message sent by each side
        # is an OPEN message."
        return octets.startswith(MARKER) and octets[18:19] == _OPEN

    def _restarted(self) -> None:
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
    # Negotiation is a part of sessions, which take as long to import as all that messages hold.
    from bgplib.session.negotiation import Negotiation

    found = Negotiation.of(receiver, sender).receiving
    internal = found.session is SessionType.INTERNAL
    return attrs.evolve(
        found,
        session=SessionType.INTERNAL if internal else None,
        # So that a message encodes in the context that it was decoded in.
        add_path_send=found.add_path_receive,
    )
