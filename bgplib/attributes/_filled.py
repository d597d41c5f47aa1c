"""Usual blocks whose plain values are there from the start, for where Python is interpreted.

This is for speed alone: asking a property costs Python as much as reading most of these values
while the match that found them is at hand. Compiled code asks for next to nothing, and reads them
when they are wanted; this file is never compiled, and then not even imported.
tests/unit/kernel/test_usual.py compares what comes of both ways.
"""

from __future__ import annotations

import re
import struct
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.large_community import distinct
from bgplib.attributes.reader import AttributeReader
from bgplib.kernel.as_path import Segments

__all__ = ["FilledBlock", "filled"]

_new: Final = object.__new__
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

    origin: int
    as_path: Segments
    next_hop: bytes | None
    med: int | None
    local_pref: int | None
    communities: tuple[int, ...]
    large_communities: tuple[tuple[int, int, int], ...]


def filled(
    found: re.Match[bytes], octets: bytes, reader: AttributeReader, first_as: int
) -> FilledBlock | None:
    """Make a block of what a match found.

    Args:
        found: a match of `bgplib.kernel.usual`.
        octets: what it matches.
        reader: what the match was asked by.
        first_as: what the path has to begin with; 0 for any.

    Returns:
        None where the AS numbers of the path are not as they should be.
    """
    path, next_hop, med, local_pref, _, _, communities, _, _, _, large = found.groups()
    asns: tuple[int, ...] = _PATHS[path[0]](path)
    # RFC 7607 §2: AS 0 makes AS_PATH malformed.
    if 0 in asns or (first_as and asns[0] != first_as):
        return None
    # Calling the class would cost as much again as all of this.
    block: FilledBlock = _new(FilledBlock)
    block.octets = octets
    block.reader = reader
    block.whole = block.routable = True
    block.is_canonical = block.choosy = False
    # The private ones are those of its own base class. A match has what Found has.
    block._places = found  # type: ignore[assignment]  # noqa: SLF001
    block._index = block._values = None  # noqa: SLF001
    block.origin = octets[3]
    block.as_path = ((2, asns),)
    block.next_hop = next_hop and next_hop[1:]
    block.med = None if med is None else _unpack_number(med)[0]
    block.local_pref = None if local_pref is None else _unpack_number(local_pref)[0]
    block.communities = _COMMUNITIES[communities[0]](communities) if communities else ()
    block.large_communities = distinct(large[1:]) if large else ()
    return block
