"""PrefixList: permitted and denied prefixes, with lengths, as routers have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from bgplib._checks import check_each
from bgplib.policy.context import PolicyContext
from bgplib.policy.matchers._prefixes import PrefixMatcher, shown
from bgplib.policy.matchers.prefix_entry import AnyEntry, PrefixEntry, entry_of
from bgplib.policy.prefix_index import PrefixIndex
from bgplib.policy.prefix_range import PrefixRange
from bgplib.policy.subject import Subject, destination, prefix_of
from bgplib.values.prefix import Prefix

__all__ = ["PrefixList"]

_Index = PrefixIndex[tuple[int, PrefixEntry]]


def _entries(value: Iterable[AnyEntry]) -> tuple[PrefixEntry, ...]:
    return tuple(map(entry_of, check_each(value, object, "entries")))


@attrs.frozen(eq=False)
class PrefixList(PrefixMatcher):
    """Holds when the first entry that the destination falls under permits it.

    Without such an entry it does not hold. Entries may be text: `"10.0.0.0/8 ge 16 le 24"`,
    `"deny 10.1.0.0/16+"`. How many there are does not matter to the speed.
    """

    entries: tuple[PrefixEntry, ...] = attrs.field(converter=_entries)  #: in their order
    _index: _Index = attrs.field(init=False, eq=False, hash=False, repr=False)

    @_index.default
    def _indexed(self) -> _Index:
        return PrefixIndex((each.range.prefix, (at, each)) for at, each in enumerate(self.entries))

    @classmethod
    def of(cls, *entries: AnyEntry) -> PrefixList:
        """Make a list of entries.

        Raises:
            ParseError: a text is not an entry.
        """
        return cls(entries)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the destination is permitted."""
        prefix = prefix_of(subject)
        entry = None if prefix is None else self.entry_for(prefix)
        return entry is not None and entry.permit

    def entry_for(self, prefix: Prefix) -> PrefixEntry | None:
        """Return the entry that decides on a prefix, or None."""
        length = prefix.length
        best, found = len(self.entries), None
        for at, entry in self._index.containing(prefix):
            if at < best and entry.range.ge <= length <= entry.range.le:
                best, found = at, entry
        return found

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the destination, and the entry that decides on it."""
        prefix = prefix_of(subject)
        entry = None if prefix is None else self.entry_for(prefix)
        return destination(subject) + ("" if entry is None else f", by `{entry}`")

    def ranges(self) -> Iterator[PrefixRange]:
        """Yield what is permitted by an entry that no other denies before."""
        for at, entry in enumerate(self.entries):
            if entry.permit and not self._is_denied(at):
                yield entry.range

    def holds_throughout(self, wanted: PrefixRange) -> bool:
        """Say whether one entry permits the range, and none before it denies part of it."""
        permitting = self._deciding(wanted, len(self.entries), permit=True)
        if permitting is None:
            return False
        before = self.entries[:permitting]
        return not any(not each.permit and each.range.overlaps(wanted) for each in before)

    def impossible(self) -> str:
        """Say that nothing is permitted, if it is so."""
        return "" if any(True for _ in self.ranges()) else "the prefix list permits nothing"

    def redundant(self) -> tuple[str, ...]:
        """Name entries behind one that decides on all of their prefixes."""
        return tuple(self._redundant())

    def _redundant(self) -> Iterator[str]:
        for at, entry in enumerate(self.entries):
            earlier = self._deciding(entry.range, at)
            if earlier is not None:
                decisive = self.entries[earlier]
                yield f"entry `{entry}` stands behind `{decisive}`, which decides on all of it"

    def _is_denied(self, at: int) -> bool:
        earlier = self._deciding(self.entries[at].range, at)
        return earlier is not None and not self.entries[earlier].permit

    def _deciding(
        self, wanted: PrefixRange, before: int, *, permit: bool | None = None
    ) -> int | None:
        """Return the first entry that decides on a whole range; None without."""
        found = (
            at
            for at, entry in self._index.containing(wanted.prefix)
            if at < before
            and (permit is None or entry.permit is permit)
            and entry.range.contains(wanted)
        )
        return min(found, default=None)

    def __str__(self) -> str:
        """Return `prefix in [10.0.0.0/8 le 24, deny 10.1.0.0/16]`."""
        return f"prefix in {shown([str(entry) for entry in self.entries])}"
