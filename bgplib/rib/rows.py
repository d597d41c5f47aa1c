"""Rows: the lines of a table as routers print it, as values that say nothing about layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.context import SessionType
from bgplib.iana.families import Family
from bgplib.rib.reading import RibReader
from bgplib.route import Route

__all__ = ["Row", "rows"]

_ORIGINS: Final = "ie?"


@attrs.frozen(kw_only=True)
class Row:
    """One path to one destination."""

    route: Route  #: the path and its destination
    first: bool  #: the first row of its destination
    valid: bool  #: eligible: the next hop can be resolved, and there is no loop
    best: bool  #: the path that was chosen

    @property
    def internal(self) -> bool:
        """Whether the peer is in our own AS."""
        return self.route.source.session is SessionType.INTERNAL

    @property
    def status(self) -> str:
        """The status codes: `*` valid, `>` best, `i` internal; a blank for what it is not."""
        return (
            ("*" if self.valid else " ")
            + (">" if self.best else " ")
            + ("i" if self.internal else " ")
        )

    @property
    def network(self) -> str:
        """The destination as text."""
        return str(self.route.nlri if self.route.path.nlri is not None else self.route.prefix)

    @property
    def next_hop(self) -> str:
        """The next hop as text; empty where there is none."""
        return "" if self.route.next_hop is None else self.route.next_hop.short

    @property
    def med(self) -> int | None:
        """MULTI_EXIT_DISC."""
        return self.route.attributes.med

    @property
    def local_pref(self) -> int | None:
        """What policy preferred it with, or else LOCAL_PREF; None without either."""
        preference = self.route.path.preference
        return self.route.attributes.local_pref if preference is None else preference

    @property
    def weight(self) -> int:
        """The weight."""
        return self.route.path.weight

    @property
    def as_path(self) -> str:
        """AS_PATH as text."""
        return self.route.attributes.as_path_text

    @property
    def origin(self) -> str:
        """ORIGIN as a letter: `i` IGP, `e` EGP, `?` INCOMPLETE or not there."""
        origin = self.route.attributes.origin
        return _ORIGINS[origin] if origin is not None and origin < 3 else "?"


def rows(rib: RibReader, family: Family | None = None) -> Iterator[Row]:
    """Yield the rows of a RIB: prefixes by address and length, for each the best path first.

    Args:
        rib: what is to be printed; it must not change meanwhile.
        family: one family; None takes all, by their numbers.
    """
    for each in rib.families if family is None else (family,):
        for key in rib.keys(each):
            best = rib.best(key, each)
            for index, route in enumerate(rib.routes(key, each)):
                yield Row(
                    route=route,
                    first=index == 0,
                    valid=rib.is_eligible(route.path),
                    best=best is not None and route.path is best.path,
                )
