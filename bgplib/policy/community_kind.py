"""CommunityKind: what standard, extended and large communities have in common.

One set of matchers and modifiers serves all four attributes; a kind says how their marks are read,
written, parsed and printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from bgplib._checks import check
from bgplib.attributes import extended_communities as extended
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.communities import Communities
from bgplib.attributes.extended_communities import ExtendedCommunities, ExtendedCommunity
from bgplib.attributes.ipv6_extended_communities import (
    Ipv6ExtendedCommunities,
    Ipv6ExtendedCommunity,
)
from bgplib.attributes.large_community import LargeCommunities
from bgplib.errors import LocalError, ParseError
from bgplib.iana import attributes as iana
from bgplib.values.community import community_text, parse_community
from bgplib.values.large_community import LargeCommunity

__all__ = ["EXTENDED", "IPV6_EXTENDED", "LARGE", "STANDARD", "CommunityKind"]


def _as_it_is(mark: Any) -> Any:
    return mark


# The functions of a kind have names: policies are sent to other processes with their kinds.
@attrs.frozen(kw_only=True)
class CommunityKind:
    """One attribute that is a set of marks."""

    name: str  #: what its marks are called
    code: int  #: its type code
    #: the marks of a block
    read: Callable[[AttributeBlock], tuple[Any, ...]] = attrs.field(repr=False)
    #: marks to the attribute's value
    value: Callable[[tuple[Any, ...]], object] = attrs.field(repr=False)
    parse: Callable[[str], Any] = attrs.field(repr=False)  #: text to a mark; raises ParseError
    text: Callable[[Any], str] = attrs.field(repr=False)  #: a mark to its text
    #: what a program may hand in for a mark, to the mark
    mark: Callable[[Any], Any] = attrs.field(default=_as_it_is, repr=False)

    def marks(self, given: Iterable[Any]) -> tuple[Any, ...]:
        """Return marks, each once; text is parsed.

        Raises:
            LocalError: something is no mark at all.
            ParseError: a text is not a mark of this kind.
        """
        found = [self._read(each) if isinstance(each, str) else self.mark(each) for each in given]
        for mark in found:
            try:
                self.text(mark)
            except Exception:  # noqa: BLE001 - whatever comes of what is none
                more = ": hand in several as `*them`" if isinstance(mark, list) else ""
                raise LocalError(f"{mark!r} is no {self.name}{more}") from None
        return tuple(dict.fromkeys(found))

    def _read(self, text: str) -> Any:
        try:
            return self.parse(text)
        except ParseError as error:
            for word, other in WORDS.items():
                # Of a bare `70000:1` a route target is made there, which may not be meant.
                if other is EXTENDED and text.strip()[:1].isdigit():
                    continue
                if other._reads(text):  # noqa: SLF001  # of the same class
                    raise ParseError(f"{error}; its kind is {word!r}") from None
            raise

    def _reads(self, text: str) -> bool:
        try:
            self.parse(text)
        except ParseError:
            return False
        return True

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def _communities(block: AttributeBlock) -> tuple[int, ...]:
    return block.communities


def _extended_communities(block: AttributeBlock) -> tuple[int, ...]:
    return block.extended_communities


def _extended_value(marks: tuple[int, ...]) -> ExtendedCommunities:
    return ExtendedCommunities(tuple(map(extended.from_int, marks)))


def _parse_extended(text: str) -> int:
    return extended.to_int(extended.parse(text))


def _extended_text(mark: int) -> str:
    return str(extended.from_int(mark))


def _large_communities(block: AttributeBlock) -> tuple[tuple[int, int, int], ...]:
    return block.large_communities


def _parse_large(text: str) -> tuple[int, ...]:
    return tuple(LargeCommunity.parse(text))


def _large_text(mark: tuple[int, int, int]) -> str:
    return "{}:{}:{}".format(*mark)


def _extended_mark(mark: ExtendedCommunity | int) -> int:
    return mark if isinstance(mark, int) else extended.to_int(mark)


def _ipv6_marks(block: AttributeBlock) -> tuple[Ipv6ExtendedCommunity, ...]:
    found = block.get(Ipv6ExtendedCommunities)
    return () if found is None else found.communities


STANDARD: Final = CommunityKind(
    name="community",
    code=iana.COMMUNITIES,
    read=_communities,
    value=Communities,
    parse=parse_community,
    text=community_text,
)
EXTENDED: Final = CommunityKind(
    name="extended community",
    code=iana.EXTENDED_COMMUNITIES,
    read=_extended_communities,
    value=_extended_value,
    parse=_parse_extended,
    text=_extended_text,
    mark=_extended_mark,
)
LARGE: Final = CommunityKind(
    name="large community",
    code=iana.LARGE_COMMUNITY,
    read=_large_communities,
    value=LargeCommunities,
    parse=_parse_large,
    text=_large_text,
    mark=tuple,
)
IPV6_EXTENDED: Final = CommunityKind(
    name="IPv6 extended community",
    code=iana.IPV6_EXTENDED_COMMUNITIES,
    read=_ipv6_marks,
    value=Ipv6ExtendedCommunities,
    parse=Ipv6ExtendedCommunity.parse,
    text=str,
)

#: what a program may say in place of a kind
WORDS: Final = {
    "standard": STANDARD,
    "large": LARGE,
    "extended": EXTENDED,
    "ipv6-extended": IPV6_EXTENDED,
}


def kind_of(kind: CommunityKind | str) -> CommunityKind:
    """Return a kind, or the one of a word: `standard`, `large`, `extended`, `ipv6-extended`.

    Raises:
        LocalError: it is neither a kind nor a word.
        ParseError: the word names none.
    """
    check(kind, CommunityKind | str, "kind")
    if not isinstance(kind, str):
        return kind
    found = WORDS.get(kind.strip().lower().replace("_", "-"))
    if found is None:
        raise ParseError(f"{kind!r} is no kind of communities; they are {', '.join(WORDS)}")
    return found
