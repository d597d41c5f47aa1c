"""Asking a policy of a program's own: what it says is an outcome for this route, or its failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from bgplib.iana.families import Family
from bgplib.policy import ACCEPT_ALL, Policy, PolicyContext, PolicyError, Result
from bgplib.policy.ask import ask
from bgplib.policy.subject import path_of
from bgplib.route import Path, Route
from tests.unit.decision.paths import path

PATH = path("65001", address="192.0.2.1", asn=65001)
ROUTE = Route.of("198.51.100.0/24", PATH)
TWIN = attrs.evolve(PATH.source)


class Own(Policy):
    """Makes something of a route, whatever it may be."""

    make: Callable[[Any], Any]

    def apply(self, route: Any, context: Any = None, shared: Any = None) -> Any:
        return attrs.evolve(ACCEPT_ALL.apply(route, context), route=self.make(route))


def own(make: Callable[[Any], Any]) -> Policy:
    """Return a policy that makes something of routes."""
    made = Own(name="own")
    object.__setattr__(made, "make", make)
    return made


def asked(policy: Policy, subject: Any) -> Result[Any]:
    """Ask it."""
    return ask(policy, subject, PolicyContext())


@pytest.mark.parametrize(
    ("subject", "make", "complaint"),
    [
        (PATH, lambda path: ROUTE, "which is no Path"),
        (ROUTE, lambda route: route.path, "which is no Route"),
        (ROUTE, lambda route: Route(Family.IPV4_MULTICAST, route.key, route.path), "destination"),
        (ROUTE, lambda route: Route.of("198.51.100.0/25", route.path), "destination"),
        (ROUTE, lambda route: Route.of(route.prefix, route.path.replace(path_id=7)), "announced"),
        (PATH, lambda path: path.replace(path_id=7), "who announced the route"),
        # A RIB tells sources by identity, so that one that is equal is another one.
        (PATH, lambda path: path.replace(source=TWIN), "who announced the route"),
    ],
)
def test_what_is_no_outcome_for_a_route(
    subject: Route | Path, make: Callable[[Any], Any], complaint: str
) -> None:
    """RFC 4271 §9.1: policy says how preferable a route is, not which route it is, or whose."""
    assert PATH.source == TWIN
    with pytest.raises(PolicyError, match=f"policy 'own': .*{complaint}") as caught:
        asked(own(make), subject)
    assert caught.value.policy == "own"


@pytest.mark.parametrize("subject", [PATH, ROUTE])
def test_what_is_an_outcome_for_a_route(subject: Route | Path) -> None:
    """The route itself, or the same with other attributes, next hop, weight and preference."""

    def change(subject: Any) -> Any:
        if isinstance(subject, Path):
            return subject.replace(weight=7, next_hop="192.0.2.9", preference=5)
        return Route(subject.family, subject.key, change(subject.path))

    same = asked(own(lambda subject: subject), subject)
    assert (same.accepted, same.route is subject) == (True, True)
    changed = asked(own(change), subject)
    assert (changed.accepted, type(changed.route)) == (True, type(subject))
    assert path_of(changed.route).weight == 7


def test_a_policy_error_comes_through_as_it_is() -> None:
    """It says already which policy failed, and in which statement."""
    error = PolicyError("odd", policy="inner", statement="first")

    def fail(subject: Any) -> Any:
        raise error

    with pytest.raises(PolicyError) as caught:
        asked(own(fail), ROUTE)
    assert caught.value is error
