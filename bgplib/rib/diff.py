"""Difference: what leads from one RIB to another, as a value and as UPDATE messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bgplib._frozen import frozen
from bgplib._pickling import Reduced
from bgplib.context import Context
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.messages.outgoing import outgoing
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib.packing import Packed, Packer, Unsent
from bgplib.rib.reading import RibReader
from bgplib.rib.snapshot import (
    Entry,
    Snapshot,
    best_in,
    is_known_same,
    is_same_entry,
    paths_in,
    says_the_same,
)
from bgplib.route import Path, Source, destination_text
from bgplib.route.differences import path_differences

__all__ = ["Difference", "Moved", "apply", "diff"]


@frozen(kw_only=True)
class Moved:
    """What is different about one destination."""

    family: Family  #: its family
    key: bytes  #: what tells it apart; for prefixes the wire form
    lost: tuple[Path, ...]  #: paths that are there in the first RIB only, or say something else
    gained: tuple[Path, ...]  #: paths that are there in the second only, or say something else
    old: Path | None  #: the best path in the first
    new: Path | None  #: the best path in the second

    @property
    def best_changed(self) -> bool:
        """Whether the best paths say something else."""
        return not says_the_same(self.old, self.new)

    def __str__(self) -> str:
        """Return a line for each path that is lost, gained, or best instead of another.

        Where a path is gained in the place of one of the same AS path and next hop, lines behind it
        say what else differs: `LOCAL_PREF 100 -> 200`.
        """
        lines = [f"- {self._line(path)}" for path in self.lost]
        former = {(path.source, path.path_id): path for path in self.lost}
        for path in self.gained:
            lines.append(f"+ {self._line(path)}")
            was = former.get((path.source, path.path_id))
            if was is not None and self._line(was) == self._line(path):
                # Both lines say the same: what they do not show is what changed.
                lines += [f"    {each}" for each in path_differences(was, path)]
        if self.best_changed:
            best = "nothing" if self.new is None else str(self.new)
            lines.append(f"> {self._destination(self.new or self.old)}: best is {best}")
        return "\n".join(lines)

    def _line(self, path: Path) -> str:
        where, as_path = self._destination(path), path.attributes.as_path_text or "-"
        refused = ", refused by import policy" if path.rejected else ""
        return f"{where} from {path}: {as_path} via {path.next_hop}{refused}"

    def _destination(self, path: Path | None) -> str:
        return destination_text(self.family, self.key, path)


class Difference:
    """What leads from one RIB to another: for each destination that differs, before and after.

    Immutable. Iterating yields a `Moved` for each destination. How attributes are written is no
    difference: their order, the octets of their lengths, the width of AS numbers (RFC 6793).
    """

    __slots__ = ("_changes",)

    def __init__(
        self, changes: Mapping[Family, Mapping[bytes, tuple[Entry | None, Entry | None]]]
    ) -> None:
        """Take over what differs; programs use `diff`."""
        self._changes: Final = MappingProxyType(
            {family: MappingProxyType(dict(found)) for family, found in changes.items() if found}
        )

    @property
    def families(self) -> tuple[Family, ...]:
        """The families in which something differs, in the order of their numbers."""
        return tuple(self._changes)

    def changes(self, family: Family) -> Mapping[bytes, tuple[Entry | None, Entry | None]]:
        """Return what there is of each destination of a family that differs, before and after."""
        return self._changes.get(family, MappingProxyType({}))

    def updates(
        self,
        context: Context,
        source: Source | None = None,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> Packed:
        """Return the UPDATE messages that lead from one to the other.

        With a source they are what that peer has to say: fed to a RIB that is equal to the first,
        in its name, they make the peer's Adj-RIB-In that of the second. Without one they are about
        the Loc-RIB: a RIB that holds the best routes of the first, as one peer's, holds those of
        the second afterwards. Attributes go out in canonical form, in either case.

        Args:
            context: what was agreed on, as who says it sends: with a source `add_path_send` has to
                have those families in which its paths have identifiers.
            source: whose routes; None takes the best ones, whoever announced them.
            registry: where NLRI are described.

        Returns:
            The messages, withdrawals before announcements in each family, and what fits in none.

        Raises:
            EncodeError: something that is gone cannot have been announced.
            LocalError: the source's paths have identifiers for which the context has no place.
        """
        messages: list[bytes] = []
        unsent: list[Unsent] = []
        for family, changes in self._changes.items():
            # Without path identifiers one best path takes the place of another, whatever theirs.
            numbered = source is not None or family in context.add_path_send
            withdrawn: dict[Path | None, list[bytes]] = {}
            announced: dict[Path, list[bytes]] = {}
            for key, (before, after) in changes.items():
                was, now = _said(before, source, numbered), _said(after, source, numbered)
                if source is not None and family not in context.add_path_send:
                    _check_numbers((*was, *now), source, family)
                for path_id, path in was.items():
                    if path_id not in now:
                        withdrawn.setdefault(path, []).append(key)
                for path_id, path in now.items():
                    former = was.get(path_id)
                    if former is None or not _is_told_alike(former, path, context):
                        announced.setdefault(path, []).append(key)
            packed = Packer(family, context, registry).pack(withdrawn, announced)
            messages += packed.messages
            unsent += packed.unsent
        return Packed(tuple(messages), tuple(unsent))

    def __reduce__(self) -> Reduced:
        """Have it made again of what differs."""
        return Difference, ({family: dict(found) for family, found in self._changes.items()},)

    def __iter__(self) -> Iterator[Moved]:
        """Iterate over destinations that differ."""
        known: dict[tuple[int, int], bool] = {}
        for family, changes in self._changes.items():
            for key, (before, after) in changes.items():
                was, now = _by_place(before), _by_place(after)
                stays = {
                    place
                    for place, path in was.items()
                    if is_known_same(path, now.get(place), known)
                }
                yield Moved(
                    family=family,
                    key=key,
                    lost=tuple(path for place, path in was.items() if place not in stays),
                    gained=tuple(path for place, path in now.items() if place not in stays),
                    old=best_in(before),
                    new=best_in(after),
                )

    def __len__(self) -> int:
        """Return how many destinations differ."""
        return sum(map(len, self._changes.values()))

    def __eq__(self, other: object) -> bool:
        """Compare what differs, before and after."""
        if not isinstance(other, Difference):
            return NotImplemented
        known: dict[tuple[int, int], bool] = {}
        return self.families == other.families and all(
            changes.keys() == other.changes(family).keys()
            and all(
                is_same_entry(before, other.changes(family)[key][0], known)
                and is_same_entry(after, other.changes(family)[key][1], known)
                for key, (before, after) in changes.items()
            )
            for family, changes in self._changes.items()
        )

    def __hash__(self) -> int:
        """Hash families and the number of destinations."""
        return hash(tuple((family, len(found)) for family, found in self._changes.items()))

    def __repr__(self) -> str:
        """Return the number of destinations of each family that differ."""
        counts = ", ".join(f"{family}: {len(found)}" for family, found in self._changes.items())
        return f"<Difference {counts or 'of nothing'}>"

    def __str__(self) -> str:
        """Return a line for each path that is lost or gained, and for each other best path."""
        return "\n".join(map(str, self))


def diff(before: Snapshot | RibReader, after: Snapshot | RibReader) -> Difference:
    """Return what leads from one RIB to another.

    Args:
        before: a RIB, or a snapshot of one.
        after: the same.
    """
    first, second = _snapshot(before), _snapshot(after)
    known: dict[tuple[int, int], bool] = {}
    changes: dict[Family, dict[bytes, tuple[Entry | None, Entry | None]]] = {}
    for family in sorted({*first.families, *second.families}):
        was, now = first.entries(family), second.entries(family)
        found: dict[bytes, tuple[Entry | None, Entry | None]] = {}
        for key, entry in was.items():
            other = now.get(key)
            if not is_same_entry(entry, other, known):
                found[key] = entry, other
        found.update((key, (None, entry)) for key, entry in now.items() if key not in was)
        changes[family] = found
    return Difference(changes)


def apply(difference: Difference, before: Snapshot | RibReader) -> Snapshot:
    """Return what becomes of a RIB when it is changed by a difference; it stays as it is itself.

    Args:
        difference: what `diff` found.
        before: a RIB that is equal to the first of which it was found, or a snapshot of one.

    Raises:
        LocalError: the RIB is not as the first one was, where that matters.
    """
    snapshot = _snapshot(before)
    known: dict[tuple[int, int], bool] = {}
    entries = {family: dict(snapshot.entries(family)) for family in snapshot.families}
    for family in difference.families:
        found = entries.setdefault(family, {})
        for key, (was, now) in difference.changes(family).items():
            if not is_same_entry(found.get(key), was, known):
                raise LocalError(f"{family} {key.hex()} is not what the difference starts from")
            if now is None:
                del found[key]
            else:
                found[key] = now
    return Snapshot(entries)


def _snapshot(rib: Snapshot | RibReader) -> Snapshot:
    return rib if isinstance(rib, Snapshot) else rib.snapshot()


def _by_place(entry: Entry | None) -> dict[tuple[Source, int | None], Path]:
    return {(path.source, path.path_id): path for path in paths_in(entry)}


def _said(entry: Entry | None, source: Source | None, numbered: bool) -> dict[int | None, Path]:
    """Return what a source said of a destination, or what is best, by path identifier."""
    if source is not None:
        return {path.path_id: path.received for path in paths_in(entry) if path.source == source}
    best = best_in(entry)
    return {} if best is None else {best.path_id if numbered else None: best}


def _check_numbers(path_ids: Iterable[int | None], source: Source, family: Family) -> None:
    """Refuse path identifiers where messages have no place for them: paths would be lost."""
    if any(path_id is not None for path_id in path_ids):
        raise LocalError(
            f"{source} announced {family} with path identifiers: the context needs the family in"
            " add_path_send, as Context.with_add_path has it"
        )


def _is_told_alike(path: Path, other: Path, context: Context) -> bool:
    """Say whether the UPDATEs of two paths are the same."""
    if path.next_hop_octets != other.next_hop_octets or path.nlri != other.nlri:
        return False
    if path.attributes == other.attributes:
        return True
    try:
        # Whether NEXT_HOP is among the attributes, too, makes no difference.
        mine, theirs = (outgoing(each.attributes, context, b"") for each in (path, other))
    except EncodeError:
        return False  # and whoever packs it says why
    return mine == theirs
