"""A cursor over octets for codecs that are not hot.

Every read is checked against the end of the enclosing field before anything is taken, so a
length that lies cannot reach beyond the field it stands in.
"""

from __future__ import annotations

from typing import NoReturn

from bgplib.errors import DecodeError

__all__ = ["Reader"]


class Reader:
    """Reads big-endian fields from `octets[start:stop]`.

    Raises:
        DecodeError: from every method, when the field ends before the read does.
    """

    __slots__ = ("_octets", "_position", "_stop")

    def __init__(self, octets: bytes, start: int = 0, stop: int | None = None) -> None:
        self._octets = octets
        self._position = start
        self._stop = len(octets) if stop is None else stop

    @property
    def position(self) -> int:
        """Index of the next octet, counted in the octets given to the outermost reader."""
        return self._position

    @property
    def remaining(self) -> int:
        """How many octets are left in this field."""
        return self._stop - self._position

    def take(self, count: int) -> bytes:
        """Read `count` octets."""
        start = self._position
        stop = start + count
        if stop > self._stop:
            self._short(count)
        self._position = stop
        return self._octets[start:stop]

    def rest(self) -> bytes:
        """Read all that is left."""
        return self.take(self.remaining)

    def unsigned(self, size: int) -> int:
        """Read an unsigned integer of `size` octets."""
        return int.from_bytes(self.take(size), "big")

    def u8(self) -> int:
        """Read one octet."""
        position = self._position
        if position >= self._stop:
            self._short(1)
        self._position = position + 1
        return self._octets[position]

    def u16(self) -> int:
        """Read two octets."""
        return self.unsigned(2)

    def u24(self) -> int:
        """Read three octets."""
        return self.unsigned(3)

    def u32(self) -> int:
        """Read four octets."""
        return self.unsigned(4)

    def u64(self) -> int:
        """Read eight octets."""
        return self.unsigned(8)

    def sub(self, count: int) -> Reader:
        """Return a reader of the next `count` octets, which this one skips."""
        start = self._position
        if start + count > self._stop:
            self._short(count)
        self._position = start + count
        return Reader(self._octets, start, start + count)

    def finish(self) -> None:
        """Check that the field was read to its end."""
        if self._position != self._stop:
            raise DecodeError(f"{self.remaining} octets are left over at the end of the field")

    def _short(self, count: int) -> NoReturn:
        raise DecodeError(f"{count} octets wanted, {self.remaining} are left in the field")
