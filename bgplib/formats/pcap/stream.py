"""One direction of a TCP connection, put in order (RFC 9293 §3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

__all__ = ["MAXIMUM_WAITING", "Gap", "Stream"]

#: How many octets wait for those before them, at most; then the gap is taken for a loss.
MAXIMUM_WAITING: Final = 131_072
_MAXIMUM_SEGMENTS: Final = 1024
# How many octets are kept of the beginning.
_HEAD: Final = 64
_HALF: Final = 1 << 31
_MASK: Final = (1 << 32) - 1


class Gap(int):
    """How many octets of a stream are not in the capture."""


class Stream:
    """Gives back the octets of a stream in their order, each once.

    Segments may come late, twice, and overlap. Memory is bounded: at most 1,024 segments of
    131,072 octets in all wait. The time is that of a heap: n log n in the segments that wait.
    """

    __slots__ = ("_count", "_first", "_head", "_next", "_size", "_waiting", "is_whole")

    def __init__(self, sequence: int | None = None) -> None:
        """Start at the sequence number of the first octet; None: where the first segment does."""
        self._next = sequence  # not wrapped: it grows beyond 32 bits
        self._first = sequence or 0  # where it began
        self._head = b""  # the first octets, as far as they came without a gap
        self.is_whole = sequence is not None  #: nothing stands before its first octet
        # Where a segment starts, a number that makes it unique, its octets, how many are missing.
        self._waiting: list[tuple[int, int, bytes, int]] = []
        self._size = 0
        self._count = 0

    def step_back(self) -> None:
        """Count one octet less than before."""
        if self._next is not None and not self._waiting:
            self._next -= 1
            self._first -= 1

    @property
    def is_empty(self) -> bool:
        """Whether not even the sequence number is known that it starts at."""
        return self._next is None

    @property
    def place(self) -> int:
        """How many octets there were, those that are missing among them."""
        return (self._next or 0) - self._first

    def distance(self, sequence: int) -> int | None:
        """Return how far a sequence number is ahead of the next octet; None before the first.

        RFC 9293 §3.4: what is not less than half of all numbers ahead is behind.
        """
        if self._next is None:
            return None
        return (sequence - self._next + _HALF & _MASK) - _HALF

    def differs(self, place: int, octets: bytes) -> bool:
        """Say whether octets are others than those that came, where these are still known.

        Args:
            place: how many octets stand before them.
            octets: the octets.
        """
        skipped = max(0, -place)
        known = self._head[max(0, place) :]
        length = min(len(known), max(0, len(octets) - skipped))
        return known[:length] != octets[skipped : skipped + length]

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
            self._next = self._first = sequence
        ahead = self.distance(sequence) or 0
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
                piece = octets[here - start :] if here > start else octets
                if here - self._first == len(self._head) < _HEAD:
                    self._head = (self._head + piece[:_HEAD])[:_HEAD]
                yield piece
                here = self._next = stop
            stop += missing
            if stop > here:
                # Another segment may have what the snapshot length cut off this one.
                if waiting:
                    stop = min(stop, max(here, waiting[0][0]))
                if stop > here:
                    yield Gap(stop - here)
                    here = self._next = stop
