"""Any value of bgplib as JSON, by a few rules, so that a new codec needs no line here.

1. None, booleans, numbers and text are themselves; an enum is its value.
2. A label is a number. What has a canonical text, which `parse` reads, is that text.
3. Octets are hexadecimal; in a field that holds an address, the text of the address, or None where
   there is none.
4. A sequence is a list.
5. Whatever else attrs defines is an object of its fields by name, in their order, without those
   that its `repr` leaves out as well.
6. The rest is its text.
"""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Any, Final

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
        return [plain(item, field) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item, field) for item in value), key=str)
    if attrs.has(type(value)):
        return fields_to_json(value)
    return str(value)


def fields_to_json(value: Any) -> dict[str, Any]:
    """Return the fields of a value of a class that attrs defined, by name."""
    return {name: plain(getattr(value, name), name) for name in fields_of(type(value))}


def fields_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class that attrs defined, as far as they are shown."""
    return tuple(each.name for each in attrs.fields(kind) if each.repr)


def _octets(value: bytes, field: str) -> str | None:
    if field in _ADDRESS_FIELDS or field.endswith("_address"):
        if len(value) in (4, 16):
            return address_text(value)
        if not value:
            return None
    return value.hex()
