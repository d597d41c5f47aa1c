"""The two kinds of part that a statement is made of, and what is asked of a program's own.

A matcher is any callable `(route, context) -> bool`, a modifier any `(route, context) -> route`.
Those of bgplib say more: how they print, what they saw, and what they have to do with each other,
which is what `Policy.check` lives on. A program's own may say it too, method by method.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

import attrs

from bgplib.policy.compared import Compared
from bgplib.policy.context import PolicyContext
from bgplib.policy.subject import AnySubject, Subject, path_of, with_path
from bgplib.route import Path

__all__ = ["AnyMatcher", "AnyModifier", "Matcher", "Modifier", "describe", "operand_of", "touches"]

#: what stands in `Statement.matchers`
AnyMatcher = Callable[[Any, PolicyContext], bool]
#: what stands in `Statement.modifiers`
AnyModifier = Callable[[Any, PolicyContext], Any]


@attrs.frozen(eq=False)
class Matcher(Compared):
    """A condition; `str` prints it, `~m`, `m & n` and `m | n` combine it.

    Those of bgplib are equal when their fields are; one of a program's own class when `attrs` makes
    it so (`@attrs.frozen`), and otherwise to itself alone: nobody knows what else it goes by.
    """

    #: it looks at the destination, so that it has to be asked for each route of a path
    per_destination: ClassVar[bool] = False
    #: no modifier can change its answer
    is_stable: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the condition holds."""

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print what the condition looks at in a route."""
        return ""

    def covers(self, other: object) -> bool:
        """Say whether this holds whenever `other` does; False where that is not known."""
        return bool(self == other)

    def excludes(self, other: object) -> bool:
        """Say whether this and `other` never hold together; False where that is not known."""
        return False

    def impossible(self) -> str:
        """Say why the condition can never hold; empty where it can, or where it is not known."""
        return ""

    def redundant(self) -> tuple[str, ...]:
        """Name the parts of the condition that never make a difference."""
        return ()

    def __invert__(self) -> Matcher:
        """Return the condition that holds when this does not."""
        from bgplib.policy.matchers.combinators import Not  # a cycle otherwise

        return Not(self)

    def __and__(self, other: AnyMatcher) -> Matcher:
        """Return the condition that holds when both do."""
        from bgplib.policy.matchers.combinators import AllOf  # a cycle otherwise

        return AllOf((self, other))

    def __or__(self, other: AnyMatcher) -> Matcher:
        """Return the condition that holds when one of them does."""
        from bgplib.policy.matchers.combinators import AnyOf  # a cycle otherwise

        return AnyOf((self, other))


@attrs.frozen(eq=False)
class Modifier(Compared):
    """A change; `str` prints it. It leaves the route that it is given as it is.

    Modifiers compare as matchers do.
    """

    #: what it decides on, in the words of `Result.touched`
    touches: ClassVar[str] = ""
    #: what an earlier modifier with the same `touches` did, it undoes
    overwrites: ClassVar[bool] = False

    @abstractmethod
    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path; the same one where nothing changes."""

    def __call__(self, subject: AnySubject, context: PolicyContext) -> AnySubject:
        """Return the changed route."""
        before = path_of(subject)
        after = self.change(before, context)
        return subject if after is before else with_path(subject, after)


def describe(part: object) -> str:
    """Print a matcher or modifier: its own text, or the name of a function."""
    if isinstance(part, Matcher | Modifier) or type(part).__str__ is not object.__str__:
        name = getattr(part, "__name__", None)
        return str(part) if name is None else str(name)
    return str(getattr(part, "__name__", None) or type(part).__name__)


def operand_of(matcher: AnyMatcher, subject: Subject, context: PolicyContext) -> str:
    """Print what a matcher looks at in a route; empty where it does not say."""
    operand = getattr(matcher, "operand", None)
    return "" if operand is None else str(operand(subject, context))


def touches(modifier: AnyModifier) -> str:
    """Return what a modifier decides on; empty where it does not say."""
    return str(getattr(modifier, "touches", ""))
