"""Runs the statements of a policy on one route."""

from __future__ import annotations

from bgplib.policy.context import PolicyContext
from bgplib.policy.error import PolicyError, text_of
from bgplib.policy.parts import AnyMatcher, AnyModifier, describe
from bgplib.policy.result import Result, Step, Verdict
from bgplib.policy.shared_paths import SharedPaths
from bgplib.policy.statement import Action, Statement
from bgplib.policy.subject import AnySubject, Subject
from bgplib.route import Route

__all__ = ["failing", "modified", "run"]

_VERDICTS = {Action.ACCEPT: Verdict.ACCEPT, Action.REJECT: Verdict.REJECT}


def run(
    name: str,
    statements: tuple[Statement, ...],
    default: Action,
    route: AnySubject,
    context: PolicyContext,
    shared: SharedPaths | None = None,
) -> Result[AnySubject]:
    """Ask statements in turn, up to the one that decides.

    Raises:
        PolicyError: a matcher or modifier fails.
    """
    steps: list[Step] = []
    original = route
    action, decided_by = default, None
    for statement in statements:
        failed = failing(name, statement, statement.matchers, route, context)
        behind: list[Subject] = []
        before = route
        if failed is None:
            for modifier in statement.modifiers:
                route = modified(name, statement, modifier, route, context, shared)
                behind.append(route)
        steps.append(
            Step(
                policy=name,
                statement=statement,
                context=context,
                before=before,
                failed=failed,
                after=tuple(behind),
            )
        )
        if failed is None and statement.action is not Action.NEXT:
            action, decided_by = statement.action, statement.name
            break
    return Result(
        verdict=_VERDICTS[action],
        route=route,
        original=original,
        policy=name,
        statement=decided_by,
        steps=tuple(steps),
    )


def failing(
    name: str,
    statement: Statement,
    matchers: tuple[AnyMatcher, ...],
    route: Subject,
    context: PolicyContext,
) -> int | None:
    """Return the index of the first matcher that does not hold, or None.

    Args:
        name: the name of the policy.
        statement: the statement.
        matchers: those of its matchers that are to be asked.
        route: about what.
        context: what they know besides.

    Raises:
        PolicyError: a matcher fails.
    """
    for index, matcher in enumerate(matchers):
        try:
            held = matcher(route, context)
        except Exception as error:  # a program's own code; PolicyError says whose
            raise _blame(name, statement, matcher, text_of(error)) from error
        if held is not True and held is not False:
            raise _blame(name, statement, matcher, f"it said {held!r}, neither True nor False")
        if not held:
            return index
    return None


def modified(
    name: str,
    statement: Statement,
    modifier: AnyModifier,
    route: AnySubject,
    context: PolicyContext,
    shared: SharedPaths | None,
) -> AnySubject:
    """Return what a modifier of a statement makes of a route.

    Raises:
        PolicyError: it fails, or what it returns is no such route.
    """
    try:
        if shared is None:
            changed = modifier(route, context)
        else:
            changed = shared.modify(modifier, route, context)
    except Exception as error:  # as above
        raise _blame(name, statement, modifier, text_of(error)) from error
    if not isinstance(changed, type(route)):
        kind = type(route).__name__
        raise _blame(name, statement, modifier, f"it returned {changed!r}, which is no {kind}")
    if changed is not route and _who_and_where(changed) != _who_and_where(route):
        raise _blame(
            name, statement, modifier, "it changed the destination, or who announced the route"
        )
    return changed


def _who_and_where(subject: Subject) -> tuple[object, ...]:
    if isinstance(subject, Route):
        return subject.source, subject.family, subject.key
    return (subject.source,)


def _blame(
    name: str, statement: Statement, part: AnyMatcher | AnyModifier, text: str
) -> PolicyError:
    return PolicyError(text, policy=name, statement=statement.name, part=describe(part))
