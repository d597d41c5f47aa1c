"""PduCutter: whole PDUs out of octets as they come (RFC 8210 §5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.rtr.error import PduError
from bgplib.rtr.pdu import HEADER

__all__ = ["PduCutter"]

#: the longest that is waited for: an Error Report has a PDU in it, and a text; an ASPA some
#: thousand providers
LONGEST: Final = 131_072


class PduCutter:
    """Keeps what is not a whole PDU yet: less than one of the longest."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        """Start at a PDU."""
        self._buffer = bytearray()

    def feed(self, octets: bytes) -> Iterator[bytes]:
        """Take octets, and yield the PDUs that are complete now.

        Nothing may come behind an error: where the next PDU begins is not known.

        Raises:
            PduError: the Length cannot be believed.
        """
        buffer = self._buffer
        buffer += octets
        position, size = 0, len(buffer)
        try:
            while size - position >= HEADER.size:
                length = int.from_bytes(buffer[position + 4 : position + 8], "big")
                if not HEADER.size <= length <= LONGEST:
                    raise PduError(f"the Length is {length}")
                if size - position < length:
                    break
                octets = bytes(buffer[position : position + length])
                position += length
                yield octets
        finally:
            del buffer[:position]

    @property
    def rest(self) -> bytes:
        """The octets that are in no PDU yet."""
        return bytes(self._buffer)
