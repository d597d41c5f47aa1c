"""LocRib: the routes that were chosen (RFC 4271 §3.2), a view of the RIB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from bgplib._pickling import refuse
from bgplib.iana.families import Family, as_family
from bgplib.rib import Rib
from bgplib.rib.destination import Destination, named
from bgplib.route import Route

__all__ = ["LocRib"]


class LocRib:
    """The best routes of a speaker; iterate over it, or ask it for one."""

    __slots__ = ("_rib",)

    def __init__(self, rib: Rib) -> None:
        """Look at a RIB."""
        self._rib = rib

    def best(self, destination: Destination, family: Family | str | None = None) -> Route | None:
        """Return the route to a destination; None when there is none.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        return self._rib.best(destination, family)

    def lookup(self, address: str | bytes, family: Family | str | None = None) -> Route | None:
        """Return the route to the longest prefix that an address matches; None for none.

        Raises:
            LocalError: the family has no such destinations.
            ParseError: it is not an address.
        """
        return self._rib.lookup(address, family)

    def routes(self, family: Family | str) -> Iterator[Route]:
        """Iterate over the routes of a family, prefixes in the order of their addresses.

        Raises:
            LocalError: it is no family.
            ParseError: its text is none.
        """
        family = as_family(family)
        for key in self._rib.keys(family):
            route = self._rib.best(key, family)
            if route is not None:
                yield route

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(self, "it shows what is in a RIB at the moment; take a list of its routes")

    def __iter__(self) -> Iterator[Route]:
        """Iterate over the routes of all families, in the order of their numbers."""
        for family in self._rib.families:
            yield from self.routes(family)

    def __contains__(self, destination: object) -> bool:
        """Say whether there is a route to a prefix, its text, or a (family, key) pair.

        A route is in it that is one of its routes.
        """
        if isinstance(destination, Route):
            return self.best(destination) == destination
        found = named(destination)
        return found is not None and self._rib.best(found[1], found[0]) is not None

    def __len__(self) -> int:
        """Return how many routes there are."""
        return sum(1 for _ in self)
