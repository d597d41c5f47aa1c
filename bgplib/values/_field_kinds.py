"""FieldKind: how what one field holds is printed and parsed, found by the field's type and name."""

from __future__ import annotations

import ipaddress
import math
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs

from bgplib.errors import ParseError
from bgplib.values._notation import (
    brief,
    items,
    octets_of_quoted,
    parse_hex,
    quoted,
    unwrapped,
    words,
    wrapped,
    wrapped_item,
)
from bgplib.values._numbers import parse_as_number, parse_number
from bgplib.values._octet_fields import PAIRS, TEXTS, holds_address
from bgplib.values.address import address_octets, address_text, identifier_text, parse_identifier

__all__ = [
    "ADDRESS_OR_HEX",
    "IDENTIFIER",
    "WORD",
    "FieldKind",
    "kind_of",
    "listed",
    "named_number",
    "registry_number",
    "shown_as",
]

#: numbers whose bits count: they print in hexadecimal
_BITS: Final = ("bits", "flags", "reserved", "reserved2", "spare")
_AS_NUMBERS: Final = ("asn", "origin_as", "peer_as", "source_as")
_NUMBER_BITS: Final = 128
#: how many names an error lists
_FEW: Final = 24
_NO_ALIASES: Final[Mapping[str, int]] = MappingProxyType({})
#: makes types of sequences while the program runs
_TUPLE: Final[Any] = tuple
_ABSENT: Final = "none"
_KIND: Final = "bgplib.field_kind"
#: metadata of a field: what it is called in text, where that is not its name
WORD: Final = "bgplib.field_word"


@attrs.frozen
class FieldKind:
    """How a value prints, and how its text is read."""

    text: Callable[[Any], str]  #: value to text
    parse: Callable[[str], Any]  #: text to value; raises ParseError
    is_list: bool = False  #: the text is a list, which brackets enclose beside other fields
    hint: Any = None  #: the type of the value, where it is known


def shown_as(kind: FieldKind, word: str = "") -> dict[str, Any]:
    """Return the metadata of a field that is not printed as its type and name say."""
    return {_KIND: kind, WORD: word}


def named_number(
    names: Mapping[int, str], unknown: str = "", aliases: Mapping[str, int] = _NO_ALIASES
) -> FieldKind:
    """Return the kind of a number that has names.

    Args:
        names: numbers to names.
        unknown: what stands before a number without one.
        aliases: further names that are read: those of other programs.
    """
    numbers: dict[str, int] = {}
    for number, name in names.items():
        numbers.setdefault(name.lower().replace("_", "-"), number)
    # Where two numbers have one name, it stands for the first of them.
    texts = {number: names[number] for number in numbers.values()}

    def parse(text: str) -> int:
        word = text.strip().lower().replace("_", "-")
        found = numbers.get(word, aliases.get(word))
        if found is not None:
            return found
        try:
            return parse_number(word.removeprefix(unknown), _NUMBER_BITS, "name or number")
        except ParseError as error:
            known = f"; the names are {', '.join(numbers)}" if len(numbers) <= _FEW else ""
            raise ParseError(f"{error}{known}") from None

    return FieldKind(lambda value: texts.get(value) or f"{unknown}{value}", parse)


def registry_number(names: Mapping[int, str]) -> FieldKind:
    """Return the kind of a number with the names of a registry; others are `UNKNOWN(250)`."""
    inner = named_number(names)

    def parse(text: str) -> Any:
        word = text.strip()
        if word[:8].upper() == "UNKNOWN(" and word[-1] == ")":
            return _parse_integer(word[8:-1])
        return inner.parse(word)

    return FieldKind(lambda value: names.get(value) or f"UNKNOWN({value})", parse)


def listed(inner: FieldKind) -> FieldKind:
    """Return the kind of a sequence of what another kind describes."""
    return FieldKind(
        lambda value: ", ".join(wrapped_item(inner.text(each)) for each in value),
        lambda text: tuple(inner.parse(unwrapped(each)) for each in items(text)),
        is_list=True,
        hint=None if inner.hint is None else _TUPLE[inner.hint, ...],
    )


def _parse_integer(text: str) -> int:
    return parse_number(text, _NUMBER_BITS)


def _parse_boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("yes", "no", "true", "false"):
        raise ParseError(f"{brief(text)} is neither yes nor no")
    return word in ("yes", "true")


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    # IEEE 754: nine digits tell all numbers of 32 bits apart.
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.9g}"


def _parse_float(text: str) -> float:
    try:
        found: float = struct.unpack(">f", struct.pack(">f", float(text)))[0]
    except (ValueError, OverflowError, struct.error):
        raise ParseError(f"{brief(text)} is not a number of 32 bits") from None
    return found


def _address_text(octets: bytes) -> str:
    if len(octets) in (4, 16):
        return address_text(octets)
    return _hex_text(octets) if octets else _ABSENT


def _parse_address(text: str) -> bytes:
    bare = text.strip()
    if bare == _ABSENT:
        return b""
    return parse_hex(bare) if bare[:2].lower() == "0x" else address_octets(bare)


def _parse_ip(kind: Any) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return kind(address_octets(text))
        except ValueError:  # of the other family
            raise ParseError(f"{brief(text)} is not an {kind.__name__}") from None

    return parse


def _hex_text(octets: bytes) -> str:
    return "0x" + octets.hex()


_INTEGER: Final = FieldKind(str, _parse_integer)
_BIT_FIELD: Final = FieldKind(lambda value: f"0x{value:x}", _parse_integer)
_BOOLEAN: Final = FieldKind(lambda value: "yes" if value else "no", _parse_boolean)
_FLOAT: Final = FieldKind(_float_text, _parse_float)
_HEX: Final = FieldKind(_hex_text, parse_hex)
_QUOTED: Final = FieldKind(quoted, octets_of_quoted)
_TEXT: Final = FieldKind(
    lambda value: quoted(value.encode("utf-8", "surrogateescape")),
    lambda text: octets_of_quoted(text).decode("utf-8", "surrogateescape"),
)
#: numbers that are more than that, by the names of fields
_NUMBERS: Final = (
    dict.fromkeys(_BITS, _BIT_FIELD)
    | dict.fromkeys(_AS_NUMBERS, FieldKind(str, parse_as_number))
    | {
        "mode": named_number({1: "receive", 2: "send", 3: "both"}, "mode-"),
        "next_hop_afi": named_number({1: "ipv4", 2: "ipv6"}, "afi-"),
    }
)
#: a BGP Identifier: a dotted quad
IDENTIFIER: Final = FieldKind(identifier_text, parse_identifier)
#: octets that may be an address: it prints as one if it has the length of one
ADDRESS_OR_HEX: Final = FieldKind(_address_text, _parse_address)


def kind_of(hint: Any, name: str, metadata: Mapping[str, Any] | None = None) -> FieldKind:
    """Return the kind of a field.

    Args:
        hint: its type.
        name: its name, which says whether octets are an address, and whether numbers are bits.
        metadata: that of the attrs field.

    Raises:
        TypeError: nothing is known about such fields.
    """
    if metadata and _KIND in metadata:
        found: FieldKind = metadata[_KIND]
        return found
    return attrs.evolve(_kind_of(hint, name), hint=hint)


def _kind_of(hint: Any, name: str) -> FieldKind:
    if hint is bool:
        return _BOOLEAN
    if hint is int:
        return _NUMBERS.get(name, _INTEGER)
    if hint is bytes:
        if holds_address(name) or name == "sid":
            return ADDRESS_OR_HEX
        return _QUOTED if name in TEXTS else _HEX
    simple = {float: _FLOAT, str: _TEXT}.get(hint)
    if simple is not None:
        return simple
    if hint in (ipaddress.IPv4Address, ipaddress.IPv6Address):
        return FieldKind(lambda value: address_text(value.packed), _parse_ip(hint))
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_kind(get_args(hint), name)
    if origin in (Union, UnionType):
        return _union_kind(get_args(hint), name)
    if hasattr(hint, "parse"):
        return FieldKind(str, hint.parse)
    raise TypeError(f"no notation is known for {hint} in the field {name}")


def _tuple_kind(arguments: tuple[Any, ...], name: str) -> FieldKind:
    if arguments[-1] is not Ellipsis:
        return _pair_kind(arguments, name)
    return listed(kind_of(arguments[0], name))


def _pair_kind(arguments: tuple[Any, ...], name: str) -> FieldKind:
    names = PAIRS.get(name, (name,) * len(arguments))
    kinds = [kind_of(hint, part) for hint, part in zip(arguments, names, strict=True)]

    def parse(text: str) -> tuple[Any, ...]:
        parts = words(text)
        if len(parts) != len(kinds):
            raise ParseError(f"{brief(text)} has not the {len(kinds)} parts {' and '.join(names)}")
        return tuple(kind.parse(unwrapped(part)) for kind, part in zip(kinds, parts, strict=True))

    return FieldKind(
        lambda value: " ".join(
            wrapped(kind.text(part)) for kind, part in zip(kinds, value, strict=True)
        ),
        parse,
    )


def _union_kind(arguments: tuple[Any, ...], name: str) -> FieldKind:
    present = tuple(each for each in arguments if each is not NoneType)
    inner = kind_of(present[0], name) if len(present) == 1 else _choice(present, name)
    if len(present) == len(arguments):
        return inner
    return FieldKind(
        lambda value: _ABSENT if value is None else inner.text(value),
        lambda text: None if text.strip() == _ABSENT else inner.parse(text),
    )


def _first_of(kinds: list[tuple[Any, FieldKind]]) -> FieldKind:
    def text(value: Any) -> str:
        return next(kind for hint, kind in kinds if isinstance(value, hint)).text(value)

    def parse(text: str) -> Any:
        for _, kind in kinds[:-1]:
            with suppress(ParseError):
                return kind.parse(text)
        return kinds[-1][1].parse(text)

    return FieldKind(text, parse)


def _choice(arguments: tuple[Any, ...], name: str) -> FieldKind:
    """Return the kind of a value of one of several classes: its first word says of which.

    Numbers and addresses begin with no word, and are told apart by what they look like.
    """
    if not any(hasattr(each, "words_of") for each in arguments):
        return _first_of([(each, kind_of(each, name)) for each in arguments])
    by_word = {word: each for each in arguments for word in getattr(each, "words_of", list)()}
    others = [each for each in arguments if not getattr(each, "words_of", list)()]
    none_of = f"begins with none of {', '.join(sorted(by_word))}"
    if len(others) > 1:
        raise TypeError(f"the field {name} can hold {others}, whose texts begin alike")

    def parse(text: str) -> Any:
        head = words(text)[:1]
        found = by_word.get(head[0].lower()) if head else None
        if found is not None:
            return kind_of(found, name).parse(text)
        if not others:
            raise ParseError(f"{brief(text)} {none_of}")
        try:
            return kind_of(others[0], name).parse(text)
        except ParseError as error:
            raise ParseError(f"{error}, and {none_of}") from None

    return FieldKind(str, parse)
