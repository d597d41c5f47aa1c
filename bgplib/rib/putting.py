"""How paths get into a table: found, judged, and chosen among."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.nlri.group import NlriGroup
from bgplib.rib.judging import Judge, judged
from bgplib.rib.notes import ChangeNotes, Record, record_of
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path

__all__ = ["put", "put_group", "put_untold", "runs"]

_NOBODY: Final = ChangeNotes({})


def put_group(
    table: Table,
    store: PathStore,
    attributes: AttributeBlock,
    group: NlriGroup,
    judge: Judge | None,
    record: Record,
) -> None:
    """Put in what a source announces with the same attributes and next hop.

    Raises:
        LocalError: as `put`.
    """
    next_hop = group.next_hop_octets
    if table.has_prefixes and group.path_ids is None:
        path = store.plain_path(attributes, next_hop)
        put(table, store, group.keys, path, judge, record)
    elif table.has_prefixes:
        for path_id, keys in runs(group):
            path = store.path(attributes, next_hop, path_id)
            put(table, store, keys, path, judge, record)
    else:
        for key, nlri in zip(group.keys, group.nlri, strict=True):
            path = store.path(attributes, next_hop, nlri.path_id, nlri=nlri)
            put(table, store, (key,), path, judge, record)


def put(
    table: Table,
    store: PathStore,
    keys: Sequence[bytes],
    path: Path,
    judge: Judge | None,
    record: Record,
) -> None:
    """Put a path, as it was received, in at several destinations of a table.

    Raises:
        LocalError: what the judge returned is no outcome of policy, or a step of the decision
            process fails. A path that stands nowhere then is let go of.
    """
    try:
        if judge is None:
            table.announce(store, keys, path, record)
        elif (known := store.outcome(path, judge)) is not None:
            table.announce(store, keys, known, record)
        else:
            for some, outcome in judged(store, path, table.family, keys, judge):
                table.announce(store, some, outcome, record)
    except BaseException:
        if not path.uses:
            store.release(path)
        raise


def put_untold(table: Table, store: PathStore, keys: list[bytes], path: Path) -> None:
    """Put a path in as it was received, as `put` does, where nobody is to know of it.

    Args:
        table: where to.
        store: what keeps the paths of its source, which does not restart.
        keys: the destinations.
        path: the path, without an identifier.

    Raises:
        LocalError: as `put`.
    """
    try:
        left = table.settle(store, keys, path)
        if left:
            table.announce(store, left, path, record_of(table.family, [], _NOBODY))
    except BaseException:
        if not path.uses:
            store.release(path)
        raise


def runs(group: NlriGroup) -> Iterator[tuple[int | None, Sequence[bytes]]]:
    """Yield the keys of a group, those beside each other that have the same path identifier."""
    path_ids = group.path_ids
    if path_ids is None:
        yield None, group.keys
        return
    at = 0
    for path_id, run in groupby(path_ids):
        after = at + sum(1 for _ in run)
        yield path_id, group.keys[at:after]
        at = after
