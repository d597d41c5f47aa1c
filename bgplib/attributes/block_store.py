"""BlockStore: attribute blocks by their octets, since most of them come again and again."""

from __future__ import annotations

from collections.abc import Callable

from bgplib._pickling import Reduced
from bgplib.attributes.as4_path import has_uncounted
from bgplib.attributes.as_path import out_of_place
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import AttributeReader
from bgplib.context import SessionType
from bgplib.iana import attributes
from bgplib.kernel import usual
from bgplib.kernel.as_path import Segments
from bgplib.kernel.attribute_block import index

__all__ = ["BlockStore"]

#: makes a block of its octets, or None where anything seems wrong
_Make = Callable[[bytes], AttributeBlock | None]


class BlockStore:
    """Blocks by their octets, so that a block seen before costs one look-up.

    Two generations of at most `limit` blocks each: what was not asked for since the last change
    of generations leaves with the next. A large store costs more in cache misses than it saves.
    """

    __slots__ = (
        "_find",
        "_first_as",
        "_is_external",
        "_limit",
        "_make",
        "_old",
        "_young",
        "find_sound",
        "reader",
    )

    def __init__(self, reader: AttributeReader, limit: int = 1024) -> None:
        """Start empty."""
        self.reader = reader  #: what checks and reads the blocks
        self._find = reader.find
        self._first_as = reader.first_as
        self._is_external = reader.context.session is SessionType.EXTERNAL
        self._make: _Make | None = None
        #: what `find` asks where Python is interpreted, and who asks too often for a call more
        self.find_sound: Callable[[bytes], usual.Found | None] | None = None
        if not usual.COMPILED:
            from bgplib.attributes._filled import filler, finder

            self._make = filler(reader, _walk)
            self.find_sound = finder(reader)
        self._limit = limit
        self._young: dict[bytes, AttributeBlock] = {}
        self._old: dict[bytes, AttributeBlock] = {}

    def __reduce__(self) -> Reduced:
        """Have it made again, without the blocks that it has seen."""
        return BlockStore, (self.reader, self._limit)

    def peek(self, octets: bytes) -> AttributeBlock | None:
        """Return a block that was seen lately, or None."""
        block = self._young.get(octets)
        if block is None:
            block = self._old.get(octets)
            if block is not None:
                self._add(octets, block)
        return block

    def read(self, octets: bytes) -> AttributeBlock | None:
        """Return the block of well-formed octets; None when anything seems wrong with them."""
        young = self._young
        block = young.get(octets)
        if block is not None:
            return block
        block = self._old.get(octets)
        if block is None:
            make = self._make
            if make is not None:
                block = make(octets)
            else:
                find = self._find
                found = None if find is None else find(octets)
                if found is None:
                    block = _walk(octets, self.reader)
                else:
                    asns = usual.as_numbers(found, octets)
                    if not asns or (self._first_as and asns[0] != self._first_as):
                        return None
                    block = AttributeBlock(octets, None, self.reader, ((2, asns),), found)
            if block is None:
                return None
        # As `_add`, without a call for each of a million messages.
        if len(young) >= self._limit:
            self._old = young
            young = self._young = {}
        young[octets] = block
        return block

    def find(self, octets: bytes) -> usual.Found | None:
        """Say where attributes are in sound octets of the usual kind; None of others.

        It is for who keeps such octets anyway, and asks for little of what they say.
        """
        if self._find is None:
            return None
        if self.find_sound is not None:
            return self.find_sound(octets)
        found = usual.find_external(octets) if self._is_external else usual.find_internal(octets)
        if found is None or not usual.has_sound_path(found, octets, self._first_as):
            return None
        return found

    def _add(self, octets: bytes, block: AttributeBlock) -> None:
        if len(self._young) >= self._limit:
            self._old = self._young
            self._young = {}
        self._young[octets] = block

    def __len__(self) -> int:
        """Return how many blocks are kept."""
        return len(self._young) + len(self._old)


def _walk(octets: bytes, reader: AttributeReader) -> AttributeBlock | None:
    """Read a block attribute by attribute."""
    paths: list[Segments] | None = [] if reader.first_as >= 0 else None
    spans = index(octets, reader.rules, reader.first_as, paths)
    if spans is None:
        return None
    choosy = not reader.choosy.isdisjoint(spans)
    path = paths[0] if paths else None
    block = AttributeBlock(octets, spans, reader, path, choosy=choosy)
    # The path that is put together from AS_PATH and AS4_PATH was not checked yet.
    span = spans.get(attributes.AS4_PATH)
    if span is not None and (
        out_of_place(block.as_path, reader.context)
        or has_uncounted(octets, span >> 16, span & 0xFFFF, reader.context)
    ):
        return None
    return block
