"""Table: the destinations of one family, and the paths to each.

A destination with one path is an entry of a dict and nothing else: its key, and the path, which
it shares with others; nothing is added that the garbage collector would have to look at. One with
several paths has a node (see `bgplib.rib.node`), and where a source has very many of these a crowd
besides (see `bgplib.rib.crowd`). Prefixes and routes are made when a program asks.

Keys are the octets that the decoder cut from the message. Numbers with a leading one would be the
other choice: measured with 500,000 IPv4 prefixes (60 % of them /24), Python 3.11, CPU time,

                                    octets      numbers
    from the wire to the key        220 ns      370 ns
    insert                          130 ns      160 ns
    look up                         530 ns      550 ns
    octets of memory for a key          48           32
    longest match                   2.7 us      1.4 us

A path that comes in is cut, looked up and inserted; it is hardly ever matched against addresses.
And a key of octets goes out on the wire again as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from bgplib.decision.selector import Selector
from bgplib.iana.families import Family
from bgplib.rib.change import Change
from bgplib.rib.crowd import Crowd, is_crowd
from bgplib.rib.node import (
    FAILED,
    FIRST,
    NONE_ELIGIBLE,
    NOT_CHOSEN,
    Node,
    after,
    best_of,
    choose,
    compete,
    fail,
    find,
    recover,
    take_out,
)
from bgplib.rib.notes import Record
from bgplib.rib.order import Order
from bgplib.rib.settling import node_of, release, settle, unsettle
from bgplib.rib.store import PathStore, Place
from bgplib.route import Layouts, Path, Source, has_prefix_keys

__all__ = ["Table"]

_first_octet: Final = itemgetter(0)


class Table:
    """The destinations of one family.

    `load` puts paths in without choosing; whatever asks for the best path chooses then.
    """

    __slots__ = (
        "_free_marks",
        "_latest",
        "_layouts",
        "_lengths",
        "crowds",
        "family",
        "has_prefixes",
        "nodes",
        "order",
        "scans",
        "selector",
        "stores",
    )

    def __init__(self, family: Family, selector: Selector, layouts: Layouts) -> None:
        """Start empty.

        Args:
            family: the family of the destinations.
            selector: what chooses.
            layouts: where attributes stand in blocks, shared by the tables of a RIB.
        """
        self.family: Final = family
        self.selector = selector
        #: whether destinations are plain prefixes
        self.has_prefixes: Final = has_prefix_keys(family)
        #: for each destination its only path, or a node
        self.nodes: Final[dict[bytes, Path | Node]] = {}
        #: for each destination to which a source has very many paths, what it has beside its node
        self.crowds: Final[dict[bytes, Crowd]] = {}
        #: what each source said
        self.stores: Final[dict[Source, PathStore]] = {}
        self._free_marks: list[str] = []  # of sources that have gone
        self.scans = 0  #: how often all keys were looked at
        self.order: Order | None = None  #: all keys, in order; None: nobody needs that yet
        self._layouts: Final = layouts
        self._latest: PathStore | None = None  # most messages are of the peer of the one before
        self._lengths: set[int] | None = None  # nobody has asked

    # -- sources -----------------------------------------------------------------------------

    def store(self, source: Source) -> PathStore:
        """Return what keeps the paths of a source; a new one where it has none."""
        store = self._latest
        if store is not None and store.source is source:
            return store
        store = self._latest = self.stores.get(source)
        if store is None:
            # Small ones first: text of marks below 256 has an octet for each.
            mark = self._free_marks.pop() if self._free_marks else chr(len(self.stores))
            store = self._latest = self.stores[source] = PathStore(source, mark, self._layouts)
        return store

    def tidy(self, store: PathStore) -> None:
        """Let go of what keeps the paths of a source that has none, unless it restarts."""
        if store.count or store.stale is not None:
            return
        if self.stores.get(store.source) is store:
            del self.stores[store.source]
            self._free_marks.append(store.mark)
        self._latest = None

    # -- reading -----------------------------------------------------------------------------

    def best(self, key: bytes) -> Path | None:
        """Return the best path; None when there is no destination or no path is eligible."""
        node = self.nodes.get(key)
        if node is None:
            return None
        return self._best_of(key, node) if isinstance(node, list) else self._eligible(node)

    def paths(self, key: bytes) -> list[Path]:
        """Return all paths, the best first, then as they came; empty for no destination."""
        node = self.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, list):
            return [node]
        best, paths = self._best_of(key, node), self._paths_in(key, node)
        return [best, *(path for path in paths if path is not best)] if best else paths

    def arrived(self, key: bytes) -> list[Path]:
        """Return all paths in the order in which their sources first had one."""
        node = self.nodes.get(key)
        if node is None:
            return []
        return self._paths_in(key, node) if isinstance(node, list) else [node]

    def ranked(self, key: bytes, most: int | None = None) -> list[Path]:
        """Return the eligible paths in order of preference (RFC 7911).

        Args:
            key: the destination.
            most: how many to return; None returns all.
        """
        crowd = self.crowds.get(key) if self.crowds else None
        if crowd is not None:
            return crowd.ranked(self.selector, self.best(key), most)
        return self.selector.ranked(self.arrived(key), self.best(key))[:most]

    def choose(self, key: bytes, node: Node, selector: Selector, old: Path | None) -> Path | None:
        """Choose among the paths in a node, note the outcome and return it.

        Args:
            key: the destination.
            node: its node.
            selector: what chooses, from now on.
            old: the best path until now.
        """
        if not node[0]:
            return self.crowds[key].choose(selector, old)
        return choose(node, selector, old)

    def path_of(self, store: PathStore, key: bytes, path_id: int | None) -> Path | None:
        """Return what a source says of a destination; None when that is nothing."""
        node = self.nodes.get(key)
        if isinstance(node, list):
            if not node[0]:
                return self.crowds[key].find(store.mark, path_id)
            index = find(node, store.mark, path_id)
            path: Path | None = node[index] if index else None
            return path
        is_it = node is not None and node.source is store.source and node.path_id == path_id
        return node if is_it else None

    def paths_of(
        self, store: PathStore, keys: Iterable[bytes] | None = None
    ) -> Iterator[tuple[bytes, Path]]:
        """Yield each path of a source, with its destination; the table must not change meanwhile.

        Args:
            store: what keeps the paths of the source.
            keys: the destinations to look at; None looks at all.
        """
        source, mark = store.source, store.mark
        if keys is not None:
            for key in keys:
                crowd = self.crowds.get(key)
                paths = self.arrived(key) if crowd is None else crowd.of(mark)
                yield from ((key, path) for path in paths if path.source is source)
            return
        for key, node in self.nodes.items():
            if isinstance(node, list):
                if mark in node[0]:
                    yield from ((key, path) for path in node[FIRST:] if path.source is source)
                elif not node[0]:
                    yield from ((key, path) for path in self.crowds[key].of(mark))
            elif node.source is source:
                yield key, node

    def in_order(self) -> list[bytes]:
        """Return all keys, prefixes by address and length."""
        if self.order is None:
            self.order = Order(self.nodes)
        return self.order.keys(self.nodes)

    @property
    def lengths(self) -> set[int]:
        """The lengths of all prefixes that are here, and perhaps of some that were."""
        if self._lengths is None:
            self._lengths = set(map(_first_octet, self.nodes)) if self.has_prefixes else set()
        return self._lengths

    # -- writing -----------------------------------------------------------------------------

    def load(self, store: PathStore, keys: Sequence[bytes], path: Path) -> None:
        """Put a path in at several destinations, and choose later."""
        nodes = self.nodes
        destinations = len(nodes)
        source, mark, path_id = store.source, store.mark, path.path_id
        received = path.received
        unchosen = self.selector.lowest
        if store.stale:
            store.freshen(keys, path_id)
        if self.crowds:
            keys = [key for key in keys if not self._loads_crowd(store, key, path)]
        for key in keys:
            received.uses += 1
            node = nodes.get(key)
            if node is None:
                nodes[key] = path
                store.count += 1
            elif isinstance(node, list):
                if mark in node[0] and (index := find(node, mark, path_id)):
                    lost: Path = node[index]
                    node[index] = path
                    release(store, lost)
                else:
                    node[0] += mark
                    node.append(path)
                    store.count += 1
                node[1], node[2] = NOT_CHOSEN, unchosen
            elif node.source is source and node.path_id == path_id:
                nodes[key] = path
                release(store, node)
            else:
                marks = self.stores[node.source].mark + mark
                nodes[key] = [marks, NOT_CHOSEN, unchosen, node, path]
                store.count += 1
        if path_id is not None:
            self._gather(mark, keys)
        if len(nodes) != destinations:
            self._came(keys)

    def settle(self, store: PathStore, keys: list[bytes], path: Path) -> list[bytes]:
        """Do what `announce` does where that is simple; return the destinations where it is not.

        It is for paths without an identifier, of a source that does not restart, of which nobody is
        to know.
        """
        nodes = self.nodes
        destinations = len(nodes)
        if self.crowds:
            keys, crowded = self._apart(keys)
            if crowded:
                return crowded + (self.settle(store, keys, path) if keys else [])
        try:
            return settle(nodes, self.stores, store, keys, path, self.selector)
        finally:
            # A step may fail behind destinations that came already.
            if len(nodes) != destinations:
                self._came(keys)

    def announce(self, store: PathStore, keys: Sequence[bytes], path: Path, record: Record) -> None:
        """Put a path in at several destinations, in place of what its source said before.

        What is recorded are the destinations where the source had not said the same; where a step
        fails, that nobody knows the best path there.
        """
        nodes, selector = self.nodes, self.selector
        changes, noted, every = record.changes, record.noted, record.every
        path_id = path.path_id
        if store.stale:
            store.freshen(keys, path_id)
        if changes is None and noted is None and path_id is None:
            keys = self.settle(store, keys if isinstance(keys, list) else list(keys), path)
            if not keys:
                return
        destinations = len(nodes)
        rank = path.rank if path.ranked_by == selector.serial else selector.rank(path)
        eligible = None if rank == selector.ineligible else path
        received = path.received
        family, source, mark = self.family, store.source, store.mark
        is_quiet = changes is None and not (every and noted is not None)
        # Where to note that a destination came into being; None where nobody is to know.
        born = noted if every or eligible is not None else None
        gained = 0
        key = b""
        lost: Path | None = None
        old: Path | None = None
        try:
            for key in keys:
                node = nodes.get(key)
                lost = None
                if node is None:
                    nodes[key] = path
                    gained += 1
                    if changes is None:
                        if born is not None:
                            born[key] = eligible
                        continue
                    old, new = None, eligible
                else:
                    if not isinstance(node, list):
                        if node.source is source and node.path_id == path_id:
                            if node is not path and not _repeats(path, node):
                                # Before anything is another: a step may fail.
                                old = self._eligible(node)
                                nodes[key] = path
                                received.uses += 1
                                record.put(key, node, path, old, eligible)
                                release(store, node)
                            continue
                        node = nodes[key] = node_of(node, self.stores[node.source].mark, selector)
                    marks = node[0]
                    best: int = node[1]
                    if NONE_ELIGIBLE < best < FIRST:
                        if not marks:
                            self._join_crowd(store, key, path, eligible, record)
                            continue
                        if best == NOT_CHOSEN:
                            choose(node, selector)
                        else:
                            record.put(key, None, None, None, recover(node, selector))
                        best = node[1]
                    if mark in marks and (index := find(node, mark, path_id)):
                        former: Path = node[index]
                        if former is path or _repeats(path, former):
                            continue
                        lost = former
                        old = node[best] if best else None
                        node[index] = path
                        received.uses += 1
                        # Before a step may fail.
                        release(store, former)
                        new = after(node, selector, old, former, eligible, index)
                    else:
                        node[0] = store.grow(marks)
                        node.append(path)
                        gained += 1
                        lowest = node[2]
                        if is_quiet and rank > lowest:
                            continue
                        old = new = node[best] if best else None
                        if rank < lowest:
                            node[1], node[2] = len(node) - 1, selector.shared(rank)
                            new = path
                        elif rank == lowest and old is not None:
                            new = compete(node, selector, old, path)
                # The same as `record.put`, without a call for each of a million paths.
                if changes is not None:
                    changes.append(Change(family, key, lost, path, old, new))
                elif noted is not None and (every or new is not old):
                    noted[key] = new
        except BaseException:
            node = nodes.get(key)
            if isinstance(node, list) and any(each is path for each in node[FIRST:]):
                fail(node, selector)
                record.put(key, lost, path, old, None)
            raise
        finally:
            received.uses += gained
            store.count += gained
            if path_id is not None:
                self._gather(mark, keys)
            if len(nodes) != destinations:
                self._came(keys)

    def withdraw(
        self, store: PathStore, keys: Iterable[bytes], path_id: int | None, record: Record
    ) -> None:
        """Take out what a source said of destinations; where that is nothing, nothing happens."""
        nodes, selector = self.nodes, self.selector
        source, mark = store.source, store.mark
        if store.stale:
            keys = tuple(keys)
            store.freshen(keys, path_id)
        if record.changes is None and record.noted is None and path_id is None:
            crowded: list[bytes] = []
            if self.crowds:
                keys, crowded = self._apart(keys)
            keys = unsettle(nodes, store, keys, selector) + crowded
        for key in keys:
            node = nodes.get(key)
            if node is None:
                continue
            if isinstance(node, list):
                index = find(node, mark, path_id)
                if not index:
                    if not node[0]:
                        self._leave_crowd(store, key, node, path_id, record)
                    continue
                old = None if node[1] == FAILED else best_of(node, selector)
                lost = take_out(node, index)
                # Before a step may fail.
                store.count -= 1
                release(store, lost)
                try:
                    if len(node) == FIRST + 1:
                        nodes[key] = node[FIRST]
                        new = self._eligible(node[FIRST])
                    else:
                        new = after(node, selector, old, lost, None, 0)
                except BaseException:
                    fail(node, selector)
                    record.put(key, lost, None, old, None)
                    raise
            elif node.source is source and node.path_id == path_id:
                lost = node
                old, new = self._eligible(node), None
                del nodes[key]
                store.count -= 1
                release(store, lost)
            else:
                continue
            record.put(key, lost, None, old, new)
        if self.order is not None and not self.order.suits(len(nodes)):
            self.order = None

    # -- stale paths -------------------------------------------------------------------------

    def stale(self, store: PathStore) -> Iterator[tuple[Place, Path]]:
        """Yield what is stale of a source; the table must not change meanwhile."""
        for place in store.stale or ():
            path = self.path_of(store, *place)
            if path is not None:
                yield place, path

    # -- destinations to which a source has very many paths -----------------------------------

    def _best_of(self, key: bytes, node: Node) -> Path | None:
        index: int = node[1]
        if index >= FIRST:
            best: Path = node[index]
            return best
        if not node[0]:
            return self.crowds[key].best_of(self.selector)
        return best_of(node, self.selector)

    def _paths_in(self, key: bytes, node: Node) -> list[Path]:
        return node[FIRST:] if node[0] else list(self.crowds[key])

    def _apart(self, keys: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Return keys that have no crowd, and those that have one."""
        others: list[bytes] = []
        crowded: list[bytes] = []
        for key in keys:
            (crowded if key in self.crowds else others).append(key)
        return others, crowded

    def _gather(self, mark: str, keys: Iterable[bytes]) -> None:
        """Make a crowd of destinations to which a source has very many paths by now."""
        for key in keys:
            node = self.nodes.get(key)
            if isinstance(node, list) and is_crowd(node, mark):
                index: int = node[1]
                best: Path | None = node[index] if index >= FIRST else None
                crowd = self.crowds[key] = Crowd((min(index, FIRST), best, node[2]))
                for each, path in zip(node[0], node[FIRST:], strict=True):
                    crowd.put(each, path)
                node[:] = ["", NOT_CHOSEN, self.selector.lowest]

    def _disperse(self, key: bytes, node: Node) -> None:
        """Make a node, or a single path, of a crowd that is none any more."""
        crowd = self.crowds.pop(key)
        marked = crowd.marked()
        if len(marked) == 1:
            self.nodes[key] = marked[0][1]
            return
        index, best, lowest = crowd.outcome
        paths = [path for _, path in marked]
        if best is not None:
            index = FIRST + paths.index(best)
        node[:] = ["".join(mark for mark, _ in marked), index, self.selector.shared(lowest), *paths]

    def _loads_crowd(self, store: PathStore, key: bytes, path: Path) -> bool:
        """Put a path in, and choose later, where a destination has a crowd; say whether."""
        crowd = self.crowds.get(key)
        if crowd is None:
            return False
        lost = crowd.find(store.mark, path.path_id)
        path.received.uses += 1
        crowd.put(store.mark, path)
        crowd.forget(self.selector)
        if lost is None:
            store.count += 1
        else:
            release(store, lost)
        return True

    def _join_crowd(
        self,
        store: PathStore,
        key: bytes,
        path: Path,
        eligible: Path | None,
        record: Record,
    ) -> None:
        """Do what `announce` does where a destination has a crowd."""
        selector, crowd, mark = self.selector, self.crowds[key], store.mark
        if crowd.has_failed:
            record.put(key, None, None, None, crowd.recover(selector))
        old = crowd.best_of(selector)
        lost = crowd.find(mark, path.path_id)
        if lost is not None and (lost is path or _repeats(path, lost)):
            return
        path.received.uses += 1
        try:
            crowd.put(mark, path)
            # Before a step may fail.
            if lost is None:
                store.count += 1
            else:
                release(store, lost)
            new = crowd.after(selector, lost, eligible)
        except BaseException:
            crowd.fail(selector)
            record.put(key, lost, path, old, None)
            raise
        record.put(key, lost, path, old, new)

    def _leave_crowd(
        self, store: PathStore, key: bytes, node: Node, path_id: int | None, record: Record
    ) -> None:
        """Do what `withdraw` does where a destination has a crowd."""
        selector, crowd, mark = self.selector, self.crowds[key], store.mark
        lost = crowd.find(mark, path_id)
        if lost is None:
            return
        old = None if crowd.has_failed else crowd.best_of(selector)
        crowd.take_out(mark, path_id)
        # Before a step may fail.
        store.count -= 1
        release(store, lost)
        try:
            new = crowd.after(selector, lost, None)
        except BaseException:
            crowd.fail(selector)
            record.put(key, lost, None, old, None)
            raise
        finally:
            if crowd.has_few(mark):
                self._disperse(key, node)
        record.put(key, lost, None, old, new)

    def _eligible(self, path: Path) -> Path | None:
        selector = self.selector
        rank = path.rank if path.ranked_by == selector.serial else selector.rank(path)
        return None if rank == selector.ineligible else path

    def _came(self, keys: Sequence[bytes]) -> None:
        """Note that there are new destinations among some."""
        if self._lengths is not None and self.has_prefixes:
            self._lengths.update(map(_first_octet, keys))
        if self.order is not None and not self.order.came(keys):
            self.order = None


def _repeats(path: Path, former: Path) -> bool:
    """Say whether a path says nothing new.

    Shared paths that say the same are the same, unless policy made one of them.
    """
    if path.nlri is None and path.received is not former.received:
        return False
    return path.repeats(former) and path.received.repeats(former.received)
