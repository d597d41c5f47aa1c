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
8. Where a label, octets that are text, or a TLV of BGP-LS would not be read back as they are,
   their octets stand beside them, as `label_octets`; in a TLV as `octets`.
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
from bgplib.formats.json._unsaid import OCTETS, unsaid
from bgplib.iana.families import Family
from bgplib.values import NextHop, Prefix
from bgplib.values._octet_fields import PAIRS, TEXTS, holds_address
from bgplib.values.address import address_text
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.large_community import LargeCommunity
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = [
    "AS_TEXT",
    "PARTICULAR",
    "field_to_json",
    "fields_of",
    "fields_to_json",
    "is_text_too",
    "plain",
]

#: classes whose values are their canonical text
AS_TEXT: Final = (
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
#: the types of fields that `field_to_json` has more to say of than `plain`
PARTICULAR: Final = (Label, tuple, bytes)
#: the class of TLVs of BGP-LS, by name for the same reason
_TLV: Final = ("bgplib.nlri.bgp_ls._tlv", "LinkStateTlv")


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
    if isinstance(value, AS_TEXT):
        return str(value)
    if isinstance(value, tuple | list):
        return [_item(item, field) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item, field) for item in value), key=str)
    kind = type(value)
    if attrs.has(kind) and not is_text_too(kind):
        return fields_to_json(value)
    return str(value)


def fields_to_json(value: Any) -> dict[str, Any]:
    """Return the fields of a value of a class that attrs defined, by name."""
    kind: Any = type(value)
    found: dict[str, Any] = {}
    for name in fields_of(kind):
        held = getattr(value, name)
        if isinstance(held, PARTICULAR):
            found |= field_to_json(kind, name, held)
        else:
            found[name] = plain(held, name)
    if _is(kind, _TLV):
        from bgplib.formats.json._read_tlvs import tells

        if not tells(value, found["value"]):
            found["octets"] = value.octets.hex()
    return found


def field_to_json(kind: type, field: str, held: Any) -> dict[str, Any]:
    """Return a field of one of the types of which more may have to be said, by its name.

    In a list whose items may be of several classes, `kind` says of which each is. Octets stand
    beside what they could not be read out of.

    Args:
        kind: the class that has the field.
        field: its name.
        held: what it holds.
    """
    shown = plain(held, field)
    if isinstance(held, tuple) and held and _holds_several_kinds(kind, field):
        shown = [
            {"kind": type(item).__name__} | each if isinstance(each, dict) else each
            for item, each in zip(held, shown, strict=True)
        ]
    exact = unsaid(held, field, _default_of(kind, field))
    return {field: shown} if exact is None else {field: shown, field + OCTETS: exact}


def is_text_too(kind: type) -> bool:
    """Say whether values of a class are their text, though it has fields."""
    return any(_is(kind, each) for each in _AS_TEXT_TOO)


@lru_cache(maxsize=1024)
def _default_of(kind: Any, field: str) -> Any:
    return attrs.fields_dict(kind)[field].default


def _is(kind: type, place: tuple[str, str]) -> bool:
    return (kind.__module__, kind.__name__) == place


def fields_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class that attrs defined, as far as they are shown."""
    return tuple(each.name for each in attrs.fields(kind) if each.repr)


def _item(item: Any, field: str) -> Any:
    names = PAIRS.get(field)
    if names is not None and isinstance(item, tuple) and len(item) == len(names):
        found = {}
        for name, part in zip(names, item, strict=True):
            found[name] = plain(part, name)
            exact = unsaid(part, name)
            if exact is not None:
                found[name + OCTETS] = exact
        return found
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
