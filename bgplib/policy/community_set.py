"""CommunitySet: marks of one kind, named one by one, by wildcard or by regular expression."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Final

import attrs

from bgplib._checks import check_each, of_type
from bgplib.errors import ParseError
from bgplib.policy.community_kind import LARGE, STANDARD, WORDS, CommunityKind, kind_of
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
            ParseError: a text is not a mark of this kind, or has wildcards for another number of
                parts than marks of this kind have.
        """
        members, kind = check_each(members, object, "members"), kind_of(kind)
        marks = [each for each in members if not _is_pattern(each)]
        patterns = [_pattern(each, kind) for each in members if _is_pattern(each)]
        return cls(kind=kind, marks=kind.marks(marks), patterns=tuple(dict.fromkeys(patterns)))

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
        return ", ".join([*map(self.kind.text, self.marks), *map(_unpatterned, self.patterns)])


def _is_pattern(member: AnyMember) -> bool:
    return isinstance(member, TextRegex) or (isinstance(member, str) and "*" in member)


#: how many parts the text of a mark has; that of others than these has several forms
_PARTS: Final = {STANDARD: 2, LARGE: 3}


def _pattern(member: TextRegex | str, kind: CommunityKind) -> TextRegex:
    if isinstance(member, TextRegex):
        return member
    bare = member.strip().lower()
    if not all(letter.isalnum() or letter in "*:.;-[]" for letter in bare):
        raise ParseError(f"{member!r} is neither a community nor one with wildcards")
    # A part more or less would match nothing, ever, and let all pass that was to be stopped.
    parts, has = _PARTS.get(kind), bare.count(":") + 1
    if parts is not None and has != parts:
        others = [word for word, other in WORDS.items() if _PARTS.get(other) == has]
        more = f"; its kind is {others[0]!r}" if others else ""
        form = ":".join("*" * parts)
        raise ParseError(f"{member!r} is no {kind.name}, such as {form}: its parts are {has}{more}")
    signs = {"*": "[^:]*", ".": r"\.", "[": r"\[", "]": r"\]"}
    return TextRegex(f"^{''.join(signs.get(letter, letter) for letter in bare)}$")


def _unpatterned(pattern: TextRegex) -> str:
    """Print a pattern that came from wildcards as it was."""
    text = pattern.pattern
    if "[^:]*" not in text:
        return f"/{text}/"
    return text[1:-1].replace("[^:]*", "*").replace("\\", "")
