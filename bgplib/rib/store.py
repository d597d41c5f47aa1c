"""PathStore: the paths of one source, one object for each set of attributes it announced."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.block import AttributeBlock
from bgplib.iana.families import Family
from bgplib.route import Path, Source, fresh

__all__ = ["Layouts", "PathStore"]

#: an index of where attributes stand, for each layout seen
Layouts = dict[tuple[tuple[int, int], ...], dict[int, int]]

# Some hundred layouts are what a full table has; a peer must not fill the memory with others.
_MAXIMUM_LAYOUTS: Final = 4096

#: what paths with the same attributes can differ in: family, next hop, weight, preference
_Shelf = tuple[Family, bytes, int, int | None]
#: attribute octets, with the path identifier where there is one
_Place = bytes | tuple[bytes, int]


class PathStore:
    """Finds the path that says what is to be said, and lets go of it when nobody uses it.

    Each path counts its uses; the tables that hold it add to them, and hand it back here when
    there are none. So what is withdrawn leaves, attributes and all.
    """

    __slots__ = ("_layouts", "_shelves", "counts", "source")

    def __init__(self, source: Source, layouts: Layouts) -> None:
        """Start empty.

        Args:
            source: who announces the paths.
            layouts: where attributes stand in blocks, shared by the stores of a RIB.
        """
        self.source: Final = source  #: who announces the paths
        #: how many destinations of each family have a path of the source; none is 0
        self.counts: Final[dict[Family, int]] = {}
        self._layouts: Final = layouts
        self._shelves: Final[dict[_Shelf, tuple[bytes, dict[_Place, Path]]]] = {}

    def path(
        self,
        family: Family,
        attributes: AttributeBlock,
        next_hop: bytes,
        path_id: int | None,
        weight: int,
        preference: int | None,
    ) -> Path:
        """Return the path with these properties; a new one, in no use yet, where there is none."""
        name = (family, next_hop, weight, preference)
        shelf = self._shelves.get(name)
        if shelf is None:
            shelf = self._shelves[name] = (next_hop, {})
        octets = attributes.octets
        place = octets if path_id is None else (octets, path_id)
        path = shelf[1].get(place)
        if path is None or not _is_equal(path.attributes, attributes):
            if len(self._layouts) >= _MAXIMUM_LAYOUTS:
                self._layouts.clear()
            path = shelf[1][place] = Path(
                self.source,
                fresh(attributes, self._layouts),
                shelf[0],
                path_id=path_id,
                weight=weight,
                preference=preference,
            )
        return path

    def count(self, family: Family, difference: int) -> None:
        """Add to the count of a family, or subtract from it."""
        count = self.counts.get(family, 0) + difference
        if count:
            self.counts[family] = count
        else:
            self.counts.pop(family, None)

    def release(self, family: Family, path: Path) -> None:
        """Let go of a path, as it was received, that nobody uses any more."""
        path.judged = None  # which knows what it was made of, and would keep it
        name = (family, path.next_hop_octets, path.weight, path.preference)
        shelf = self._shelves.get(name)
        if shelf is None:
            return
        octets = path.attributes.octets
        place = octets if path.path_id is None else (octets, path.path_id)
        if shelf[1].get(place) is path:
            del shelf[1][place]
            if not shelf[1]:
                del self._shelves[name]

    def __len__(self) -> int:
        """Return how many paths are kept."""
        return sum(len(places) for _, places in self._shelves.values())


def _is_equal(block: AttributeBlock, other: AttributeBlock) -> bool:
    """Say whether two blocks of the same octets are equal.

    They are not where a session was set up anew with other agreements.
    """
    return (block.reader is other.reader and block.whole and other.whole) or block == other
