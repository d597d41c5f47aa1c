"""What a RIB can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import attrs

from bgplib._checks import check, octets_of
from bgplib._compiling import mypyc_attr
from bgplib._pickling import refuse
from bgplib.decision import (
    RFC4271,
    DecisionContext,
    DecisionProcess,
    Explanation,
    MultipathRules,
)
from bgplib.decision.selector import Selector
from bgplib.iana.families import Family, as_family
from bgplib.rib.destination import Destination, identify, named
from bgplib.rib.lookup import covered, covering
from bgplib.rib.snapshot import Snapshot, taken
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Layouts, Path, Route, Source
from bgplib.values.address import address_octets
from bgplib.values.prefix import Prefix

__all__ = ["RibReader"]


@mypyc_attr(allow_interpreted_subclasses=True)
class RibReader:
    """The reading half of a `Rib`."""

    def __init__(
        self, process: DecisionProcess = RFC4271, context: DecisionContext | None = None
    ) -> None:
        """Start empty.

        Args:
            process: how the best path is chosen.
            context: what else matters for it; None knows nothing: every next hop can be resolved
                at the same cost.
        """
        check(process, DecisionProcess, "process")
        check(context, DecisionContext | None, "context")
        self._process = process
        self._selector: Selector = process.under(context or DecisionContext())
        self._tables: dict[Family, Table] = {}
        self._latest: Table | None = None  # the one that was written to last
        self._layouts: Layouts = {}

    @property
    def process(self) -> DecisionProcess:
        """How the best path is chosen."""
        return self._process

    @property
    def context(self) -> DecisionContext:
        """What else matters for the choice."""
        return self._selector.context

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that have destinations, in the order of their numbers."""
        return tuple(sorted(family for family, table in self._tables.items() if table.nodes))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that have paths, family by family in the order of their first."""
        found = (
            source
            for table in self._tables.values()
            for source, store in table.stores.items()
            if store.count
        )
        return tuple(dict.fromkeys(found))

    @property
    def path_count(self) -> int:
        """How many paths there are, a path to each destination counted."""
        return sum(
            store.count for table in self._tables.values() for store in table.stores.values()
        )

    def count(self, source: Source, family: Family | str | None = None) -> int:
        """Return how many paths a source has, in one family or, with None, in all."""
        return sum(store.count for _, store in self._of(source, family))

    # -- one destination ---------------------------------------------------------------------

    def best(self, destination: Destination, family: Family | str | None = None) -> Route | None:
        """Return the best route to a destination; None when there is none.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        table = self._tables.get(family)
        path = None if table is None else table.best(key)
        return None if path is None else Route(family, key, path)

    def routes(self, destination: Destination, family: Family | str | None = None) -> list[Route]:
        """Return all routes to a destination, the best first, then by arrival.

        Where none is eligible the first is not the best: `best` says so.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        table = self._tables.get(family)
        return [] if table is None else [Route(family, key, path) for path in table.paths(key)]

    def best_path(self, key: bytes, family: Family) -> Path | None:
        """Return the best path to a destination, as `best` does, and make no route of it."""
        table = self._tables.get(family)
        return None if table is None else table.best(key)

    def path_of(
        self, source: Source, key: bytes, family: Family, path_id: int | None = None
    ) -> Path | None:
        """Return what a source says of a destination, and make no route of it; None: nothing."""
        table = self._tables.get(family)
        store = None if table is None else table.stores.get(source)
        return None if table is None or store is None else table.path_of(store, key, path_id)

    def ranked_paths(self, key: bytes, family: Family, most: int | None = None) -> list[Path]:
        """Return the eligible paths to a destination in order of preference (RFC 7911).

        Args:
            key: the destination.
            family: its family.
            most: how many to return; None returns all.
        """
        table = self._tables.get(family)
        return [] if table is None else table.ranked(key, most)

    def multipath(
        self,
        destination: Destination,
        rules: MultipathRules | None = None,
        family: Family | str | None = None,
    ) -> list[Route]:
        """Return the routes to a destination to share the load among, the best one first.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            rules: which routes may be used, and how many; None takes the defaults.
            family: the family of the destination.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        table = self._tables.get(family)
        if table is None:
            return []
        paths = self._selector.multipath(
            table.arrived(key), rules or MultipathRules(), table.best(key)
        )
        return [Route(family, key, path) for path in paths]

    def explain(
        self,
        destination: Destination,
        family: Family | str | None = None,
        *,
        multipath: MultipathRules | None = None,
        ranking: bool = False,
    ) -> Explanation:
        """Say why the best route to a destination is the best.

        Candidates are listed as `routes` lists them; by arrival, where the process depends on it.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: the family of the destination.
            multipath: which routes may be used beside the best, to be explained too.
            ranking: whether to put the routes in order of preference too.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        best = self.best(key, family)
        context = attrs.evolve(self.context, existing=None if best is None else best.path)
        routes = self.routes(key, family)
        if self._process.depends_on_arrival and routes:
            routes = [Route(family, key, path) for path in self._tables[family].arrived(key)]
        return self._process.explain(routes, context, multipath=multipath, ranking=ranking)

    def is_eligible(self, path: Path) -> bool:
        """Say whether a path may be chosen: no filter of the process refuses it."""
        return self._selector.rank(path) != self._selector.ineligible

    # -- addresses and prefixes --------------------------------------------------------------

    def lookup(self, address: str | bytes, family: Family | str | None = None) -> Route | None:
        """Return the best route to the longest prefix that an address matches.

        A prefix none of whose paths is eligible does not count.

        Args:
            address: text, or 4 or 16 octets.
            family: None takes the unicast family of the address.

        Raises:
            LocalError: the family has no such destinations.
            ParseError: it is not an address.
        """
        if isinstance(address, str):
            octets = address_octets(address)
        else:
            octets = octets_of(address, "address")
        bits = len(octets) * 8
        host = Prefix.from_address(octets, bits)
        family, _ = identify(host, family)
        table = self._tables.get(family)
        if table is None:
            return None
        for key in covering(table, octets, bits):
            path = table.best(key)
            if path is not None:
                return Route(family, key, path)
        return None

    def covering(self, prefix: Prefix | str, family: Family | str | None = None) -> list[Prefix]:
        """Return the prefixes that cover a prefix, itself if it is there, the longest first.

        Raises:
            LocalError: the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        prefix = Prefix.parse(prefix) if isinstance(prefix, str) else prefix
        check(prefix, Prefix, "prefix")
        family, _ = identify(prefix, family)
        table = self._tables.get(family)
        if table is None:
            return []
        keys = covering(table, prefix.address, prefix.length)
        return [Prefix.from_key(prefix.afi, key) for key in keys]

    def covered(self, prefix: Prefix | str, family: Family | str | None = None) -> list[Prefix]:
        """Return the prefixes that a prefix covers, itself if it is there, in address order.

        Raises:
            LocalError: the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        prefix = Prefix.parse(prefix) if isinstance(prefix, str) else prefix
        check(prefix, Prefix, "prefix")
        family, key = identify(prefix, family)
        table = self._tables.get(family)
        if table is None:
            return []
        return [Prefix.from_key(prefix.afi, each) for each in covered(table, key)]

    # -- all destinations --------------------------------------------------------------------

    def keys(self, family: Family | str) -> list[bytes]:
        """Return all destinations of a family, prefixes in the order of their addresses."""
        table = self._tables.get(as_family(family))
        return [] if table is None else list(table.in_order())

    def destinations(self, family: Family | str) -> list[bytes]:
        """Return all destinations of a family, by their first arrival."""
        table = self._tables.get(as_family(family))
        return [] if table is None else list(table.nodes)

    # -- all routes --------------------------------------------------------------------------

    def adj_rib_in(
        self, source: Source, family: Family | str, *, after_policy: bool = False
    ) -> Iterator[Route]:
        """Iterate over the routes of a source, by the first arrival of their destinations.

        The RIB must not change meanwhile.

        Args:
            source: who announced them.
            family: their family.
            after_policy: as import policy made them, without those that it refused; otherwise as
                the source sent them.
        """
        for table, store in self._of(source, family):
            for key, path in table.paths_of(store):
                if not after_policy:
                    yield Route(table.family, key, path.received)
                elif not path.rejected:
                    yield Route(table.family, key, path)

    def loc_rib(self, family: Family | str) -> Iterator[Route]:
        """Iterate over the best routes, by the first arrival of their destinations.

        The RIB must not change meanwhile.
        """
        table = self._tables.get(as_family(family))
        if table is None:
            return
        for key in table.nodes:
            path = table.best(key)
            if path is not None:
                yield Route(table.family, key, path)

    def snapshot(self) -> Snapshot:
        """Return all that is here as a value, which does not change any more."""
        return Snapshot({family: taken(table) for family, table in self._tables.items()})

    def stale(self, source: Source, family: Family | str) -> Iterator[Route]:
        """Iterate over the routes of a source that are stale; see `Rib.mark_stale`.

        They come by the first arrival of their destinations when they were marked.
        The RIB must not change meanwhile.
        """
        for table, store in self._of(source, family):
            for (key, _), path in table.stale(store):
                yield Route(table.family, key, path)

    def is_stale(self, route: Route) -> bool:
        """Say whether a route is stale."""
        return any(
            store.stale is not None and (route.key, route.path_id) in store.stale
            for _, store in self._of(route.source, route.family)
        )

    def __reduce__(self) -> NoReturn:
        """Say that it cannot be copied or pickled.

        Raises:
            LocalError: always.
        """
        refuse(self, "it changes with each route; take its `snapshot()`")

    def __iter__(self) -> Iterator[tuple[Family, bytes]]:
        """Iterate over family and key of all destinations, by their first arrival."""
        for family, table in self._tables.items():
            for key in table.nodes:
                yield family, key

    def __len__(self) -> int:
        """Return how many destinations there are, of all families."""
        return sum(len(table.nodes) for table in self._tables.values())

    def __contains__(self, destination: object) -> bool:
        """Say whether a prefix, its text, or a (family, key) pair, is a destination."""
        found = named(destination)
        if found is None:
            return False
        table = self._tables.get(found[0])
        return table is not None and found[1] in table.nodes

    # -- what both halves need ---------------------------------------------------------------

    def _of(self, source: Source, family: Family | str | None) -> list[tuple[Table, PathStore]]:
        """Return the table and the store of a source, in one family or all."""
        check(source, Source, "source")
        found = []
        family = as_family(family)
        for table in self._tables.values():
            if family is None or table.family == family:
                store = table.stores.get(source)
                if store is not None:
                    found.append((table, store))
        return found
