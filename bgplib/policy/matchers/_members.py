"""What conditions have in common that look for one of some AS numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import attrs

from bgplib._checks import check_each
from bgplib._in_order import in_order
from bgplib.policy.parts import Matcher

__all__ = ["AsSet"]


def _numbers(value: Iterable[int]) -> frozenset[int]:
    return frozenset(check_each(value, int, "asns"))


@attrs.frozen(eq=False)
class AsSet(Matcher):
    """A condition that some AS numbers fulfil."""

    #: the AS numbers
    asns: frozenset[int] = attrs.field(converter=_numbers, repr=in_order)

    @classmethod
    def of(cls, *asns: int) -> Self:
        """Make the condition.

        Raises:
            LocalError: one of them is no number, which no path has.
        """
        return cls(asns)

    @property
    def listed(self) -> str:
        """The AS numbers as text."""
        return " or ".join(map(str, sorted(self.asns))) or "none"

    def covers(self, other: object) -> bool:
        """Say whether the other is of the same kind, and its AS numbers are among these."""
        return isinstance(other, AsSet) and type(other) is type(self) and other.asns <= self.asns

    def impossible(self) -> str:
        """Say that there is no AS number, if it is so."""
        return "" if self.asns else "the set of AS numbers is empty"
