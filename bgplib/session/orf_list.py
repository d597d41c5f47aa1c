"""A list of prefixes of which the first match counts (RFC 5292 §4), found without trying each."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.messages.outbound_route_filter import ADD, AddressPrefixEntry
from bgplib.values.prefix import Prefix

__all__ = ["PrefixList"]


#: what no prefix is longer than
_LONGEST: Final = 128


class _Entries:
    """The entries of one prefix, and which of them is the first for routes of each length.

    A peer may have thousands of the same prefix, which are not to be gone through for each route.
    """

    __slots__ = ("_by_sequence", "_first")

    def __init__(self) -> None:
        self._by_sequence: Final[dict[int, AddressPrefixEntry]] = {}
        self._first: dict[int, AddressPrefixEntry] | None = {}  # None: to be found again

    def __bool__(self) -> bool:
        return bool(self._by_sequence)

    def add(self, entry: AddressPrefixEntry) -> None:
        self._by_sequence[entry.sequence] = entry
        if self._first is not None:
            _enter(self._first, entry)

    def drop(self, entry: AddressPrefixEntry) -> None:
        del self._by_sequence[entry.sequence]
        if self._first is not None and any(each is entry for each in self._first.values()):
            self._first = None

    def first(self, length: int) -> AddressPrefixEntry | None:
        """Return the entry that decides about routes of a length in the prefix."""
        first = self._first
        if first is None:
            first = self._first = {}
            for entry in self._by_sequence.values():
                _enter(first, entry)
        return first.get(length)


def _enter(first: dict[int, AddressPrefixEntry], entry: AddressPrefixEntry) -> None:
    """Have an entry decide where there is none with a smaller sequence number."""
    lengths = range(max(entry.minimum, entry.prefix.length), (entry.maximum or _LONGEST) + 1)
    if not entry.minimum and not entry.maximum:
        lengths = range(entry.prefix.length, entry.prefix.length + 1)
    for length in lengths:
        known = first.get(length)
        if known is None or entry.sequence < known.sequence:
            first[length] = entry


class PrefixList:
    """Entries by their sequence number, and by prefix."""

    def __init__(self) -> None:
        """Start without entries."""
        self._by_sequence: dict[int, AddressPrefixEntry] = {}
        self._by_prefix: dict[Prefix, _Entries] = {}
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
            self._by_prefix[entry.prefix] = _Entries()
            length = entry.prefix.length
            self._lengths[length] = self._lengths.get(length, 0) + 1
        self._by_prefix[entry.prefix].add(entry)

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
            entries = self._by_prefix.get(covering)
            entry = None if entries is None else entries.first(prefix.length)
            if entry is not None and (first is None or entry.sequence < first.sequence):
                first = entry
        return first

    def _drop(self, entry: AddressPrefixEntry) -> None:
        del self._by_sequence[entry.sequence]
        found = self._by_prefix[entry.prefix]
        found.drop(entry)
        if not found:
            del self._by_prefix[entry.prefix]
            length = entry.prefix.length
            self._lengths[length] -= 1
            if not self._lengths[length]:
                del self._lengths[length]


def _kept(entry: AddressPrefixEntry) -> AddressPrefixEntry:
    """Return an entry without what does not tell it from others."""
    return attrs.evolve(entry, action=ADD, reserved=0)
