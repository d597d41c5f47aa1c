"""A list of prefixes of which the first match counts (RFC 5292 §4), found without trying each."""

from __future__ import annotations

import attrs

from bgplib.messages.outbound_route_filter import ADD, AddressPrefixEntry
from bgplib.values.prefix import Prefix

__all__ = ["PrefixList"]


class PrefixList:
    """Entries by their sequence number, and by prefix."""

    def __init__(self) -> None:
        """Start without entries."""
        self._by_sequence: dict[int, AddressPrefixEntry] = {}
        self._by_prefix: dict[Prefix, dict[int, AddressPrefixEntry]] = {}
        self._lengths: dict[int, int] = {}  # how many prefixes of a length there are

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._by_sequence)

    @property
    def entries(self) -> tuple[AddressPrefixEntry, ...]:
        """The entries, in the order of their sequence numbers."""
        return tuple(self._by_sequence[number] for number in sorted(self._by_sequence))

    def add(self, entry: AddressPrefixEntry) -> None:
        """Add an entry; it replaces one of the same sequence number."""
        # RFC 5292 §2: "The "Sequence" field specifies the relative ordering of the entry among all
        # the Address Prefix ORF entries": two entries of one number would have no order.
        old = self._by_sequence.get(entry.sequence)
        if old is not None:
            self._drop(old)
        entry = _kept(entry)
        self._by_sequence[entry.sequence] = entry
        if entry.prefix not in self._by_prefix:
            self._by_prefix[entry.prefix] = {}
            length = entry.prefix.length
            self._lengths[length] = self._lengths.get(length, 0) + 1
        self._by_prefix[entry.prefix][entry.sequence] = entry

    def remove(self, entry: AddressPrefixEntry) -> None:
        """Remove an entry, if there is one with the same fields."""
        if self._by_sequence.get(entry.sequence) == _kept(entry):
            self._drop(entry)

    def clear(self) -> None:
        """Remove all entries."""
        self._by_sequence.clear()
        self._by_prefix.clear()
        self._lengths.clear()

    def first_match(self, prefix: Prefix) -> AddressPrefixEntry | None:
        """Return the entry that decides about a route; None if none matches."""
        # RFC 5292 §4: "the ORF entry with the smallest sequence number (among all the matching ORF
        # entries) is considered as the sole match, and it would determine whether the route should
        # be advertised."
        first: AddressPrefixEntry | None = None
        for length in self._lengths:
            if length > prefix.length:
                continue
            covering = Prefix.from_address(prefix.address, length)
            for entry in self._by_prefix.get(covering, {}).values():
                if (first is None or entry.sequence < first.sequence) and entry.matches(prefix):
                    first = entry
        return first

    def _drop(self, entry: AddressPrefixEntry) -> None:
        del self._by_sequence[entry.sequence]
        found = self._by_prefix[entry.prefix]
        del found[entry.sequence]
        if not found:
            del self._by_prefix[entry.prefix]
            length = entry.prefix.length
            self._lengths[length] -= 1
            if not self._lengths[length]:
                del self._lengths[length]


def _kept(entry: AddressPrefixEntry) -> AddressPrefixEntry:
    """Return an entry without what does not tell it from others."""
    return attrs.evolve(entry, action=ADD, reserved=0)
