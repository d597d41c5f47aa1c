"""PathStore: what one source said in one family, one path for each set of attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import AttributeReader
from bgplib.nlri import Nlri
from bgplib.route import Layouts, Path, Source, fresh
from bgplib.route.path import is_plainly_usual, lean_path

__all__ = ["PathStore", "Place"]

#: a destination, and a path identifier where there is one
Place = tuple[bytes, int | None]

# Some hundred layouts are what a full table has; a peer must not fill the memory with others.
_MAXIMUM_LAYOUTS: Final = 4096
# The same of the orders in which sources came to destinations: so many are shared of a source, and
# where sources are many, no more than have so many marks together.
_MAXIMUM_ORDERS: Final = 256
_MAXIMUM_MARKS: Final = 16_384

#: what paths with the same attributes can differ in: next hop, weight, preference
_Name = tuple[bytes, int, int | None]
#: attribute octets, with the path identifier where there is one
_Saying = bytes | tuple[bytes, int]
#: the next hop that paths share, and those by what they say
_Shelf = tuple[bytes, dict[_Saying, Path]]


class PathStore:
    """Finds the path that says what is to be said, and lets go of it when nobody uses it.

    Each path, as it was received, counts its uses; the table that holds it adds to them, and hands
    it back here when there are none. So what is withdrawn leaves, attributes and all.
    """

    __slots__ = (
        "_judge",
        "_judgement",
        "_layouts",
        "_outcomes",
        "_shelf",
        "_shelves",
        "count",
        "grown",
        "mark",
        "repeated",
        "source",
        "stale",
    )

    def __init__(self, source: Source, mark: str, layouts: Layouts) -> None:
        """Start empty.

        Args:
            source: who announces the paths.
            mark: the character that stands for the source in nodes of the table.
            layouts: where attributes stand in blocks, shared by the stores of a RIB.
        """
        self.source: Final = source  #: who announces the paths
        self.mark: Final = mark  #: the character that stands for the source in nodes
        self.count = 0  #: how many paths of the source the table has
        #: what was announced before the peer began to announce all anew; None: nothing is awaited.
        #: No set, whose order is another one in each process: what is swept is told in it
        self.stale: dict[Place, None] | None = None
        #: marks in nodes, and what they are with that of the source behind them: nodes where
        #: sources came in the same order share their text
        self.grown: Final[dict[str, str]] = {}
        #: the same of marks that have that of the source already, since it has several paths there:
        #: apart, for what is found in `grown` is to say that the source has none
        self.repeated: Final[dict[str, str]] = {}
        self._layouts: Final = layouts
        self._judge: object = None  # who judged last
        self._judgement = 0  # the number of that one
        self._outcomes: Final[dict[Path, Path]] = {}  # what became of those that policy changed
        self._shelves: Final[dict[_Name, _Shelf]] = {}
        self._shelf: _Shelf | None = None  # the one that was asked for last

    def path(
        self,
        attributes: AttributeBlock,
        next_hop: bytes,
        path_id: int | None = None,
        weight: int = 0,
        preference: int | None = None,
        nlri: Nlri | None = None,
    ) -> Path:
        """Return the path with these properties; a new one, in no use yet, where there is none.

        Where the NLRI belongs to the path it is not shared.
        """
        if nlri is not None:
            return Path(
                self.source,
                attributes,
                next_hop,
                path_id=path_id,
                weight=weight,
                preference=preference,
                nlri=nlri,
            )
        shelf = self._shelf
        if shelf is None or weight or preference is not None or next_hop != shelf[0]:
            name = (next_hop, weight, preference)
            shelf = self._shelves.get(name)
            if shelf is None:
                shelf = self._shelves[name] = (next_hop, {})
            # Most paths have the next hop of the one before, and nothing that policy set.
            self._shelf = None if weight or preference is not None else shelf
        octets = attributes.octets
        saying = octets if path_id is None else (octets, path_id)
        path = shelf[1].get(saying)
        if path is None or not path.says(attributes):
            # Nearly all are read again of their octets in one step, and need not be kept otherwise.
            lean = path_id is None and is_plainly_usual(attributes)
            if lean and not weight and preference is None:
                path = lean_path(self.source, attributes, shelf[0])
            else:
                if not lean and len(self._layouts) >= _MAXIMUM_LAYOUTS:
                    self._layouts.clear()
                path = Path(
                    self.source,
                    octets if lean else fresh(attributes, self._layouts),
                    shelf[0],
                    attributes.reader if lean else None,
                    path_id=path_id,
                    weight=weight,
                    preference=preference,
                )
            shelf[1][saying] = path
        return path

    def plain_path(self, attributes: AttributeBlock, next_hop: bytes) -> Path:
        """Return what `path` does, in fewer steps where the next hop is the one of before."""
        shelf = self._shelf
        if shelf is None or shelf[0] != next_hop:
            return self.path(attributes, next_hop)
        octets = attributes.octets
        path = shelf[1].get(octets)
        if path is None:
            if not is_plainly_usual(attributes):
                return self.path(attributes, next_hop)
            path = shelf[1][octets] = lean_path(self.source, attributes, shelf[0])
            return path
        return path if path.says(attributes) else self.path(attributes, next_hop)

    def known(self, octets: bytes, next_hop: bytes) -> Path | None:
        """Return the path, without identifier, that was made of some attributes and next hop."""
        shelf = self._shelf
        if shelf is None or shelf[0] != next_hop:
            shelf = self._shelves.get((next_hop, 0, None))
            if shelf is None:
                return None
            self._shelf = shelf
        return shelf[1].get(octets)

    def lean_path(self, octets: bytes, reader: AttributeReader, next_hop: bytes) -> Path:
        """Make a path that is not known yet, of attributes that are of the usual kind.

        Args:
            octets: the attributes.
            reader: what found that they are so, and sound.
            next_hop: four octets.
        """
        shelf = self._shelf
        if shelf is None or shelf[0] != next_hop:
            name = (next_hop, 0, None)
            shelf = self._shelf = self._shelves.setdefault(name, (next_hop, {}))
        path = shelf[1][octets] = Path(self.source, octets, shelf[0], reader)
        return path

    def outcome(self, path: Path, judge: object) -> Path | None:
        """Return what a judge made of a path; None where it was not asked, or not as the last."""
        if path.judged_by == self._judgement and judge == self._judge:
            return self._outcomes.get(path, path)
        return None

    def note_outcome(self, path: Path, judge: object, outcome: Path) -> None:
        """Note what a judge made of a path."""
        if judge != self._judge:
            self._judge = judge
            self._judgement += 1
        path.judged_by = self._judgement
        if outcome is not path:
            self._outcomes[path] = outcome
        elif self._outcomes:
            self._outcomes.pop(path, None)

    def release(self, path: Path) -> None:
        """Let go of a path, as it was received, that nobody uses any more."""
        if self._outcomes:
            self._outcomes.pop(path, None)
        name = (path.next_hop_octets, path.weight, path.preference)
        shelf = self._shelves.get(name)
        if shelf is None:
            return
        octets = path.octets
        saying = octets if path.path_id is None else (octets, path.path_id)
        if shelf[1].get(saying) is path:
            del shelf[1][saying]
            if not shelf[1]:
                del self._shelves[name]
                self._shelf = None

    def grow(self, marks: str) -> str:
        """Return the marks of a node with that of the source behind them."""
        after = self.grown.get(marks)
        if after is not None:
            return after
        grown = self.repeated if self.mark in marks else self.grown
        after = grown.get(marks)
        if after is None:
            orders = len(grown)
            if orders >= _MAXIMUM_ORDERS or orders * len(marks) >= _MAXIMUM_MARKS:
                grown.clear()
            after = grown[marks] = marks + self.mark
        return after

    def freshen(self, keys: Iterable[bytes], path_id: int | None) -> None:
        """Note that destinations were announced anew, or withdrawn: they are not stale."""
        stale = self.stale
        if stale:
            for key in keys:
                stale.pop((key, path_id), None)

    def __len__(self) -> int:
        """Return how many paths are kept."""
        return sum(len(sayings) for _, sayings in self._shelves.values())
