"""Feed: the messages of the HTTP stream, one on each line, as its octets come."""

from __future__ import annotations

from typing import Final

from bgplib._checks import octets_of
from bgplib.errors import ParseError
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.ris_live.message import ServerMessage, parse

__all__ = ["Feed"]

# A message of 65,535 octets (RFC 8654) takes twice as many in hexadecimal, and a prefix that takes
# one or two of them takes ten in JSON. Whatever is much longer is no message of RIS Live.
_LONGEST: Final = 4 << 20
_END: Final = b"\n"


class Feed:
    """What RIS Live sends on one connection.

    Octets go in as HTTP gives them, in pieces of any size, and messages come out. A line that
    cannot be read gives one `ErrorRecord`, and reading goes on at the next. What is kept is less
    than one line. The messages of a websocket need no feed: `parse` reads each of them.
    """

    def __init__(self) -> None:
        """Start at the beginning of a stream, or of any line in it."""
        self._line = bytearray()
        self._length = 0  # of the line so far, those octets of it that are not kept among them
        self._offset = 0

    @property
    def offset(self) -> int:
        """Where the line starts that is not complete yet, from the start of the stream."""
        return self._offset

    def receive_data(self, octets: bytes) -> list[ServerMessage | ErrorRecord]:
        """Take octets that came; return the messages that are complete now.

        Args:
            octets: what was read; empty when the stream has ended, maybe without a line end.
        """
        octets = octets_of(octets, "octets")
        first, *others = (octets or _END).split(_END)
        self._add(first)
        found: list[ServerMessage | ErrorRecord] = []
        for other in others:
            found += self._complete(1 if octets else 0)
            self._add(other)
        return found

    def _add(self, octets: bytes) -> None:
        """Keep the next part of a line, unless that gets too long to be one."""
        self._length += len(octets)
        if self._length <= _LONGEST:
            self._line += octets
        else:
            self._line.clear()

    def _complete(self, length_of_end: int) -> list[ServerMessage | ErrorRecord]:
        line, length, offset = bytes(self._line), self._length, self._offset
        self._line.clear()
        self._length = 0
        self._offset += length + length_of_end
        if length > _LONGEST:
            text = f"{length} octets on one line are no message"
            return [ErrorRecord(offset=offset, octets=b"", text=text)]
        if not line.strip():
            return []
        try:
            return [parse(line)]
        except ParseError as error:
            return [ErrorRecord(offset=offset, octets=line, text=str(error))]
