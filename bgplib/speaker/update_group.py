"""UpdateGroup: peers that are told the same, for which messages are made once.

All members in step are told each change at once, with the same octets. A member that is behind (it
came up, it asked for a refresh, or its connection has no room) is in a cohort: that remembers what
its members were told of each destination that changed, and tells them how it stands when there is
room. A cohort that has told all is in step again. So nobody waits for a slow peer, and a peer that
is slow for long is told the latest of each destination once, not all that happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat, starmap
from typing import Final

import attrs

from bgplib.policy import AspaTable, RoaTable
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib.adj_rib_out import AdjRibOut, Answers, Batch, Outgoing, Told, is_for, paths_of
from bgplib.rib.packing import Packer, Unsent
from bgplib.route import Path, Route, Source
from bgplib.speaker.export import Exporter
from bgplib.speaker.member import Cohort, Member
from bgplib.speaker.terms import ExportTerms

__all__ = ["Look", "UpdateGroup"]

#: so many destinations are looked at before it is asked again who has room
_CHUNK: Final = 1024

#: returns the best path to a destination, or all eligible ones, the best first
Look = Callable[[bytes], "Path | None"]
LookAtAll = Callable[[bytes], "list[Path]"]


class UpdateGroup:
    """Peers with equal `ExportTerms`, what they are told, and who is behind."""

    def __init__(
        self,
        exporter: Exporter,
        look: Look,
        look_at_all: LookAtAll,
        destinations: Callable[[], list[bytes]],
        registry: Registry = DEFAULT_REGISTRY,
    ) -> None:
        """Start without members, and with a table to go through.

        Args:
            exporter: what the members are told of a path.
            look: returns the best path to a destination.
            look_at_all: returns all eligible paths, the best first.
            destinations: returns all destinations there are.
            registry: the rows of NLRI.
        """
        terms = exporter.terms
        self.terms: ExportTerms = terms  #: what the members have in common
        self.exporter: Final = exporter
        self.out: Final = AdjRibOut(
            terms.family, exporter.export, per_destination=exporter.per_destination
        )  #: what the members in step were told
        self.members: Final[list[Member]] = []  #: who is in step
        self.cohorts: Final[list[Cohort]] = []  #: who is behind
        self.unsent: list[Unsent] = []  #: what did not fit in a message, until it is taken
        self.next_flush: float | None = None  #: MRAI: not before
        self._look: Final = look
        self._look_at_all: Final = look_at_all
        # By destination, the exported paths of which nobody was told, since no message can say it,
        # and why.
        self._unfit: dict[bytes, dict[Path, str]] = {}
        self._packer: Final = Packer(terms.family, terms.context, registry)
        self._dirty: dict[bytes, Path | None] = {}  # what changed, with the best path
        self._current: dict[bytes, Path | None] = {}  # what changed before that, and is at hand
        self._destinations: Final = destinations
        self._walk: list[bytes] = []  # destinations that were not looked at yet, the first at last
        # The only member, whose own routes need not be looked at; None where there are several.
        self._lone: Source | None = None
        self._begin_walk()

    # -- members -----------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether there is no member."""
        return not (self.members or self.cohorts)

    @property
    def has_work(self) -> bool:
        """Whether there are destinations that were not looked at."""
        return bool(self._dirty or self._current or self._walk)

    def __iter__(self) -> Iterator[Member]:
        """Iterate over all members."""
        yield from self.members
        for cohort in self.cohorts:
            yield from cohort.members

    def join(self, members: list[Member]) -> None:
        """Take in members that were told nothing yet."""
        self._count_in(members)
        if not self.out.paths:
            self.members.extend(members)
        else:
            self.cohorts.append(Cohort(members, dict.fromkeys(self.out.paths)))

    def move_in(
        self, members: list[Member], told: dict[bytes, Told], *, again: bool = False
    ) -> None:
        """Take in members that were told something, all the same.

        Args:
            members: the members.
            told: what they were told; it is taken over.
            again: tell them again what they were told, too.
        """
        self._count_in(members)
        for key in self.out.paths:
            told.setdefault(key, None)
        self.cohorts.append(Cohort(members, told, again=again))

    def _count_in(self, members: list[Member]) -> None:
        """Note whether there is one member or several."""
        if self._lone is not None:
            # It may have gone already, where others come in its place: its routes were left out.
            if any(each.source is not self._lone for each in members):
                self._lone = None
                self._begin_walk()
        elif self.is_empty and len(members) == 1 and not self.terms.returns_own:
            self._lone = members[0].source

    def _begin_walk(self) -> None:
        """Look at all destinations."""
        if not self.exporter.rejects_all:
            self._walk = self._destinations()
            self._walk.reverse()

    def told(self, member: Member) -> dict[bytes, Told]:
        """Return what a member was told; its own routes, which it was not, may be among it."""
        found = dict(self.out.paths)
        if member.cohort is not None:
            for key, path in member.cohort.pending.items():
                if path is None:
                    found.pop(key, None)
                else:
                    found[key] = path
        for key, unfit in self._unfit.items():
            left = tuple(each for each in paths_of(found.get(key)) if each not in unfit)
            if not left:
                found.pop(key, None)
            elif isinstance(found[key], tuple):
                found[key] = left
        return found

    def routes_of(self, member: Member) -> list[Route]:
        """Return the routes that a member was told."""
        return [
            Route(self.terms.family, key, path)
            for key, told in self.told(member).items()
            for path in paths_of(told)
            if is_for(path, member.source)
        ]

    def why_unfit(self, key: bytes, path: Path) -> str | None:
        """Say why no message can tell members what they were to be told of a path; None: it can.

        Args:
            key: the destination.
            path: the path, one of `candidates`.
        """
        unfit = self._unfit.get(key, {})
        told = (each for each in paths_of(self.out.paths.get(key)) if each.received is path)
        return next((unfit[each] for each in told if each in unfit), None)

    def remove(self, member: Member) -> None:
        """Let a member go."""
        cohort, member.cohort = member.cohort, None
        if cohort is None:
            self.members.remove(member)
            return
        cohort.members.remove(member)
        if not cohort.members:
            self.cohorts.remove(cohort)

    def is_behind(self, member: Member) -> bool:
        """Say whether a member has not been told everything."""
        return member.cohort is not None or self.has_work

    def candidates(self, key: bytes) -> list[Path]:
        """Return the paths to a destination that members are told, as far as they may be."""
        if self.terms.own_choice:
            return self._choice(key, {})
        if self.terms.add_path:
            return self._look_at_all(key)[: self.terms.send_paths]
        path = self._look(key)
        return [] if path is None else [path]

    def considered(self, key: bytes) -> list[Path]:
        """Return the paths to a destination that are looked at to find `candidates`."""
        if self.terms.own_choice:
            return [path for path, _ in self._asked(key, {})]
        return self.candidates(key)

    def _choice(self, key: bytes, asked: Answers) -> list[Path]:
        """Return the best paths of those that a client may be told."""
        return [path for path, told in self._asked(key, asked) if told]

    def _asked(self, key: bytes, asked: Answers) -> Iterator[tuple[Path, bool]]:
        """Iterate over the paths to a destination until there are enough that a client may have.

        Args:
            key: the destination.
            asked: see `AdjRibOut.ask`.

        Yields:
            Each path, the best first, and whether the client is told of it.
        """
        # RFC 7947 §2.3.2.1: "a route server BGP implementation that performs the per-client best
        # path calculation for each set of paths to a prefix, which results after the route server's
        # client policies have been taken into consideration."
        member, left = self.terms.policy_context.peer, self.terms.send_paths
        for path in self._by_rank(key):
            made = None if path.source is member else self.out.ask(path, key, asked)
            told = made is not None and member is not None and is_for(made, member)
            yield path, told
            if told and left is not None:
                left -= 1
                if not left:
                    return

    def _by_rank(self, key: bytes) -> Iterator[Path]:
        """Iterate over the eligible paths to a destination; who needs the best alone ranks none."""
        best = self._look(key)
        if best is None:
            return
        yield best
        for path in self._look_at_all(key):
            if path is not best:
                yield path

    # -- changes -----------------------------------------------------------------------------

    def note(self, changed: dict[bytes, Path | None]) -> None:
        """Note destinations whose paths changed; `flush` looks at them.

        Args:
            changed: the destinations, with the best path to each now.
        """
        if self.exporter.rejects_all:
            return
        if not (self._dirty or self._current):
            self._dirty.update(changed)
            return
        for key, path in changed.items():
            if path is None and key not in self.out.paths:
                # It came and went while nobody could be told: nothing of it is to be kept.
                self._dirty.pop(key, None)
                self._current.pop(key, None)
            else:
                self._dirty[key] = path

    def forget(self, source: Source) -> None:
        """Ask again what is told of the paths of a peer, when one comes by."""
        self.out.forget(source)

    def validate_by(self, roas: RoaTable | None, aspas: AspaTable | None) -> None:
        """Ask again what is told of any path, with other payloads; `note` where that may differ.

        Args:
            roas: what `RpkiIs` looks at.
            aspas: what `AspaIs` looks at.
        """
        terms = self.terms
        context = attrs.evolve(terms.policy_context, roas=roas, aspas=aspas)
        self.terms = attrs.evolve(terms, policy_context=context)
        self.exporter.validate_by(self.terms)
        self.out.forget()

    def flush(self, now: float, interval: float = 0.0) -> None:
        """Tell members what there is to tell, as far as they have room.

        Args:
            now: the time.
            interval: MinRouteAdvertisementIntervalTimer, with its jitter.
        """
        self._look_around(now, interval)
        for cohort in tuple(self.cohorts):
            self._drain(cohort)
        if not self.has_work:
            for member in self.members:
                if member.owed and member.is_ready and not member.waits:
                    _pay(member)

    @property
    def _somebody_is_ready(self) -> bool:
        return any(member.is_ready for member in self)

    def _look_around(self, now: float, interval: float) -> None:
        """Look at what changed, and tell those who are in step."""
        # RFC 4271 §9.2.1.1: "Two UPDATE messages sent by a BGP speaker to a peer that advertise
        # feasible routes and/or withdrawal of unfeasible routes to some common set of destinations
        # MUST be separated by at least MinRouteAdvertisementIntervalTimer." What changed since the
        # last ones waits for it; what was only left for want of room does not.
        waits = self.next_flush is not None and self.next_flush > now
        if not waits:
            self.next_flush = None
        while self._current or self._walk or (self._dirty and not waits):
            # Where nobody has room there is no hurry: what changes again meanwhile is told once.
            # Where all are behind, what they are told is how things stand.
            if self.members and not self._somebody_is_ready:
                return
            outgoing = self._take_some(only_left=waits)
            if outgoing:
                self._deliver(outgoing)
                self.next_flush = now + interval if interval else None

    def _take_some(self, *, only_left: bool) -> Outgoing:
        """Look at the next destinations.

        Args:
            only_left: at those that were to be looked at before, and not at what changed since.
        """
        if not (self._current or only_left):
            self._current, self._dirty = self._dirty, self._current
        some: dict[bytes, Path | None]
        if not self._current:
            keys = self._walk[-_CHUNK:]
            del self._walk[-_CHUNK:]
            keys.reverse()
            if only_left:
                # Those may have been told of since the walk began.
                keys = [key for key in keys if key not in self._dirty]
            some = dict(zip(keys, map(self._look, keys), strict=True))
        elif len(self._current) <= _CHUNK:
            some, self._current = self._current, {}
        else:
            # The latest, and without a step of Python for each.
            some = dict(starmap(self._current.popitem, repeat((), _CHUNK)))
        if self._dirty:
            # What changed again meanwhile is told as it is now.
            for key in some.keys() & self._dirty.keys():
                some[key] = self._dirty.pop(key)
        self.exporter.begin()
        asked: Answers = {}
        if self.terms.own_choice:
            choices = {key: self._choice(key, asked) for key in some}
            if self.terms.add_path:
                return self.out.take_several(choices.items())
            some = {key: paths[0] if paths else None for key, paths in choices.items()}
        elif self.terms.add_path:
            return self.out.take_several((key, self.candidates(key)) for key in some)
        elif self.terms.looks_further:
            some = {key: self._look(key) for key in some}
        return self.out.take(some.items(), self._lone, asked)

    def _deliver(self, outgoing: Outgoing) -> None:
        """Tell the members in step, and note it for those who are behind."""
        late = [member for member in self.members if not member.is_ready]
        if late:
            for member in late:
                self.members.remove(member)
            self.cohorts.append(Cohort(late, {}))
        if self.cohorts:
            before, paths = outgoing.before(), self.out.paths
            for cohort in self.cohorts:
                pending = cohort.pending
                for key, path in before.items():
                    if pending.setdefault(key, path) is None and key not in paths:
                        # It came and went, and they never heard of it.
                        del pending[key]
        self._send(outgoing, self.members)

    def _drain(self, cohort: Cohort) -> None:
        """Tell a cohort how things stand, as far as its members have room."""
        # What waits for MRAI is told after it: who came from another group may know the latest.
        # In order, since a set has another one in each process, and it is told in this one.
        common = sorted(cohort.pending.keys() & self._dirty.keys())
        early = {key: cohort.pending.pop(key) for key in common}
        while True:
            ready = [member for member in cohort.members if member.is_ready]
            if len(ready) < len(cohort.members):
                # The slower ones are waited for while the faster have something to send.
                if all(member.connection.backlog for member in ready):
                    cohort.pending.update(early)
                    return
                slower, cohort = cohort, cohort.split(ready)
                slower.pending.update(early)
                self.cohorts.append(cohort)
            if _open(cohort.members):
                # That may have been all the room there was.
                continue
            if not cohort.pending:
                break
            told: list[tuple[bytes, Told]] = []
            while cohort.pending and len(told) < _CHUNK:
                told.append(cohort.pending.popitem())
            self._send(self.out.compare(told, again=cohort.again), cohort.members)
        if early:
            cohort.pending.update(early)
            return
        # All is told: they are in step again.
        self.cohorts.remove(cohort)
        cohort.dissolve()
        self.members.extend(cohort.members)

    # -- messages ----------------------------------------------------------------------------

    def _send(self, outgoing: Outgoing, members: list[Member]) -> None:
        if not outgoing or not members:
            return
        partial = outgoing.partial()
        same: list[Member] = []
        for member in members:
            if member.source in partial or member.source.address in partial:
                self._transmit(outgoing.batch(member.source), [member])
            else:
                same.append(member)
        if same:
            self._transmit(outgoing.batch(), same)

    def _transmit(self, batch: Batch, members: list[Member]) -> None:
        if not batch:
            return
        if self._unfit:
            self._forget_unfit(batch)
        packed = self._packer.pack(dict(batch.withdrawn.items()), batch.announced)
        self.unsent.extend(packed.unsent)
        for each in packed.unsent:
            for key in each.keys:
                self._unfit.setdefault(key, {})[each.path] = str(each.error)
        if packed.messages:
            for member in members:
                member.connection.send_encoded(packed.messages)

    def _forget_unfit(self, batch: Batch) -> None:
        """Forget what did not fit of destinations that have other paths now."""
        for keys in (*batch.withdrawn.values(), *batch.announced.values()):
            for key in keys:
                unfit = self._unfit.pop(key, None)
                if unfit is None:
                    continue
                told = paths_of(self.out.paths.get(key))
                left = {path: reason for path, reason in unfit.items() if path in told}
                if left:
                    self._unfit[key] = left


def _open(members: list[Member]) -> bool:
    """Send what comes before anything else, and say whether there was any."""
    opening = [member for member in members if member.opening]
    for member in opening:
        messages, member.opening = member.opening, []
        member.connection.send_encoded(messages)
    return bool(opening)


def _pay(member: Member) -> None:
    """Send what was to follow on everything."""
    owed, member.owed = member.owed, []
    member.connection.send_encoded(owed)
