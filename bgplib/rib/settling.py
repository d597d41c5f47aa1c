"""The short ways into a table and out of it, for paths of which nobody is to be told.

This is fast code: a table is filled here, once for each of a million paths, and the loops hold
nothing but what a dict and a list do, and a comparison of ranks. What they leave to `Table`, which
knows all cases, is what is seldom: paths with identifiers, and those that go, or come in place of
others, while they tie with the best.

Ranks tell enough, since only who has the lowest one can be best: a lower one than all others wins,
a higher one loses, and who had a higher one than the best can go without effect.
"""

from __future__ import annotations

from collections.abc import Iterable

from bgplib.decision.selector import Selector
from bgplib.rib.node import (
    FIRST,
    NONE_ELIGIBLE,
    NOT_CHOSEN,
    Node,
    choose,
    compete,
    take_out,
)
from bgplib.rib.store import PathStore
from bgplib.route import Path, Source

__all__ = ["node_of", "release", "settle", "unsettle"]


def settle(
    nodes: dict[bytes, Path | Node],
    stores: dict[Source, PathStore],
    store: PathStore,
    keys: list[bytes],
    path: Path,
    selector: Selector,
) -> list[bytes]:
    """Put a path in where that is simple, and return the destinations where it is not.

    Args:
        nodes: the destinations of a table.
        stores: what keeps the paths of each source.
        store: what keeps those of the source of the path; what it said before is not stale.
        keys: the destinations of the path.
        path: the path, which has no identifier.
        selector: what chooses.
    """
    left: list[bytes] = []
    source, mark, grown = store.source, store.mark, store.grown
    received, is_shared = path.received, path.nlri is None
    rank = path.rank if path.ranked_by == selector.serial else selector.rank(path)
    destinations = len(nodes)
    joined = replaced = 0
    # Most nodes of a message have the marks of the one before, and what these are with ours.
    before = behind = ""
    owner: Source | None = None
    owner_mark = ""
    try:
        for key in keys:
            node = nodes.setdefault(key, path)
            if node is path:
                # It is the first one, or was said before.
                continue
            if isinstance(node, list):
                marks: str = node[0]
                # Marks that grew by the one of this source before do not have it.
                if marks is not before:
                    after = grown.get(marks)
                    if after is None and mark in marks:
                        index = marks.index(mark) + FIRST
                        former: Path = node[index]
                        if former is path:
                            continue
                        # Shared paths that say the same are the same, unless policy made one of
                        # them.
                        if former.path_id is None and is_shared and former.received is not received:
                            # Counted before, since a step may fail when the path is there already.
                            replaced += 1
                            if _exchange(node, index, former, path, rank, selector, store):
                                continue
                            replaced -= 1
                        left.append(key)
                        continue
                    before, behind = marks, store.grow(marks) if after is None else after
            elif node.source is not source:
                # And a single path is mostly of the source of the one before.
                if node.source is not owner:
                    owner = node.source
                    owner_mark = stores[owner].mark
                if owner_mark is not before:
                    before, behind = owner_mark, store.grow(owner_mark)
                node = nodes[key] = node_of(node, owner_mark, selector)
            elif is_shared and node.path_id is None and node.received is not received:
                nodes[key] = path
                replaced += 1
                release(store, node)
                continue
            else:
                left.append(key)
                continue
            node[0] = behind
            node.append(path)
            joined += 1
            # In a node in which nobody has chosen yet the rank is below all others.
            lowest: int = node[2]
            if rank <= lowest:
                if rank < lowest:
                    node[1], node[2] = len(node) - 1, selector.shared(rank)
                else:
                    best: int = node[1]
                    if best > NOT_CHOSEN:
                        compete(node, selector, node[best], path)
    finally:
        joined += len(nodes) - destinations
        received.uses += joined + replaced
        store.count += joined
    return left


def node_of(path: Path, mark: str, selector: Selector) -> Node:
    """Make a node for a destination that has one path, of the source with a mark."""
    rank = path.rank if path.ranked_by == selector.serial else selector.rank(path)
    best = NONE_ELIGIBLE if rank == selector.ineligible else FIRST
    return [mark, best, selector.shared(rank), path]


def _exchange(
    node: Node,
    index: int,
    former: Path,
    path: Path,
    rank: int,
    selector: Selector,
    store: PathStore,
) -> bool:
    """Put a path in place of another, if its rank tells which one is best then; say whether."""
    best: int = node[1]
    lowest: int = node[2]
    if rank < lowest:
        node[index] = path
        node[1], node[2] = index, selector.shared(rank)
        release(store, former)
        return True
    if best == index:
        node[index] = path
        release(store, former)
        choose(node, selector, former)
        return True
    # A path that ties with the best now has to be compared with it, which is left to others.
    if best == NOT_CHOSEN or (rank > lowest and selector.rank(former) > lowest):
        node[index] = path
        release(store, former)
        return True
    return False


def unsettle(
    nodes: dict[bytes, Path | Node], store: PathStore, keys: Iterable[bytes], selector: Selector
) -> list[bytes]:
    """Take out what a source said, where that is simple, and return where it is not.

    Args:
        nodes: the destinations of a table.
        store: what keeps the paths of the source.
        keys: the destinations, of paths without an identifier.
        selector: what chooses.
    """
    left: list[bytes] = []
    source, mark = store.source, store.mark
    for key in keys:
        node = nodes.get(key)
        if node is None:
            continue
        if isinstance(node, list):
            marks: str = node[0]
            index = marks.find(mark) + FIRST
            if index < FIRST:
                continue
            lost: Path = node[index]
            best: int = node[1]
            if lost.path_id is not None or (
                len(node) > FIRST + 2
                and best not in (index, NOT_CHOSEN)
                and selector.rank(lost) == node[2]
            ):
                left.append(key)
                continue
            take_out(node, index)
            if len(node) == FIRST + 1:
                nodes[key] = node[FIRST]
            elif best == index:
                store.count -= 1
                release(store, lost)
                # A step may fail, when all else is done.
                choose(node, selector, lost)
                continue
        elif node.source is source and node.path_id is None:
            lost = node
            del nodes[key]
        else:
            left.append(key)
            continue
        store.count -= 1
        release(store, lost)
    return left


def release(store: PathStore, path: Path) -> None:
    """Count down the uses of a path that left a destination."""
    received = path.received
    received.uses -= 1
    if not received.uses:
        store.release(received)
