"""AdjRibOut: what peers with the same export were told, and what they are to be told next.

RFC 4271 §3.2: "The Adj-RIBs-Out contains the routes for advertisement to specific peers by means of
the local speaker's UPDATE messages."

One table serves all peers of an update group. A destination has the exported path, or with ADD-PATH
a tuple of them; all destinations of one Loc-RIB path share one exported path, which is kept only as
long as a destination has it. What changes is handed out as an `Outgoing`, in buckets by path, so
that who packs messages, and who leaves a peer's own routes out, looks at paths and not at keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, filterfalse
from typing import Any, Final

from bgplib._pickling import Reduced
from bgplib.iana.families import Family
from bgplib.route import Path, Route, Source

__all__ = ["AdjRibOut", "Answers", "Batch", "Outgoing", "Told", "is_for", "paths_of"]

#: what a peer was told of a destination: a path, several (ADD-PATH), or nothing
Told = Path | tuple[Path, ...] | None
#: destinations by the path that was, or is, exported to them
Buckets = dict[Path, list[bytes]]
#: what was exported of Loc-RIB paths in the batch at hand; None: they are not told
Answers = dict[Path, Path | None]


class Batch:
    """What one peer is to be told: withdrawals, and announcements."""

    __slots__ = ("announced", "withdrawn")

    def __init__(self, withdrawn: Buckets, announced: Buckets) -> None:
        """Hold both."""
        self.withdrawn: Final = withdrawn  #: destinations by the path that they had
        self.announced: Final = announced  #: destinations by the path that they get

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.withdrawn or self.announced)

    def __reduce__(self) -> Reduced:
        """Have it made again of both."""
        return Batch, (self.withdrawn, self.announced)


class Outgoing:
    """What changed for a group of peers, in buckets of destinations that fare alike."""

    __slots__ = ("again", "fresh", "gone", "replaced", "several")

    def __init__(self, *, again: bool = False) -> None:
        """Start with no change.

        Args:
            again: what peers were told already is told again.
        """
        self.again: Final = again  #: what peers were told already is told again
        self.fresh: Final[Buckets] = {}  #: announced where nothing was before
        #: announced in place of another path: (before, now)
        self.replaced: Final[dict[tuple[Path, Path], list[bytes]]] = {}
        self.gone: Final[Buckets] = {}  #: withdrawn
        #: with ADD-PATH, all that peers were told of the destinations before
        self.several: Final[dict[bytes, Told]] = {}

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.fresh or self.replaced or self.gone)

    def note(self, key: bytes, old: Told, new: Told) -> None:
        """Note what a destination had and has.

        Args:
            key: the destination.
            old: what peers were told.
            new: what they are to be told.
        """
        if isinstance(old, tuple) or isinstance(new, tuple):
            self.several[key] = old
            before = {path.path_id: path for path in paths_of(old)}
            for path in paths_of(new):
                self._note(key, before.pop(path.path_id, None), path)
            for path in before.values():
                self._note(key, path, None)
        else:
            self._note(key, old, new)

    def _note(self, key: bytes, old: Path | None, new: Path | None) -> None:
        if new is None:
            if old is not None:
                self.gone.setdefault(old, []).append(key)
        elif old is None:
            self.fresh.setdefault(new, []).append(key)
        elif self.again or old is not new:
            self.replaced.setdefault((old, new), []).append(key)

    def before(self) -> dict[bytes, Told]:
        """Return what peers were told of the destinations before."""
        if self.several:
            return self.several
        found: dict[bytes, Told] = {}
        for keys in self.fresh.values():
            found.update(dict.fromkeys(keys))
        for (old, _), keys in self.replaced.items():
            found.update(dict.fromkeys(keys, old))
        for old, keys in self.gone.items():
            found.update(dict.fromkeys(keys, old))
        return found

    def partial(self) -> set[Source | bytes]:
        """Return who is not told all of it: the sources of the paths, and addresses of peers."""
        found: set[Source | bytes] = set()
        before: Source | None = None
        for path in (*self.fresh, *self.gone, *(path for pair in self.replaced for path in pair)):
            source = path.source
            # Most are of the source of the one before, and to hash it costs more than all the rest.
            if source is not before:
                found.add(source)
                before = source
            if source.local:
                found.add(_address(path))
        return found

    def batch(self, member: Source | None = None) -> Batch:
        """Return what a peer is to be told.

        Args:
            member: the peer, where `partial` has it; None for all others.
        """
        if member is None:
            gone = self.gone
            announced = dict(self.fresh)
            for (old, new), keys in self.replaced.items():
                # RFC 4271 §9.2: "A BGP speaker SHOULD NOT advertise a given feasible BGP route from
                # its Adj-RIB-Out if it would produce an UPDATE message containing the same BGP
                # route as was previously advertised."
                if self.again or not _says_the_same(old, new):
                    _add(announced, new, keys)
            return Batch(gone, announced)
        gone = {path: keys for path, keys in self.gone.items() if is_for(path, member)}
        announced = {path: keys for path, keys in self.fresh.items() if is_for(path, member)}
        for (old, new), keys in self.replaced.items():
            was_told = is_for(old, member)
            if not is_for(new, member):
                if was_told:
                    _add(gone, old, keys)
            elif self.again or not was_told or not _says_the_same(old, new):
                _add(announced, new, keys)
        return Batch(gone, announced)


def is_for(path: Path, member: Source) -> bool:
    """Say whether a peer of a group is told of a path that the group is told of."""
    if path.source is member:
        return False
    # RFC 4271 §5.1.3: "A route originated by a BGP speaker SHALL NOT be advertised to a peer using
    # an address of that peer as NEXT_HOP."
    return not path.source.local or _address(path) != member.address


def _address(path: Path) -> bytes:
    """Return the address of a next hop; empty where there is none."""
    return b"" if path.next_hop is None else path.next_hop.address


def _add(buckets: Buckets, path: Path, keys: list[bytes]) -> None:
    """Add destinations to a bucket, whose list may belong to an `Outgoing`: it stays as it is."""
    known = buckets.get(path)
    buckets[path] = keys if known is None else known + keys


def paths_of(told: Told) -> tuple[Path, ...]:
    """Return the paths to a destination that peers were told."""
    if told is None:
        return ()
    return told if isinstance(told, tuple) else (told,)


def _says_the_same(old: Path, new: Path) -> bool:
    return (
        old.next_hop_octets == new.next_hop_octets
        and old.nlri == new.nlri
        # Of most there is no block, and it is made only where octets do not say it.
        and old.octets == new.octets
        and old.attributes == new.attributes
    )


class AdjRibOut:
    """The routes of one family that a group of peers has been, or is to be, told."""

    __slots__ = ("_export", "_exported", "_per_destination", "family", "paths")

    def __init__(
        self,
        family: Family,
        export: Callable[[Path, bytes], Path | None],
        *,
        per_destination: bool = False,
    ) -> None:
        """Start empty.

        Args:
            family: the family of the destinations.
            export: makes of a Loc-RIB path the one that peers are told; None: they are not told.
                `received` of the result is the Loc-RIB path.
            per_destination: it looks at the destination too; otherwise it is asked once a path.
        """
        self.family: Final = family
        self.paths: Final[dict[bytes, Told]] = {}  #: by destination, what was exported
        self._export = export
        self._per_destination = per_destination
        # What was exported of each Loc-RIB path, as long as a destination has it; with ADD-PATH,
        # of each with its path identifier.
        self._exported: dict[Path | tuple[Path, int], Path] = {}

    def __len__(self) -> int:
        """Return how many destinations there are."""
        return len(self.paths)

    def routes(self) -> Iterator[Route]:
        """Iterate over the routes that were exported."""
        for key, told in self.paths.items():
            for path in paths_of(told):
                yield Route(self.family, key, path)

    # -- changes -----------------------------------------------------------------------------

    def ask(self, path: Path, key: bytes, asked: Answers) -> Path | None:
        """Return what peers would be told of a path; None: nothing.

        Args:
            path: a path of the Loc-RIB.
            key: the destination.
            asked: what was exported in the batch at hand, for `take`; the answer comes to it.
        """
        if self._per_destination:
            return self._export(path, key)
        known = self._exported.get(path)
        if known is not None:
            return known
        if path not in asked:
            asked[path] = self._export(path, key)
        return asked[path]

    def take(
        self,
        best: Iterable[tuple[bytes, Path | None]],
        lone: Source | None = None,
        asked: Answers | None = None,
    ) -> Outgoing:
        """Put in what the best path to some destinations is now.

        Args:
            best: destinations, each once, with the best path; None for none.
            lone: the only peer that is told, whose own paths count as none; None where there are
                more.
            asked: what `ask` was asked for before.

        Returns:
            What peers are to be told of it.
        """
        outgoing = Outgoing()
        fresh, replaced, gone = outgoing.fresh, outgoing.replaced, outgoing.gone
        paths, exported = self.paths, self._exported
        export, share = self._export, not self._per_destination
        if asked is None:
            asked = {}
        for key, path in best:
            new: Path | None = None
            if path is not None and path.source is not lone:
                new = exported.get(path)
                if new is None:
                    if path in asked:
                        new = asked[path]
                    else:
                        new = export(path, key)
                        if share:
                            asked[path] = new
            old: Any = paths.get(key)
            if old is new:
                continue
            if new is None:
                del paths[key]
                self._drop(old)
                bucket = gone.get(old)
                if bucket is None:
                    bucket = gone[old] = []
                bucket.append(key)
                continue
            paths[key] = new
            if not new.uses and share:
                exported[path] = new  # type: ignore[index]  # `new` was made of it
            new.uses += 1
            if old is None:
                bucket = fresh.get(new)
                if bucket is None:
                    bucket = fresh[new] = []
                bucket.append(key)
            else:
                self._drop(old)
                pair = (old, new)
                bucket = replaced.get(pair)
                if bucket is None:
                    bucket = replaced[pair] = []
                bucket.append(key)
        return outgoing

    def take_several(self, ranked: Iterable[tuple[bytes, Sequence[Path]]]) -> Outgoing:
        """Put in what the paths to some destinations are now, each with its path identifier.

        A path keeps the identifier that it has, and a new one gets the lowest that is free at its
        destination (RFC 7911 §3: "The assignment of the Path Identifier for a path by a BGP speaker
        is purely a local matter").

        Args:
            ranked: destinations, each once, with their paths, the best first.

        Returns:
            What peers are to be told of it.
        """
        outgoing = Outgoing()
        for key, candidates in ranked:
            old = paths_of(self.paths.get(key))
            kept = {_origin(path): path.path_id or 0 for path in old}
            taken = frozenset(kept.values())
            free = filterfalse(taken.__contains__, count(1))
            new = []
            for candidate in candidates:
                number = kept.get(_identity(candidate)) or next(free)
                path = self._numbered(candidate, key, number)
                if path is not None:
                    new.append(path)
            for path in new:
                path.uses += 1
            for path in old:
                self._drop(path)
            if new:
                self.paths[key] = tuple(new)
            elif old:
                del self.paths[key]
            if old or new:
                outgoing.note(key, old or None, tuple(new))
        return outgoing

    def forget(self, source: Source | None = None) -> None:
        """Ask again what is exported of the paths of a source, or of all, when one comes by."""
        if source is None:
            self._exported = {}
            return
        self._exported = {
            place: path for place, path in self._exported.items() if path.source is not source
        }

    def compare(self, told: Iterable[tuple[bytes, Told]], *, again: bool = False) -> Outgoing:
        """Return what peers are to be told that know something else than the table has.

        Args:
            told: destinations, each once, with what they were told.
            again: tell what they were told already, too.
        """
        outgoing = Outgoing(again=again)
        paths = self.paths
        for key, old in told:
            outgoing.note(key, old, paths.get(key))
        return outgoing

    def _numbered(self, candidate: Path, key: bytes, number: int) -> Path | None:
        known = self._exported.get((candidate, number))
        if known is not None:
            return known
        path = self._export(candidate, key)
        if path is None:
            return None
        path = path.replace(path_id=number, received=candidate)
        if not self._per_destination:
            self._exported[candidate, number] = path
        return path

    def _drop(self, path: Path) -> None:
        path.uses -= 1
        if path.uses:
            return
        # A destination may give a path up in the moment in which another takes it: what is dropped
        # here is then asked for again, and told again; nothing is lost but a little time.
        number = path.path_id
        origin = path.received
        place = origin if number is None else (origin, number)
        if self._exported.get(place) is path:
            del self._exported[place]


def _identity(path: Path) -> tuple[Source, int | None]:
    """Return what tells a path to a destination apart from others, whatever it says."""
    return path.source, path.path_id


def _origin(exported: Path) -> tuple[Source, int | None]:
    return _identity(exported.received)
