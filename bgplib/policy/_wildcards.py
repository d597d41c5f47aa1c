"""Texts of communities with `*` in them, made to regular expressions.

A text that no community can have would match nothing, ever, and let all pass that was to be
stopped: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import AnyExtendedCommunityCodec
from bgplib.attributes.extended_communities._default import default_table
from bgplib.errors import ParseError
from bgplib.policy.community_kind import (
    EXTENDED,
    IPV6_EXTENDED,
    LARGE,
    STANDARD,
    WORDS,
    CommunityKind,
)
from bgplib.policy.regex import TextRegex

__all__ = ["unpatterned", "wildcard_pattern"]

#: how many parts the text of a mark has, and how many bits each of them
_PARTS: Final = {STANDARD: (2, 16), LARGE: (3, 32)}
#: what the characters of a text are in an expression
_SIGNS: Final = {"*": "[^:]*", ".": r"\.", "[": r"\[", "]": r"\]"}
#: any IPv6 address, whose parts have colons between them
_ANY_ADDRESS: Final = ("[*]", r"\[[^\]]*\]")
_IPV6: Final = re.compile(r"[^\[\]]+:\[[^\[\]]+\]:[^:\[\]]+")


def wildcard_pattern(text: str, kind: CommunityKind) -> TextRegex:
    """Return what matches the texts of marks that a text with wildcards stands for.

    Raises:
        ParseError: no mark of the kind has such a text.
    """
    bare = text.strip().lower()
    if not all(letter.isalnum() or letter in "*:.;-[]" for letter in bare):
        raise ParseError(f"{text!r} is neither a community nor one with wildcards")
    bare = _FORMS.get(kind, _any_form)(text, bare, kind)
    before, found, behind = bare.partition(_ANY_ADDRESS[0])
    middle = _ANY_ADDRESS[1] if found else ""
    return TextRegex(f"^{_expression(before)}{middle}{_expression(behind)}$")


def _expression(text: str) -> str:
    return "".join(_SIGNS.get(letter, letter) for letter in text)


def unpatterned(pattern: TextRegex) -> str:
    """Print a pattern that came from wildcards as it was."""
    text = pattern.pattern
    if "[^:]*" not in text and _ANY_ADDRESS[1] not in text:
        return f"/{text}/"
    text = text[1:-1].replace(_ANY_ADDRESS[1], _ANY_ADDRESS[0])
    return text.replace("[^:]*", "*").replace("\\", "")


def _any_form(text: str, bare: str, kind: CommunityKind) -> str:
    return bare


def _numbers(text: str, bare: str, kind: CommunityKind) -> str:
    """Check a text of numbers alone, and leave zeros out that marks print without."""
    parts = bare.split(":")
    count, bits = _PARTS[kind]
    if len(parts) != count:
        others = [word for word, other in WORDS.items() if _PARTS.get(other, (0,))[0] == len(parts)]
        hint = _extended_hint(bare) or (f"; its kind is {others[0]!r}" if others else "")
        form = ":".join("*" * count)
        raise ParseError(
            f"{text!r} is no {kind.name}, such as {form}: its parts are {len(parts)}{hint}"
        )
    for part in parts:
        digits = part.replace("*", "")
        if not part or (digits and not (digits.isascii() and digits.isdigit())):
            raise ParseError(
                f"{text!r} is no {kind.name}: {part!r} is no number{_extended_hint(bare)}"
            )
        # What `*` stands for can be nothing, and makes no number smaller.
        if len(digits) > 10 or int(digits or 0) >> bits:
            more = ""
            if kind == STANDARD and len(digits) <= 10 and not int(digits) >> 32:
                more = f"; large communities (RFC 8092) have room for it: {bare}:*"
            raise ParseError(
                f"{text!r} is no {kind.name}: {part} does not fit in {bits} bits{more}"
            )
    return ":".join(part if "*" in part else str(int(part)) for part in parts)


def _extended_hint(bare: str) -> str:
    kind = "ipv6-extended" if "[" in bare else "extended"
    return f"; its kind is {kind!r}" if bare.partition(":")[0] in _words() else ""


@cache
def _words() -> dict[str, AnyExtendedCommunityCodec]:
    return {word: row for row in default_table().codecs for word in row.words}


def _extended(text: str, bare: str, kind: CommunityKind) -> str:
    """Check the word of a text, and the parts behind it where these are always as many."""
    # As `parse` has it: a number or address and a number are a route target.
    if bare[:1].isdigit() and not bare.startswith("0x") and bare.count(":") == 1:
        bare = f"rt:{bare}"
    word, colon, behind = bare.partition(":")
    word = word.replace("_", "-")
    if "*" in word or bare.startswith("0x"):
        return bare
    row = _words().get(word.partition(";")[0])
    if row is None:
        hint = "; its kind is 'large'" if word.isdigit() and behind.count(":") == 1 else ""
        raise ParseError(f"{text!r} is no {kind.name}: there is none with the word {word!r}{hint}")
    if not issubclass(row.value, Administered):
        return bare
    word = row.value.WORD
    if behind.count(":") != 1:
        hint = "; its kind is 'ipv6-extended'" if "[" in behind else ""
        has = behind.count(":") + 2 if colon else 1
        raise ParseError(
            f"{text!r} is no {kind.name}, such as {word}:*:*: its parts are {has}{hint}"
        )
    return f"{word}:{behind}"


def _with_address(text: str, bare: str, kind: CommunityKind) -> str:
    """Check that word, address and number are there."""
    if not _IPV6.fullmatch(bare):
        raise ParseError(f"{text!r} is no {kind.name}, such as rt:[2001:db8::1]:* or rt:[*]:*")
    return bare


_FORMS: Final[dict[CommunityKind, Callable[[str, str, CommunityKind], str]]] = {
    STANDARD: _numbers,
    LARGE: _numbers,
    EXTENDED: _extended,
    IPV6_EXTENDED: _with_address,
}
