"""Conditions on the address family, and on the route type of EVPN."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import check_each, read_each
from bgplib._in_order import in_order
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.policy.context import PolicyContext
from bgplib.policy.parts import Matcher
from bgplib.policy.subject import Subject, family_of
from bgplib.route import Path, Route

__all__ = ["EvpnRouteType", "FamilyIs"]


def _families(value: Iterable[Family | str]) -> frozenset[Family]:
    return frozenset(read_each(value, Family, "families", Family.parse))


@attrs.frozen(eq=False)
class FamilyIs(Matcher):
    """Holds when the destination is of one of some families."""

    is_stable = True

    families: frozenset[Family] = attrs.field(converter=_families, repr=in_order)  #: the families

    @classmethod
    def of(cls, *families: Family | str) -> FamilyIs:
        """Make the condition.

        Raises:
            ParseError: a text is not a family.
        """
        return cls(families)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the family is one of them."""
        return family_of(subject, context) in self.families

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the family."""
        return str(family_of(subject, context))

    def covers(self, other: object) -> bool:
        """Say whether the other's families are all among these."""
        if isinstance(other, EvpnRouteType):
            return Family.L2VPN_EVPN in self.families
        return isinstance(other, FamilyIs) and other.families <= self.families

    def excludes(self, other: object) -> bool:
        """Say whether no family is in both."""
        if isinstance(other, EvpnRouteType):
            return Family.L2VPN_EVPN not in self.families
        return isinstance(other, FamilyIs) and not self.families & other.families

    def impossible(self) -> str:
        """Say that there is no family, if it is so."""
        return "" if self.families else "the set of families is empty"

    def __str__(self) -> str:
        """Return `family is ipv4-unicast or ipv6-unicast`."""
        return f"family is {' or '.join(map(str, sorted(self.families)))}"


def _numbers(value: Iterable[int]) -> frozenset[int]:
    return frozenset(check_each(value, int, "types"))


@attrs.frozen(eq=False)
class EvpnRouteType(Matcher):
    """Holds for EVPN routes of some types (RFC 7432 §7)."""

    per_destination = True
    is_stable = True

    #: the numbers of the types
    types: frozenset[int] = attrs.field(converter=_numbers, repr=in_order)

    @classmethod
    def of(cls, *types: int) -> EvpnRouteType:
        """Make the condition: 2 MAC/IP advertisement, 3 inclusive multicast, 5 IP prefix."""
        return cls(types)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is an EVPN route of one of the types."""
        return _route_type(subject) in self.types

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the type, or the family where it is another."""
        found = _route_type(subject)
        return str(family_of(subject, context)) if found is None else f"type {found}"

    def covers(self, other: object) -> bool:
        """Say whether the other's types are all among these."""
        return isinstance(other, EvpnRouteType) and other.types <= self.types

    def excludes(self, other: object) -> bool:
        """Say whether no type is in both."""
        return isinstance(other, EvpnRouteType) and not self.types & other.types

    def impossible(self) -> str:
        """Say that there is no type, if it is so."""
        return "" if self.types else "the set of route types is empty"

    def __str__(self) -> str:
        """Return `EVPN route type is 2 or 5`."""
        return f"EVPN route type is {' or '.join(map(str, sorted(self.types)))}"


def _route_type(subject: Subject) -> int | None:
    if isinstance(subject, Path):
        raise LocalError("a path has no destination: judge a route")
    if subject.family != Family.L2VPN_EVPN:
        return None
    return _type_of(subject)


def _type_of(route: Route) -> int | None:
    nlri = route.nlri
    if isinstance(nlri, TypedRoute):
        return nlri.codec.route_type
    return nlri.route_type if isinstance(nlri, UnknownRoute) else None
