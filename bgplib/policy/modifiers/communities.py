"""Changes of communities, of all four kinds.

RFC 8642 §6 asks to say what "set" does: `SetCommunities` replaces the whole attribute, well-known
communities included, and always will. To keep some of them, remove what is not wanted instead.
"""

from __future__ import annotations

from typing import Any

import attrs

from bgplib._checks import of_type
from bgplib.policy.community_kind import STANDARD, CommunityKind, kind_of
from bgplib.policy.community_set import AnyMember, CommunitySet
from bgplib.policy.context import PolicyContext
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.parts import Modifier
from bgplib.route import Path

__all__ = ["AddCommunities", "RemoveCommunities", "SetCommunities"]


def _with_marks(path: Path, kind: CommunityKind, marks: tuple[Any, ...]) -> Path:
    """Return a path with these communities of a kind and no others of it."""
    if marks == kind.read(path.attributes):
        return path
    if not marks:
        return with_values(path, without=(kind.code,))
    return with_values(path, kind.value(marks))


@attrs.frozen(kw_only=True, eq=False)
class _Marks(Modifier):
    """What setting and adding share."""

    kind: CommunityKind = attrs.field(validator=of_type(CommunityKind))  #: what the marks are
    #: the marks, as attribute blocks hold them
    marks: tuple[Any, ...] = attrs.field(validator=of_type(tuple))

    @property
    def touches(self) -> str:  # type: ignore[override]  # a constant in most modifiers
        """The kind of community."""
        return self.kind.name

    @property
    def listed(self) -> str:
        """The marks as text."""
        return ", ".join(map(self.kind.text, self.marks)) or "none"


@attrs.frozen(kw_only=True, eq=False)
class SetCommunities(_Marks):
    """Replaces all communities of a kind, well-known ones included (RFC 8642 §6)."""

    overwrites = True

    @classmethod
    def of(cls, *marks: AnyMember, kind: CommunityKind | str = STANDARD) -> SetCommunities:
        """Make the change; without marks, it removes the attribute.

        Args:
            marks: as in `AddCommunities.of`.
            kind: what they are.

        Raises:
            ParseError: a text is not a community of this kind.
        """
        kind = kind_of(kind)
        return cls(kind=kind, marks=kind.marks(marks))

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        return _with_marks(path, self.kind, self.marks)

    def __str__(self) -> str:
        """Return `set community 65000:1`."""
        return f"set {self.kind} {self.listed}"


@attrs.frozen(kw_only=True, eq=False)
class AddCommunities(_Marks):
    """Adds communities of a kind behind those that are there; none is there twice then."""

    @classmethod
    def of(cls, *marks: AnyMember, kind: CommunityKind | str = STANDARD) -> AddCommunities:
        """Make the change.

        Args:
            marks: `"65000:1"`, `"no-export"`, a number; of other kinds `"65000:1:2"`,
                `"rt:65000:1"`.
            kind: what they are: `LARGE`, say, or its word, `"large"`.

        Raises:
            ParseError: a text is not a community of this kind.
        """
        kind = kind_of(kind)
        return cls(kind=kind, marks=kind.marks(marks))

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        there = self.kind.read(path.attributes)
        known = set(there)
        new = tuple(mark for mark in self.marks if mark not in known)
        return _with_marks(path, self.kind, there + new)

    def __str__(self) -> str:
        """Return `add community 65000:1`."""
        return f"add {self.kind} {self.listed}"


@attrs.frozen(eq=False)
class RemoveCommunities(Modifier):
    """Removes the communities of a set, and the attribute with the last of them."""

    members: CommunitySet = attrs.field(validator=of_type(CommunitySet))  #: what goes

    @classmethod
    def of(cls, *members: AnyMember, kind: CommunityKind | str = STANDARD) -> RemoveCommunities:
        """Make the change.

        Args:
            members: as in `CommunitySet.of`: `"65000:1"`, `"65000:*"`, ...
            kind: what they are.

        Raises:
            ParseError: a text is not a community of this kind.
        """
        return cls(CommunitySet.of(members, kind))

    @property
    def touches(self) -> str:  # type: ignore[override]  # a constant in most modifiers
        """The kind of community."""
        return self.members.kind.name

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        kind = self.members.kind
        there = kind.read(path.attributes)
        return _with_marks(path, kind, tuple(mark for mark in there if mark not in self.members))

    def __str__(self) -> str:
        """Return `remove community 65000:*`."""
        return f"remove {self.members.kind} {self.members}"
