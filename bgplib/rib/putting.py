"""How paths get into a table: judged, and chosen among."""

from __future__ import annotations

from collections.abc import Sequence

from bgplib.rib.judging import Judge, judged
from bgplib.rib.notes import Record
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path

__all__ = ["put"]


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
        elif path.judged_by == judge:
            table.announce(store, keys, path.judged or path, record)
        else:
            for some, outcome in judged(path, table.family, keys, judge):
                table.announce(store, some, outcome, record)
    except BaseException:
        if not path.uses:
            store.release(path)
        raise
