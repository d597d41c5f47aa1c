"""What conditions on the destination's prefix have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.parts import Matcher
from bgplib.policy.prefix_index import PrefixIndex
from bgplib.policy.prefix_range import PrefixRange

__all__ = ["PrefixMatcher", "shown"]

#: text prints at most so many prefixes
_SHOWN: Final = 4


@attrs.frozen(eq=False)
class PrefixMatcher(Matcher):
    """A condition that holds for prefixes of some ranges, perhaps not for all of them."""

    per_destination = True
    is_stable = True

    @abstractmethod
    def ranges(self) -> Iterator[PrefixRange]:
        """Yield ranges outside of which the condition never holds."""

    @abstractmethod
    def holds_throughout(self, wanted: PrefixRange) -> bool:
        """Say whether the condition is known to hold for every prefix of a range."""

    def covers(self, other: object) -> bool:
        """Say whether this holds for every prefix for which the other does."""
        if not isinstance(other, PrefixMatcher):
            return False
        return self == other or all(map(self.holds_throughout, other.ranges()))

    def excludes(self, other: object) -> bool:
        """Say whether this and the other hold for no prefix together."""
        ours = list(self.ranges())
        if isinstance(other, FamilyIs):
            afis = {each.prefix.afi for each in ours}
            plain = all(family.afi in (AFI_IPV4, AFI_IPV6) for family in other.families)
            return plain and not afis & {family.afi for family in other.families}
        if not isinstance(other, PrefixMatcher):
            return False
        theirs = list(other.ranges())
        return not _overlap(ours, theirs) and not _overlap(theirs, ours)


def _overlap(outer: Iterable[PrefixRange], inner: Iterable[PrefixRange]) -> bool:
    """Say whether a range of `inner` overlaps one of `outer` whose prefix contains its own."""
    index = PrefixIndex((each.prefix, each) for each in outer)
    return any(each.overlaps(found) for each in inner for found in index.containing(each.prefix))


def shown(texts: Sequence[str]) -> str:
    """Print the first few in brackets, and how many more there are."""
    more = [f"... {len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else []
    return f"[{', '.join([*texts[:_SHOWN], *more])}]"
