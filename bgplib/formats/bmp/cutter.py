"""From the octets of one direction to BMP messages, over gaps (RFC 7854 §4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from bgplib.errors import DecodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.framing import MAXIMUM_LENGTH
from bgplib.formats.bmp.message import HEADER
from bgplib.formats.cutter import Cutter

__all__ = ["BmpCutter", "looks_like_bmp"]

_VERSIONS: Final = (codes.VERSION, codes.VERSION_TLV)
# Version, the first octets of a length up to MAXIMUM_LENGTH, the rest of it, a known type.
_PLAUSIBLE: Final = re.compile(rb"[\3\4]\0[\0-\x0f]..[\0-\6]", re.DOTALL)
#: The longest message that is found by its header alone, in octets: it bounds what is kept while
#: its end is awaited.
_SEARCHED: Final = 1 << 16


class BmpCutter(Cutter):
    """Hands out whole BMP messages; where there is none, it looks for one that leads to another."""

    __slots__ = ("_ends", "_seen")

    HEADER: ClassVar[int] = HEADER.size
    SECTION: ClassVar[str] = "RFC 7854 §4.1"

    def __init__(self, reason: str = "") -> None:
        """Start at a message; or, for a reason that is reported, anywhere."""
        super().__init__(reason)
        # While a message is looked for, octets come one by one if a peer likes, and headers whose
        # messages have not ended yet are in as many places as it likes. So none is judged twice:
        self._seen = 0  # where no header has been looked for yet
        # For each place in the buffer, and behind it, 1 if a message of a header before ends there:
        # an octet a place, as a list of numbers would take ten times the room of what is kept.
        self._ends = bytearray()

    def _length(self, position: int) -> int:
        version, length, _ = HEADER.unpack_from(self._buffer, position)
        if version not in _VERSIONS:
            raise DecodeError(f"version {version} is neither 3 nor 4")
        if not HEADER.size <= length <= MAXIMUM_LENGTH:
            raise DecodeError(f"a Message Length of {length} octets is not plausible")
        return int(length)

    def _is_header(self, position: int) -> bool:
        """Say whether a header has another one where its length says."""
        buffer = self._buffer
        if not _PLAUSIBLE.match(buffer, position):
            return False
        behind = _behind(buffer, position)
        return behind > 0 and _PLAUSIBLE.match(buffer, behind) is not None

    def _search(self, position: int) -> int:
        buffer, ends = self._buffer, self._ends
        # From here on there are but the first octets of a header, at most.
        stop = max(position, len(buffer) - HEADER.size + 1)
        at = max(position, self._seen)
        if self._is_led_to(at, stop):
            at = position  # the first of those that lead to another is among the headers seen
        awaited = []
        for start in _headers(buffer, at):
            behind = _behind(buffer, start)
            if behind >= stop:
                awaited.append(behind)
            elif behind and _PLAUSIBLE.match(buffer, behind):
                self._forget()
                return start
        if awaited:
            ends.extend(bytes(max(0, max(awaited) + 1 - len(ends))))
            for behind in awaited:
                ends[behind] = 1
        found = stop
        if len(ends) > stop:
            seen = _headers(buffer, position)
            found = next((start for start in seen if _behind(buffer, start) >= stop), stop)
        # What is before the place that is returned is gone the next time.
        self._seen = stop - found
        del ends[:found]
        return found

    def _is_led_to(self, start: int, stop: int) -> bool:
        """Say whether there is a header, in a range of places, where a message seen ends."""
        while (start := self._ends.find(1, start, stop)) >= 0:
            if _PLAUSIBLE.match(self._buffer, start):
                return True
            start += 1
        return False

    def _clear(self) -> None:
        super()._clear()
        self._forget()

    def _forget(self) -> None:
        """Forget which headers were seen."""
        self._seen = 0
        self._ends.clear()


def _headers(buffer: bytearray, position: int) -> Iterator[int]:
    """Yield where there are plausible headers, from a position on."""
    while match := _PLAUSIBLE.search(buffer, position):
        position = match.start() + 1
        yield match.start()


def _behind(buffer: bytearray, position: int) -> int:
    """Return where the message of a plausible header ends; 0 if its length cannot be believed."""
    length = int.from_bytes(buffer[position + 1 : position + 5], "big")
    return position + length if HEADER.size <= length <= _SEARCHED else 0


def looks_like_bmp(octets: bytes) -> bool:
    """Say whether the text of a segment is BMP from its first octet on.

    It is if it is an Initiation Message, which comes first (RFC 7854 §3.3), or whole messages, the
    last of which may go on in the next segment.
    """
    position = 0
    while _PLAUSIBLE.match(octets, position):
        length = int.from_bytes(octets[position + 1 : position + 5], "big")
        if length < HEADER.size:
            return False
        position += length
        if position > len(octets):
            # A single one that is not all here could be anything, unless it comes first.
            return position > length or octets[5] == codes.INITIATION
        if position > len(octets) - HEADER.size:
            return position == len(octets) or octets[position] in _VERSIONS
    return False
