"""UPDATEs of the most frequent forms, decoded in one stretch, for where Python is interpreted.

This is for speed alone, and says nothing that `bgplib.messages.decoder` does not say: it reads
UPDATEs without fault, of few octets, that announce prefixes of one family or withdraw prefixes of
IPv4, and leaves all others to that. Each call, each property and each slot that `__init__` fills
costs Python as much as one of the steps that are left here. This file is never compiled, and then
not even imported. tests/oracle/test_short_way.py compares what comes of both ways.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.block_store import BlockStore
from bgplib.context import SessionType
from bgplib.errors import DecodeError
from bgplib.iana.attributes import EXTENDED_LENGTH, MP_REACH_NLRI, OPTIONAL
from bgplib.kernel import usual
from bgplib.kernel.framing import MARKER
from bgplib.kernel.prefixes import SIZE, SPARE, split
from bgplib.messages.update import Update
from bgplib.nlri._keyed import KeyedGroup, keyed_group
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.reader import FamilyReader

__all__ = ["quick_way"]

#: decodes an UPDATE, or returns None if it is not one of the most frequent forms
Quick = Callable[[bytes], Update | None]

#: how many octets a message has that is left to others
_LONG: Final = 512
#: where path attributes begin when no routes are withdrawn in Withdrawn Routes
_ATTRIBUTES: Final = 23
#: by the length of a message, what it begins with if it is an UPDATE that withdraws nothing in
#: Withdrawn Routes, and has less than 256 octets of attributes: all that stands before the second
#: octet of Total Path Attribute Length
_HEADS: Final = tuple([MARKER + size.to_bytes(2, "big") + b"\2\0\0\0" for size in range(_LONG)])
#: by that second octet, what cuts such a beginning out, and the attributes: cheaper than slices
_CUTS: Final = tuple([struct.Struct(f"22sx{size}s").unpack_from for size in range(256)])
#: by the length of a message, what it begins with if it is an UPDATE that has no attributes, and
#: nothing behind them
_WITHDRAWING: Final = tuple(
    [
        MARKER + size.to_bytes(2, "big") + b"\2" + max(0, size - _ATTRIBUTES).to_bytes(2, "big")
        for size in range(_LONG)
    ]
)
_NO_ATTRIBUTES: Final = b"\0\0"
#: no MP_REACH_NLRI that is decoded here has less octets
_SHORTEST_REACH: Final = 12
#: type code, length, AFI, SAFI, and length of the next hop, of MP_REACH_NLRI
_unpack_reach: Final = struct.Struct(">BBHBB").unpack_from
_unpack_long_reach: Final = struct.Struct(">BHHBB").unpack_from
#: makes an instance whose slots are then filled
_new: Final[Any] = object.__new__
_KeyedGroup: Final[Any] = KeyedGroup


def quick_way(store: BlockStore, families: dict[int, FamilyReader], ipv4: FamilyReader) -> Quick:
    """Return what decodes UPDATEs of the most frequent forms.

    Args:
        store: what makes attribute blocks.
        families: what reads the NLRI of families, by AFI and SAFI as one number; others may come.
        ipv4: what reads Withdrawn Routes and NLRI.
    """
    read = store.read
    is_plain = ipv4.agreed and ipv4.has_bare_prefixes
    ipv4_family, ipv4_codec = ipv4.family, ipv4.codec
    is_external = store.reader.context.session is SessionType.EXTERNAL
    before_reach = (usual.EXTERNAL if is_external else usual.INTERNAL).match

    def quick(octets: bytes) -> Update | None:
        size = len(octets)
        if not _ATTRIBUTES < size < _LONG:
            return None
        length = octets[22]
        stop = _ATTRIBUTES + length
        if stop > size:
            return withdraw(octets, size)
        head, attributes = _CUTS[length](octets)
        if head != _HEADS[size]:
            return withdraw(octets, size)
        if stop == size:
            if size < _ATTRIBUTES + _SHORTEST_REACH:
                return None
            if octets[24] == MP_REACH_NLRI:
                return reach(octets, size, _ATTRIBUTES)
            # Many speakers write all attributes in the order of their type codes, against what
            # RFC 7606 §5.1 says of this one.
            found = before_reach(octets, _ATTRIBUTES)
            return None if found is None else reach(octets, size, found.end())
        if not is_plain:
            return None
        block = read(attributes)
        if block is None or not block.routable or block.choosy:
            return None
        next_hop = block.next_hop
        if next_hop is None:
            return None
        bits = octets[stop]
        # More than half of UPDATEs announce one prefix.
        if SIZE[bits] == size - stop and bits <= 32 and not octets[-1] & SPARE[bits]:
            keys = [octets[stop:]]
        else:
            try:
                keys = split(octets, stop, size, 32)
            except DecodeError:
                return None
        # As `keyed_group` and `_update`, without two calls for each of a million messages.
        group = _KeyedGroup()
        group.family = ipv4_family
        group._codec = ipv4_codec  # noqa: SLF001 - see `_new`
        group.keys = group._keys = keys  # noqa: SLF001 - as above
        group.next_hop_octets = next_hop
        group.path_ids = group._nlri = None  # noqa: SLF001 - as above
        update: Update = _new(Update)
        update.attributes = block
        update.announced = (group,)
        update.withdrawn = update.findings = ()
        update.end_of_rib = None
        update._kept = octets  # noqa: SLF001 - as above
        return update

    def reach(octets: bytes, size: int, at: int) -> Update | None:
        """Decode an UPDATE of MP_REACH_NLRI, which stands there, and other attributes."""
        if size < at + _SHORTEST_REACH:
            return None
        flags = octets[at]
        if flags == OPTIONAL:
            code, length, afi, safi, hop = _unpack_reach(octets, at + 1)
            value = at + 3
        elif flags == OPTIONAL | EXTENDED_LENGTH:
            code, length, afi, safi, hop = _unpack_long_reach(octets, at + 1)
            value = at + 4
        else:
            return None
        family = families.get(afi << 8 | safi)
        # Four octets stand before the next hop, and one behind it.
        start = value + hop + 5
        stop = value + length
        if (
            code != MP_REACH_NLRI
            or family is None
            or not (family.has_bare_prefixes and family.agreed)
            or family.judges
            or not start < stop <= size
            or (family.next_hops is not None and hop not in family.next_hops)
        ):
            return None
        # A block that can be read holds no MP attribute: this one is the only one.
        block = read(octets[_ATTRIBUTES:at] + octets[stop:])
        if block is None or not block.routable or block.choosy:
            return None
        try:
            keys = split(octets, start, stop, family.maximum)
        except DecodeError:
            return None
        group = keyed_group(family.family, family.codec, keys, octets[value + 4 : value + 4 + hop])
        return _update(block, (group,), (), octets)

    def withdraw(octets: bytes, size: int) -> Update | None:
        """Decode an UPDATE of Withdrawn Routes alone."""
        if not (
            is_plain
            and octets.startswith(_WITHDRAWING[size])
            and octets.endswith(_NO_ATTRIBUTES)
            and (block := read(b"")) is not None
        ):
            return None
        try:
            keys = split(octets, 21, size - 2, 32)
        except DecodeError:
            return None
        group = keyed_group(ipv4_family, ipv4_codec, keys, b"")
        return _update(block, (), (group,), octets)

    return quick


def _update(
    block: AttributeBlock,
    announced: tuple[NlriGroup, ...],
    withdrawn: tuple[NlriGroup, ...],
    octets: bytes,
) -> Update:
    update: Update = _new(Update)
    update.attributes = block
    update.announced = announced
    update.withdrawn = withdrawn
    update.end_of_rib = None
    update.findings = ()
    update._kept = octets  # noqa: SLF001 - see `_new`
    return update
