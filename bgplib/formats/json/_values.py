"""Any value of bgplib as JSON, by a few rules, so that a new codec needs no line here.

1. None, booleans, numbers and text are themselves; an enum is its value.
2. A label is a number. What has a canonical text, which `parse` reads, is that text.
3. Octets are hexadecimal; in a field that holds an address, the text of the address, or None where
   there is none.
4. Octets that are text, such as a name that a peer gave itself, are that text.
5. A sequence is a list. Pairs in it are objects.
6. Whatever else attrs defines is an object of its fields by name, in their order, without those
   that its `repr` leaves out as well. Where a list can hold objects of several classes, `kind` is
   the name of the class.
7. The rest is its text.
"""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from bgplib.attributes.extended_communities import ExtendedCommunity
from bgplib.values.address import address_text
from bgplib.values.label import Label

__all__ = ["fields_of", "fields_to_json", "plain"]

#: fields of octets that hold an address, besides those whose name ends with `_address`
_ADDRESS_FIELDS: Final = frozenset(
    (
        "address",
        "endpoint",
        "gateway",
        "group",
        "ip",
        "next_hop",
        "originator",
        "source",
    )
)
#: fields of octets that are text, UTF-8 unless the peer errs
_TEXT_FIELDS: Final = frozenset(("domain", "hostname", "name", "version"))
#: fields that are sequences of pairs, and what the parts of a pair are called
_PAIRS: Final = {
    "counts": ("family", "count"),  # MULTIPLE_LABELS
    "labels": ("address", "label"),  # PE_DISTINGUISHER_LABELS
    "limits": ("family", "limit"),  # PATHS_LIMIT
    "modes": ("family", "mode"),  # ADD_PATH, ROUTING_POLICY_DISTRIBUTION
    "pairs": ("family", "next_hop_afi"),  # EXTENDED_NEXT_HOP
    "ranges": ("first", "count"),  # PREFIX_SID
    "signatures": ("key", "signature"),  # BGPSEC_PATH
    "types": ("type", "mode"),  # OUTBOUND_ROUTE_FILTERING
}


def plain(value: Any, field: str = "") -> Any:
    """Return a value as dicts, lists, text, numbers, booleans and None.

    Args:
        value: any value of bgplib.
        field: the name of the field that it stands in.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        # RFC 8259 §6: "Numeric values that cannot be represented in the grammar below (such as
        # Infinity and NaN) are not permitted."
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return _octets(value, field)
    if isinstance(value, Enum):
        return plain(value.value, field)
    if isinstance(value, Label):
        return int(value)
    if isinstance(value, ExtendedCommunity) or hasattr(type(value), "parse"):
        return str(value)
    if isinstance(value, tuple | list):
        return [_item(item, field) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item, field) for item in value), key=str)
    if attrs.has(type(value)):
        return fields_to_json(value)
    return str(value)


def fields_to_json(value: Any) -> dict[str, Any]:
    """Return the fields of a value of a class that attrs defined, by name."""
    kind: Any = type(value)
    found = {}
    for name in fields_of(kind):
        held = getattr(value, name)
        found[name] = plain(held, name)
        if isinstance(held, tuple) and held and _holds_several_kinds(kind, name):
            found[name] = [
                {"kind": type(item).__name__} | shown if isinstance(shown, dict) else shown
                for item, shown in zip(held, found[name], strict=True)
            ]
    return found


def fields_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class that attrs defined, as far as they are shown."""
    return tuple(each.name for each in attrs.fields(kind) if each.repr)


def _item(item: Any, field: str) -> Any:
    names = _PAIRS.get(field)
    if names is not None and isinstance(item, tuple) and len(item) == len(names):
        return {name: plain(part, name) for name, part in zip(names, item, strict=True)}
    return plain(item, field)


@lru_cache(maxsize=1024)
def _holds_several_kinds(kind: Any, field: str) -> bool:
    """Say whether a field is a sequence of a union of classes."""
    arguments = get_args(get_type_hints(kind).get(field))
    return bool(arguments) and get_origin(arguments[0]) in (Union, UnionType)


def _octets(value: bytes, field: str) -> str | None:
    if field in _TEXT_FIELDS:
        return value.decode("utf-8", "backslashreplace")
    if field == "sid" and len(value) == 16:
        return address_text(value)
    if field in _ADDRESS_FIELDS or field.endswith("_address"):
        if len(value) in (4, 16):
            return address_text(value)
        if not value:
            return None
    return value.hex()
