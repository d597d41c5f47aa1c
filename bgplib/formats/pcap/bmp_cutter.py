"""From the octets of one direction to BMP messages, over gaps (RFC 7854 §4.1)."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from bgplib.errors import DecodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.framing import MAXIMUM_LENGTH
from bgplib.formats.bmp.message import HEADER
from bgplib.formats.pcap.cutter import Cutter

__all__ = ["BmpCutter", "looks_like_bmp"]

_VERSIONS: Final = (codes.VERSION, codes.VERSION_TLV)
# Version, the first octets of a length up to MAXIMUM_LENGTH, the rest of it, a known type.
_PLAUSIBLE: Final = re.compile(rb"[\3\4]\0[\0-\x0f]..[\0-\6]", re.DOTALL)
#: The longest message that is found by its header alone, in octets: while its end is awaited, what
#: is there is looked through again with each segment.
_SEARCHED: Final = 1 << 16


class BmpCutter(Cutter):
    """Hands out whole BMP messages; where there is none, it looks for one that leads to another."""

    __slots__ = ()

    HEADER: ClassVar[int] = HEADER.size
    SECTION: ClassVar[str] = "RFC 7854 §4.1"

    def _length(self, position: int) -> int:
        version, length, _ = HEADER.unpack_from(self._buffer, position)
        if version not in _VERSIONS:
            raise DecodeError(f"version {version} is neither 3 nor 4")
        if not HEADER.size <= length <= MAXIMUM_LENGTH:
            raise DecodeError(f"a Message Length of {length} octets is not plausible")
        return int(length)

    def _is_header(self, position: int) -> bool:
        return _leads_on(self._buffer, position) is True

    def _search(self, position: int) -> int:
        buffer = self._buffer
        first: int | None = None  # one that may lead to another, which is yet to come
        while match := _PLAUSIBLE.search(buffer, position):
            position = match.start()
            verdict = _leads_on(buffer, position)
            if verdict:
                return position
            if verdict is None and first is None:
                first = position
            position += 1
        # The last octets may be the first of a header.
        last = max(position, len(buffer) - HEADER.size + 1)
        return last if first is None else first


def _leads_on(buffer: bytes | bytearray, position: int) -> bool | None:
    """Say whether a header has another one where its length says; None if that is yet to come."""
    if not _PLAUSIBLE.match(buffer, position):
        return False
    length = int.from_bytes(buffer[position + 1 : position + 5], "big")
    if not HEADER.size <= length <= _SEARCHED:
        return False
    behind = position + length
    if behind + HEADER.size > len(buffer):
        return None
    return _PLAUSIBLE.match(buffer, behind) is not None


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
