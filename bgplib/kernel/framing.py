"""From a stream of octets to whole messages, whatever the chunks (RFC 4271 §4.1, §6.1).

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                    Marker (16 octets, all ones)               |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|          Length               |      Type     |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from typing import Final

from bgplib._compiling import i64
from bgplib.errors import DecodeError

__all__ = ["HEADER_LENGTH", "MARKER", "MessageBuffer", "check_header"]

MARKER: Final = b"\xff" * 16
HEADER_LENGTH: Final = 19
_ORDINARY_MAXIMUM: Final = 4096
# RFC 4271 §4.2-§4.5: the shortest OPEN, UPDATE, NOTIFICATION and KEEPALIVE. A short
# ROUTE-REFRESH is judged with its body, since RFC 7313 has an error code of its own for it.
_SHORTEST: Final = (0, 29, 23, 21, 19, 19)
_UPDATE: Final = 2
_SHORTEST_UPDATE: Final = 23
# RFC 8654 §4: "The BGP Extended Message Capability applies to all messages except for OPEN and
# KEEPALIVE messages."
_NEVER_EXTENDED: Final = (1, 4)
# Octets that were handed out are let go of only once this many have gathered and they are at least
# half of what is there: each octet is moved at most once on average.
_COMPACT_AT: Final = 65536


def check_header(octets: bytes | bytearray, start: int, maximum: int) -> int:
    """Judge the 19 octets at `start` and return the Length they state.

    Args:
        octets: at least 19 octets from `start` on.
        start: index of the marker.
        maximum: the longest message agreed on, 4,096 or 65,535 octets.

    Raises:
        DecodeError: with the code 1 NOTIFICATION of RFC 4271 §6.1.
    """
    # RFC 4271 §6.1: "If the Marker field of the message header is not as expected, then a
    # synchronization error has occurred".
    if octets[start : start + 16] != MARKER:
        raise DecodeError("the marker is not all ones", rfc="RFC 4271 §6.1", code=1, subcode=1)
    length = (octets[start + 16] << 8) | octets[start + 17]
    kind = octets[start + 18]
    if length < HEADER_LENGTH or length > maximum:
        _bad_length(length, f"the length {length} is not between 19 and {maximum}")
    # RFC 4271 §6.1: "If the Type field of the message header is not recognized, then the Error
    # Subcode MUST be set to Bad Message Type."
    if kind < 1 or kind > 5:
        raise DecodeError(
            f"message type {kind} is not known",
            rfc="RFC 4271 §6.1",
            code=1,
            subcode=3,
            data=bytes((kind,)),
        )
    if length < _SHORTEST[kind]:
        _bad_length(length, f"{length} octets are too few for a message of type {kind}")
    if kind == 4 and length != HEADER_LENGTH:
        _bad_length(length, f"a KEEPALIVE is 19 octets long, not {length}")
    if kind in _NEVER_EXTENDED and length > _ORDINARY_MAXIMUM:
        _bad_length(length, f"a message of type {kind} is at most 4096 octets long, not {length}")
    return length


def _bad_length(length: int, text: str) -> None:
    # RFC 4271 §6.1: "The Data field MUST contain the erroneous Length field."
    raise DecodeError(
        text, rfc="RFC 4271 §6.1", code=1, subcode=2, data=bytes((length >> 8, length & 255))
    )


class MessageBuffer:
    """Gathers octets as they come and hands out whole messages.

    The length of a message is judged as soon as its 19 header octets are there, so that no more
    than one message is ever waited for. Time is linear in the octets, for any chunking: messages
    are cut out of what came as it came, and only what is not a whole message yet is gathered.
    """

    __slots__ = ("_buffer", "_start", "_whole", "maximum")

    def __init__(self, maximum: int = _ORDINARY_MAXIMUM) -> None:
        # What messages are cut out of, from `_start` on, and what came behind it.
        self._whole = b""
        self._start: i64 = 0
        self._buffer = bytearray()
        self.maximum = maximum  #: the longest message agreed on, in octets

    def __len__(self) -> int:
        """Return how many octets wait."""
        return len(self._whole) - self._start + len(self._buffer)

    def feed(self, octets: bytes | bytearray | memoryview) -> None:
        """Add what the connection delivered."""
        if self._buffer or self._start < len(self._whole):
            self._buffer += octets
        else:
            # This copies what the caller may change afterwards, takes `bytes` as they are, and
            # nothing that holds no octets: `bytes` would make zeros of a number.
            self._whole = b"".join((octets,))
            self._start = 0

    def next_message(self) -> bytes | None:
        """Return the next whole message, or None when more octets are needed.

        Raises:
            DecodeError: the header is wrong; what follows cannot be delimited any more.
        """
        message = self._cut()
        if message is None and self._gather():
            message = self._cut()
        return message

    def _cut(self) -> bytes | None:
        """Return the next message of what it can be cut out of; None when it does not end there."""
        whole = self._whole
        start: i64 = self._start
        size: i64 = len(whole)
        if size - start < HEADER_LENGTH:
            return None
        length: i64 = whole[start + 16]
        length = length << 8 | whole[start + 17]
        stop: i64 = start + length
        message = whole[start:stop]
        # Nearly all messages are UPDATEs, of which no more than this is asked.
        if (
            whole[start + 18] != _UPDATE
            or length < _SHORTEST_UPDATE
            or length > self.maximum
            or not message.startswith(MARKER)
        ):
            check_header(whole, start, self.maximum)
        if stop > size:
            return None
        if stop == size:
            self._whole = b""
            stop = 0
        elif stop >= _COMPACT_AT and stop * 2 >= size:
            self._whole = whole[stop:]
            stop = 0
        self._start = stop
        return message

    def _gather(self) -> bool:
        """Put the octets that wait in one piece; say whether that holds a whole message.

        An octet that is part of no whole message stays in the bytearray until it is.
        """
        buffer = self._buffer
        if self._start < len(self._whole):
            buffer[:0] = self._whole[self._start :]
            self._whole = b""
            self._start = 0
        size = len(buffer)
        if size < HEADER_LENGTH or size < check_header(buffer, 0, self.maximum):
            return False
        self._whole = bytes(buffer)
        buffer.clear()
        return True
