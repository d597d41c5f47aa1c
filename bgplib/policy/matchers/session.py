"""Conditions on the session that the policy is of."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import of_type, read_each
from bgplib._in_order import in_order
from bgplib.capabilities.role import Role
from bgplib.context import SessionType
from bgplib.policy.context import Direction, PolicyContext
from bgplib.policy.matchers._members import AsSet
from bgplib.policy.matchers._sessions import SessionMatcher, session_of
from bgplib.policy.parts import Matcher
from bgplib.policy.subject import Subject, peer_of

__all__ = ["DirectionIs", "PeerAs", "PeerRole", "SessionIs"]


def _roles(value: Iterable[Role | str]) -> frozenset[Role]:
    return frozenset(read_each(value, Role, "roles", Role.parse))


@attrs.frozen(eq=False)
class DirectionIs(Matcher):
    """Holds on import, or on export, for a policy that serves both."""

    is_stable = True

    direction: Direction = attrs.field(validator=of_type(Direction))  #: the direction

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is this one."""
        return context.direction is self.direction

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the direction."""
        return context.direction.value

    def excludes(self, other: object) -> bool:
        """Say whether the other asks for the other direction."""
        return isinstance(other, DirectionIs) and self.direction is not other.direction

    def __str__(self) -> str:
        """Return `on import`."""
        return f"on {self.direction.value}"


@attrs.frozen(eq=False)
class PeerAs(AsSet):
    """Holds when the peer of the session, either way, is in one of some ASes."""

    is_stable = True

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is so."""
        return peer_of(subject, context).asn in self.asns

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the peer's AS."""
        return f"AS {peer_of(subject, context).asn}"

    def excludes(self, other: object) -> bool:
        """Say whether no AS is in both."""
        return isinstance(other, PeerAs) and not self.asns & other.asns

    def __str__(self) -> str:
        """Return `peer AS is 65001`."""
        return f"peer AS is {self.listed}"


@attrs.frozen(eq=False)
class PeerRole(Matcher):
    """Holds when the peer of the session has one of some roles (RFC 9234 §4.1)."""

    is_stable = True

    roles: frozenset[Role] = attrs.field(converter=_roles, repr=in_order)  #: the roles

    @classmethod
    def of(cls, *roles: Role | str) -> PeerRole:
        """Make the condition of roles, or of their names: `"customer"`.

        Raises:
            ParseError: a text is not a role.
        """
        return cls(roles)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is so."""
        return context.peer_role in self.roles

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the peer's role."""
        role = context.peer_role
        return "no role" if role is None else role.text

    def covers(self, other: object) -> bool:
        """Say whether the other's roles are all among these."""
        return isinstance(other, PeerRole) and other.roles <= self.roles

    def excludes(self, other: object) -> bool:
        """Say whether no role is in both."""
        return isinstance(other, PeerRole) and not self.roles & other.roles

    def __str__(self) -> str:
        """Return `the peer's role is customer or rs-client`."""
        return f"the peer's role is {' or '.join(sorted(role.text for role in self.roles))}"


@attrs.frozen(eq=False)
class SessionIs(SessionMatcher):
    """Holds when the session that the policy is of has one of some types, either way."""

    @classmethod
    def of(cls, *types: SessionType | str) -> SessionIs:
        """Make the condition of types, or of their names: `"external"`."""
        return cls(types)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is so."""
        return session_of(peer_of(subject, context)) in self.types

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the type."""
        found = session_of(peer_of(subject, context))
        return "none" if found is None else found.value

    def __str__(self) -> str:
        """Return `the session is external`."""
        return f"the session is {self.listed}"
