"""What can be said of a policy without asking it."""

from __future__ import annotations

from bgplib.policy import Chain, Policy
from bgplib.policy.statement import Action

__all__ = ["accepts_all", "policies_of", "rejects_all"]


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


def accepts_all(policy: Policy | Chain) -> bool:
    """Say whether a policy lets every route pass as it is; one that has to be asked does not."""
    return _does(policy, Action.ACCEPT)


def rejects_all(policy: Policy | Chain) -> bool:
    """Say whether a policy lets no route pass; one that has to be asked may."""
    return _does(policy, Action.REJECT)


def _does(policy: Policy | Chain, default: Action) -> bool:
    # A class of a program's own need not go by its statements.
    return type(policy) is Policy and not policy.statements and policy.default is default
