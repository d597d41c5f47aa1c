"""Finds in a policy what cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from bgplib.policy.implication import implies, impossible
from bgplib.policy.matchers.combinators import ALWAYS
from bgplib.policy.parts import Matcher, describe, touches
from bgplib.policy.statement import Action, Statement

if TYPE_CHECKING:
    from bgplib.policy.policy import Policy

__all__ = ["Remark", "RemarkKind", "check"]


class RemarkKind(Enum):
    """What can be wrong with a policy."""

    UNREACHABLE = "unreachable"  #: no route comes to the statement
    SHADOWED = "shadowed"  #: an earlier statement decides on all routes that it matches
    NEVER_MATCHES = "never matches"  #: its conditions cannot hold together
    UNUSED = "unused"  #: a part of the statement, or all of it, makes no difference


@attrs.frozen(kw_only=True)
class Remark:
    """One thing that cannot be meant."""

    kind: RemarkKind  #: what is wrong
    policy: str  #: the name of the policy
    statement: str  #: the name of the statement
    text: str  #: why, one sentence
    by: str | None = None  #: the name of the earlier statement that is to blame, if one is

    def to_json(self) -> dict[str, Any]:
        """Return the remark as plain data."""
        return attrs.asdict(self) | {"kind": self.kind.value}

    def __str__(self) -> str:
        """Return one line."""
        return (
            f"policy {self.policy!r}, statement {self.statement!r}: {self.kind.value}: {self.text}"
        )


def check(policy: Policy) -> tuple[Remark, ...]:
    """List what is wrong with a policy, statement by statement.

    Nothing is reported that is not so; what a program's own matchers do is not known.
    """
    return tuple(_remarks(policy))


def _remarks(policy: Policy) -> Iterator[Remark]:
    statements = policy.statements
    for at, statement in enumerate(statements):
        found = _in_vain(statements[:at], statement)
        if found is None:
            never = impossible(statement.matchers)
            if never:
                found = RemarkKind.NEVER_MATCHES, never, None
        if found is not None:
            kind, text, by = found
            yield Remark(kind=kind, policy=policy.name, statement=statement.name, text=text, by=by)
            continue
        for text in _unused(statement):
            yield Remark(
                kind=RemarkKind.UNUSED, policy=policy.name, statement=statement.name, text=text
            )


def _in_vain(
    earlier: tuple[Statement, ...], statement: Statement
) -> tuple[RemarkKind, str, str | None] | None:
    """Say whether earlier statements leave nothing to this one."""
    for at, other in enumerate(earlier):
        if other.action is Action.NEXT:
            continue
        decides = f"statement {other.name!r} {other.action.value}s"
        if all(implies(ALWAYS, matcher) for matcher in other.matchers):
            return RemarkKind.UNREACHABLE, f"{decides} every route", other.name
        if _shadows(other, statement, changed=_changed(earlier[at + 1 :])):
            text = f"{decides} every route that this one matches"
            return RemarkKind.SHADOWED, text, other.name
    return None


def _changed(between: tuple[Statement, ...]) -> bool:
    """Say whether statements change routes and pass them on."""
    return any(each.action is Action.NEXT and each.modifiers for each in between)


def _shadows(earlier: Statement, later: Statement, *, changed: bool) -> bool:
    """Say whether a statement matches all that a later one does.

    Where routes are changed between the two, only what no modifier can change is compared.
    """
    if changed and not all(getattr(m, "is_stable", False) for m in earlier.matchers):
        return False
    return all(any(implies(mine, wanted) for mine in later.matchers) for wanted in earlier.matchers)


def _unused(statement: Statement) -> Iterator[str]:
    """Name parts that make no difference."""
    matchers, modifiers = statement.matchers, statement.modifiers
    if statement.action is Action.REJECT and modifiers:
        yield f"what is rejected is changed in vain: {', '.join(map(describe, modifiers))}"
    if statement.action is Action.NEXT and not modifiers:
        yield "it changes nothing and decides nothing"
    for at, matcher in enumerate(matchers):
        if isinstance(matcher, Matcher):
            yield from matcher.redundant()
        others = (*matchers[:at], *(m for m in matchers[at + 1 :] if m != matcher))
        if any(implies(other, matcher) and not implies(matcher, other) for other in others):
            yield f"`{describe(matcher)}` holds whenever the other conditions do"
        elif matcher in matchers[:at]:
            yield f"`{describe(matcher)}` stands there twice"
    for at, modifier in enumerate(modifiers):
        for later in modifiers[at + 1 :]:
            same = touches(modifier) and touches(modifier) == touches(later)
            if same and getattr(later, "overwrites", False):
                yield f"`{describe(modifier)}` is undone by `{describe(later)}`"
                break
