"""Conditions made of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from bgplib._checks import check_each
from bgplib.errors import LocalError
from bgplib.policy.context import PolicyContext
from bgplib.policy.parts import AnyMatcher, Matcher, describe, operand_of
from bgplib.policy.subject import Subject

__all__ = ["ALWAYS", "NEVER", "AllOf", "AnyOf", "Not"]


def _matchers(value: Iterable[AnyMatcher]) -> tuple[AnyMatcher, ...]:
    return tuple(map(_matcher, check_each(value, object, "matchers")))


def _matcher(value: AnyMatcher) -> AnyMatcher:
    if not callable(value):
        raise LocalError(f"{value!r} cannot be called, hence is no matcher")
    return value


def _operands(
    matchers: Iterable[AnyMatcher], subject: Subject, context: PolicyContext
) -> Iterator[str]:
    """Print what each saw, once."""
    seen = dict.fromkeys(operand_of(matcher, subject, context) for matcher in matchers)
    return (operand for operand in seen if operand)


class _Group(Matcher):
    """What AllOf and AnyOf share."""

    __slots__ = ()

    matchers: tuple[AnyMatcher, ...]

    @property
    def per_destination(self) -> bool:  # type: ignore[override]  # a constant in most matchers
        """Whether one of the parts looks at the destination."""
        return any(getattr(matcher, "per_destination", True) for matcher in self.matchers)

    @property
    def is_stable(self) -> bool:  # type: ignore[override]  # a constant in most matchers
        """Whether no modifier can change the answer of any part."""
        return all(getattr(matcher, "is_stable", False) for matcher in self.matchers)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print what the parts saw."""
        return ", ".join(_operands(self.matchers, subject, context))

    def redundant(self) -> tuple[str, ...]:
        """Name what never makes a difference in the parts."""
        return tuple(
            text
            for matcher in self.matchers
            if isinstance(matcher, Matcher)
            for text in matcher.redundant()
        )


@attrs.frozen(eq=False)
class AllOf(_Group):
    """Holds when every part does; without parts, always."""

    #: asked in this order, up to the first that does not hold
    matchers: tuple[AnyMatcher, ...] = attrs.field(converter=_matchers)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether every part holds."""
        return all(matcher(subject, context) for matcher in self.matchers)

    def __str__(self) -> str:
        """Return `(a and b)`."""
        return f"({' and '.join(map(describe, self.matchers))})" if self.matchers else "always"


@attrs.frozen(eq=False)
class AnyOf(_Group):
    """Holds when a part does; without parts, never."""

    #: asked in this order, up to the first that holds
    matchers: tuple[AnyMatcher, ...] = attrs.field(converter=_matchers)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether a part holds."""
        return any(matcher(subject, context) for matcher in self.matchers)

    def __str__(self) -> str:
        """Return `(a or b)`."""
        return f"({' or '.join(map(describe, self.matchers))})" if self.matchers else "never"


@attrs.frozen(eq=False)
class Not(Matcher):
    """Holds when another condition does not."""

    matcher: AnyMatcher = attrs.field(converter=_matcher)  #: the other one

    @property
    def per_destination(self) -> bool:  # type: ignore[override]  # a constant in most matchers
        """Whether the other one looks at the destination."""
        return bool(getattr(self.matcher, "per_destination", True))

    @property
    def is_stable(self) -> bool:  # type: ignore[override]  # a constant in most matchers
        """Whether no modifier can change the answer of the other one."""
        return bool(getattr(self.matcher, "is_stable", False))

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the other one does not hold."""
        return not self.matcher(subject, context)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print what the other one saw."""
        return operand_of(self.matcher, subject, context)

    def __str__(self) -> str:
        """Return `not a`."""
        return f"not {describe(self.matcher)}"


#: holds for every route
ALWAYS: Final = AllOf(())
#: holds for none
NEVER: Final = AnyOf(())
