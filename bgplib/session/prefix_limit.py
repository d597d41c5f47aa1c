"""Counting what a peer announces, against the limits of a configuration (RFC 4271 §6.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri.group import NlriGroup
from bgplib.session.config import PrefixLimit

__all__ = ["Count", "Identity", "PrefixCounter"]

#: what tells what a peer announced apart: path identifier and key
Identity = tuple[int | None, bytes]


@attrs.frozen
class Count:
    """A family that came near its limit, or over it."""

    family: Family  #: the family
    count: int  #: prefixes, one for each path identifier
    limit: PrefixLimit  #: the limit

    @property
    def exceeded(self) -> bool:
        """Whether there are, or would be, more prefixes than allowed."""
        return self.count > self.limit.maximum

    @property
    def ends(self) -> bool:
        """Whether the session is to end for it."""
        return self.exceeded and self.limit.cease and not self.limit.discard


class PrefixCounter:
    """The prefixes that a peer has announced, in the families that have a limit.

    A family without one costs nothing here.
    """

    def __init__(
        self,
        limits: Mapping[Family, PrefixLimit],
        known: Mapping[Family, set[Identity]] | None = None,
    ) -> None:
        """Start with the prefixes that were announced already; None for none.

        Args:
            limits: how many there may be.
            known: those that there are; it is taken over.
        """
        self.limits: Final = limits  #: how many there may be, by family
        self._known = {family: (known or {}).get(family, set()) for family in limits}
        self._warned: set[Family] = set()
        self._full: set[Family] = set()  # prefixes are discarded, and it was told
        # Those that the peer is sending again, and has not yet, while it does.
        self._awaited: dict[Family, set[Identity]] = {}

    def reset(self) -> None:
        """Forget all prefixes: the session has ended, or begins."""
        self._known = {family: set() for family in self.limits}
        self._warned.clear()
        self._full.clear()
        self._awaited.clear()

    def refresh_began(self, family: Family) -> None:
        """Note that the peer sends all of a family again: what it does not name is to go."""
        known = self._known.get(family)
        # A peer that says again and again that it begins makes no work.
        if known and len(self._awaited.get(family, ())) != len(known):
            self._awaited[family] = set(known)

    def swept(self, family: Family) -> None:
        """Forget what the peer has not sent again."""
        awaited = self._awaited.pop(family, None)
        if awaited:
            self._known[family] -= awaited

    def disabled(self, family: Family) -> None:
        """Forget all prefixes of a family, of which nothing is taken any more."""
        if family in self._known:
            self._known[family].clear()

    def counts(self) -> dict[Family, int]:
        """Return how many prefixes there are, by family."""
        return {family: len(known) for family, known in self._known.items()}

    def apply(self, update: Update) -> tuple[Update, tuple[Count, ...]]:
        """Count an UPDATE.

        Routes that one message withdraws and announces again count once.

        Returns:
            The UPDATE, without the prefixes that are discarded, and the families that came near
            their limit by it, or over it.
        """
        found: list[Count] = []
        for group in update.withdrawn:
            if group.family in self._known:
                gone = set(_identities(group))
                self._known[group.family] -= gone
                self._has_come(group.family, gone)
        left = [self._announced(group, found) for group in update.announced]
        if any(one is not other for one, other in zip(left, update.announced, strict=True)):
            rest = tuple(group for group in left if len(group))
            update = update._with_announced(rest)  # noqa: SLF001 - no program makes such an UPDATE
        return update, tuple(found)

    def _announced(self, group: NlriGroup, found: list[Count]) -> NlriGroup:
        """Count what is announced of a family, and return what is taken of it."""
        limit = self.limits.get(group.family)
        if limit is None:
            return group
        known = self._known[group.family]
        if len(known) < limit.maximum:
            self._full.discard(group.family)
        identities = _identities(group)
        come = set(identities)
        would_be = len(known) + len(come - known)
        if limit.discard and would_be > limit.maximum:
            group = group.among(_places(identities, known, limit.maximum))
            come &= known
            if group.family not in self._full:
                self._full.add(group.family)
                found.append(Count(group.family, would_be, limit))
        else:
            known |= come
        self._has_come(group.family, come)
        count = Count(group.family, len(known), limit)
        if count.ends or self._is_near(count):
            found.append(count)
        return group

    def _has_come(self, family: Family, identities: set[Identity]) -> None:
        if self._awaited and (awaited := self._awaited.get(family)):
            awaited -= identities

    def _is_near(self, count: Count) -> bool:
        """Say whether to warn: once, until the family is below the threshold again."""
        if count.count < count.limit.maximum * count.limit.warning:
            self._warned.discard(count.family)
            return False
        if count.family in self._warned:
            return False
        self._warned.add(count.family)
        return True


def _identities(group: NlriGroup) -> list[Identity]:
    path_ids = group.path_ids
    if path_ids is None:
        return [(None, key) for key in group.keys]
    return list(zip(path_ids, group.keys, strict=True))


def _places(identities: list[Identity], known: set[Identity], maximum: int) -> list[int]:
    """Return where those stand that are known, or for which there is room: they are known then."""
    places = []
    for place, identity in enumerate(identities):
        if identity not in known:
            if len(known) >= maximum:
                continue
            known.add(identity)
        places.append(place)
    return places
