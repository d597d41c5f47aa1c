"""Any value of bgplib as JSON, by a few rules, so that a new codec needs no line here.

1. None, booleans, numbers and text are themselves; an enum is its value.
2. A label is a number. Prefixes, distinguishers and the like are their canonical text.
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
from bgplib.attributes.ipv6_extended_communities import Ipv6ExtendedCommunity
from bgplib.iana.families import Family
from bgplib.values import NextHop, Prefix
from bgplib.values._octet_fields import PAIRS, TEXTS, holds_address
from bgplib.values.address import address_text
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.large_community import LargeCommunity
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["fields_of", "fields_to_json", "plain"]

#: classes whose values are their canonical text
_AS_TEXT: Final = (
    EthernetSegmentId,
    ExtendedCommunity,
    Family,
    Ipv6ExtendedCommunity,
    LargeCommunity,
    MacAddress,
    Prefix,
    RouteDistinguisher,
)
#: more of them, by name: few messages have them, and their modules take long to import
_AS_TEXT_TOO: Final = (
    ("bgplib.nlri.bgp_ls._router_id", "IgpRouterId"),
    ("bgplib.nlri.mup.type_2_session_transformed", "Endpoint"),
)


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
    if isinstance(value, NextHop):
        return value.short
    if isinstance(value, _AS_TEXT):
        return str(value)
    if isinstance(value, tuple | list):
        return [_item(item, field) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item, field) for item in value), key=str)
    kind = type(value)
    if attrs.has(kind) and (kind.__module__, kind.__name__) not in _AS_TEXT_TOO:
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
    names = PAIRS.get(field)
    if names is not None and isinstance(item, tuple) and len(item) == len(names):
        return {name: plain(part, name) for name, part in zip(names, item, strict=True)}
    return plain(item, field)


@lru_cache(maxsize=1024)
def _holds_several_kinds(kind: Any, field: str) -> bool:
    """Say whether a field is a sequence of a union of classes."""
    arguments = get_args(get_type_hints(kind).get(field))
    return bool(arguments) and get_origin(arguments[0]) in (Union, UnionType)


def _octets(value: bytes, field: str) -> str | None:
    if field in TEXTS:
        return value.decode("utf-8", "backslashreplace")
    if field == "sid" and len(value) == 16:
        return address_text(value)
    if holds_address(field):
        if len(value) in (4, 16):
            return address_text(value)
        if not value:
            return None
    return value.hex()
