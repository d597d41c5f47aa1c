"""Result: a verdict, the route as it passed, and the way that led there."""

from __future__ import annotations

from enum import Enum
from typing import Any, Generic

import attrs

from bgplib._frozen import frozen
from bgplib.policy.changes import Difference, differences
from bgplib.policy.context import PolicyContext
from bgplib.policy.parts import describe, operand_of, touches
from bgplib.policy.statement import Action, Statement
from bgplib.policy.subject import AnySubject, Subject, destination

__all__ = ["Condition", "Result", "Step", "Verdict"]


class Verdict(Enum):
    """What a policy says of a route."""

    ACCEPT = "accept"  #: it passes
    REJECT = "reject"  #: on import it is ineligible (RFC 8212 §3), on export it is not announced


@attrs.frozen(kw_only=True)
class Condition:
    """One matcher, asked about one route."""

    matcher: str  #: the condition
    held: bool  #: whether it held
    operand: str  #: what it saw in the route; empty where it does not say


@frozen(kw_only=True)
class Step:
    """One statement, asked about one route. Texts are made when they are asked for."""

    policy: str  #: the name of the policy that the statement is of
    statement: Statement  #: the statement
    context: PolicyContext  #: what the matchers knew besides the route
    before: Subject  #: the route as it came to the statement
    failed: int | None  #: the index of the matcher that did not hold; None when all did
    after: tuple[Subject, ...]  #: the route behind each modifier

    @property
    def matched(self) -> bool:
        """Whether all matchers held."""
        return self.failed is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The matchers that were asked, up to the first that did not hold."""
        matchers = self.statement.matchers
        asked = matchers if self.failed is None else matchers[: self.failed + 1]
        return tuple(
            Condition(
                matcher=describe(matcher),
                held=index != self.failed,
                operand=operand_of(matcher, self.before, self.context),
            )
            for index, matcher in enumerate(asked)
        )

    @property
    def changes(self) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
        """The modifiers that ran, each with what it changed."""
        before = (self.before, *self.after)
        return tuple(
            (describe(modifier), differences(was, now))
            for modifier, was, now in zip(
                self.statement.modifiers[: len(self.after)], before, self.after, strict=False
            )
        )


@frozen(kw_only=True)
class Result(Generic[AnySubject]):
    """What a policy says of a route, and why. `str` explains it; so does `to_json`, as data."""

    verdict: Verdict  #: whether it passes
    route: AnySubject  #: as it passes; when it does not, as it was when that was found
    original: AnySubject  #: as it was before
    policy: str  #: the name of the policy that decided
    statement: str | None  #: the name of the statement that decided; None: the default did
    steps: tuple[Step, ...]  #: the statements that were asked, in their order

    @property
    def accepted(self) -> bool:
        """Whether the route passes."""
        return self.verdict is Verdict.ACCEPT

    @property
    def reason(self) -> str:
        """Which statement decided, one sentence."""
        if self.statement is None:
            return f"no statement of policy {self.policy!r} decides; its default: {self._verb}"
        return f"statement {self.statement!r} of policy {self.policy!r}: {self._verb}"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Which statement of each policy of a chain decided, a sentence each; `reason` is the last.

        Of a policy that let the route pass by its default nothing is said.
        """
        decided: list[str] = [
            f"statement {step.statement.name!r} of policy {step.policy!r}: "
            f"{step.statement.action.value}"
            for step in self.steps
            if step.matched and step.statement.action is not Action.NEXT
        ]
        return (*(decided if self.statement is None else decided[:-1]), self.reason)

    @property
    def _verb(self) -> str:
        return self.verdict.value

    @property
    def touched(self) -> frozenset[str]:
        """What modifiers decided on, so that a speaker does not apply its default.

        `next_hop`: it stays as it is, `own_as`: our AS number is in the path already, `med`: it
        goes out although it came from another AS; and names of what else modifiers change.
        """
        return frozenset(
            touches(modifier)
            for step in self.steps
            if step.matched
            for modifier in step.statement.modifiers
        ) - {""}

    def behind(self, earlier: Result[AnySubject]) -> Result[AnySubject]:
        """Return this result with what led to it: another one, which accepted the route."""
        return attrs.evolve(self, original=earlier.original, steps=(*earlier.steps, *self.steps))

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All that the policy changed."""
        return differences(self.original, self.route)

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain dicts, lists and text."""
        return {
            "destination": destination(self.original),
            "verdict": self.verdict.value,
            "policy": self.policy,
            "statement": self.statement,
            "steps": [_step(step) for step in self.steps],
            "changes": [attrs.asdict(each) for each in self.differences],
        }

    def __str__(self) -> str:
        """Return the way in words, several lines."""
        lines = [f"{destination(self.original)}: {self._verb} ({self.reason})"]
        for step in self.steps:
            outcome = step.statement.action.value if step.matched else "does not match"
            lines.append(f"  {step.policy} / {step.statement.name}: {outcome}")
            for each in step.conditions:
                saw = f" ({each.operand})" if each.operand else ""
                lines.append(f"    {'yes' if each.held else 'no '} {each.matcher}{saw}")
            for modifier, made in step.changes:
                lines.append(f"    {modifier}: {'; '.join(map(str, made)) or 'no change'}")
        return "\n".join(lines)


def _step(step: Step) -> dict[str, Any]:
    return {
        "policy": step.policy,
        "statement": step.statement.name,
        "matched": step.matched,
        "action": step.statement.action.value if step.matched else None,
        "conditions": [attrs.asdict(each) for each in step.conditions],
        "modifiers": [
            {"modifier": modifier, "changes": [attrs.asdict(each) for each in made]}
            for modifier, made in step.changes
        ],
    }
