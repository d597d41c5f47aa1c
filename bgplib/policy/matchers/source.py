"""Conditions on who announced the route."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import check_each
from bgplib._in_order import in_order
from bgplib.context import SessionType
from bgplib.policy.context import PolicyContext
from bgplib.policy.matchers._sessions import SessionMatcher, session_of
from bgplib.policy.parts import Matcher
from bgplib.policy.subject import Subject
from bgplib.values.address import address_octets, address_text

__all__ = ["FromPeer", "FromSession", "IsLocal"]


def _addresses(value: Iterable[str | bytes]) -> frozenset[bytes]:
    return frozenset(
        each if isinstance(each, bytes) else address_octets(each)
        for each in check_each(value, object, "addresses")
    )


@attrs.frozen(eq=False)
class FromPeer(Matcher):
    """Holds when one of some peers announced the route."""

    is_stable = True

    #: the peers' addresses
    addresses: frozenset[bytes] = attrs.field(converter=_addresses, repr=in_order)

    @classmethod
    def of(cls, *addresses: str | bytes) -> FromPeer:
        """Make the condition.

        Raises:
            ParseError: a text is not an address.
        """
        return cls(addresses)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it was one of them."""
        return subject.source.address in self.addresses

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print who announced it."""
        return str(subject.source)

    def covers(self, other: object) -> bool:
        """Say whether the other's peers are all among these."""
        return isinstance(other, FromPeer) and other.addresses <= self.addresses

    def excludes(self, other: object) -> bool:
        """Say whether no peer is in both."""
        return isinstance(other, FromPeer) and not self.addresses & other.addresses

    def impossible(self) -> str:
        """Say that there is no peer, if it is so."""
        return "" if self.addresses else "the set of peers is empty"

    def __str__(self) -> str:
        """Return `from 192.0.2.1`."""
        return f"from {' or '.join(map(address_text, sorted(self.addresses)))}"


@attrs.frozen(eq=False)
class FromSession(SessionMatcher):
    """Holds when the route came in by a session of some types; our own routes came in by none."""

    @classmethod
    def of(cls, *types: SessionType | str) -> FromSession:
        """Make the condition of types, or of their names: `"external"`."""
        return cls(types)

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is so."""
        return session_of(subject.source) in self.types

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print the type."""
        found = session_of(subject.source)
        return "our own" if found is None else found.value

    def __str__(self) -> str:
        """Return `from an external peer`."""
        return f"from a peer that is {self.listed}"


@attrs.frozen(eq=False)
class IsLocal(Matcher):
    """Holds for routes that we originate ourselves."""

    is_stable = True

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it is our own."""
        return subject.source.local

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print who announced it."""
        return str(subject.source)

    def excludes(self, other: object) -> bool:
        """Say whether the other asks for a peer."""
        return isinstance(other, FromSession)

    def __str__(self) -> str:
        """Return `our own`."""
        return "our own"
