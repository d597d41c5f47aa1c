"""Change: what happened to one destination, handed back by whatever changes a RIB."""

from __future__ import annotations

from typing import Final

from bgplib._pickling import Reduced
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.route import Path, Route, destination_text, has_prefix_keys
from bgplib.values.prefix import Prefix

__all__ = ["Change"]


class Change:
    """A path that came or went, and the best path before and after.

    `old` and `new` are the same object where the best path stayed what it was.
    """

    __slots__ = ("family", "gained", "key", "lost", "new", "old")

    def __init__(
        self,
        family: Family,
        key: bytes,
        lost: Path | None,
        gained: Path | None,
        old: Path | None,
        new: Path | None,
    ) -> None:
        """Note a change."""
        self.family: Final = family  #: the family of the destination
        self.key: Final = key  #: the destination; for prefixes the wire form
        self.lost: Final = lost  #: the path that was withdrawn or replaced; None for none
        self.gained: Final = gained  #: the path that was announced; None for none
        self.old: Final = old  #: the best path before; None when no path was eligible
        self.new: Final = new  #: the best path after; None when no path is eligible

    @property
    def best_changed(self) -> bool:
        """Whether the best path is another one, or another's attributes, than before."""
        return self.old is not self.new

    @property
    def prefix(self) -> Prefix:
        """The destination.

        Raises:
            LocalError: destinations of the family are not plain prefixes.
        """
        if not has_prefix_keys(self.family):
            raise LocalError(f"destinations of {self.family} are not plain prefixes")
        return Prefix.from_key(self.family.afi, self.key)

    @property
    def destination(self) -> str:
        """The destination as text: a prefix, or the NLRI where the family has others."""
        path = self.gained or self.new or self.lost or self.old
        return destination_text(self.family, self.key, path)

    @property
    def best(self) -> Route | None:
        """The best route after the change; None when there is none."""
        return None if self.new is None else Route(self.family, self.key, self.new)

    @property
    def former(self) -> Route | None:
        """The best route before the change; None when there was none."""
        return None if self.old is None else Route(self.family, self.key, self.old)

    def __reduce__(self) -> Reduced:
        """Have it made again of its fields; what was the same path is the same path again."""
        return Change, (self.family, self.key, self.lost, self.gained, self.old, self.new)

    def __repr__(self) -> str:
        """Return destination and best paths on one line."""
        return f"<Change {self.destination}: {self.old or 'nothing'} to {self.new or 'nothing'}>"
