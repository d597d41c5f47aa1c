"""PrefixIn: a set of exact prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from bgplib._checks import read_each
from bgplib._in_order import in_order
from bgplib.policy.context import PolicyContext
from bgplib.policy.matchers._prefixes import PrefixMatcher, shown
from bgplib.policy.prefix_range import PrefixRange
from bgplib.policy.subject import Subject, destination, prefix_of
from bgplib.values.prefix import Prefix

__all__ = ["PrefixIn"]


def _prefixes(value: Iterable[Prefix | str]) -> frozenset[Prefix]:
    return frozenset(read_each(value, Prefix, "prefixes", Prefix.parse))


@attrs.frozen(eq=False)
class PrefixIn(PrefixMatcher):
    """Holds when the destination is one of some prefixes, exactly."""

    prefixes: frozenset[Prefix] = attrs.field(converter=_prefixes, repr=in_order)  #: the prefixes

    @classmethod
    def of(cls, *prefixes: Prefix | str) -> PrefixIn:
        """Make a set of prefixes.

        Raises:
            ParseError: a text is not a prefix.
        """
        return cls(prefixes)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the destination is one of them."""
        return prefix_of(subject) in self.prefixes

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the destination."""
        return destination(subject)

    def ranges(self) -> Iterator[PrefixRange]:
        """Yield a range for each prefix."""
        return map(PrefixRange.of, self.prefixes)

    def holds_throughout(self, wanted: PrefixRange) -> bool:
        """Say whether the range is one prefix, and that one is there."""
        return wanted.ge == wanted.le == wanted.prefix.length and wanted.prefix in self.prefixes

    def impossible(self) -> str:
        """Say that there is no prefix, if it is so."""
        return "" if self.prefixes else "the set of prefixes is empty"

    def __str__(self) -> str:
        """Return `prefix is one of [10.0.0.0/8, 192.0.2.0/24]`."""
        return f"prefix is one of {shown([str(each) for each in sorted(self.prefixes)])}"
