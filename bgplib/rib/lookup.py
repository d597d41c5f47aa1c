"""Which prefixes of a table cover an address or a prefix, and which a prefix covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

from bgplib.rib.order import Order, address_order, is_covered

__all__ = ["Destinations", "covered", "covering"]

#: after so many questions a table is put in order
_PATIENCE: Final = 8


class Destinations(Protocol):
    """What has prefixes for its keys: a table, or another index of them."""

    scans: int  #: how often all keys were looked at
    order: Order | None  #: all keys, in order; None: nobody needs that yet

    @property
    def nodes(self) -> Mapping[bytes, object]:
        """What there is of each key."""
        ...

    @property
    def lengths(self) -> AbstractSet[int]:
        """The lengths of all prefixes that are here, and perhaps of others."""
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

    A table in order answers at once. Otherwise all its keys are looked at; when that was done
    several times it is put in order, and stays so.
    """
    if table.order is None:
        table.scans += 1
        if table.scans <= _PATIENCE:
            found = (each for each in table.nodes if is_covered(each, key))
            yield from sorted(found, key=address_order)
            return
        table.order = Order(table.nodes)
    yield from table.order.covered(table.nodes, key)
