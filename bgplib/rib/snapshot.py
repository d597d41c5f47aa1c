"""Snapshot: what a RIB held at one moment, as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bgplib._pickling import Reduced
from bgplib.attributes.block import AttributeBlock
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.outgoing import outgoing
from bgplib.rib.destination import Destination, identify, named
from bgplib.route import Path, Route

if TYPE_CHECKING:
    from bgplib.rib.table import Table

__all__ = [
    "Entry",
    "Snapshot",
    "best_in",
    "is_known_same",
    "is_same_entry",
    "paths_in",
    "says_the_same",
    "taken",
]

#: what there is of a destination: its only path, if that is the best one too; otherwise the best
#: path, or None, and then all paths as they came
Entry = Path | tuple[Path | None, ...]

#: a session that asks for AS numbers of four octets, and for nothing else
_ANYBODY: Final = Context(session=None)

_NOTHING: Final[Mapping[bytes, Entry]] = MappingProxyType({})


class Snapshot:
    """The routes of all sources, before and after policy, and which of them were best.

    Immutable. Two are equal that hold routes which say the same, in whatever order they came, and
    however their attributes are written.
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[Family, Mapping[bytes, Entry]]) -> None:
        """Take over entries; programs use `Rib.snapshot`."""
        self._entries: Final = MappingProxyType(
            {
                family: MappingProxyType(dict(found))
                for family, found in sorted(entries.items())
                if found
            }
        )

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that have destinations, in the order of their numbers."""
        return tuple(self._entries)

    def entries(self, family: Family) -> Mapping[bytes, Entry]:
        """Return what there is of each destination of a family."""
        return self._entries.get(family, _NOTHING)

    def best(self, destination: Destination, family: Family | str | None = None) -> Route | None:
        """Return the best route to a destination; None when there was none.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        path = best_in(self.entries(family).get(key))
        return None if path is None else Route(family, key, path)

    def routes(self, destination: Destination, family: Family | str | None = None) -> list[Route]:
        """Return all routes to a destination, as they came.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        paths = paths_in(self.entries(family).get(key))
        return [Route(family, key, path) for path in paths]

    def __iter__(self) -> Iterator[Route]:
        """Iterate over all routes."""
        for family, entries in self._entries.items():
            for key, entry in entries.items():
                for path in paths_in(entry):
                    yield Route(family, key, path)

    def __len__(self) -> int:
        """Return how many destinations there are, of all families."""
        return sum(map(len, self._entries.values()))

    def __contains__(self, destination: object) -> bool:
        """Say whether a prefix, its text, or a (family, key) pair was a destination.

        A route is in it that is one of its routes.
        """
        if isinstance(destination, Route):
            return destination in self.routes(destination)
        found = named(destination)
        return found is not None and found[1] in self.entries(found[0])

    def __eq__(self, other: object) -> bool:
        """Compare what all routes say, and which are best."""
        if not isinstance(other, Snapshot):
            return NotImplemented
        known: dict[tuple[int, int], bool] = {}
        return self.families == other.families and all(
            entries.keys() == other.entries(family).keys()
            and all(
                is_same_entry(entry, other.entries(family)[key], known)
                for key, entry in entries.items()
            )
            for family, entries in self._entries.items()
        )

    def __hash__(self) -> int:
        """Hash families and the number of their destinations."""
        return hash(tuple((family, len(found)) for family, found in self._entries.items()))

    def __reduce__(self) -> Reduced:
        """Have it made again of its entries."""
        return Snapshot, ({family: dict(found) for family, found in self._entries.items()},)

    def __repr__(self) -> str:
        """Return the number of destinations of each family."""
        counts = ", ".join(f"{family}: {len(found)}" for family, found in self._entries.items())
        return f"<Snapshot {counts or 'of nothing'}>"


def taken(table: Table) -> dict[bytes, Entry]:
    """Return what a table holds."""
    found: dict[bytes, Entry] = {}
    for key, node in table.nodes.items():
        best = table.best(key)
        if isinstance(node, list):
            found[key] = (best, *table.arrived(key))
        else:
            found[key] = node if best is node else (best, node)
    return found


def best_in(entry: Entry | None) -> Path | None:
    """Return the best path of a destination."""
    return entry[0] if isinstance(entry, tuple) else entry


def paths_in(entry: Entry | None) -> tuple[Path, ...]:
    """Return all paths of a destination, as they came."""
    if not isinstance(entry, tuple):
        return () if entry is None else (entry,)
    return tuple(path for path in entry[1:] if path is not None)


def says_the_same(path: Path | None, other: Path | None) -> bool:
    """Say whether two paths, or the absence of them, say the same before and after policy.

    How their attributes are written makes no difference: in another order, with lengths of two
    octets (RFC 4271 §4.3), or with AS numbers of two and an AS4_PATH (RFC 6793). A collector writes
    its table otherwise than its peers wrote their UPDATEs.
    """
    if path is None or other is None:
        return path is other
    if path is other or not _repeats(path, other):
        return path is other
    is_received = path.received is path and other.received is other
    return is_received or _repeats(path.received, other.received)


def _repeats(path: Path, other: Path) -> bool:
    if path.repeats(other):
        return True
    mine, theirs = path.attributes, other.attributes
    return (
        mine.as_path == theirs.as_path
        and path.replace(attributes=theirs).repeats(other)
        and _rewritten(mine) == _rewritten(theirs)
    )


def _rewritten(block: AttributeBlock) -> bytes:
    """Return attributes as we would write them; the next hop is a matter of the path."""
    try:
        return outgoing(block, _ANYBODY, b"")
    except EncodeError:
        return block.octets


def is_same_entry(
    entry: Entry | None, other: Entry | None, known: dict[tuple[int, int], bool]
) -> bool:
    """Say whether the same is said of a destination, and the same is best.

    Args:
        entry: what there is in one RIB, or snapshot.
        other: what there is in another.
        known: what was found out of two paths, by their `id`, which many destinations share. It is
            empty at first, and good as long as both are there.
    """
    if entry is other:
        return True
    if not is_known_same(best_in(entry), best_in(other), known):
        return False
    if isinstance(entry, Path) and isinstance(other, Path):
        return True
    mine = {(path.source, path.path_id): path for path in paths_in(entry)}
    theirs = {(path.source, path.path_id): path for path in paths_in(other)}
    return mine.keys() == theirs.keys() and all(
        is_known_same(path, theirs[place], known) for place, path in mine.items()
    )


def is_known_same(
    path: Path | None, other: Path | None, known: dict[tuple[int, int], bool]
) -> bool:
    """Say what `says_the_same` does, and remember it: see `is_same_entry`."""
    pair = id(path), id(other)
    same = known.get(pair)
    if same is None:
        same = known[pair] = says_the_same(path, other)
    return same
