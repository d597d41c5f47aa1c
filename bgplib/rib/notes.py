"""ChangeNotes: which destinations changed, for programs that need to know no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bgplib.iana.families import Family
from bgplib.rib.change import Change
from bgplib.route import Path

__all__ = ["ChangeNotes", "Noted", "Record", "record_of"]


class ChangeNotes:
    """Where destinations that changed gather, each once, however often it changed.

    Methods of a RIB that are handed one make no `Change` of each path: a program that passes
    routes on looks at a destination when it has the time for it, and only then.
    """

    __slots__ = ("best", "families")

    def __init__(self, families: Mapping[Family, bool] | None = None) -> None:
        """Start without changes.

        Args:
            families: the families to note; True: every path that comes or goes is noted (ADD-PATH),
                False: only that there is another best path. It is looked at with each change. None
                notes all families, and their best paths only.
        """
        self.families: Final = families  #: what to note; see the argument
        #: for each family the destinations that changed, and the best path to them by now
        self.best: dict[Family, dict[bytes, Path | None]] = {}

    def take(self) -> dict[Family, dict[bytes, Path | None]]:
        """Return what was noted, and start without changes again."""
        found, self.best = self.best, {}
        return found

    def __bool__(self) -> bool:
        """Say whether anything was noted."""
        return bool(self.best)


#: where methods of a RIB put what changes instead of returning it; a list of the caller's has it
#: also where they raise
Noted = ChangeNotes | list[Change]


class Record:
    """Where a table puts what changes: in a list of `Change`, or in notes, or nowhere."""

    __slots__ = ("changes", "every", "family", "noted")

    def __init__(self, family: Family, changes: list[Change], notes: Noted | None) -> None:
        """Make ready for one family.

        Args:
            family: the family of what changes.
            changes: where changes go unless there are notes.
            notes: where destinations, or changes, go instead.
        """
        self.family: Final = family  #: the family of what changes
        #: where changes go; None: nowhere
        self.changes: list[Change] | None = None
        #: where destinations go; None: nowhere
        self.noted: dict[bytes, Path | None] | None = None
        self.every = False  #: note every path that comes or goes, and not only another best one
        if notes is None:
            self.changes = changes
        elif isinstance(notes, list):
            self.changes = notes
        elif notes.families is None or family in notes.families:
            self.every = notes.families is not None and notes.families[family]
            self.noted = notes.best.setdefault(family, {})

    def put(
        self,
        key: bytes,
        lost: Path | None,
        gained: Path | None,
        old: Path | None,
        new: Path | None,
    ) -> None:
        """Put a change in its place; the arguments are those of `Change`."""
        if self.changes is not None:
            self.changes.append(Change(self.family, key, lost, gained, old, new))
        elif self.noted is not None and (self.every or new is not old):
            self.noted[key] = new


def record_of(family: Family, changes: list[Change], notes: Noted | None) -> Record:
    """Return where to put what changes in a family; the arguments are those of `Record`."""
    families = notes.families if isinstance(notes, ChangeNotes) else None
    # Where nobody wants any, this one need not be looked for, which costs its hash.
    if families is not None and (not families or family not in families):
        return _NOWHERE
    return Record(family, changes, notes)


#: where all goes that nobody is to know; it keeps nothing
_NOWHERE: Final = Record(Family.IPV4_UNICAST, [], ChangeNotes({}))
