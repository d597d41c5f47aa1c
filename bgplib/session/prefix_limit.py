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
        """Whether there are more prefixes than allowed."""
        return self.count > self.limit.maximum


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

    def reset(self) -> None:
        """Forget all prefixes: the session has ended, or begins."""
        self._known = {family: set() for family in self.limits}
        self._warned.clear()

    def counts(self) -> dict[Family, int]:
        """Return how many prefixes there are, by family."""
        return {family: len(known) for family, known in self._known.items()}

    def apply(self, update: Update) -> tuple[Count, ...]:
        """Count an UPDATE, and return the families that came near their limit by it, or over it.

        Routes that one message withdraws and announces again count once.
        """
        found = []
        for group in update.withdrawn:
            if group.family in self._known:
                self._known[group.family].difference_update(_identities(group))
        for group in update.announced:
            limit = self.limits.get(group.family)
            if limit is None:
                continue
            known = self._known[group.family]
            known.update(_identities(group))
            count = Count(group.family, len(known), limit)
            if (count.exceeded and limit.cease) or self._is_near(count):
                found.append(count)
        return tuple(found)

    def _is_near(self, count: Count) -> bool:
        """Say whether to warn: once, until the family is below the threshold again."""
        if count.count < count.limit.maximum * count.limit.warning:
            self._warned.discard(count.family)
            return False
        if count.family in self._warned:
            return False
        self._warned.add(count.family)
        return True


def _identities(group: NlriGroup) -> set[Identity]:
    path_ids = group.path_ids
    if path_ids is None:
        return {(None, key) for key in group.keys}
    return set(zip(path_ids, group.keys, strict=True))
