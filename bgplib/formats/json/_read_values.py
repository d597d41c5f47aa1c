"""Any value of bgplib out of JSON: the way back of `bgplib.formats.json._values`.

What a field holds follows from its type and its name, as it does there: a new codec needs no line
here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from bgplib.attributes.extended_communities import ExtendedCommunity
from bgplib.attributes.extended_communities._default import default_table
from bgplib.errors import BGPError, EncodeError, LocalError, ParseError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.json._unsaid import OCTETS, label_of, labels_of
from bgplib.formats.json._values import AS_TEXT, fields_of, is_text_too
from bgplib.nlri.bgp_ls import LinkStateTlvs
from bgplib.values._octet_fields import PAIRS, TEXTS, holds_address
from bgplib.values.address import address_octets
from bgplib.values.label import Label

__all__ = ["fields_from_json", "made", "octets_of_text", "value_from_json"]

_SIMPLE: Final[dict[Any, Callable[[Any, str], Any]]] = {
    bool: given.boolean,
    int: given.number,
    float: given.floating,
    str: given.text,
}
_ADDRESSES: Final = (ipaddress.IPv4Address, ipaddress.IPv6Address)
#: what tells classes apart in a list that can hold several
_KIND: Final = "kind"


@attrs.frozen
class _Field:
    """One field of a class."""

    name: str  #: the key, and the argument
    hint: Any  #: its type
    default: Any  #: what it is when it is not there; `attrs.NOTHING`: it must be
    is_argument: bool  #: it can be chosen; what follows from other fields is not read


@lru_cache(maxsize=1024)
def _fields(kind: Any) -> dict[str, _Field]:
    hints = get_type_hints(kind)
    shown = fields_of(kind)
    return {
        each.name: _Field(each.name, hints[each.name], each.default, each.init)
        for each in attrs.fields(kind)
        if each.name in shown
    }


def fields_from_json(
    kind: Any, found: Json, path: str, ignored: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the arguments of a class, out of an object of its fields by name.

    Args:
        kind: a class that attrs defines.
        found: the object; what has a default need not be there.
        path: where it stands.
        ignored: further keys that it may have.

    Raises:
        ParseError: a field is missing, unknown or malformed.
    """
    fields = _fields(kind)
    values: dict[str, Any] = {}
    for name, held in found.items():
        field = fields.get(name)
        if field is not None:
            if field.is_argument:
                values[name] = _field(kind, field, held, given.key(path, name))
        elif name not in ignored and not _stands_beside(name, fields):
            given.no_other(found, {*fields, *ignored}, path)
    for name in found:
        field = fields.get(name.removesuffix(OCTETS)) if name not in fields else None
        if field is not None and name not in ignored:
            values[field.name] = _exactly(field, found, values, path)
    for field in fields.values():
        if field.name not in values and field.is_argument and field.default is attrs.NOTHING:
            raise wrong(path, f"there is no {field.name!r}")
    return values


def made(kind: Callable[..., Any], values: dict[str, Any], path: str) -> Any:
    """Make a value of a class of the arguments that were read."""
    try:
        return kind(**values)
    except BGPError as error:
        raise wrong(path, error) from None


def value_from_json(hint: Any, value: Any, field: str, path: str) -> Any:
    """Return what JSON says of a value.

    Args:
        hint: the type of the value.
        value: what stands in the JSON.
        field: the name of the field that it stands in, which tells addresses from other octets.
        path: where it stands.

    Raises:
        ParseError: it is no such value.
    """
    simple = _SIMPLE.get(hint)
    if simple is not None:
        return simple(value, path)
    if hint is bytes:
        return _octets(value, field, path)
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple(get_args(hint), value, field, path)
    if origin in (Union, UnionType):
        return _union(get_args(hint), value, field, path)
    if hint is Label:
        return _label(value, path, None)
    if hint is LinkStateTlvs:
        from bgplib.formats.json._read_tlvs import tlvs_from_json

        return tlvs_from_json(value, path)
    if hint in _ADDRESSES:
        return _address(hint, value, path)
    if hint is ExtendedCommunity:
        # The class knows its kinds only when they have been imported.
        return given.parsed(default_table().parse, value, path)
    if issubclass(hint, AS_TEXT) or is_text_too(hint):
        return given.parsed(hint.parse, value, path)
    if attrs.has(hint):
        return made(hint, fields_from_json(hint, given.obj(value, path), path), path)
    raise LocalError(f"{path}: bgplib knows no way from JSON to {hint}")


def _field(kind: Any, field: _Field, value: Any, path: str) -> Any:
    if field.hint is Label:
        return _label(value, path, field.default)
    if field.hint == tuple[Label, ...]:
        return _labels(value, path)
    return value_from_json(field.hint, value, field.name, path)


# -- labels, and what else needs a second key ----------------------------------------------------


def _label(value: Any, path: str, default: Any) -> Label:
    found = given.number(value, path)
    try:
        return label_of(found, default)
    except EncodeError as error:
        raise wrong(path, error) from None


def _labels(value: Any, path: str) -> tuple[Label, ...]:
    numbers = [given.number(item, where) for where, item in given.each(value, path)]
    try:
        return labels_of(numbers)
    except EncodeError as error:
        raise wrong(path, error) from None


def _stands_beside(name: Any, fields: dict[str, _Field]) -> bool:
    """Say whether a key holds the octets of a field."""
    if not isinstance(name, str) or not name.endswith(OCTETS):
        return False
    field = fields.get(name.removesuffix(OCTETS))
    if field is None or not field.is_argument:
        return False
    return field.hint in (Label, tuple[Label, ...]) or (field.hint is bytes and field.name in TEXTS)


def _exactly(field: _Field, found: Json, values: dict[str, Any], path: str) -> Any:
    """Return what octets say of a field, which must not say otherwise itself."""
    name = field.name + OCTETS
    where = given.key(path, name)
    exact: Any
    if field.hint is Label:
        exact = made(Label, {"octets": given.octets(found[name], where)}, where)
        agrees = field.name not in values or int(values[field.name]) == int(exact)
    elif field.hint is bytes:
        exact = given.octets(found[name], where)
        agrees = field.name not in values or shown_text(exact) == found[field.name]
    else:
        exact = tuple(
            made(Label, {"octets": given.octets(item, at)}, at)
            for at, item in given.each(found[name], where)
        )
        agrees = field.name not in values or [*map(int, values[field.name])] == [*map(int, exact)]
    if not agrees:
        raise wrong(where, f"this is not what {field.name!r} says: leave one of the two out")
    return exact


def shown_text(octets: bytes) -> str:
    """Return octets that are text as they are shown."""
    return octets.decode("utf-8", "backslashreplace")


# -- octets --------------------------------------------------------------------------------------


def _octets(value: Any, field: str, path: str) -> bytes:
    if field in TEXTS:
        return octets_of_text(value, path)
    if holds_address(field) or field == "sid":
        if value is None:
            return b""
        found = given.text(value, path)
        if "." in found or ":" in found:
            return given.parsed(address_octets, found, path)
    return given.octets(value, path)


def octets_of_text(value: Any, path: str) -> bytes:
    """Return the octets of a text."""
    try:
        return given.text(value, path).encode("utf-8")
    except UnicodeEncodeError:
        raise wrong(path, "half a surrogate pair is no text") from None


def _address(kind: Any, value: Any, path: str) -> Any:
    octets = given.parsed(address_octets, value, path)
    if len(octets) != (4 if kind is ipaddress.IPv4Address else 16):
        raise wrong(path, f"{given.called(value)} is an address of the other family")
    return kind(octets)


# -- what consists of others ---------------------------------------------------------------------


def _tuple(arguments: tuple[Any, ...], value: Any, field: str, path: str) -> tuple[Any, ...]:
    if arguments[-1] is Ellipsis:
        hint = arguments[0]
        simple = _SIMPLE.get(hint)
        if simple is not None:
            return tuple(simple(item, where) for where, item in given.each(value, path))
        return tuple(
            value_from_json(hint, item, field, where) for where, item in given.each(value, path)
        )
    names = PAIRS.get(field)
    if names is not None and len(names) == len(arguments):
        return _pair(dict(zip(names, arguments, strict=True)), value, path)
    items = given.sequence(value, path)
    if len(items) != len(arguments):
        raise wrong(path, f"{len(items)} items are not {len(arguments)}")
    return tuple(
        value_from_json(hint, item, field, f"{path}[{at}]")
        for at, (hint, item) in enumerate(zip(arguments, items, strict=True))
    )


def _pair(parts: dict[str, Any], value: Any, path: str) -> tuple[Any, ...]:
    fields = {name: _Field(name, hint, attrs.NOTHING, True) for name, hint in parts.items()}
    found = given.obj(value, path)
    beside = [name for name in found if _stands_beside(name, fields)]
    given.checked_keys(found, path, parts, beside)
    values = {
        name: value_from_json(hint, found[name], name, given.key(path, name))
        for name, hint in parts.items()
    }
    for name in beside:
        field = fields[name.removesuffix(OCTETS)]
        values[field.name] = _exactly(field, found, values, path)
    return tuple(values[name] for name in parts)


def _union(arguments: tuple[Any, ...], value: Any, field: str, path: str) -> Any:
    if NoneType in arguments and value is None:
        return None
    hints = [hint for hint in arguments if hint is not NoneType]
    if len(hints) == 1:
        return value_from_json(hints[0], value, field, path)
    classes = {hint.__name__: hint for hint in hints if attrs.has(hint)}
    if len(classes) == len(hints):
        found = given.obj(value, path)
        name = found.get(_KIND)
        kind = classes.get(name) if isinstance(name, str) else None
        if kind is None:
            raise wrong(
                given.key(path, _KIND), f"{given.called(name)} is none of {', '.join(classes)}"
            )
        return made(kind, fields_from_json(kind, found, path, (_KIND,)), path)
    # Numbers and addresses are told apart by what they look like.
    for hint in hints[:-1]:
        try:
            return value_from_json(hint, value, field, path)
        except ParseError:
            continue
    return value_from_json(hints[-1], value, field, path)
