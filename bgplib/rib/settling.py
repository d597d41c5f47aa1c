"""The short way into a table, for paths without identifiers of which nobody is to be told.

This is fast code: a table is filled here, once for each of a million paths, and the loop holds
nothing but what a dict and a list do. What it leaves to `Table.announce`, which knows all cases,
are destinations where a path comes in place of another, is the second one, or ties with the best.
"""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.rib.node import Node
from bgplib.rib.store import PathStore
from bgplib.route import Path

__all__ = ["settle"]


def settle(
    nodes: dict[bytes, Path | Node],
    store: PathStore,
    keys: Sequence[bytes],
    path: Path,
    rank: int,
) -> Sequence[bytes]:
    """Put a path in where that is simple, and return the destinations where it is not.

    Args:
        nodes: the destinations of a table.
        store: what keeps the paths of the source; what it said before is not stale any more.
        keys: the destinations of the path.
        path: the path.
        rank: its rank.
    """
    left: list[bytes] = []
    mark, grown = store.mark, store.grown
    destinations = len(nodes)
    joined = 0
    try:
        for key in keys:
            node = nodes.setdefault(key, path)
            if node is path:
                # It is the first one, or was said before.
                continue
            if isinstance(node, list):
                marks: str = node[0]
                # A rank of 0 is that of a node in which nobody has chosen yet: none is lower, and
                # whoever has a higher one does not change that.
                lowest: int = node[2]
                if rank != lowest and mark not in marks:
                    if rank < lowest:
                        node[1], node[2] = len(node), rank
                    node.append(path)
                    node[0] = grown.get(marks) or store.grow(marks)
                    joined += 1
                    continue
            left.append(key)
    finally:
        joined += len(nodes) - destinations
        path.received.uses += joined
        store.count += joined
    return left
