"""Asks a policy about a route, when its class may be a program's own and may do anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib.policy.context import PolicyContext
from bgplib.policy.error import PolicyError, text_of
from bgplib.policy.result import Result
from bgplib.policy.shared_paths import SharedPaths
from bgplib.policy.subject import AnySubject, Subject, path_of
from bgplib.route import Route

if TYPE_CHECKING:
    from bgplib.policy.policy import Chain, Policy

__all__ = ["ask", "blame", "check_same"]


def ask(
    policy: Policy | Chain,
    route: AnySubject,
    context: PolicyContext,
    shared: SharedPaths | None = None,
) -> Result[AnySubject]:
    """Return what a policy says of a route, as `Policy.apply` does.

    Raises:
        PolicyError: a matcher or modifier fails, or an `apply` of a program's own does: it raises
            what it likes, or what it returns is no outcome for this route.
    """
    try:
        result = policy.apply(route, context, shared)
    except PolicyError:
        raise
    except Exception as error:  # a program's own code; PolicyError says whose
        raise blame(policy, text_of(error)) from error
    if not isinstance(result, Result):
        raise blame(policy, f"it returned {result!r}, which is no Result")
    judged: object = result.route
    if judged is not route:
        if not isinstance(judged, type(route)):
            kind = type(route).__name__
            raise blame(policy, f"it made {judged!r} of a route, which is no {kind}")
        check_same(policy, judged, route)
    return result


def check_same(policy: Policy | Chain, judged: Subject, route: Subject) -> None:
    """Check that what a policy made of a route is from the same source to the same destination.

    Raises:
        PolicyError: it is not.
    """
    if not _is_same(judged, route):
        raise blame(policy, "it changed the destination, or who announced the route")


def _is_same(judged: Subject, route: Subject) -> bool:
    """Say whether both are from one source, which a RIB tells by identity, to one destination."""
    if (
        isinstance(judged, Route)
        and isinstance(route, Route)
        and (judged.family, judged.key) != (route.family, route.key)
    ):
        return False
    after, before = path_of(judged), path_of(route)
    return after.source is before.source and after.path_id == before.path_id


def blame(policy: Policy | Chain, text: str) -> PolicyError:
    """Return the error of a policy as a whole."""
    return PolicyError(f"policy {policy.name!r}: {text}", policy=policy.name)
