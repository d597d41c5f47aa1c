"""Rib: what all sources announced, and which of it is best."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from bgplib.attributes.block import AttributeBlock
from bgplib.decision import DecisionContext, DecisionProcess
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup
from bgplib.rib.change import Change
from bgplib.rib.judging import Judge, judged
from bgplib.rib.reading import Destination, RibReader, identify
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path, Source, has_prefix_keys

__all__ = ["Rib"]


class Rib(RibReader):
    """The paths of any number of sources to the destinations of any number of families.

    It is the Adj-RIBs-In of all sources and the Loc-RIB in one (RFC 4271 §3.2): each destination
    has all the paths to it, and the best of them is known. What changes it returns the changes;
    nothing is ever called back.
    """

    # -- one message -------------------------------------------------------------------------

    def update(self, source: Source, update: Update, judge: Judge | None = None) -> list[Change]:
        """Do what an UPDATE of a source says.

        A route that is announced comes in place of the one with the same source, destination and
        path identifier. An UPDATE that ends the session or disables a family (RFC 7606 §2)
        changes nothing here: the routes to delete are more than those it names; see
        `drop_source`.

        Args:
            source: the peer that sent it.
            update: what it sent, after RFC 7606.
            judge: import policy; None accepts all as it is.

        Returns:
            A change for each path that came or went, in the order of the message.

        Raises:
            LocalError: what the judge returned is no outcome of policy. What a judge raises comes
                through as well; what stood before in the UPDATE is in the table then.
        """
        if update.findings and update.treatment >= Treatment.AFI_SAFI_DISABLE:
            return []
        changes: list[Change] = []
        announced = self._announced(update) if update.withdrawn else frozenset()
        for group in update.withdrawn:
            family = group.family
            for key, path_id in zip(group.keys, _path_ids(group), strict=True):
                # RFC 4271 §4.3: "A BGP speaker SHOULD treat an UPDATE message of this form as
                # though the WITHDRAWN ROUTES do not contain the address prefix."
                if (family, key, path_id) not in announced:
                    change = self.withdraw(family, key, source, path_id)
                    if change is not None:
                        changes.append(change)
        for group in update.announced:
            changes += self._announce_group(source, update.attributes, group, judge)
        return changes

    # -- one route ---------------------------------------------------------------------------

    def announce(
        self,
        family: Family,
        destination: Destination,
        source: Source,
        attributes: AttributeBlock,
        next_hop: bytes | None = None,
        *,
        path_id: int | None = None,
        weight: int = 0,
        preference: int | None = None,
        nlri: Nlri | None = None,
    ) -> Change | None:
        """Put a route in, in place of the one with the same source, destination and path id.

        Args:
            family: the family of the destination.
            destination: a prefix, its text, or a key.
            source: who announces it.
            attributes: what is announced.
            next_hop: the Network Address of Next Hop; None takes the NEXT_HOP attribute.
            path_id: RFC 7911; None without.
            weight: a preference of this speaker only; the higher wins.
            preference: the degree of preference that policy computed (RFC 4271 §9.1.1).
            nlri: the NLRI, for families where it holds more than tells routes apart (labels).

        Returns:
            What changed; None when the source had announced just that.

        Raises:
            LocalError: a prefix that is none of the family's destinations.
            ParseError: the text is not a prefix.
        """
        _, key = identify(destination, family)
        if next_hop is None:
            next_hop = attributes.next_hop or b""
        store = self._store(source)
        path = _path(store, family, attributes, next_hop, path_id, weight, preference, nlri)
        changes = self._announce(self._table(family), store, (key,), path)
        return changes[0] if changes else None

    def withdraw(
        self,
        family: Family,
        destination: Destination,
        source: Source,
        path_id: int | None = None,
    ) -> Change | None:
        """Take a route out.

        Args:
            family: the family of the destination.
            destination: a prefix, its text, or a key.
            source: who announced it.
            path_id: RFC 7911; None without.

        Returns:
            What changed; None when there was no such route.

        Raises:
            LocalError: a prefix that is none of the family's destinations.
            ParseError: the text is not a prefix.
        """
        _, key = identify(destination, family)
        store = self._stores.get(source)
        table = self._tables.get(family)
        if store is None or table is None:
            return None
        change = table.withdraw(key, store.source, path_id)
        if change is not None and change.lost is not None:
            store.count(family, -1)
            self._released(family, store, change.lost)
            self._tidy(table, store)
        return change

    # -- many routes -------------------------------------------------------------------------

    def load(
        self,
        source: Source,
        family: Family,
        keys: Sequence[bytes],
        attributes: AttributeBlock,
        next_hop: bytes | None = None,
        *,
        path_id: int | None = None,
        weight: int = 0,
        preference: int | None = None,
    ) -> None:
        """Put routes in that share all but their destination, and choose when someone asks.

        It is the fast way to fill a RIB, from an archive say. Nothing is said about what changes;
        `update` and `announce` afterwards say it as ever. For several hundred thousand routes see
        `collector_paused` too.

        Args:
            source: who announces them.
            family: the family of the destinations; their keys have to be plain prefixes.
            keys: the destinations, as `NlriGroup.keys` has them.
            attributes: what is announced.
            next_hop: the Network Address of Next Hop; None takes the NEXT_HOP attribute.
            path_id: RFC 7911; None without.
            weight: a preference of this speaker only; the higher wins.
            preference: the degree of preference that policy computed (RFC 4271 §9.1.1).
        """
        if not keys:
            return
        if next_hop is None:
            next_hop = attributes.next_hop or b""
        store = self._store(source)
        path = store.path(family, attributes, next_hop, path_id, weight, preference)
        replaced = self._table(family).load(keys, path)
        store.count(family, len(keys) - len(replaced))
        for lost in replaced:
            self._released(family, store, lost)

    def drop_source(self, source: Source, family: Family | None = None) -> list[Change]:
        """Take out all routes of a source, as the end of a session does (RFC 4271 §8.2.2).

        Args:
            source: whose routes.
            family: routes of this family only; None takes all.
        """
        store = self._stores.get(source)
        if store is None:
            return []
        changes = []
        for each in tuple(store.counts) if family is None else (family,):
            table = self._tables.get(each)
            for key, path_id in () if table is None else table.places(store.source):
                change = self.withdraw(each, key, source, path_id)
                if change is not None:
                    changes.append(change)
        return changes

    def reselect(
        self, context: DecisionContext | None = None, process: DecisionProcess | None = None
    ) -> list[Change]:
        """Choose anew among all paths.

        RFC 4271 §9.1.2: "If either the immediate next-hop or the IGP cost to the NEXT_HOP [...]
        changes, Phase 2 Route Selection MUST be performed again." A RIB asks `context.resolve`
        about a path once only, so it has to be told, with or without another context.

        Args:
            context: what matters from now on; None keeps it.
            process: how to choose from now on; None keeps it.

        Returns:
            A change for each destination whose best path is another one now.
        """
        self._process = process or self._process
        self._selector = self._process.under(context or self.context)
        changes: list[Change] = []
        for table in self._tables.values():
            changes += table.reselect(self._selector)
        return changes

    # -- the parts of it ---------------------------------------------------------------------

    def _announce_group(
        self, source: Source, attributes: AttributeBlock, group: NlriGroup, judge: Judge | None
    ) -> list[Change]:
        if not len(group):
            return []
        store = self._store(source)
        table = self._table(group.family)
        next_hop = group.next_hop_octets
        nlri = None if has_prefix_keys(group.family) else group.nlri
        path_ids = group.path_ids
        if path_ids is None and nlri is None:
            path = store.path(group.family, attributes, next_hop, None, 0, None)
            return self._announce(table, store, group.keys, path, judge)
        changes: list[Change] = []
        for index, key in enumerate(group.keys):
            path_id = None if path_ids is None else path_ids[index]
            own = None if nlri is None else nlri[index]
            path = _path(store, group.family, attributes, next_hop, path_id, 0, None, own)
            changes += self._announce(table, store, (key,), path, judge)
        return changes

    def _announce(
        self,
        table: Table,
        store: PathStore,
        keys: Sequence[bytes],
        path: Path,
        judge: Judge | None = None,
    ) -> list[Change]:
        try:
            outcomes = judged(path, table.family, keys, judge)
        except BaseException:
            if not path.uses:
                store.release(table.family, path)
            self._tidy(table, store)
            raise
        changes: list[Change] = []
        for some, outcome in outcomes:
            changes += table.announce(some, outcome)
        gained = 0
        for change in changes:
            if change.lost is None:
                gained += 1
            else:
                self._released(table.family, store, change.lost)
        if gained:
            store.count(table.family, gained)
        return changes

    def _announced(self, update: Update) -> frozenset[tuple[Family, bytes, int | None]]:
        return frozenset(
            (group.family, key, path_id)
            for group in update.announced
            for key, path_id in zip(group.keys, _path_ids(group), strict=True)
        )

    def _released(self, family: Family, store: PathStore, path: Path) -> None:
        received = path.received
        received.uses -= 1
        if not received.uses:
            store.release(family, received)

    def _store(self, source: Source) -> PathStore:
        store = self._stores.get(source)
        if store is None:
            store = self._stores[source] = PathStore(source, self._layouts)
            taken = set(self._marks.values())
            self._marks[source] = next(mark for mark in map(chr, count()) if mark not in taken)
        return store

    def _table(self, family: Family) -> Table:
        table = self._tables.get(family)
        if table is None:
            table = self._tables[family] = Table(family, self._selector, self._marks)
        return table

    def _tidy(self, table: Table, store: PathStore) -> None:
        """Let go of what became empty."""
        if not table.nodes:
            del self._tables[table.family]
        if not store.counts:
            del self._stores[store.source]
            del self._marks[store.source]


def _path(
    store: PathStore,
    family: Family,
    attributes: AttributeBlock,
    next_hop: bytes,
    path_id: int | None,
    weight: int,
    preference: int | None,
    nlri: Nlri | None,
) -> Path:
    """Return a path that is shared, or one of its own where the NLRI belongs to it."""
    if nlri is None:
        return store.path(family, attributes, next_hop, path_id, weight, preference)
    return Path(
        store.source,
        attributes,
        next_hop,
        path_id=path_id,
        weight=weight,
        preference=preference,
        nlri=nlri,
    )


def _path_ids(group: NlriGroup) -> Sequence[int | None]:
    """Return the path identifiers of a group, None for each NLRI that has none."""
    return [None] * len(group) if group.path_ids is None else group.path_ids
