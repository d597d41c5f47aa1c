"""Path attributes as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from bgplib.attributes import (
    As4Path,
    AsPath,
    AtomicAggregate,
    ClusterList,
    Communities,
    LargeCommunities,
    MpReachNlri,
    MpUnreachNlri,
    NextHop,
    Origin,
    OriginatorId,
    PathAttribute,
    UnknownAttribute,
)
from bgplib.attributes.aigp import Aigp
from bgplib.errors import DecodeError
from bgplib.formats.json._next_hops import is_usual_next_hop
from bgplib.formats.json._unsaid import OCTETS
from bgplib.formats.json._values import fields_of, fields_to_json, plain
from bgplib.iana.families import Family
from bgplib.values.address import address_text, identifier_text
from bgplib.values.community import community_text

__all__ = ["attribute_to_json", "next_hop_to_json"]


def attribute_to_json(attribute: PathAttribute) -> dict[str, Any]:
    """Return an attribute as an object: `code`, `name`, `flags`, and `value` or `octets`."""
    found: dict[str, Any] = {
        "code": attribute.code,
        "name": attribute.name,
        "flags": attribute.flags,
    }
    try:
        value = attribute.value
    except DecodeError:
        value = None  # a program made it: a decoder hands out none that cannot be read
    if value is None or isinstance(value, UnknownAttribute):
        return found | {"octets": attribute.octets.hex()}
    return found | {"value": _value(value)}


def next_hop_to_json(next_hop: NextHop | None, family: Family) -> dict[str, Any]:
    """Return `next_hop`, and `link_local` where there is one, as part of an object.

    `next_hop_octets` is there where the family would have it in other octets.
    """
    if next_hop is None:
        return {"next_hop": None}
    short = next_hop.short
    found: dict[str, Any] = {"next_hop": short}
    if next_hop.link_local:
        found["link_local"] = address_text(next_hop.link_local)
    if not is_usual_next_hop(next_hop, family):
        found["next_hop" + OCTETS] = next_hop.octets.hex()
    return found


def _value(value: object) -> Any:
    rule = _RULES.get(type(value))
    if rule is not None:
        return rule(value)
    # A value with one field is what that field holds: a number, a list, an address.
    if attrs.has(type(value)) and not isinstance(value, NextHop):
        names = fields_of(type(value))
        if len(names) == 1:
            return fields_to_json(value)[names[0]]
    return plain(value)


def _mark(value: AtomicAggregate) -> bool:
    return True


def _segments(path: AsPath | As4Path) -> list[dict[str, Any]]:
    return [{"type": each.type_name, "asns": list(each.asns)} for each in path.segments]


def _reach(value: MpReachNlri) -> dict[str, Any]:
    next_hop = NextHop(value.next_hop) if value.next_hop else None
    return {"family": str(value.family)} | next_hop_to_json(next_hop, value.family)


#: where the fields, or the text, of a value are not what a reader of JSON wants
_RULES: Final[dict[type, Callable[[Any], Any]]] = {
    Origin: str,
    AsPath: _segments,
    As4Path: _segments,
    AtomicAggregate: _mark,
    Communities: lambda value: [community_text(each) for each in value.communities],
    LargeCommunities: lambda value: [":".join(map(str, each)) for each in value.communities],
    OriginatorId: lambda value: identifier_text(value.identifier),
    ClusterList: lambda value: [identifier_text(each) for each in value.clusters],
    Aigp: lambda value: {"metric": value.metric, "tlvs": [plain(each) for each in value.tlvs]},
    MpReachNlri: _reach,
    MpUnreachNlri: lambda value: {"family": str(value.family)},
}
