"""Record: values that are nothing but named fields, and the text that follows from their fields.

    word value value name=value flag

`WORD` stands first, where the class has one. Then come the fields of `BARE`, as values alone.
The others follow with their names, if they differ from their defaults. A field that is true or
false, and false as a rule, is there by its name alone. A class with one field that is a sequence
prints it as a list. `bgplib.values._notation` says what values and lists look like.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, Final, Self, get_type_hints

import attrs

from bgplib._checks import an, check_text
from bgplib._printed import or_its_fields
from bgplib.errors import BGPError, ParseError
from bgplib.values._field_kinds import WORD, FieldKind, kind_of
from bgplib.values._notation import brief, unwrapped, words, wrapped

__all__ = ["Record", "fields_text"]

_CLASSES: Final = 512


@attrs.frozen
class _Field:
    """One field of a record."""

    name: str  #: the attribute
    word: str  #: what it is called in text
    kind: FieldKind  #: how what it holds prints
    default: Any  #: what it is when it is not in the text; `attrs.NOTHING`: it must be
    is_flag: bool  #: it is false unless its name is there


@lru_cache(maxsize=_CLASSES)
def _fields(kind: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            name=each.name,
            word=each.metadata.get(WORD) or each.name.replace("_", "-"),
            kind=kind_of(hints[each.name], each.name, each.metadata),
            default=each.default,
            is_flag=hints[each.name] is bool and each.default is False,
        )
        # A class's own fields stand before those that all of its sort have.
        for each in sorted(attrs.fields(kind), key=lambda each: each.inherited)
        if each.init and each.name not in kind.UNWRITTEN
    )


class Record:
    """What values that print as their fields have in common."""

    __slots__ = ()

    #: the word that the text begins with, if any
    WORD: ClassVar[str] = ""
    #: where the field `type` chooses the word: words by type
    WORDS: ClassVar[dict[int, str]] = {}
    #: fields that stand first, without their names
    BARE: ClassVar[tuple[str, ...]] = ()
    #: fields that have no place in the text: they always have their default
    UNWRITTEN: ClassVar[tuple[str, ...]] = ()
    #: what stands between a name and its value; either is read
    BETWEEN: ClassVar[str] = "="

    @classmethod
    def words_of(cls) -> list[str]:
        """Return the words that a text can begin with."""
        return [word.lower() for word in (cls.WORDS.values() if cls.WORDS else (cls.WORD,)) if word]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` prints; names and values may also have a blank between them.

        Raises:
            ParseError: a field is missing, unknown or malformed.
        """
        check_text(text, cls.__name__)
        try:
            return cls(**cls._completed(_read(cls, text)))
        except BGPError as error:
            raise ParseError(f"{error}; in {an(cls.__name__)}") from None

    @classmethod
    def _completed(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the fields with those that follow from others."""
        return values

    @or_its_fields
    def __str__(self) -> str:
        """Return the fields."""
        held: Any = self
        word = self.WORD
        if self.WORDS:
            word = self.WORDS.get(held.type) or f"type-{held.type}"
        return f"{word} {fields_text(self)}".strip()


def fields_text(value: Record) -> str:
    """Print the fields of a record without the word before them."""
    kind: Any = type(value)
    fields = {each.name: each for each in _fields(kind) if each.name != "type" or not kind.WORDS}
    parts: list[str] = []
    if len(fields) == 1:
        (only,) = fields.values()
        if only.kind.is_list:
            return only.kind.text(getattr(value, only.name))
    for name in kind.BARE:
        each = fields.pop(name)
        text = each.kind.text(getattr(value, name))
        parts.append(f"[{text}]" if each.kind.is_list else wrapped(text))
    for each in fields.values():
        found = getattr(value, each.name)
        if each.default is not attrs.NOTHING and found == each.default:
            continue
        if each.is_flag:
            parts.append(each.word)
        else:
            text = each.kind.text(found)
            parts.append(
                each.word + kind.BETWEEN + (f"[{text}]" if each.kind.is_list else wrapped(text))
            )
    return " ".join(parts)


def _read(kind: Any, text: str) -> dict[str, Any]:
    fields = {each.name: each for each in _fields(kind)}
    values: dict[str, Any] = {}
    rest = text.strip()
    if kind.words_of():
        head, rest = (*rest.split(None, 1), "", "")[:2]
        word = head.lower()
        if kind.WORDS:
            values["type"] = _type_of(kind, word)
            del fields["type"]
        elif word.replace("_", "-") != kind.WORD.lower().replace("_", "-"):
            raise ParseError(f"{brief(text)} does not begin with {kind.WORD!r}")
    if len(fields) == 1:
        (only,) = fields.values()
        if only.kind.is_list:
            return values | {only.name: only.kind.parse(rest)}
    parts = words(rest)
    for name in kind.BARE:
        if not parts and fields[name].default is attrs.NOTHING:
            raise ParseError(f"{brief(text)} has no {fields[name].word}")
        if not parts:
            break
        values[name] = _value(fields.pop(name), parts.pop(0))
    _read_named(parts, {each.word: each for each in fields.values()}, values)
    missing = [
        each.word
        for each in fields.values()
        if each.name not in values and each.default is attrs.NOTHING
    ]
    if missing:
        raise ParseError(f"{brief(text)} has no {', '.join(missing)}")
    return values


def _type_of(kind: Any, word: str) -> int:
    for number, name in kind.WORDS.items():
        if name == word:
            return int(number)
    if word.startswith("type-") and word[5:].isdecimal() and len(word) < 16:
        return int(word[5:])
    raise ParseError(f"{brief(word)} is none of {', '.join(kind.WORDS.values())}")


def _read_named(parts: list[str], fields: dict[str, _Field], values: dict[str, Any]) -> None:
    """Read `name=value`, `name value`, and names alone."""
    at = 0
    while at < len(parts):
        part = parts[at]
        at += 1
        name, sign, value = part.partition("=")
        each = fields.get(name.lower().replace("_", "-"))
        if each is None:
            known = f"; there is {', '.join(fields)}" if fields else ""
            raise ParseError(f"nothing here is called {brief(name)}{known}")
        if each.name in values:
            raise ParseError(f"{each.word} is there twice")
        if not sign and each.is_flag:
            values[each.name] = True
            continue
        if not sign:
            if at == len(parts):
                raise ParseError(f"{each.word} has no value")
            value = parts[at]
            at += 1
        values[each.name] = _value(each, value)


def _value(field: _Field, text: str) -> Any:
    try:
        return field.kind.parse(unwrapped(text))
    except ParseError as error:
        raise ParseError(f"{error}, as {field.word}") from None
