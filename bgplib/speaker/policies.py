"""What can be said of a policy without asking it."""

from __future__ import annotations

from bgplib.policy import Chain, Policy
from bgplib.policy.statement import Action

__all__ = ["accepts_all", "policies_of", "rejects_all"]


def policies_of(policy: Policy | Chain) -> list[Policy]:
    """Return the policies that a chain is made of, chains within it too."""
    found: list[Policy] = []
    pending = [policy]
    while pending:
        each = pending.pop()
        if isinstance(each, Chain):
            pending.extend(reversed(each.policies))
        else:
            found.append(each)
    return found


def accepts_all(policy: Policy) -> bool:
    """Say whether a policy lets every route pass as it is."""
    return not policy.statements and policy.default is Action.ACCEPT


def rejects_all(policy: Policy) -> bool:
    """Say whether a policy lets no route pass."""
    return not policy.statements and policy.default is Action.REJECT
