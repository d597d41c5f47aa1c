"""Choosing anew in all tables at once, or not at all: a step of a process may fail half-way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bgplib.decision.selector import Selector
from bgplib.rib.change import Change
from bgplib.rib.crowd import Crowd, Outcome
from bgplib.rib.node import FAILED, Node
from bgplib.rib.notes import Noted, Record
from bgplib.rib.table import Table
from bgplib.route import Path

__all__ = ["reselect"]


def reselect(
    tables: Collection[Table], selector: Selector, changes: list[Change], notes: Noted | None
) -> None:
    """Choose anew everywhere; see `Rib.reselect`.

    Args:
        tables: all that have to follow the selector.
        selector: what chooses from now on.
        changes: where to put what changes.
        notes: where to put it instead.
    """
    before = [_best_paths(table) for table in tables]
    undo = _Undo(selector)
    now: list[list[Path | None]] = []
    try:
        for table, known in zip(tables, before, strict=True):
            now.append(_choose_all(table, known, selector, undo))
    except BaseException:
        undo.put_back()
        raise
    # No step is asked from here on.
    for table, old_paths, new_paths in zip(tables, before, now, strict=True):
        table.selector = selector
        record = Record(table.family, changes, notes)
        for key, old, new in zip(table.nodes, old_paths, new_paths, strict=True):
            if new is not old:
                record.put(key, None, None, old, new)


class _Undo:
    """What nodes and paths said of the choice among them, to be said again if a step fails.

    To choose once more by the selector of before would not do: a step may prefer the path that is
    best already, and what a program answers about next hops may be different by now.
    """

    __slots__ = (
        "_bests",
        "_crowds",
        "_lowest",
        "_nodes",
        "_paths",
        "_ranked_by",
        "_ranks",
        "_serial",
        "_ties",
    )

    def __init__(self, selector: Selector) -> None:
        """Start empty.

        Args:
            selector: what is about to choose.
        """
        self._serial = selector.serial
        # Side by side, since no object is to be made for each of a million.
        self._nodes: list[Node] = []
        self._bests: list[int] = []
        self._lowest: list[int] = []
        self._crowds: list[tuple[Crowd, Outcome]] = []
        self._paths: list[Path] = []
        self._ranks: list[int] = []
        self._ranked_by: list[int] = []
        self._ties: list[tuple[Any, ...] | None] = []

    def note_node(self, node: Node, paths: list[Path], crowd: Crowd | None) -> None:
        """Note what a node says, and its paths, and its crowd."""
        serial = self._serial
        self._nodes.append(node)
        self._bests.append(node[1])
        self._lowest.append(node[2])
        if crowd is not None:
            self._crowds.append((crowd, crowd.outcome))
        path: Path
        for path in paths:
            # Most were met already, at other destinations.
            if path.ranked_by != serial:
                self.note_path(path)

    def note_path(self, path: Path) -> None:
        """Note what a path says that the selector has not ranked yet."""
        if path.ranked_by != self._serial:
            self._paths.append(path)
            self._ranks.append(path.rank)
            self._ranked_by.append(path.ranked_by)
            self._ties.append(path.tie)

    def put_back(self) -> None:
        """Let nodes and paths say what they said."""
        for place, node in enumerate(self._nodes):
            node[1], node[2] = self._bests[place], self._lowest[place]
        for crowd, outcome in self._crowds:
            crowd.outcome = outcome
        for place, path in enumerate(self._paths):
            path.rank, path.ranked_by = self._ranks[place], self._ranked_by[place]
            path.tie = self._ties[place]


def _best_paths(table: Table) -> list[Path | None]:
    """Return the best path to each destination, as it was told until now."""
    return [_best_path(table, key, node) for key, node in table.nodes.items()]


def _best_path(table: Table, key: bytes, node: Path | Node) -> Path | None:
    if isinstance(node, list):
        crowd = table.crowds.get(key)
        if node[1] == FAILED if crowd is None else crowd.has_failed:
            return None
    try:
        return table.best(key)
    except Exception:  # noqa: BLE001 - a program's own code; it may be what is to be replaced
        return None


def _choose_all(
    table: Table, before: list[Path | None], selector: Selector, undo: _Undo
) -> list[Path | None]:
    """Choose in one table, and return the best path to each destination."""
    found: list[Path | None] = []
    for (key, node), old in zip(table.nodes.items(), before, strict=True):
        if isinstance(node, list):
            undo.note_node(node, table.arrived(key), table.crowds.get(key))
            found.append(table.choose(key, node, selector, old))
        else:
            undo.note_path(node)
            found.append(None if selector.rank(node) == selector.ineligible else node)
    return found
