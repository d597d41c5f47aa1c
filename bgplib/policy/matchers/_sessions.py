"""What conditions on session types have in common."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import check_each
from bgplib._in_order import in_order
from bgplib.context import SessionType
from bgplib.policy.names import member
from bgplib.policy.parts import Matcher
from bgplib.route import Source

__all__ = ["SessionMatcher", "session_of"]


def _types(value: Iterable[SessionType | str]) -> frozenset[SessionType]:
    given = check_each(value, SessionType | str, "types")
    return frozenset(member(SessionType, each) for each in given)


def session_of(source: Source) -> SessionType | None:
    """Return how a peer stands to us; an unknown way counts as external, ourselves as none."""
    if source.local:
        return None
    return source.session or SessionType.EXTERNAL


@attrs.frozen(eq=False)
class SessionMatcher(Matcher):
    """A condition that sessions of some types fulfil."""

    is_stable = True

    types: frozenset[SessionType] = attrs.field(converter=_types, repr=in_order)  #: the types

    def covers(self, other: object) -> bool:
        """Say whether the other's types are all among these."""
        return type(other) is type(self) and other.types <= self.types

    def excludes(self, other: object) -> bool:
        """Say whether no type is in both."""
        return type(other) is type(self) and not self.types & other.types

    @property
    def listed(self) -> str:
        """The types as text."""
        return " or ".join(sorted(each.value for each in self.types))
