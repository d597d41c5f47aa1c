"""PrefixIndex: which of many prefixes contain a given one, in one look-up for each length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from bgplib.values.prefix import Prefix

__all__ = ["PrefixIndex"]

T = TypeVar("T")


class PrefixIndex(Generic[T]):
    """Things filed under prefixes. The cost of asking depends on lengths, not on how many."""

    __slots__ = ("_by_length",)

    def __init__(self, entries: Iterable[tuple[Prefix, T]]) -> None:
        """File things under prefixes, several under one if need be."""
        by_length: dict[int, list[tuple[int, dict[int, list[T]]]]] = {}
        tables: dict[tuple[int, int], dict[int, list[T]]] = {}
        for prefix, thing in entries:
            table = tables.setdefault((prefix.afi, prefix.length), {})
            table.setdefault(prefix.bits, []).append(thing)
        for afi, length in sorted(tables):
            by_length.setdefault(afi, []).append((length, tables[afi, length]))
        self._by_length = by_length

    def containing(self, prefix: Prefix) -> Iterator[T]:
        """Yield what is filed under prefixes that contain this one, the shortest first."""
        length, bits = prefix.length, prefix.bits
        for shorter, table in self._by_length.get(prefix.afi, ()):
            if shorter > length:
                return
            found = table.get(bits >> (length - shorter))
            if found is not None:
                yield from found
