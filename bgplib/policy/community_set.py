"""CommunitySet: marks of one kind, named one by one, by wildcard or by regular expression."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import attrs

from bgplib._checks import check_each, of_type
from bgplib.policy._wildcards import unpatterned, wildcard_pattern
from bgplib.policy.community_kind import STANDARD, CommunityKind, kind_of
from bgplib.policy.regex import TextRegex

__all__ = ["AnyMember", "CommunitySet"]

#: what stands for members of a set: a mark, its text, text with `*` in it, a regular expression
AnyMember = Any


def _marks(marks: Iterable[Any]) -> tuple[Any, ...]:
    return check_each(marks, Hashable, "marks")


@attrs.frozen(kw_only=True)
class CommunitySet:
    """Which marks are meant."""

    kind: CommunityKind = attrs.field(validator=of_type(CommunityKind))  #: what they are marks of
    #: these, as attribute blocks hold them
    marks: tuple[Any, ...] = attrs.field(default=(), converter=_marks)
    #: and those whose text one of these matches
    patterns: tuple[TextRegex, ...] = attrs.field(
        default=(), validator=of_type(tuple[TextRegex, ...])
    )
    _found: frozenset[Any] = attrs.field(init=False, eq=False, hash=False, repr=False)

    @_found.default
    def _looked_up(self) -> frozenset[Any]:
        return frozenset(self.marks)

    @classmethod
    def of(cls, members: Iterable[AnyMember], kind: CommunityKind | str = STANDARD) -> CommunitySet:
        """Make a set.

        Args:
            members: `"65000:1"`, `"no-export"`, a number; `"65000:*"`, where `*` stands for any
                part between colons, or of one, and of large ones `"65000:*:*"`;
                `TextRegex("^65000:1..$")`.
            kind: what the members are; or its word, such as `"large"`.

        Raises:
            ParseError: a text is not a mark of this kind, or has wildcards and is none that a mark
                of this kind can have: of other parts, or with a number that does not fit.
        """
        members, kind = check_each(members, object, "members"), kind_of(kind)
        read = [(each, _pattern(each, kind)) for each in members]
        marks = kind.marks(each for each, pattern in read if pattern is None)
        patterns = dict.fromkeys(pattern for _, pattern in read if pattern is not None)
        return cls(kind=kind, marks=marks, patterns=tuple(patterns))

    def __contains__(self, mark: object) -> bool:
        """Say whether a mark is meant."""
        if mark in self._found:
            return True
        if not self.patterns:
            return False
        text = self.kind.text(mark)
        return any(pattern.search(text) for pattern in self.patterns)

    def is_known_in(self, other: CommunitySet) -> bool:
        """Say whether all that is meant here is known to be meant by the other set."""
        return (
            self.kind == other.kind
            and set(self.patterns) <= set(other.patterns)
            and all(mark in other for mark in self.marks)
        )

    def __len__(self) -> int:
        """Return how many marks and patterns there are."""
        return len(self.marks) + len(self.patterns)

    def __str__(self) -> str:
        """Return `65000:1, 65000:*`."""
        return ", ".join([*map(self.kind.text, self.marks), *map(unpatterned, self.patterns)])


def _pattern(member: AnyMember, kind: CommunityKind) -> TextRegex | None:
    """Return the pattern that a member is, or is the text of; None where it is a mark."""
    if isinstance(member, TextRegex):
        return member
    is_wild = isinstance(member, str) and "*" in member
    return wildcard_pattern(member, kind) if is_wild else None
