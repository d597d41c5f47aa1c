"""What JSON has to be where something is expected; who says otherwise learns where it stands.

Everything here is handed the path of what it looks at, such as `attributes[2].value`, and raises
`ParseError` with that path in front.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from bgplib._checks import an
from bgplib.errors import BGPError, ParseError
from bgplib.values._notation import brief

__all__ = [
    "Json",
    "boolean",
    "called",
    "checked_keys",
    "each",
    "floating",
    "key",
    "loaded",
    "no_other",
    "number",
    "number_of",
    "obj",
    "octets",
    "parsed",
    "sequence",
    "text",
    "wrong",
]

T = TypeVar("T")
#: an object of JSON
Json = Mapping[str, Any]

#: no number of BGP has more bits
_NUMBER_BITS: Final = 128
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})*")


def wrong(path: str, what: object) -> ParseError:
    """Make the error of something that stands at `path`; the whole has no path."""
    return ParseError(f"{path}: {what}" if path else str(what))


def key(path: str, name: str) -> str:
    """Return the path of what an object at `path` has under a name."""
    return f"{path}.{name}" if path else name


def called(value: object) -> str:
    """Return what to call a value in a sentence: its text where it is short, or its sort.

    What is nested is never printed: nobody knows how deep it is.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return brief(value)
    if isinstance(value, int):
        return str(int(value)) if value.bit_length() <= _NUMBER_BITS else "a huge number"
    if isinstance(value, float):
        return str(float(value))
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else an(type(value).__name__)


def loaded(line: str | bytes) -> Any:
    """Read the text of JSON, as RFC 8259 has it; no key may stand in an object twice.

    Raises:
        ParseError: it is none, or nests too deep.
    """
    try:
        return json.loads(line, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except RecursionError:
        raise ParseError("it nests too deep for a message") from None
    except UnicodeDecodeError:
        raise ParseError("it is no JSON: not UTF-8") from None
    except ParseError:
        raise
    except json.JSONDecodeError as error:
        raise ParseError(f"it is no JSON: {error}") from None
    except ValueError:  # of a number that Python refuses to read
        raise ParseError("it is no JSON to be read: a number has thousands of digits") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ParseError(f"{brief(name)} is there twice in an object")
            seen.add(name)
    return found


def _no_constant(name: str) -> Any:
    # RFC 8259 §6: "Numeric values that cannot be represented in the grammar below (such as
    # Infinity and NaN) are not permitted."
    raise ParseError(f"it is no JSON: {name}")


# -- what a value has to be ----------------------------------------------------------------------


def obj(value: Any, path: str) -> Json:
    """Return an object."""
    if not isinstance(value, Mapping):
        raise wrong(path, f"{called(value)} is not an object")
    return value


def sequence(value: Any, path: str) -> list[Any] | tuple[Any, ...]:
    """Return a list."""
    if not isinstance(value, list | tuple):
        raise wrong(path, f"{called(value)} is not a list")
    return value


def each(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Iterate over a list: the path of each item, and the item."""
    return ((f"{path}[{at}]", item) for at, item in enumerate(sequence(value, path)))


def text(value: Any, path: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise wrong(path, f"{called(value)} is not a text")
    return value


def number(value: Any, path: str) -> int:
    """Return a whole number, 0 or more, that could be one of BGP."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(path, f"{called(value)} is not a whole number")
    if value < 0 or value.bit_length() > _NUMBER_BITS:
        raise wrong(path, f"{called(value)} is out of range")
    return int(value)


def number_of(found: Json, name: str, bits: int, default: int | None = None) -> int:
    """Return the number of so many bits that a message has under a name, or else the default."""
    if name not in found:
        if default is None:
            raise wrong("", f"there is no {name!r}")
        return default
    value = number(found[name], name)
    if value >> bits:
        raise wrong(name, f"{value} does not fit in {bits} bits")
    return value


def floating(value: Any, path: str) -> float:
    """Return a number; those that JSON has no form for are texts, such as `inf` and `nan`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong(path, f"{called(value)} is not a number")
    if isinstance(value, str) and value not in ("inf", "-inf", "nan"):
        raise wrong(path, f"{brief(value)} is not a number")
    try:
        return float(value)
    except OverflowError:
        raise wrong(path, f"{called(value)} is out of range") from None


def boolean(value: Any, path: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise wrong(path, f"{called(value)} is neither true nor false")
    return value


def octets(value: Any, path: str) -> bytes:
    """Return octets, which are hexadecimal."""
    found = text(value, path)
    if _HEX.fullmatch(found) is None:
        raise wrong(path, f"{brief(found)} is not octets in hexadecimal")
    return bytes.fromhex(found)


def parsed(parse: Callable[[str], T], value: Any, path: str) -> T:
    """Return what a text says."""
    found = text(value, path)
    try:
        return parse(found)
    except BGPError as error:
        raise wrong(path, error) from None


# -- what keys an object has to have -------------------------------------------------------------


def no_other(found: Json, names: Iterable[str], path: str) -> None:
    """Check that an object has no keys but these."""
    unknown = [name for name in found if name not in names]
    if unknown:
        raise wrong(path, f"nothing here is called {called(unknown[0])}")


def checked_keys(value: Any, path: str, needed: Iterable[str], others: Iterable[str] = ()) -> Json:
    """Return an object that has all keys of `needed`, and none but these and `others`."""
    found = obj(value, path)
    for name in needed:
        if name not in found:
            raise wrong(path, f"there is no {name!r}")
    no_other(found, {*needed, *others}, path)
    return found
