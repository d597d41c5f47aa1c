"""Which conditions follow from which, as far as conditions know of each other.

Nothing is claimed that does not hold for every route; much that holds is not found.
"""

from __future__ import annotations

from bgplib.policy.matchers.combinators import AllOf, AnyOf, Not
from bgplib.policy.parts import AnyMatcher, Matcher

__all__ = ["excludes", "implies", "impossible"]


def implies(first: AnyMatcher, second: AnyMatcher) -> bool:
    """Say whether the second holds whenever the first does."""
    if first == second:
        return True
    if isinstance(second, AllOf):
        return all(implies(first, part) for part in second.matchers)
    if isinstance(first, AnyOf):
        return all(implies(part, second) for part in first.matchers)
    if isinstance(second, AnyOf) and any(implies(first, part) for part in second.matchers):
        return True
    if isinstance(first, AllOf) and any(implies(part, second) for part in first.matchers):
        return True
    if isinstance(second, Not):
        return excludes(first, second.matcher)
    return isinstance(second, Matcher) and isinstance(first, Matcher) and second.covers(first)


def excludes(first: AnyMatcher, second: AnyMatcher) -> bool:
    """Say whether the two never hold together."""
    if isinstance(first, Not) and implies(second, first.matcher):
        return True
    if isinstance(second, Not) and implies(first, second.matcher):
        return True
    for one, other in ((first, second), (second, first)):
        if isinstance(one, AllOf) and any(excludes(part, other) for part in one.matchers):
            return True
        if isinstance(one, AnyOf) and all(excludes(part, other) for part in one.matchers):
            return True
    if not isinstance(first, Matcher) or not isinstance(second, Matcher):
        return False
    return first.excludes(second) or second.excludes(first)


def impossible(matchers: tuple[AnyMatcher, ...]) -> str:
    """Say why conditions can never hold together; empty where they can, or it is not known."""
    for at, matcher in enumerate(matchers):
        if isinstance(matcher, AllOf):
            alone = impossible(matcher.matchers)
        elif isinstance(matcher, AnyOf):
            reasons = [impossible((part,)) for part in matcher.matchers]
            alone = ("; ".join(reasons) or "there is no alternative") if all(reasons) else ""
        else:
            alone = matcher.impossible() if isinstance(matcher, Matcher) else ""
        if alone:
            return alone
        for other in matchers[:at]:
            if excludes(other, matcher):
                return f"`{other}` and `{matcher}` never hold together"
    return ""
