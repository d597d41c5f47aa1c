"""Stale paths: what a peer announced before it began to announce everything anew.

RFC 4724 §4.2 after a restart, RFC 9494 §4.2 long after one, RFC 7313 §4 while routes are refreshed.
"""

from __future__ import annotations

from collections.abc import Callable

from bgplib.rib.judging import Judge
from bgplib.rib.notes import Record
from bgplib.rib.putting import put
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path

__all__ = ["mark_stale", "replace_stale", "sweep"]


def mark_stale(table: Table, store: PathStore) -> int:
    """Mark all that a source said, and return how many paths that are."""
    if store.stale is not None and len(store.stale) == store.count:
        # All is marked: a peer that says again and again that it begins makes no work.
        return store.count
    store.stale = {(key, path.path_id): None for key, path in table.paths_of(store)}
    return len(store.stale)


def sweep(table: Table, store: PathStore, record: Record) -> None:
    """Take out what is still stale, and await nothing any more."""
    stale, store.stale = store.stale, None
    by_path_id: dict[int | None, list[bytes]] = {}
    for key, path_id in stale or ():
        by_path_id.setdefault(path_id, []).append(key)
    for path_id, keys in by_path_id.items():
        table.withdraw(store, keys, path_id, record)


def replace_stale(
    table: Table,
    store: PathStore,
    function: Callable[[Path], Path | None],
    judge: Judge | None,
    record: Record,
) -> None:
    """Put others in place of stale paths, which are stale too; see `Rib.replace_stale`."""
    by_path: dict[Path, list[bytes]] = {}
    for (key, _), path in table.stale(store):
        by_path.setdefault(path.received, []).append(key)
    stale, store.stale = store.stale, None
    try:
        for path, keys in by_path.items():
            other = function(path)
            if other is None:
                table.withdraw(store, keys, path.path_id, record)
                if stale is not None:
                    for key in keys:
                        stale.pop((key, path.path_id), None)
            elif other is not path:
                replacement = store.path(
                    other.attributes,
                    other.next_hop_octets,
                    path.path_id,
                    other.weight,
                    other.preference,
                    other.nlri,
                )
                put(table, store, keys, replacement, judge, record)
    finally:
        store.stale = stale
