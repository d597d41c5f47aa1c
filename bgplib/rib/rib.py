"""Rib: what all sources announced, and which of it is best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bgplib._checks import check
from bgplib._compiling import mypyc_attr
from bgplib.attributes.block import AttributeBlock
from bgplib.decision import DecisionContext, DecisionProcess
from bgplib.findings import Treatment
from bgplib.iana.families import Family, as_family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.rib import restarting
from bgplib.rib.change import Change
from bgplib.rib.destination import Destination, identify
from bgplib.rib.judging import Judge
from bgplib.rib.notes import Noted, Record, record_of
from bgplib.rib.putting import put, put_group, runs
from bgplib.rib.reading import RibReader
from bgplib.rib.reselecting import reselect
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path, Route, Source

__all__ = ["Rib"]


@mypyc_attr(allow_interpreted_subclasses=True)
class Rib(RibReader):
    """The paths of any number of sources to the destinations of any number of families.

    It is the Adj-RIBs-In of all sources and the Loc-RIB in one (RFC 4271 §3.2): each destination
    has all the paths to it, and the best of them is known. What changes it returns the changes;
    nothing is ever called back. Methods that are handed `ChangeNotes` note destinations there, and
    those that are handed a list put changes there; the list that they return is empty then.
    """

    # -- one message -------------------------------------------------------------------------

    def update(
        self,
        source: Source,
        update: Update,
        judge: Judge | None = None,
        *,
        notes: Noted | None = None,
    ) -> list[Change]:
        """Do what an UPDATE of a source says.

        A route that is announced comes in place of the one with the same source, destination and
        path identifier. An UPDATE that ends the session or disables a family (RFC 7606 §2)
        changes nothing here: the routes to delete are more than those it names; see
        `drop_source`.

        Args:
            source: the peer that sent it.
            update: what it sent, after RFC 7606.
            judge: import policy; None accepts all as it is.
            notes: where to note what changes, instead of the list.

        Returns:
            A change for each path that came or went, in the order of the message.

        Raises:
            LocalError: what the judge returned is no outcome of policy, or an argument is something
                else. What a judge or a step of the decision process raises comes through as well;
                what stood before in the UPDATE is in the table then, and told to `notes` alone: a
                destination whose best path a step failed to find has none there.
        """
        changes: list[Change] = []
        if type(update) is not Update or type(source) is not Source:
            check(source, Source, "source")
            check(update, Update, "update")
        if update.findings and update.treatment >= Treatment.AFI_SAFI_DISABLE:
            return changes
        if update.withdrawn:
            self._withdraw_groups(source, update, changes, notes)
        for group in update.announced:
            if group.keys:
                table = self._table(group.family)
                store = table.store(source)
                record = record_of(table.family, changes, notes)
                try:
                    put_group(table, store, update.attributes, group, judge, record)
                except BaseException:
                    self._tidy(table, store)
                    raise
        return changes

    # -- one route ---------------------------------------------------------------------------

    def announce(
        self,
        family: Family | str,
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
            destination: a prefix, its text, NLRI, a key, or a route to it.
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
            LocalError: it is none of the family's destinations.
            ParseError: the text is not a prefix.
        """
        check(source, Source, "source")
        check(attributes, AttributeBlock, "attributes")
        family, key = identify(destination, family)
        if nlri is None and isinstance(destination, Nlri):
            nlri = destination
        elif nlri is None and isinstance(destination, Route):
            nlri = destination.path.nlri
        if next_hop is None:
            next_hop = attributes.next_hop or b""
        table = self._table(family)
        store = table.store(source)
        path = store.path(attributes, next_hop, path_id, weight, preference, nlri)
        changes: list[Change] = []
        put(table, store, (key,), path, None, Record(family, changes, None))
        return changes[0] if changes else None

    def withdraw(
        self,
        family: Family | str,
        destination: Destination,
        source: Source,
        path_id: int | None = None,
    ) -> Change | None:
        """Take a route out.

        Args:
            family: the family of the destination.
            destination: a prefix, its text, NLRI, a key, or a route to it.
            source: who announced it.
            path_id: RFC 7911; None without.

        Returns:
            What changed; None when there was no such route.

        Raises:
            LocalError: it is none of the family's destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        changes: list[Change] = []
        for table, store in self._of(source, family):
            table.withdraw(store, (key,), path_id, Record(family, changes, None))
            self._tidy(table, store)
        return changes[0] if changes else None

    # -- many routes -------------------------------------------------------------------------

    def load(
        self,
        source: Source,
        family: Family | str,
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
        check(source, Source, "source")
        check(attributes, AttributeBlock, "attributes")
        if not keys:
            return
        if next_hop is None:
            next_hop = attributes.next_hop or b""
        table = self._table(as_family(family))
        store = table.store(source)
        table.load(store, keys, store.path(attributes, next_hop, path_id, weight, preference))

    def drop_source(
        self,
        source: Source,
        family: Family | str | None = None,
        *,
        notes: Noted | None = None,
    ) -> list[Change]:
        """Take out all routes of a source, as the end of a session does (RFC 4271 §8.2.2).

        Args:
            source: whose routes.
            family: routes of this family only; None takes all.
            notes: where to note what changes, instead of the list.
        """
        changes: list[Change] = []
        for table, store in self._of(source, family):
            restarting.mark_stale(table, store)
            restarting.sweep(table, store, Record(table.family, changes, notes))
            self._tidy(table, store)
        return changes

    def reselect(
        self,
        context: DecisionContext | None = None,
        process: DecisionProcess | None = None,
        *,
        notes: Noted | None = None,
    ) -> list[Change]:
        """Choose anew among all paths.

        RFC 4271 §9.1.2: "If either the immediate next-hop or the IGP cost to the NEXT_HOP [...]
        changes, Phase 2 Route Selection MUST be performed again." A RIB asks `context.resolve`
        about the next hops of a source once only, so it has to be told, with or without another
        context.

        Args:
            context: what matters from now on; None keeps it.
            process: how to choose from now on; None keeps it.
            notes: where to note what changes, instead of the list.

        Returns:
            A change for each destination whose best path is another one now. Where a step failed
            until now, no path was best before.

        Raises:
            LocalError: a step of the process fails. Nothing has changed then, since nobody could be
                told what: the RIB chooses as before, by the process, the context and the answers of
                `context.resolve` that it had. What a step raises otherwise comes through as well.
        """
        check(context, DecisionContext | None, "context")
        check(process, DecisionProcess | None, "process")
        process = process or self._process
        selector = process.under(context or self.context)
        changes: list[Change] = []
        reselect(self._tables.values(), selector, changes, notes)
        self._process, self._selector = process, selector
        return changes

    def rejudge(
        self,
        source: Source,
        judge: Judge | None,
        family: Family | str | None = None,
        *,
        keys: Collection[bytes] | None = None,
        notes: Noted | None = None,
    ) -> list[Change]:
        """Apply another import policy to what a source announced (soft reconfiguration).

        The peer is not asked to send anything again: what it sent is there, before policy.

        Args:
            source: whose routes.
            judge: import policy from now on; None accepts all as it is. A policy that answers
                otherwise than before has to be another object, since answers are kept.
            family: routes of this family only; None takes all.
            keys: routes to these destinations only; None takes all.
            notes: where to note what changes, instead of the list.

        Returns:
            A change for each path that policy makes something else of.

        Raises:
            LocalError: as `update`; some routes are judged by the other policy then, some not.
        """
        changes: list[Change] = []
        for table, store in self._of(source, family):
            record = Record(table.family, changes, notes)
            by_path: dict[Path, list[bytes]] = {}
            for key, path in table.paths_of(store, keys):
                by_path.setdefault(path.received, []).append(key)
            stale, store.stale = store.stale, None
            try:
                for path, its_keys in by_path.items():
                    put(table, store, its_keys, path, judge, record)
            finally:
                store.stale = stale
        return changes

    # -- routes that outlive a session, or are announced anew --------------------------------

    def mark_stale(self, source: Source, family: Family | str) -> int:
        """Mark what a source announced, since it will announce it anew; return how much it is.

        Announced again, or withdrawn, a route is not marked any more; `sweep` takes out what still
        is. RFC 7313 §4 asks for it when a peer begins to refresh, and RFC 4724 §4.2 when a session
        ends. In the latter case call `sweep` before. RFC 4724 §4.2: "To deal with possible
        consecutive restarts, a route (from the peer) previously marked as stale MUST be deleted."

        Args:
            source: whose routes.
            family: their family.
        """
        return sum(restarting.mark_stale(table, store) for table, store in self._of(source, family))

    def sweep(
        self, source: Source, family: Family | str, *, notes: Noted | None = None
    ) -> list[Change]:
        """Take out what is still stale, and mark nothing from now on.

        RFC 4724 §4.2: "Once the End-of-RIB marker for an address family is received from the peer,
        it MUST immediately remove any routes from the peer that are still marked as stale for that
        address family." RFC 7313 §4 has the same for the end of a refresh.

        Args:
            source: whose routes.
            family: their family.
            notes: where to note what changes, instead of the list.
        """
        changes: list[Change] = []
        for table, store in self._of(source, family):
            restarting.sweep(table, store, Record(table.family, changes, notes))
            self._tidy(table, store)
        return changes

    def replace_stale(
        self,
        source: Source,
        family: Family | str,
        function: Callable[[Path], Path | None],
        judge: Judge | None = None,
        *,
        notes: Noted | None = None,
    ) -> list[Change]:
        """Put other paths in place of those that are stale; they are stale too.

        For RFC 9494 §4.2: routes with NO_LLGR go, the others are marked with LLGR_STALE.

        Args:
            source: whose routes.
            family: their family.
            function: says of a path as it was received what comes in its place: what `Path.replace`
                made of it, itself, or None to take it out. It is asked once for each path.
            judge: import policy, for what comes in.
            notes: where to note what changes, instead of the list.

        Raises:
            LocalError: as `update`.
        """
        changes: list[Change] = []
        for table, store in self._of(source, family):
            record = Record(table.family, changes, notes)
            restarting.replace_stale(table, store, function, judge, record)
            self._tidy(table, store)
        return changes

    # -- the parts of it ---------------------------------------------------------------------

    def _withdraw_groups(
        self, source: Source, update: Update, changes: list[Change], notes: Noted | None
    ) -> None:
        # RFC 4271 §4.3: "A BGP speaker SHOULD treat an UPDATE message of this form as though the
        # WITHDRAWN ROUTES do not contain the address prefix."
        announced = {
            (group.family, path_id, key)
            for group in update.announced
            for path_id, keys in runs(group)
            for key in keys
        }
        for group in update.withdrawn:
            family = group.family
            for table, store in self._of(source, family):
                record = Record(family, changes, notes)
                for path_id, keys in runs(group):
                    if announced:
                        keys = [key for key in keys if (family, path_id, key) not in announced]
                    table.withdraw(store, keys, path_id, record)
                self._tidy(table, store)

    def _table(self, family: Family) -> Table:
        # Most messages are of the family of the one before.
        table = self._latest
        if table is None or table.family is not family:
            table = self._tables.get(family)
            if table is None:
                table = self._tables[family] = Table(family, self._selector, self._layouts)
            self._latest = table
        return table

    def _tidy(self, table: Table, store: PathStore) -> None:
        """Let go of what became empty."""
        table.tidy(store)
        if not table.stores:
            self._tables.pop(table.family, None)
            self._latest = None
