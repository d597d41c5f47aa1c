"""Path attributes out of JSON."""

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
    UnknownAttribute,
)
from bgplib.attributes._segments import TYPE_NAMES, Segment
from bgplib.attributes.aigp import Aigp
from bgplib.errors import BGPError, EncodeError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._next_hops import KEYS, next_hop_from_json
from bgplib.formats.json._read_values import fields_from_json, made, value_from_json
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.json._values import fields_of
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import address_octets, parse_identifier
from bgplib.values.community import parse_community
from bgplib.values.large_community import LargeCommunity
from bgplib.values.tlv import Tlv

__all__ = ["RULES", "Stated", "attribute_from_json", "stated_attribute"]

_KEYS: Final = ("code", "name", "flags", "value", "octets")
_SEGMENT_TYPES: Final = {name: code for code, name in TYPE_NAMES.items()}
#: the bits of the flags that belong to the type of an attribute
_KIND: Final = attributes.OPTIONAL | attributes.TRANSITIVE


@attrs.frozen(kw_only=True)
class Stated:
    """One attribute as JSON states it."""

    code: int  #: type code
    flags: int  #: the Attribute Flags octet
    value: object  #: what it says: a value of the class of its row, or UnknownAttribute
    path: str  #: where it stands


def attribute_from_json(
    value: Any, registry: Registry = DEFAULT_REGISTRY, *, path: str = ""
) -> object:
    """Return the value of an attribute that `attribute_to_json` has shown.

    Args:
        value: the object.
        registry: the rows of attributes.
        path: where it stands in something larger, for the errors.

    Returns:
        An instance of the class of the attribute's row; UnknownAttribute where no row describes it,
        or where the object has octets.

    Raises:
        ParseError: something is missing, unknown or malformed; the error says where.
    """
    return stated_attribute(value, registry, path).value


def stated_attribute(value: Any, registry: Registry, path: str) -> Stated:
    """Return an attribute with its flags, those of its row where none are stated.

    Raises:
        ParseError: something is missing, unknown or malformed.
    """
    found = given.checked_keys(value, path, (), _KEYS)
    code = _code(found, path)
    row = registry.attributes.by_code(code)
    where = given.key(path, "flags")
    if "flags" in found:
        flags = given.number(found["flags"], where)
        if flags > 0xFF:
            raise wrong(where, f"{flags} does not fit in an octet")
        if row is not None and (flags ^ row.flags) & _KIND:
            raise wrong(where, f"{flags} is not of the kind of {row.name}, which has {row.flags}")
    elif row is not None:
        flags = row.flags
    else:
        raise wrong(path, "there are no 'flags', and nothing is known of the attribute")
    if "octets" in found:
        if "value" in found:
            raise wrong(path, "'value' and 'octets' are both there: leave one of the two out")
        octets = given.octets(found["octets"], given.key(path, "octets"))
        unknown = UnknownAttribute(code=code, flags=flags, octets=octets)
        return Stated(code=code, flags=flags, value=unknown, path=path)
    if "value" not in found:
        raise wrong(path, "there is neither 'value' nor 'octets'")
    where = given.key(path, "value")
    if row is None:
        raise wrong(where, f"nothing is known of attribute {code}, which has 'octets'")
    read = _value(row.value, found["value"], where)
    return Stated(code=code, flags=flags, value=read, path=path)


def _code(found: Json, path: str) -> int:
    if "code" not in found:
        # The name is for people, and what it stands for is told to them.
        named = [code for code, name in attributes.NAMES.items() if name == found.get("name")]
        hint = f"; that of {found['name']} is {named[0]}" if named else ""
        raise wrong(path, f"there is no 'code'{hint}")
    where = given.key(path, "code")
    code = given.number(found["code"], where)
    if code > 0xFF:
        raise wrong(where, f"{code} does not fit in an octet")
    return code


def _value(kind: Any, value: Any, path: str) -> object:
    rule = RULES.get(kind)
    if rule is not None:
        try:
            return rule(value, path)
        except EncodeError as error:
            raise wrong(path, error) from None
    # A value with one field is what that field holds: a number, a list, an address.
    names = fields_of(kind)
    found = {names[0]: value} if len(names) == 1 else given.obj(value, path)
    try:
        values = fields_from_json(kind, found, path)
    except BGPError as error:
        raise _shorter(error, path, names) from None
    return made(kind, values, path)


def _shorter(error: BGPError, path: str, names: tuple[str, ...]) -> BGPError:
    """Leave the name of an only field out of the path, as it does not stand there."""
    if len(names) != 1:
        return error
    head = f"{path}.{names[0]}"
    said = str(error)
    return type(error)(path + said.removeprefix(head)) if said.startswith(head) else error


# -- forms that are not those of the fields ------------------------------------------------------


def _segments(value: Any, path: str) -> tuple[Segment, ...]:
    segments = []
    for where, item in given.each(value, path):
        found = given.checked_keys(item, where, ("type", "asns"))
        at = given.key(where, "type")
        kind = _SEGMENT_TYPES.get(given.text(found["type"], at))
        if kind is None:
            raise wrong(at, f"{given.called(found['type'])} is none of {', '.join(_SEGMENT_TYPES)}")
        asns = [
            given.number(asn, there)
            for there, asn in given.each(found["asns"], given.key(where, "asns"))
        ]
        segments.append(Segment(kind, tuple(asns)))
    return tuple(segments)


def _mark(value: Any, path: str) -> AtomicAggregate:
    if value is not True:
        raise wrong(path, f"{given.called(value)} is not true: leave the attribute out")
    return AtomicAggregate()


def _next_hop(value: Any, path: str) -> NextHop:
    shown = given.text(value, path)
    if "." in shown or ":" in shown:
        return NextHop(given.parsed(address_octets, shown, path))
    return NextHop(given.octets(shown, path))


def _aigp(value: Any, path: str) -> Aigp:
    found = given.checked_keys(value, path, (), ("metric", "tlvs"))
    if "tlvs" not in found:
        if "metric" not in found:
            raise wrong(path, "there is no 'metric'")
        return Aigp.of(given.number(found["metric"], given.key(path, "metric")))
    tlvs = value_from_json(tuple[Tlv, ...], found["tlvs"], "tlvs", given.key(path, "tlvs"))
    read = Aigp(tlvs)
    if "metric" in found and found["metric"] != read.metric:
        raise wrong(
            given.key(path, "tlvs"), "this is not what 'metric' says: leave one of the two out"
        )
    return read


def _reach(value: Any, path: str) -> MpReachNlri:
    found = given.checked_keys(value, path, ("family",), KEYS)
    family = _family(found, path)
    octets = next_hop_from_json(found, family, path) or b""
    return MpReachNlri(family=family, next_hop=octets, nlri=b"")


def _unreach(value: Any, path: str) -> MpUnreachNlri:
    return MpUnreachNlri(_family(given.checked_keys(value, path, ("family",)), path))


def _family(found: Json, path: str) -> Family:
    return given.parsed(Family.parse, found["family"], given.key(path, "family"))


def _texts(parse: Callable[[str], Any], value: Any, path: str) -> tuple[Any, ...]:
    return tuple(given.parsed(parse, item, where) for where, item in given.each(value, path))


#: the ways back of `bgplib.formats.json._attributes`
RULES: Final[dict[type, Callable[[Any, str], object]]] = {
    Origin: lambda value, path: given.parsed(Origin.parse, value, path),
    AsPath: lambda value, path: AsPath(_segments(value, path)),
    As4Path: lambda value, path: As4Path(_segments(value, path)),
    AtomicAggregate: _mark,
    Communities: lambda value, path: Communities(_texts(parse_community, value, path)),
    LargeCommunities: lambda value, path: LargeCommunities(
        _texts(LargeCommunity.parse, value, path)
    ),
    NextHop: _next_hop,
    OriginatorId: lambda value, path: OriginatorId(given.parsed(parse_identifier, value, path)),
    ClusterList: lambda value, path: ClusterList(_texts(parse_identifier, value, path)),
    Aigp: _aigp,
    MpReachNlri: _reach,
    MpUnreachNlri: _unreach,
}
