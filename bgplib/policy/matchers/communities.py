"""Conditions on communities: standard, extended, large, and extended ones with IPv6 addresses."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import attrs

from bgplib._checks import of_type
from bgplib.policy.community_kind import EXTENDED, IPV6_EXTENDED, LARGE, STANDARD, CommunityKind
from bgplib.policy.community_set import AnyMember, CommunitySet
from bgplib.policy.context import PolicyContext
from bgplib.policy.names import member
from bgplib.policy.parts import Matcher
from bgplib.policy.subject import Subject

__all__ = [
    "HasCommunities",
    "Quantity",
    "community",
    "extended_community",
    "ipv6_extended_community",
    "large_community",
]


class Quantity(Enum):
    """How many members of a set a route must have."""

    ANY = "any"  #: at least one
    ALL = "all"  #: each member, and for each pattern a community that it matches
    EXACTLY = "exactly"  #: as `ALL`, and no others


@attrs.frozen(kw_only=True, eq=False)
class HasCommunities(Matcher):
    """Holds when a route has communities of a set."""

    members: CommunitySet = attrs.field(validator=of_type(CommunitySet))  #: which
    #: how many of them
    quantity: Quantity = attrs.field(default=Quantity.ANY, validator=of_type(Quantity))

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether the route has them."""
        members = self.members
        found = members.kind.read(subject.attributes)
        if self.quantity is Quantity.ANY:
            return any(mark in members for mark in found)
        if not set(found).issuperset(members.marks):
            return False
        texts = [members.kind.text(mark) for mark in found] if members.patterns else []
        if not all(any(map(pattern.search, texts)) for pattern in members.patterns):
            return False
        return self.quantity is Quantity.ALL or all(mark in members for mark in found)

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the communities of this kind."""
        kind = self.members.kind
        return " ".join(map(kind.text, kind.read(subject.attributes))) or "none"

    def covers(self, other: object) -> bool:
        """Say whether a route with what the other asks for has what this asks for."""
        if self == other:
            return True
        if not isinstance(other, HasCommunities) or self.quantity is Quantity.EXACTLY:
            return False
        if self.quantity is Quantity.ANY and other.quantity is Quantity.ANY:
            return other.members.is_known_in(self.members)
        if other.quantity is Quantity.ANY:
            return False
        if self.quantity is Quantity.ALL:
            return self.members.is_known_in(other.members) and not other.members.patterns
        same = self.members.kind == other.members.kind
        return same and any(mark in self.members for mark in other.members.marks)

    def excludes(self, other: object) -> bool:
        """Say whether this one allows no other communities, and the other wants them."""
        if not isinstance(other, HasCommunities) or self.members.kind != other.members.kind:
            return False
        return _bars(self, other)

    def impossible(self) -> str:
        """Say that nothing can be found in an empty set, if it is so."""
        empty = self.quantity is Quantity.ANY and not len(self.members)
        return "the set of communities is empty" if empty else ""

    def __str__(self) -> str:
        """Return `community is any of 65000:1, 65000:*`."""
        how = {Quantity.ANY: "is any of", Quantity.ALL: "has all of"}.get(
            self.quantity, "is exactly"
        )
        return f"{self.members.kind} {how} {self.members or 'none'}"


def _bars(exact: HasCommunities, other: HasCommunities) -> bool:
    """Say whether one asks for an exact set, in which the other does not find its marks."""
    if exact.quantity is not Quantity.EXACTLY or exact.members.patterns or other.members.patterns:
        return False
    allowed = set(exact.members.marks)
    if other.quantity is Quantity.ANY:
        return not allowed & set(other.members.marks)
    return not allowed >= set(other.members.marks)


def _has(
    members: Iterable[AnyMember], quantity: Quantity | str, kind: CommunityKind
) -> HasCommunities:
    return HasCommunities(
        members=CommunitySet.of(members, kind), quantity=member(Quantity, quantity)
    )


def community(*members: AnyMember, quantity: Quantity | str = Quantity.ANY) -> HasCommunities:
    """Make a condition on COMMUNITIES (RFC 1997).

    Args:
        members: as in `CommunitySet.of`: `"65000:1"`, `"65000:*"`, `"no-export"`, ...
        quantity: how many of them; or its text, `"any"`, `"all"` or `"exactly"`.

    Raises:
        ParseError: a text is not a community.
    """
    return _has(members, quantity, STANDARD)


def extended_community(
    *members: AnyMember, quantity: Quantity | str = Quantity.ANY
) -> HasCommunities:
    """Make a condition on EXTENDED_COMMUNITIES (RFC 4360): `"rt:65000:1"`, `"rt:65000:*"`.

    Args:
        members: as in `CommunitySet.of`.
        quantity: how many of them.

    Raises:
        ParseError: a text is not an extended community.
    """
    return _has(members, quantity, EXTENDED)


def large_community(*members: AnyMember, quantity: Quantity | str = Quantity.ANY) -> HasCommunities:
    """Make a condition on LARGE_COMMUNITY (RFC 8092): `"65000:1:2"`, `"65000:*:2"`.

    Args:
        members: as in `CommunitySet.of`.
        quantity: how many of them.

    Raises:
        ParseError: a text is not a large community.
    """
    return _has(members, quantity, LARGE)


def ipv6_extended_community(
    *members: AnyMember, quantity: Quantity | str = Quantity.ANY
) -> HasCommunities:
    """Make a condition on IPV6_EXTENDED_COMMUNITIES (RFC 5701): `"rt:[2001:db8::1]:7"`.

    Args:
        members: as in `CommunitySet.of`.
        quantity: how many of them.

    Raises:
        ParseError: a text is not such a community.
    """
    return _has(members, quantity, IPV6_EXTENDED)
