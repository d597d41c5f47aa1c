"""Concise: a policy under one context, which says what becomes of routes, and not why.

A speaker asks its policies about each path that it receives, and about each that it passes on, and
nobody looks at the way that led to the answer: `Policy.apply` says it in a `Result`, which costs
more than the answer. What a condition says of the session alone is the same for all of them, and is
asked here once. tests/properties/test_concise.py compares what comes of both ways.
"""

from __future__ import annotations

from typing import Final, Generic

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.policy.ask import ask, blame, check_same
from bgplib.policy.context import PolicyContext
from bgplib.policy.error import PolicyError, text_of
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.matchers.session import DirectionIs, PeerAs, PeerRole, SessionIs
from bgplib.policy.parts import AnyMatcher, touches
from bgplib.policy.policy import Chain, Policy
from bgplib.policy.run import failing, modified
from bgplib.policy.shared_paths import SharedPaths
from bgplib.policy.statement import Action, Statement
from bgplib.policy.subject import AnySubject, Subject

__all__ = ["Concise", "Outcome"]

#: conditions that go by a context alone which names the peer and the family
_OF_THE_CONTEXT: Final = (DirectionIs, FamilyIs, PeerAs, PeerRole, SessionIs)
_NOTHING: Final[frozenset[str]] = frozenset()


@frozen
class Outcome(Generic[AnySubject]):
    """What becomes of a route, as `Result` has it."""

    accepted: bool  #: whether it passes
    route: AnySubject  #: as it passes
    touched: frozenset[str] = attrs.field(repr=in_order)  #: see `Result.touched`


class _Rule:
    """A statement, and what of it is to be asked about each route."""

    __slots__ = ("matchers", "statement", "touched")

    def __init__(self, statement: Statement, matchers: tuple[AnyMatcher, ...]) -> None:
        self.statement: Final = statement
        self.matchers: Final = matchers
        self.touched: Final = frozenset(map(touches, statement.modifiers)) - {""}


class _Rules:
    """What of a policy is to be asked about each route."""

    __slots__ = ("accepts", "rules")

    def __init__(self, rules: list[_Rule], default: Action) -> None:
        self.rules: Final = rules
        self.accepts: Final = default is Action.ACCEPT


def _judged(
    policy: Policy | Chain,
    rules: _Rules,
    route: AnySubject,
    context: PolicyContext,
    shared: SharedPaths | None,
) -> tuple[AnySubject, bool, frozenset[str]]:
    """Return a route as rules leave it, whether it passes, and what they touched."""
    touched, before = _NOTHING, route
    name, accepted = policy.name, rules.accepts
    for rule in rules.rules:
        statement = rule.statement
        if failing(name, statement, rule.matchers, route, context) is not None:
            continue
        for modifier in statement.modifiers:
            route = modified(name, statement, modifier, route, context, shared)
        if rule.touched:
            touched |= rule.touched
        if statement.action is not Action.NEXT:
            accepted = statement.action is Action.ACCEPT
            break
    if route is not before:
        check_same(policy, route, before)
    return route, accepted, touched


class Concise:
    """Judges routes of one family in one session as `Policy.apply` does."""

    __slots__ = ("_context", "_parts", "_policy", "per_destination")

    def __init__(self, policy: Policy | Chain, context: PolicyContext) -> None:
        """Make ready.

        Args:
            policy: what judges.
            context: what it knows besides the route; where it has a family, all routes are of it.
        """
        self._policy: Final = policy
        self._context: Final = context
        #: routes of one path may fare differently
        self.per_destination: Final = policy.per_destination
        # The rules of each policy of a chain; None for one that may do anything.
        self._parts: list[tuple[Policy | Chain, _Rules | None]] | None = None

    def judge(self, route: AnySubject, shared: SharedPaths | None = None) -> Outcome[AnySubject]:
        """Say what becomes of a route, or of a path where `per_destination` is false.

        Args:
            route: what to judge.
            shared: as `Policy.apply`.

        Raises:
            PolicyError: as `Policy.apply`.
        """
        parts, context = self._parts, self._context
        if parts is None:
            parts = self._parts = self._look(route)
        touched = _NOTHING
        for policy, rules in parts:
            if rules is None:
                result = ask(policy, route, context, shared)
                route, accepted = result.route, result.accepted
                touched |= result.touched
            else:
                try:
                    route, accepted, changed = _judged(policy, rules, route, context, shared)
                except PolicyError:
                    raise
                except Exception as error:  # a program's own code; PolicyError says whose
                    raise blame(policy, text_of(error)) from error
                touched |= changed
            if not accepted:
                return Outcome(False, route, touched)
        return Outcome(True, route, touched)

    def _look(self, route: Subject) -> list[tuple[Policy | Chain, _Rules | None]]:
        """Find what has to be asked about each route; any route shows what is the same for all."""
        parts: list[tuple[Policy | Chain, _Rules | None]] = []
        pending = [self._policy]
        while pending:
            policy = pending.pop()
            if type(policy) is Chain:
                pending.extend(reversed(policy.policies))
            elif type(policy) is Policy and all(type(s) is Statement for s in policy.statements):
                rules = [self._rule(each, route) for each in policy.statements]
                left = [rule for rule in rules if rule is not None]
                parts.append((policy, _Rules(left, policy.default)))
            else:
                # A class of a program's own may judge by anything.
                parts.append((policy, None))
        return parts

    def _rule(self, statement: Statement, route: Subject) -> _Rule | None:
        """Return what of a statement is to be asked; None where it never matches."""
        matchers: list[AnyMatcher] = []
        for matcher in statement.matchers:
            if not self._is_fixed(matcher):
                matchers.append(matcher)
            elif not matcher(route, self._context):
                if not matchers:
                    return None
                # Those before it are asked, since they may fail.
                matchers.append(matcher)
        return _Rule(statement, tuple(matchers))

    def _is_fixed(self, matcher: AnyMatcher) -> bool:
        """Say whether a condition has the same answer for all routes."""
        context = self._context
        return (
            type(matcher) in _OF_THE_CONTEXT
            and context.peer is not None
            and context.family is not None
        )
