"""From octets to the frames of records, in order, over damaged places (RFC 6396 §2).

The Length field alone tells where the next record starts, so a damaged one hides all that
follows. A frame is believed while what it frames can be read. When that fails, the header behind
it decides: if that one is plausible, only this record is damaged; otherwise the framing is lost,
and octets are passed over until a plausible header has another one, or the end of the file, where
its Length says.

A header is plausible if bgplib knows its type and subtype (the types that carry routing
information) and its Length is less than 16 MiB. For types that bgplib does not know, which must
not be taken for damage, it suffices that the header behind them has the same type and was written
within a day.
"""

from __future__ import annotations

import re
from typing import Final

from bgplib._compiling import i64
from bgplib.formats._file_kinds import EXAMINED, not_a
from bgplib.formats._number_texts import number
from bgplib.formats.compression import OctetStream
from bgplib.formats.mrt._walk import two_octets
from bgplib.formats.mrt.record import HEADER, ErrorRecord

__all__ = ["MAXIMUM_LENGTH", "Frame", "Framer"]

#: timestamp, type, subtype; the buffer, and where in it the octets behind the header start and end
Frame = tuple[int, int, int, bytes, int, int]

#: this module was compiled: then arithmetic is faster than `struct`
_COMPILED: Final = not __file__.endswith(".py")
#: The longest Length that is believed, in octets. A RIB record of 10,000 peers is 1 MiB.
MAXIMUM_LENGTH: Final = (1 << 24) - 1
#: as many octets without a record are reported at once
_PIECE: Final = MAXIMUM_LENGTH + 1
_HEADER: Final = 12
_WINDOW: Final = 1 << 16
_DAY: Final = 86_400
_KNOWN: Final = (
    rb"\0(?:[\x05\x09\x0a]\0[\x01\x03-\x07]|\x0c\0[\x01-\x04]|\x0d\0[\x01-\x0c]"
    rb"|[\x10\x11]\0[\0-\x0b]|[\x0b\x20\x21\x30\x31]\0\0)"
)
# Type and subtype; and with them the first octet of Length, which is 0 up to MAXIMUM_LENGTH.
_KNOWN_TYPE: Final = re.compile(_KNOWN, re.DOTALL)
_PLAUSIBLE: Final = re.compile(_KNOWN + rb"\0", re.DOTALL)


class Framer:
    """Cuts the octets of a stream into records.

    Memory is bounded: the buffer holds what was passed over and one more record, each less than
    16 MiB, and what the stream delivers at once.
    """

    __slots__ = (
        "_base",
        "_buffer",
        "_is_at_end",
        "_is_done",
        "_is_lost",
        "_length",
        "_start",
        "_stream",
    )

    def __init__(self, stream: OctetStream) -> None:
        """Start at the beginning of a stream."""
        self._stream = stream
        self._buffer = b""
        self._base = 0  # where the buffer stands in the file
        self._start = 0  # of the frame handed out last, in the buffer
        self._length = 0  # of that frame, header and all
        self._is_lost = False  # in the midst of a long stretch without a record
        self._is_at_end = False  # the stream has no more than is in the buffer
        self._is_done = False  # what is wrong with the end was reported

    @property
    def offset(self) -> int:
        """Where the frame handed out last starts, in octets from the start of the file."""
        return self._base + self._start

    def next(self) -> Frame | ErrorRecord | None:
        """Return the next frame, or what is wrong in its place; None at the end."""
        start = self._start = self._start + self._length
        self._length = 0
        if self._is_lost:
            error = self._pass_over("octets without a record go on", 0)
            if error is not None:
                return error
            start = self._start
        buffer = self._buffer
        if len(buffer) - start < _HEADER:
            if not self._fill(_HEADER):
                return self._end("the file ends in the header of a record")
            buffer, start = self._buffer, self._start
        if _COMPILED:
            place: i64 = start
            timestamp = number(buffer, start)
            kind: int = two_octets(buffer, place + 4)
            subtype: int = two_octets(buffer, place + 6)
            length = number(buffer, start + 8)
        else:
            timestamp, kind, subtype, length = HEADER.unpack_from(buffer, start)
        stop = start + _HEADER + length
        # Judged also where so much is in the buffer, which depends on how the stream came.
        if length > MAXIMUM_LENGTH:
            return self._pass_over(f"a Length of {length} octets is not plausible")
        if stop > len(buffer):
            if not self._fill(_HEADER + length):
                there = len(self._buffer) - self._start - _HEADER
                return self._pass_over(f"of the {length} octets of a record only {there} are there")
            buffer, start = self._buffer, self._start
            stop = start + _HEADER + length
        self._length = stop - start
        return timestamp, kind, subtype, buffer, start + _HEADER, stop

    def close(self) -> None:
        """Let the frame handed out last be the last: what is behind it was not cut, nor read."""
        self._buffer = self._buffer[: self._start + self._length]
        self._is_lost = False
        self._is_at_end = self._is_done = True

    def reject(self, text: str, rfc: str = "") -> ErrorRecord:
        """Say that the frame handed out last cannot be read; return what to report instead.

        Args:
            text: what is wrong, one sentence.
            rfc: the section that says so.
        """
        if self.is_confirmed():
            octets = self._buffer[self._start : self._start + self._length]
            return ErrorRecord(offset=self.offset, octets=octets, text=text, rfc=rfc)
        return self._pass_over(text) or self._report(text)

    def is_confirmed(self) -> bool:
        """Say whether what follows the frame handed out last shows that its Length is right."""
        return self._leads_to_another(self._length)

    def longer(self, count: int) -> Frame | None:
        """Return the frame handed out last with `count` more octets, if a record follows those.

        The frame that was handed out stays in force until `extend` is called.
        """
        length = self._length + count
        if not self._fill(length) or not self._leads_to_another(length):
            return None
        timestamp, kind, subtype, _ = HEADER.unpack_from(self._buffer, self._start)
        start = self._start
        return timestamp, kind, subtype, self._buffer, start + _HEADER, start + length

    def extend(self, count: int) -> None:
        """Put the frame that `longer` returned in force."""
        self._length += count

    # -- the buffer: what is counted is counted from the start of the frame handed out last ------

    def _fill(self, count: int) -> bool:
        """Have `count` octets in the buffer, if there are that many."""
        there = len(self._buffer) - self._start
        if there >= count:
            return True
        pieces = [self._buffer[self._start :]]
        while there < count and not self._is_at_end:
            octets = self._stream.read()
            self._is_at_end = not octets
            pieces.append(octets)
            there += len(octets)
        self._base += self._start
        self._start = 0
        self._buffer = b"".join(pieces)
        return there >= count

    def _leads_to_another(self, length: int) -> bool:
        """Say whether a frame of this length has another one behind it, or the end of the file."""
        if not self._fill(length + _HEADER):
            # A header that is cut is as good as none.
            return True
        if self._is_plausible(length):
            return True
        (timestamp, *_) = HEADER.unpack_from(self._buffer, self._start)
        at = self._start + length
        following = HEADER.unpack_from(self._buffer, at)
        if not any(following) or abs(following[0] - timestamp) > _DAY:
            return False
        return following[3] <= MAXIMUM_LENGTH or _KNOWN_TYPE.match(self._buffer, at + 4) is not None

    def _is_plausible(self, ahead: int) -> bool:
        return _PLAUSIBLE.match(self._buffer, self._start + ahead + 4) is not None

    # -- where no record can be read ---------------------------------------------------------

    def _pass_over(self, text: str, first: int = 1) -> ErrorRecord | None:
        """Find the next record that is not in doubt; report what stands before it.

        Args:
            text: what is wrong with the first of those octets.
            first: the first place where the next record may start.
        """
        ahead = self._search(first)
        if ahead is None:
            return self._end(text)
        self._length = ahead
        if not ahead:
            return None
        return self._report(f"{text}; {ahead} octets are passed over")

    def _report(self, text: str) -> ErrorRecord:
        octets = self._buffer[self._start : self._start + self._length]
        if not self.offset and octets:
            text = not_a("MRT file", self._buffer[self._start :][:EXAMINED]) + text
        return ErrorRecord(offset=self.offset, octets=octets, text=text, rfc="RFC 6396 §2")

    def _end(self, text: str) -> ErrorRecord | None:
        """Report octets at the end that are no record, and a fault of the packing, once."""
        rest = self._length = len(self._buffer) - self._start
        fault = self._stream.fault
        at_start = self.offset == 0
        if self._is_done or not (rest or fault or at_start):
            return None
        self._is_done = True
        if not rest and fault:
            # No RFC says anything of how a file is packed.
            return ErrorRecord(offset=self.offset, octets=b"", text=fault)
        if not rest:
            return self._report("the file is empty")
        text = f"{text}; {rest} octets to the end are no record"
        if at_start and not self._is_plausible(0) and not not_a("MRT file", self._buffer):
            text = f"this is no MRT file: {text}"
        return self._report(f"{text}; {fault}" if fault else text)

    def _search(self, ahead: int) -> int | None:
        """Return where the next header stands that leads to another one, or to the end.

        Args:
            ahead: the first place to look at.
        """
        self._is_lost = False
        while True:
            self._fill(ahead + _WINDOW)
            match = _PLAUSIBLE.search(self._buffer, self._start + ahead + 4)
            if match is None:
                there = len(self._buffer) - self._start
                if self._is_at_end and there <= _PIECE:
                    return None
                # A header of which only a part is in the buffer is found the next time.
                ahead = _PIECE if self._is_at_end else max(ahead, there - _HEADER)
            else:
                ahead = match.start() - 4 - self._start
                if ahead < _PIECE and self._leads_on(ahead):
                    return ahead
                ahead += 1
            # Pieces of one size: what is reported does not depend on how much came at once.
            if ahead >= _PIECE:
                self._is_lost = True
                return _PIECE

    def _leads_on(self, ahead: int) -> bool:
        """Say whether a plausible header has another one, or the end, where its Length says."""
        if not self._fill(ahead + _HEADER):
            return False
        at = self._start + ahead + 8
        length = int.from_bytes(self._buffer[at : at + 4], "big")
        stop = ahead + _HEADER + length
        if self._fill(stop + _HEADER):
            return self._is_plausible(stop)
        there = len(self._buffer) - self._start
        return there == stop
