"""One direction of a TCP connection, put in order (RFC 9293 §3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

__all__ = ["MAXIMUM_WAITING", "Gap", "Stream"]

#: How many octets wait for those before them, at most; then the gap is taken for a loss.
MAXIMUM_WAITING: Final = 131_072
_MAXIMUM_SEGMENTS: Final = 1024
_HALF: Final = 1 << 31
_MASK: Final = (1 << 32) - 1


class Gap(int):
    """How many octets of a stream are not in the capture."""


class Stream:
    """Gives back the octets of a stream in their order, each once.

    Segments may come late, twice, and overlap. Memory is bounded: at most 1,024 segments of
    131,072 octets in all wait. The time is that of a heap: n log n in the segments that wait.
    """

    __slots__ = ("_count", "_next", "_size", "_waiting")

    def __init__(self, sequence: int | None = None) -> None:
        """Start at the sequence number of the first octet; None: where the first segment does."""
        self._next = sequence  # not wrapped: it grows beyond 32 bits
        # Where a segment starts, a number that makes it unique, its octets, how many are missing.
        self._waiting: list[tuple[int, int, bytes, int]] = []
        self._size = 0
        self._count = 0

    def step_back(self) -> None:
        """Count one octet less than before."""
        if self._next is not None and not self._waiting:
            self._next -= 1

    def add(self, sequence: int, octets: bytes, missing: int = 0) -> Iterator[bytes | Gap]:
        """Take a segment, and yield what has its place now.

        Args:
            sequence: sequence number of the first octet.
            octets: the text of the segment, as far as it was captured.
            missing: how many more octets it had.
        """
        if not octets and not missing:
            return
        if self._next is None:
            self._next = sequence
        ahead = (sequence - self._next) & _MASK
        if ahead >= _HALF:
            ahead -= _MASK + 1
        if ahead + len(octets) + missing <= 0:
            return
        self._count += 1
        heappush(self._waiting, (self._next + ahead, self._count, octets, missing))
        self._size += len(octets)
        yield from self._drain()
        while self._size > MAXIMUM_WAITING or len(self._waiting) > _MAXIMUM_SEGMENTS:
            yield self._skip()
            yield from self._drain()

    def flush(self) -> Iterator[bytes | Gap]:
        """Yield all that waits, with the gaps between, since nothing more comes."""
        while self._waiting:
            yield self._skip()
            yield from self._drain()

    def _skip(self) -> Gap:
        """Give up on what is missing before the first segment that waits."""
        here = self._waiting[0][0]
        gap = Gap(here - (self._next or 0))
        self._next = here
        return gap

    def _drain(self) -> Iterator[bytes | Gap]:
        here = self._next or 0
        waiting = self._waiting
        while waiting and waiting[0][0] <= here:
            start, _, octets, missing = heappop(waiting)
            self._size -= len(octets)
            stop = start + len(octets)
            if stop > here:
                yield octets[here - start :] if here > start else octets
                here = self._next = stop
            stop += missing
            if stop > here:
                # Another segment may have what the snapshot length cut off this one.
                if waiting:
                    stop = min(stop, max(here, waiting[0][0]))
                if stop > here:
                    yield Gap(stop - here)
                    here = self._next = stop
