"""What can be said of a policy without asking it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

import attrs

from bgplib.policy import Chain, Policy
from bgplib.policy.parts import Matcher, Modifier
from bgplib.policy.statement import Action, Statement

__all__ = ["accepts_all", "is_known", "parts_of", "policies_of", "rejects_all"]


def policies_of(policy: Policy | Chain) -> list[Policy | Chain]:
    """Return the policies that a chain is made of, chains within it too.

    A chain of a program's own class stays whole: it may judge otherwise than its parts do.
    """
    found: list[Policy | Chain] = []
    pending = [policy]
    while pending:
        each = pending.pop()
        if type(each) is Chain:
            pending.extend(reversed(each.policies))
        else:
            found.append(each)
    return found


def parts_of(policy: Policy | Chain) -> Iterator[object]:
    """Yield the matchers and modifiers that a policy is made of, those within others too.

    A policy, a statement or a part of a program's own class stays whole: see `is_known`.
    """
    pending: list[object] = list(policies_of(policy))
    while pending:
        each = pending.pop()
        if type(each) is Policy:
            pending.extend(each.statements)
        elif type(each) is Statement:
            pending.extend((*each.matchers, *each.modifiers))
        else:
            yield each
            if is_known(each):
                pending.extend(_within(each))


def is_known(part: object) -> TypeGuard[Matcher | Modifier]:
    """Say whether a part is a matcher or modifier of bgplib, of which all is known."""
    return isinstance(part, Matcher | Modifier) and type(part).__module__.startswith("bgplib.")


def _within(part: Matcher | Modifier) -> Iterator[object]:
    """Yield what a matcher or modifier is combined of, which is in its fields."""
    for field in attrs.fields(type(part)):
        value = getattr(part, field.name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Matcher | Modifier) or callable(each):
                yield each


def accepts_all(policy: Policy | Chain) -> bool:
    """Say whether a policy lets every route pass as it is; one that has to be asked does not."""
    return _does(policy, Action.ACCEPT)


def rejects_all(policy: Policy | Chain) -> bool:
    """Say whether a policy lets no route pass; one that has to be asked may."""
    return _does(policy, Action.REJECT)


def _does(policy: Policy | Chain, default: Action) -> bool:
    # A class of a program's own need not go by its statements.
    return type(policy) is Policy and not policy.statements and policy.default is default
