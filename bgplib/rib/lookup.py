"""Which prefixes of a table cover an address or a prefix, and which a prefix covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

from bgplib.rib.table import address_order

__all__ = ["Destinations", "covered", "covering"]

#: after so many questions a table that nothing entered or left is put in order
_PATIENCE: Final = 8


class Destinations(Protocol):
    """What has prefixes for its keys: a table, or another index of them."""

    scans: int  #: how often all keys were looked at since they last changed

    @property
    def nodes(self) -> Mapping[bytes, object]:
        """What there is of each key."""
        ...

    @property
    def lengths(self) -> AbstractSet[int]:
        """The lengths of all prefixes that are here, and perhaps of others."""
        ...

    @property
    def is_in_order(self) -> bool:
        """Whether `in_order` has its answer ready."""
        ...

    def in_order(self) -> list[bytes]:
        """Return all keys by address and length."""
        ...


def covering(table: Destinations, address: bytes, longest: int) -> Iterator[bytes]:
    """Yield the keys of a table that cover the first bits of an address, the longest first.

    Args:
        table: the destinations, of a family whose keys are prefixes.
        address: 4 or 16 octets, as many as addresses of the family have.
        longest: how many bits of the address are to be covered.
    """
    number = int.from_bytes(address, "big")
    width = len(address) * 8
    nodes = table.nodes
    for length in sorted(table.lengths, reverse=True):
        if length <= longest:
            spare = -length & 7
            bits = number >> (width - length) << spare
            key = bytes((length,)) + bits.to_bytes((length + spare) >> 3, "big")
            if key in nodes:
                yield key


def covered(table: Destinations, key: bytes) -> Iterator[bytes]:
    """Yield the keys that a prefix covers, itself among them if it is there, in address order.

    A table in order (see `Table.in_order`) answers at once. Otherwise all its keys are looked at;
    when that was asked several times, and nothing entered or left between, it is put in order.
    """
    if not table.is_in_order:
        table.scans += 1
        if table.scans <= _PATIENCE:
            yield from sorted(
                (each for each in table.nodes if _covers(key, each)), key=address_order
            )
            return
    order = table.in_order()
    # All that lies within a prefix stands behind it, and nothing else between.
    for index in range(bisect_left(order, address_order(key), key=address_order), len(order)):
        if not _covers(key, order[index]):
            return
        yield order[index]


def _covers(key: bytes, other: bytes) -> bool:
    """Say whether every address of the prefix `other` is in the prefix `key`."""
    length = key[0]
    whole = 1 + (length >> 3)
    if other[0] < length or other[1:whole] != key[1:whole]:
        return False
    spare = -length & 7
    return not spare or other[whole] >> spare == key[whole] >> spare
