"""Conditions on a number: length of the AS path, MED, degree of preference, weight."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Self

import attrs

from bgplib._checks import check, of_type
from bgplib.policy.context import PolicyContext
from bgplib.policy.parts import Matcher
from bgplib.policy.subject import Subject, path_of

__all__ = ["AsPathLength", "LocalPrefIs", "MedIs", "NumberRange", "WeightIs"]


@attrs.frozen(kw_only=True, eq=False)
class NumberRange(Matcher):
    """A condition that a number is between two others, which are in the range."""

    NAME: ClassVar[str]  #: what the number is called

    #: the smallest that fulfils it
    least: int = attrs.field(default=0, validator=of_type(int))
    #: the largest that fulfils it; None for any
    most: int | None = attrs.field(default=None, validator=of_type(int | None))

    @classmethod
    def of(cls, number: int) -> Self:
        """Make the condition that it is exactly this number."""
        check(number, int, "number")
        return cls(least=number, most=number)

    @abstractmethod
    def number(self, subject: Subject) -> int | None:
        """Return the number; None where the route has none, which fulfils nothing."""

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the number is in the range."""
        number = self.number(subject)
        if number is None:
            return False
        return self.least <= number and (self.most is None or number <= self.most)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the number."""
        number = self.number(subject)
        return "none" if number is None else str(number)

    def covers(self, other: object) -> bool:
        """Say whether the other is of the same kind, and its range is in this one."""
        if not isinstance(other, NumberRange) or type(other) is not type(self):
            return False
        ends_in = self.most is None or (other.most is not None and other.most <= self.most)
        return self.least <= other.least and ends_in

    def excludes(self, other: object) -> bool:
        """Say whether the other is of the same kind, and no number is in both ranges."""
        if not isinstance(other, NumberRange) or type(other) is not type(self):
            return False
        below = self.most is not None and self.most < other.least
        return below or (other.most is not None and other.most < self.least)

    def impossible(self) -> str:
        """Say that the range is backwards, if it is so."""
        if self.most is None or self.least <= self.most:
            return ""
        return f"no {self.NAME} is at least {self.least} and at most {self.most}"

    def __str__(self) -> str:
        """Return `MED 10 to 20`."""
        if self.least == self.most:
            return f"{self.NAME} is {self.least}"
        if self.most is None:
            return f"{self.NAME} is at least {self.least}"
        return f"{self.NAME} is {self.least} to {self.most}"


@attrs.frozen(kw_only=True, eq=False)
class AsPathLength(NumberRange):
    """Counts AS numbers as route selection does (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3).

    `AsPathLength(least=51)` with `Action.REJECT` refuses paths that are too long.
    """

    NAME = "AS path length"

    def number(self, subject: Subject) -> int | None:
        """Return the length, 0 for an empty path."""
        return path_of(subject).as_path_length


@attrs.frozen(kw_only=True, eq=False)
class MedIs(NumberRange):
    """Looks at MULTI_EXIT_DISC; does not hold for a route without it."""

    NAME = "MED"

    def number(self, subject: Subject) -> int | None:
        """Return the value."""
        return subject.attributes.med


@attrs.frozen(kw_only=True, eq=False)
class LocalPrefIs(NumberRange):
    """Looks at the degree of preference, which is 100 where nobody said otherwise.

    What an external peer says of it does not count (RFC 4271 §5.1.5).
    """

    NAME = "LOCAL_PREF"

    def number(self, subject: Subject) -> int | None:
        """Return the degree of preference."""
        return path_of(subject).local_preference


@attrs.frozen(kw_only=True, eq=False)
class WeightIs(NumberRange):
    """Looks at the weight, which is this speaker's own, and 0 at first."""

    NAME = "weight"

    def number(self, subject: Subject) -> int | None:
        """Return the weight."""
        return path_of(subject).weight
