"""How what a program hands in is checked, and what is said of a mistake.

A type checker finds the same before the program runs, where there is one. Without it a text where
a number belongs would come to light late, and far from where it was written.

`check` is for one argument, `check_each` for several of a kind, `read_each` for several that may
be text, `check_text` for what is to be parsed, `octets_of` for octets, `so_many_octets` for a field
of a fixed length, `of_type` for one field, and `check_fields` for all fields of a configuration,
whose converters `naming_fields` lets say which field they were asked for.
Most values do not look at what they are made of: `written` says what is wrong with it when they are
to be octets.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from bgplib._in_order import in_order
from bgplib.errors import BGPError, EncodeError, LocalError, ParseError

__all__ = [
    "MISFITS",
    "an",
    "check",
    "check_each",
    "check_fields",
    "check_text",
    "is_made_of_text",
    "naming_fields",
    "octets_of",
    "of_type",
    "read_each",
    "several",
    "shown",
    "so_many_octets",
    "written",
]
#: what comes of writing a value of another type than its field says, if nobody looked at it before
MISFITS: Final = (AttributeError, TypeError, ValueError, LookupError, OverflowError, struct.error)

# What is spoken as if it began with a vowel. What is not, though it is written so: `a unit`.
_AN: Final = re.compile(r"(?!uni)[aeiou]|(MTU|MVPN|NLRI)\b", re.IGNORECASE)


#: how many characters of a value are shown
_SHOWN: Final = 200


def shown(value: object) -> str:
    """Return the `repr` of a value for what is said of a mistake, cut where it is long."""
    text = in_order(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def an(words: str) -> str:
    """Return words with their article before them: `a label`, `an AS number`."""
    return f"{'an' if _AN.match(words) else 'a'} {words}"


def check(value: object, hint: Any, name: str) -> None:
    """Check an argument.

    Args:
        value: what was handed in.
        hint: the type that it has to have, as an annotation says it; True is no number.
        name: what the argument is called.

    Raises:
        LocalError: it is of another type.
    """
    if type(value) is not hint and not _holds(value, hint):
        raise LocalError(f"{name} is {shown(value)}, which is not {_text(hint)}")


def check_each(values: Iterable[Any], hint: Any, name: str) -> tuple[Any, ...]:
    """Check an argument of several values, and return them.

    Raises:
        LocalError: there are none to iterate over, or one is of another type. A text is one value.
    """
    given: object = values
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        more = f": write [{shown(given)}]" if _holds(given, hint) else ""
        raise LocalError(f"{name} is {shown(given)}, which is not several of {_text(hint)}{more}")
    found = tuple(values)
    if hint is object:
        return found
    # What they are as a rule is seen at once: there may be many.
    usual = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    for value in found:
        if type(value) not in usual and not _holds(value, hint):
            raise LocalError(f"{name} has {shown(value)}, which is not {_text(hint)}")
    return found


def read_each(
    values: Iterable[Any], hint: Any, name: str, parse: Callable[[str], Any]
) -> tuple[Any, ...]:
    """Check an argument of several values, of which some may be text, and return the values.

    Args:
        values: what was handed in.
        hint: the type of a value that is no text.
        name: what the argument is called.
        parse: text to a value; raises ParseError.

    Raises:
        LocalError: there are none to iterate over, or one is of another type.
        ParseError: a text is none.
    """
    found = check_each(values, hint | str, name)
    return tuple(parse(each) if isinstance(each, str) else each for each in found)


def check_text(value: object, what: str) -> None:
    """Check what is to be parsed.

    Args:
        value: what was handed in.
        what: what a text of it is read as.

    Raises:
        ParseError: it is no text.
    """
    if not isinstance(value, str):
        raise ParseError(f"{shown(value)} is no text of {what}")


def octets_of(value: object, name: str, hint: str = "") -> bytes:
    """Return an argument of octets as `bytes`, which alone would make seven zeros of 7.

    Args:
        value: what was handed in.
        name: what the argument is called.
        hint: what makes octets of a text.

    Raises:
        LocalError: it is no octets, but text or a number.
    """
    if isinstance(value, bytes):
        return value
    try:
        return bytes(memoryview(value))  # type: ignore[arg-type]  # it says so itself
    except TypeError:
        more = f": {hint}" if hint and isinstance(value, str) else ""
        raise LocalError(f"{name} is {shown(value)}, which is not octets{more}") from None


def naming_fields(kind: type, fields: list[Any]) -> list[Any]:
    """Let errors of a class's converters say which field is wrong: a `field_transformer`.

    `'192.0.2' does not appear to be an IPv4 or IPv6 address` is of little use where ten fields may
    be the one.
    """
    return [
        each.evolve(converter=_naming(each.converter, each.name))
        if each.converter is not None and not each.inherited
        else each
        for each in fields
    ]


def _naming(convert: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    @wraps(convert)
    def converter(value: Any) -> Any:
        try:
            return convert(value)
        except LocalError as error:
            text = str(error)
            raise type(error)(text if text.startswith(name) else f"{name}: {text}") from None

    return converter


def so_many_octets(
    *counts: int, what: str, refusal: type[BGPError] = ParseError
) -> Callable[[object, attrs.Attribute[bytes], bytes], None]:
    """Return a validator of a field that has a certain number of octets.

    Args:
        counts: how many there may be.
        what: what a value of the class is, as in `a label`.
        refusal: what octets of another number are refused with.
    """
    lengths = " or ".join(filter(None, (", ".join(map(str, counts[:-1])), str(counts[-1]))))

    def validator(instance: object, attribute: attrs.Attribute[bytes], octets: bytes) -> None:
        # All that is read is so, and there may be much of it.
        if type(octets) is bytes and len(octets) in counts:
            return
        check(octets, bytes, attribute.name)
        if len(octets) not in counts:
            raise refusal(f"{what} has {lengths} octets, not {len(octets)}")

    return validator


def of_type(hint: Any) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """Return a validator of a field that has a certain type.

    Args:
        hint: the type, as an annotation says it; True is no number.
    """
    # What values are as a rule is seen at once.
    usual = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)

    def validator(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if type(value) not in usual:
            check(value, hint, attribute.name)

    return validator


def check_fields(instance: Any) -> None:
    """Check the fields of an attrs class against their annotations.

    Raises:
        LocalError: a value is of another type.
    """
    kind: Any = type(instance)
    for name, hint, usual in _hints(kind):
        value = getattr(instance, name)
        if value is not usual:  # as most are
            check(value, hint, name)


def written(what: str, value: object, write: Callable[..., bytes], *arguments: object) -> bytes:
    """Return what a function writes of a value.

    Args:
        what: what the value is called.
        value: what is written.
        write: the function.
        arguments: what the function takes.

    Raises:
        EncodeError: the value has something of another type than can be written.
    """
    try:
        return octets_of(write(*arguments), "octets")
    except MISFITS as error:
        raise EncodeError(f"{what} cannot be written of {shown(value)}: {error}") from error


def is_made_of_text(value: Any) -> bool:
    """Say whether a value of an attrs class has text in a field, or in a list of one.

    Most have none: their `parse` reads text, and who hands it to the class means that.
    """
    if not attrs.has(type(value)) or not hasattr(value, "parse"):
        return False
    fields = (getattr(value, each.name) for each in attrs.fields(type(value)))
    return any(
        isinstance(each, str)
        or (isinstance(each, tuple | list) and any(isinstance(part, str) for part in each))
        for each in fields
    )


def several(value: Any) -> Iterable[Any]:
    """Return what can be iterated over: one value, or a text, stands for itself."""
    alone = isinstance(value, str) or not isinstance(value, Iterable)
    return (value,) if alone else value


@lru_cache(maxsize=64)
def _hints(kind: Any) -> tuple[tuple[str, Any, object], ...]:
    """Return name, type and default of each field."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name], field.default) for field in attrs.fields(kind))


def _holds(value: object, hint: Any) -> bool:
    """Say whether a value is of a type, as far as that can be seen."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_holds(value, part) for part in parts)
    if origin is tuple and parts[-1] is Ellipsis:
        return isinstance(value, tuple) and all(_holds(each, parts[0]) for each in value)
    if origin is tuple:
        return (
            isinstance(value, tuple) and len(value) == len(parts) and all(map(_holds, value, parts))
        )
    if origin is frozenset:
        return isinstance(value, frozenset) and all(_holds(each, parts[0]) for each in value)
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return isinstance(value, Mapping) and all(
            _holds(key, parts[0]) and _holds(each, parts[1]) for key, each in value.items()
        )
    if getattr(origin, "__name__", "") == "Callable":
        return callable(value)
    if hint in (int, float):
        # True is a number to Python, and hardly meant as one.
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return not isinstance(hint, type) or isinstance(value, hint)


def _text(hint: Any) -> str:
    """Return the name of a type as one reads it: `a number or None`."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(map(_text, parts))
    if origin is tuple and parts[-1] is not Ellipsis:
        return f"({', '.join(map(_text, parts))})"
    if origin in (tuple, frozenset):
        return "several of " + ", ".join(_text(part) for part in parts if part is not Ellipsis)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"a mapping of {_text(parts[0])} to {_text(parts[1])}"
    if getattr(origin, "__name__", "") == "Callable":
        return "a function"
    names: Mapping[Any, str] = {
        int: "a whole number",
        float: "a number",
        str: "text",
        bool: "True or False",
        bytes: "octets",
        NoneType: "None",
        object: "a value",
        Mapping: "a mapping",
    }
    return names.get(hint) or an(hint.__name__)
