"""From octets to the frames of BMP messages, in order, over damaged places (RFC 7854 §4.1).

The Message Length alone tells where the next message starts. A frame is believed while what it
frames can be read. When that fails, the header behind it decides: if that one is plausible, or
there is none, only this message is damaged; otherwise the framing is lost, and octets are passed
over until a plausible header of a known type has another one, or the end, where its length says.
"""

from __future__ import annotations

import re
from typing import Final

from bgplib.formats._file_kinds import EXAMINED, not_a
from bgplib.formats.bmp.message import HEADER
from bgplib.formats.compression import OctetStream
from bgplib.formats.error_record import ErrorRecord

__all__ = ["MAXIMUM_LENGTH", "Framer"]

#: The longest Message Length that is believed, in octets. A Peer Up with two extended OPENs and a
#: few TLVs of 65,535 octets is less.
MAXIMUM_LENGTH: Final = (1 << 20) - 1
#: as many octets without a message are reported at once
_PIECE: Final = MAXIMUM_LENGTH + 1
_SECTION: Final = "RFC 7854 §4.1"
_HEADER: Final = HEADER.size
_WINDOW: Final = 1 << 16
# Version, the first octets of a length up to MAXIMUM_LENGTH, the rest of it, a known type.
_PLAUSIBLE: Final = re.compile(rb"[\3\4]\0[\0-\x0f]..[\0-\6]", re.DOTALL)
# RFC 7854 §4.1: "A BMP implementation MUST ignore unrecognized message types upon receipt." So what
# follows a message may be of any type.
_FOLLOWING: Final = re.compile(rb"[\3\4]\0[\0-\x0f]...", re.DOTALL)


class Framer:
    """Cuts the octets of a stream into messages.

    Memory is bounded: the buffer holds what was passed over and one more message, each less than
    1 MiB, and what the stream delivers at once.
    """

    __slots__ = ("_base", "_buffer", "_is_at_end", "_is_done", "_length", "_start", "_stream")

    def __init__(self, stream: OctetStream) -> None:
        """Start at the beginning of a stream."""
        self._stream = stream
        # One that grows in its place: what is searched may be long, and what comes short.
        self._buffer = bytearray()
        self._base = 0  # where the buffer stands in the file
        self._start = 0  # of the frame handed out last, in the buffer
        self._length = 0  # of that frame, header and all
        self._is_at_end = False  # the stream has no more than is in the buffer
        self._is_done = False  # a fault of the packing was reported

    @property
    def offset(self) -> int:
        """Where the frame handed out last starts, in octets from the start of the file."""
        return self._base + self._start

    def next(self) -> bytes | ErrorRecord | None:
        """Return the octets of the next message, or what is wrong in its place; None at the end."""
        self._start += self._length
        self._length = 0
        if not self._fill(_HEADER):
            return self._end()
        version, length, _ = HEADER.unpack_from(self._buffer, self._start)
        if version not in (3, 4):
            return self._pass_over(f"version {version} is neither 3 nor 4")
        if not _HEADER <= length <= MAXIMUM_LENGTH:
            return self._pass_over(f"a Message Length of {length} octets is not plausible")
        if not self._fill(length):
            there = len(self._buffer) - self._start
            return self._pass_over(f"of the {length} octets of a message only {there} are there")
        self._length = length
        return self._octets()

    def close(self) -> None:
        """Let the frame handed out last be the last: what is behind it was not cut, nor read."""
        del self._buffer[self._start + self._length :]
        self._is_at_end = self._is_done = True

    def reject(self, text: str, rfc: str = "") -> ErrorRecord:
        """Say that the frame handed out last cannot be read; return what to report instead.

        Args:
            text: what is wrong, one sentence.
            rfc: the section that says so.
        """
        if self.is_confirmed():
            return ErrorRecord(offset=self.offset, octets=self._octets(), text=text, rfc=rfc)
        return self._pass_over(text)

    def is_confirmed(self) -> bool:
        """Say whether what follows the frame handed out last shows that its length is right."""
        if self._fill(self._length + _HEADER):
            return _FOLLOWING.match(self._buffer, self._start + self._length) is not None
        return len(self._buffer) - self._start == self._length

    # -- the buffer: what is counted is counted from the start of the frame handed out last ------

    def _octets(self) -> bytes:
        return bytes(self._buffer[self._start : self._start + self._length])

    def _fill(self, count: int) -> bool:
        """Have `count` octets in the buffer, if there are that many."""
        there = len(self._buffer) - self._start
        if there >= count or self._is_at_end:
            return there >= count
        del self._buffer[: self._start]
        self._base += self._start
        self._start = 0
        while len(self._buffer) < count and not self._is_at_end:
            octets = self._stream.read()
            self._is_at_end = not octets
            self._buffer += octets
        return len(self._buffer) >= count

    def _pass_over(self, text: str) -> ErrorRecord:
        """Pass over octets until the next message that can be believed."""
        ahead = self._search()
        self._length = ahead
        return self._report(f"{text}; {ahead} octets are passed over")

    def _search(self) -> int:
        """Return how far the next header is that leads to another one, or to the end."""
        ahead = 1
        # A longer stretch is reported in pieces of one size, so that the buffer stays bounded, and
        # what is reported does not depend on how much of the stream came at once.
        while ahead < _PIECE:
            self._fill(ahead + _WINDOW)
            match = _PLAUSIBLE.search(self._buffer, self._start + ahead)
            if match is None:
                there = len(self._buffer) - self._start
                if self._is_at_end:
                    return min(there, _PIECE)
                # A header of which only a part is in the buffer is found the next time.
                ahead = max(ahead, there - _HEADER + 1)
                continue
            ahead = match.start() - self._start
            if ahead < _PIECE and self._leads_on(ahead):
                return ahead
            ahead += 1
        return _PIECE

    def _leads_on(self, ahead: int) -> bool:
        """Say whether a plausible header has another one, or the end, where its length says."""
        length = int.from_bytes(
            self._buffer[self._start + ahead + 1 : self._start + ahead + 5], "big"
        )
        if length < _HEADER:
            return False
        stop = ahead + length
        if self._fill(stop + _HEADER):
            return _FOLLOWING.match(self._buffer, self._start + stop) is not None
        return len(self._buffer) - self._start == stop

    def _report(self, text: str) -> ErrorRecord:
        octets = self._octets()
        if not self.offset and octets:
            text = not_a("BMP stream", bytes(self._buffer[:EXAMINED])) + text
        return ErrorRecord(offset=self.offset, octets=octets, text=text, rfc=_SECTION)

    def _end(self) -> ErrorRecord | None:
        """Report octets at the end that are no message, and a fault of the packing, once."""
        rest = self._length = len(self._buffer) - self._start
        fault = self._stream.fault
        if self._is_done or not (rest or fault or self.offset == 0):
            return None
        self._is_done = True
        if not rest and fault:
            # No RFC says anything of how a file is packed.
            return ErrorRecord(offset=self.offset, octets=b"", text=fault)
        if not rest:
            return self._report("the file is empty")
        text = f"the file ends in a header; {rest} octets to the end are no message"
        return self._report(f"{text}; {fault}" if fault else text)
