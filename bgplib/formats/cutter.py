"""From the octets of one direction to BGP messages, over gaps (RFC 4271 §4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from bgplib.errors import DecodeError
from bgplib.kernel.framing import HEADER_LENGTH, MARKER

__all__ = ["Cutter"]

_LONGEST: Final = 65_535
_TYPES: Final = range(1, 6)


class Cutter:
    """Hands out whole messages; where there is none, it looks for the next marker.

    At most one message is kept waiting, and each octet is looked at a bounded number of times.
    """

    __slots__ = ("_buffer", "_reason", "maximum", "passed")

    HEADER: ClassVar[int] = HEADER_LENGTH  #: octets that say where a message ends
    SECTION: ClassVar[str] = "RFC 4271 §4.1"  #: what says so

    def __init__(self, reason: str = "") -> None:
        """Start at a message; or, for a reason that is reported, anywhere."""
        self._buffer = bytearray()
        self.passed = 0  #: octets since the last message, that are in none
        self._reason = reason  # why the next message has to be looked for; empty if it has not
        self.maximum = _LONGEST  #: the longest message agreed on, in octets

    def feed(self, octets: bytes) -> Iterator[bytes | DecodeError]:
        """Take octets, and yield the messages that are complete now, and what is wrong."""
        buffer = self._buffer
        buffer += octets
        position = 0
        while True:
            if self._reason:
                found = self._search(position)
                self.passed += found - position
                position = found
                if not self._is_header(position):
                    break
                if self.passed:
                    yield self._report()
                self._reason = ""
                self.passed = 0
            if len(buffer) - position < self.HEADER:
                break
            try:
                stop = position + self._length(position)
            except DecodeError as error:
                self._reason = error.text
                position += 1
                self.passed = 1
                continue
            if stop > len(buffer):
                break
            yield bytes(buffer[position:stop])
            position = stop
        del buffer[:position]

    def lose(self, count: int) -> Iterator[DecodeError]:
        """Take notice of octets that are missing; what is kept of a message is of no use."""
        if self._reason:
            yield self._report()
        self.passed = len(self._buffer)
        self._clear()
        self._reason = f"{count} octets are not in the capture"
        yield self._report()
        self.passed = 0

    def end(self) -> Iterator[DecodeError]:
        """Report what is left, since nothing more comes."""
        if self._reason and self.passed + len(self._buffer):
            self.passed += len(self._buffer)
            yield self._report()
        elif self._buffer:
            yield DecodeError(f"a message ends after {len(self._buffer)} octets of it")
        self._clear()
        self.passed = 0

    def _clear(self) -> None:
        """Forget the octets that are kept, and whatever is known of them."""
        self._buffer.clear()

    def _report(self) -> DecodeError:
        passed = f"; {self.passed} octets are passed over" if self.passed else ""
        return DecodeError(self._reason + passed, rfc=self.SECTION)

    def _length(self, position: int) -> int:
        """Return the length of the message at a position; whoever decodes it judges the rest.

        Raises:
            DecodeError: no message can start there, or its length cannot be believed.
        """
        buffer = self._buffer
        if buffer[position : position + len(MARKER)] != MARKER:
            raise DecodeError("the marker is not all ones")
        length = buffer[position + 16] << 8 | buffer[position + 17]
        if not HEADER_LENGTH <= length <= self.maximum:
            raise DecodeError(f"the length {length} is not between 19 and {self.maximum}")
        return length

    def _is_header(self, position: int) -> bool:
        """Say whether a message of a known type can start at a position."""
        buffer = self._buffer
        if len(buffer) - position < HEADER_LENGTH or buffer[position + 18] not in _TYPES:
            return False
        length = buffer[position + 16] << 8 | buffer[position + 17]
        is_marker = buffer[position : position + len(MARKER)] == MARKER
        return is_marker and HEADER_LENGTH <= length <= self.maximum

    def _search(self, position: int) -> int:
        """Return where the next message starts, or the first place that may still become one.

        What is before that place is gone when it is asked again. From that place on, less than a
        header is kept here, and that is all that is looked at again.
        """
        buffer = self._buffer
        while True:
            found = buffer.find(MARKER, position)
            if found < 0:
                # The last octets may be the first of a marker.
                tail = len(buffer) - len(buffer.rstrip(b"\xff"))
                return max(position, len(buffer) - min(tail, len(MARKER) - 1))
            if len(buffer) - found < HEADER_LENGTH or self._is_header(found):
                return found
            position = found + 1
