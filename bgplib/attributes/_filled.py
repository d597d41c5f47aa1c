"""Usual blocks whose plain values are there from the start, for where Python is interpreted.

This is for speed alone: asking a property costs Python as much as reading most of these values
while the match that found them is at hand. Compiled code asks for next to nothing, and reads them
when they are wanted; this file is never compiled, and then not even imported.
tests/unit/kernel/test_usual.py compares what comes of both ways.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.large_community import distinct
from bgplib.attributes.reader import AttributeReader
from bgplib.kernel.as_path import Segments
from bgplib.kernel.usual import Found, as_numbers

__all__ = ["FilledBlock", "filler", "finder", "made"]

_unpack_number: Final = struct.Struct(">xI").unpack
# By their length octet, what reads AS numbers and communities behind it, as many as are usual.
_PATHS: Final = {2 + 4 * count: struct.Struct(f">3x{count}I").unpack for count in range(1, 31)}
_COMMUNITIES: Final = {4 * count: struct.Struct(f">x{count}I").unpack for count in range(1, 41)}


class FilledBlock(AttributeBlock):
    """An AttributeBlock with values where the properties of others look for them."""

    __slots__ = (
        "as_path",
        "communities",
        "large_communities",
        "local_pref",
        "med",
        "next_hop",
        "origin",
    )

    origin: int | None
    as_path: Segments
    next_hop: bytes | None
    med: int | None
    local_pref: int | None
    communities: tuple[int, ...]
    large_communities: tuple[tuple[int, int, int], ...]

    # Without arguments, and with nothing of Python in between, a class is called in two thirds of
    # the time of `object.__new__`.
    __init__ = object.__init__


_FilledBlock: Final[Any] = FilledBlock
_ZERO: Final = bytes(4)


def filler(
    reader: AttributeReader, walk: Callable[[bytes, AttributeReader], AttributeBlock | None]
) -> Callable[[bytes], AttributeBlock | None]:
    """Return what makes blocks of their octets, or None of such as seem to be at fault.

    Args:
        reader: what checks and reads the blocks.
        walk: does the same for blocks that are not usual.
    """
    find: Callable[[bytes], Any] = reader.find or _find_nothing
    first_as = reader.first_as

    # A closure finds these three faster than a method would.
    def fill(octets: bytes) -> AttributeBlock | None:
        found = find(octets)
        if found is None:
            return walk(octets, reader) if octets else _nothing(reader)
        path, next_hop, med, local_pref, _, _, communities, _, _, _, large = found.groups()
        asns: tuple[int, ...] = _PATHS[path[0]](path)
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed"
        if 0 in asns or (first_as and asns[0] != first_as):
            return None
        block: FilledBlock = _FilledBlock()
        block.octets = octets
        block.reader = reader
        block.whole = block.routable = True
        block.is_canonical = block.choosy = False
        # The private ones are those of its own base class.
        block._places = found  # noqa: SLF001 - as said above
        block._index = block._values = None  # noqa: SLF001 - as above
        block.origin = octets[3]
        block.as_path = ((2, asns),)
        block.next_hop = next_hop and next_hop[1:]
        block.med = None if med is None else _unpack_number(med)[0]
        block.local_pref = None if local_pref is None else _unpack_number(local_pref)[0]
        block.communities = _COMMUNITIES[communities[0]](communities) if communities else ()
        block.large_communities = distinct(large[1:]) if large else ()
        return block

    return fill


def made(
    octets: bytes,
    found: Found,
    reader: AttributeReader,
    origin: int,
    asns: tuple[int, ...],
    med: int | None,
    local_pref: int | None,
    communities: tuple[int, ...],
) -> AttributeBlock:
    """Make a block, in canonical form, of the values that it was written of.

    Args:
        octets: what was written.
        found: where attributes are in it.
        reader: what reads it.
        origin: the value of ORIGIN.
        asns: the AS numbers of AS_PATH, one AS_SEQUENCE.
        med: MULTI_EXIT_DISC; None if it is not there.
        local_pref: LOCAL_PREF; None if it is not there.
        communities: numbers of 32 bits.
    """
    block: FilledBlock = _FilledBlock()
    block.octets = octets
    block.reader = reader
    block.whole = block.routable = block.is_canonical = True
    block.choosy = False
    block._places = found  # noqa: SLF001 - as in `fill`
    block._index = block._values = None  # noqa: SLF001 - as above
    block.origin = origin
    block.as_path = ((2, asns),)
    block.next_hop = None
    block.med = med
    block.local_pref = local_pref
    block.communities = communities
    block.large_communities = ()
    return block


def finder(reader: AttributeReader) -> Callable[[bytes], Found | None]:
    """Return what finds attributes in octets of the usual kind, of which AS_PATH is sound.

    Args:
        reader: what checks and reads the blocks.
    """
    find: Callable[[bytes], Any] = reader.find or _find_nothing
    # Every AS_PATH begins with no octets at all.
    head = reader.first_as.to_bytes(4, "big") if reader.first_as > 0 else b""

    def find_sound(octets: bytes) -> Found | None:
        found: Found | None = find(octets)
        if found is None:
            return None
        # As `path_at` says, without a call for each of a million paths.
        at = 10 if octets[4] & 0x10 else 9
        if not octets.startswith(head, at):
            return None
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed". Four zeros may be of two others.
        if octets.find(_ZERO, at, at + 4 * octets[at - 1]) >= 0 and not as_numbers(found, octets):
            return None
        return found

    return find_sound


def _find_nothing(_octets: bytes) -> None:
    """Say of every block that it is not usual."""


def _nothing(reader: AttributeReader) -> AttributeBlock:
    """Make the block of no attributes, which UPDATEs have that only withdraw."""
    block: FilledBlock = _FilledBlock()
    block.octets = b""
    block.reader = reader
    block.whole = True
    block.is_canonical = block.choosy = block.routable = False
    block._places = block._values = None  # noqa: SLF001 - as above
    block._index = {}  # noqa: SLF001 - as above
    block.origin = block.next_hop = block.med = block.local_pref = None
    block.as_path = block.communities = block.large_communities = ()
    return block
