"""Cutter: a cursor that leaves a field behind for all that it passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib.findings import Finding
from bgplib.messages.dissection._field import MessageField

__all__ = ["Cutter", "named", "nothing"]

_LEFT_OVER: Final = "octets left over"


def named(number: int, name: str | None) -> str:
    """Return a number with what it stands for: `2 (UPDATE)`."""
    return f"{number} ({name})" if name and not name.startswith("UNKNOWN(") else str(number)


def nothing(_octets: bytes) -> str:
    """Say nothing of octets."""
    return ""


class Cutter:
    """Cuts `octets[start:stop]` into fields, one behind the other.

    Lengths that lie are no errors here: a field never reaches beyond the one that it is in, and
    what nobody has cut when that ends is a field of its own.
    """

    __slots__ = ("fields", "notes", "octets", "position", "stop", "suspect")

    def __init__(self, octets: bytes, start: int, stop: int) -> None:
        self.octets = octets  #: the message
        self.position = start  #: where the next field begins
        self.stop = stop  #: where the last one ends
        self.fields: list[MessageField] = []  #: what was cut
        #: start and stop of the first octets that cannot be what they should be
        self.suspect: tuple[int, int] | None = None
        self.notes: list[Finding] = []  #: what is wrong and not looked at by `decode`

    @property
    def remaining(self) -> int:
        """How many octets are left."""
        return self.stop - self.position

    def peek(self, at: int) -> int | None:
        """Return the octet that stands so many behind the next one, if it is there."""
        at += self.position
        return self.octets[at] if at < self.stop else None

    def doubt(self, start: int, stop: int) -> None:
        """Take note of octets at fault, if they are the first."""
        if self.suspect is None:
            self.suspect = start, stop

    def take(self, size: int, name: str, text: Callable[[bytes], str] = nothing) -> bytes | None:
        """Cut a field of `size` octets, if there is any; None where they are not all there."""
        found = self.octets[self.position : min(self.position + size, self.stop)]
        whole = len(found) == size
        if not whole:
            self.doubt(self.position, self.position + len(found))
        if found:
            said = text(found) if whole else f"cut off: {len(found)} of {size} octets"
            self.fields.append(MessageField(name, self.position, found, said))
        self.position += len(found)
        return found if whole else None

    def number(self, size: int, name: str, text: Callable[[int], str] = str) -> int | None:
        """Cut an unsigned number; None where its octets are not all there."""
        found = self.take(size, name, lambda octets: text(int.from_bytes(octets, "big")))
        return None if found is None else int.from_bytes(found, "big")

    def rest(self, name: str, text: Callable[[bytes], str] = nothing) -> None:
        """Cut all that is left, if anything is."""
        self.take(self.remaining, name, text)

    def group(self, size: int, name: str, fill: Callable[[Cutter], object], text: str = "") -> None:
        """Cut a field of fields, or what there is of it.

        Args:
            size: how many octets it should have.
            name: what it is called.
            fill: cuts its parts; where it cuts nothing, the field is a leaf.
            text: what it says.
        """
        start = self.position
        stop = min(start + size, self.stop)
        if start == stop:
            return
        inner = self._inner(stop, fill)
        if inner.fields:
            inner.rest(_LEFT_OVER)
        octets = self.octets[start:stop]
        self.fields.append(MessageField(name, start, octets, text, tuple(inner.fields)))

    def sized(
        self, size: int, length_name: str, name: str, fill: Callable[[Cutter], object]
    ) -> None:
        """Cut a length of `size` octets, and a field that is so long, or what there is of it."""
        length = self.number(size, length_name)
        if length is None:
            return
        text = ""
        if length > self.remaining:
            text = f"cut off: {self.remaining} of {length} octets"
            self.doubt(self.position, self.stop)
        self.group(length, name, fill, text)

    def within(self, size: int, fill: Callable[[Cutter], object]) -> None:
        """Cut fields that all end within so many octets, which are there."""
        inner = self._inner(self.position + size, fill)
        inner.rest(_LEFT_OVER)
        self.fields += inner.fields

    def _inner(self, stop: int, fill: Callable[[Cutter], object]) -> Cutter:
        inner = Cutter(self.octets, self.position, stop)
        inner.suspect, inner.notes = self.suspect, self.notes
        fill(inner)
        self.position, self.suspect = stop, inner.suspect
        return inner
