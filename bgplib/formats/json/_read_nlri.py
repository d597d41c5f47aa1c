"""NLRI out of JSON, and groups of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs

from bgplib.context import Context
from bgplib.errors import BGPError, EncodeError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._next_hops import KEYS, next_hop_from_json
from bgplib.formats.json._read_values import fields_from_json, made
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.json._values import fields_of
from bgplib.iana.families import AFI_IPV4, Family
from bgplib.nlri import Nlri, NlriGroup, UnknownNlri
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri._routes import TypedRoute
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.label import Label

if TYPE_CHECKING:
    from bgplib.nlri.flowspec._components import Component

__all__ = ["group_from_json", "nlri_from_json", "written"]

_ROUTE_TYPE: Final = "route_type"
_VNIS: Final = "vnis"


def nlri_from_json(
    value: Any, family: Family, registry: Registry = DEFAULT_REGISTRY, *, path: str = ""
) -> Nlri:
    """Return NLRI, which `nlri_to_json` has shown.

    Args:
        value: the object.
        family: the family that it is of.
        registry: the rows of NLRI.
        path: where it stands in something larger, for the errors.

    Raises:
        ParseError: a field is missing, unknown or malformed; the error says where.
    """
    return _nlri(value, registry.families.get(family), family, path)


def group_from_json(
    value: Any, registry: Registry = DEFAULT_REGISTRY, *, path: str = ""
) -> NlriGroup:
    """Return NLRI of one family, which `group_to_json` has shown, with their next hop.

    Raises:
        ParseError: something is missing, unknown or malformed; the error says where.
    """
    found = given.checked_keys(value, path, ("family", "nlri"), KEYS)
    family = given.parsed(Family.parse, found["family"], given.key(path, "family"))
    codec = registry.families.get(family)
    where = given.key(path, "nlri")
    nlri = tuple(_nlri(item, codec, family, at) for at, item in given.each(found["nlri"], where))
    next_hop = next_hop_from_json(found, family, path) or b""
    path_ids = [each.path_id for each in nlri if each.path_id is not None]
    if path_ids and len(path_ids) != len(nlri):
        raise wrong(where, "either all NLRI of a group have a path identifier, or none")
    if codec is None:
        return NlriGroup(family, None, nlri=nlri, next_hop_octets=next_hop)
    return NlriGroup(family, codec, nlri=nlri, path_ids=path_ids or None, next_hop_octets=next_hop)


def written(group: NlriGroup, context: Context, path: str, *, withdrawn: bool) -> bytes:
    """Write a group, and say of which NLRI it is that it cannot be written.

    Raises:
        ParseError: a value has no place on the wire.
    """
    try:
        return group.encode(context, withdrawn=withdrawn)
    except BGPError as error:
        where = given.key(path, "nlri")
        for at in range(len(group)):
            try:
                group.among([at]).encode(context, withdrawn=withdrawn)
            except BGPError as reason:
                raise wrong(f"{where}[{at}]", reason) from None
        raise wrong(where, error) from None


def _nlri(value: Any, codec: AnyNlriCodec | None, family: Family, path: str) -> Nlri:
    if isinstance(value, str) and codec is not None and codec.from_key is not None:
        hint = 'which has it under "prefix"'
        raise wrong(path, f"{given.called(value)} is not an object, {hint}")
    found = given.obj(value, path)
    kind = _class_of(found, codec, path)
    ignored: tuple[str, ...] = ()
    if issubclass(kind, TypedRoute):
        ignored = (_ROUTE_TYPE, _VNIS)
        if _VNIS in found:
            found = _with_vnis(kind, found, path)
    if "components" in found and "components" in fields_of(kind):
        return _flow(kind, found, family, path)
    nlri: Nlri = made(kind, fields_from_json(kind, found, path, ignored), path)
    return nlri


# -- which class it is ---------------------------------------------------------------------------


def _class_of(found: Json, codec: AnyNlriCodec | None, path: str) -> type[Nlri]:
    kinds = () if codec is None else codec.values
    if "octets" in found:
        if not any("octets" in fields_of(kind) for kind in kinds):
            return _unknown_class_of(found)
    elif codec is None:
        raise wrong(path, "there are no 'octets', and nothing else is known of the family")
    by_type = {kind.codec.route_type: kind for kind in kinds if issubclass(kind, TypedRoute)}
    if by_type:
        where = given.key(path, _ROUTE_TYPE)
        if _ROUTE_TYPE not in found:
            raise wrong(path, f"there is no {_ROUTE_TYPE!r}")
        kind = by_type.get(given.number(found[_ROUTE_TYPE], where))
        if kind is None:
            raise wrong(where, f"{given.called(found[_ROUTE_TYPE])} is not known, and has 'octets'")
        return kind
    if not kinds:
        raise wrong(path, "nothing is known of the fields of such NLRI")
    # Where the classes of a family have no numbers, their fields tell them apart.
    fitting = (kind for kind in kinds if found.keys() <= {*fields_of(kind), *_beside(kind)})
    return next(fitting, kinds[0])


def _beside(kind: type[Nlri]) -> Iterator[str]:
    return (f"{name}_octets" for name in fields_of(kind))


def _unknown_class_of(found: Json) -> type[Nlri]:
    """Return the class of NLRI that are octets: the one that has a place for all that is there."""
    kinds: list[type[Nlri]] = [UnknownNlri, *UnknownNlri.__subclasses__()]
    fitting = (kind for kind in kinds if found.keys() <= set(fields_of(kind)))
    return next(fitting, UnknownNlri)


# -- forms that are not those of the fields ------------------------------------------------------


def _with_vnis(kind: type[Nlri], found: Json, path: str) -> Json:
    """Put VNIs in the place of labels, which are their upper 20 bits."""
    where = given.key(path, _VNIS)
    labels = []
    for at, item in given.each(found[_VNIS], where):
        try:
            labels.append(Label.of_vni(given.number(item, at)))
        except EncodeError as error:
            raise wrong(at, error) from None
    numbers = [int(label) for label in labels]
    exact = [label.octets.hex() for label in labels]
    names = {each.name: each.type for each in attrs.fields(kind)}
    more: dict[str, Any]
    if "labels" in names:
        more = {"labels": numbers, "labels_octets": exact}
    elif "label" in names:
        if len(labels) != 1:
            raise wrong(where, f"{len(labels)} VNIs are not one")
        more = {"label": numbers[0], "label_octets": exact[0]}
    else:
        return found  # that of the attribute PMSI_TUNNEL is shown here, too
    for name, value in more.items():
        if name in found and found[name] != value:
            raise wrong(where, f"this is not what {name!r} says: leave one of the two out")
    return {**found, **more}


def _flow(kind: type[Nlri], found: Json, family: Family, path: str) -> Nlri:
    from bgplib.nlri.flowspec._components import afi_of_packets, is_of_icmp
    from bgplib.nlri.flowspec._types import NAMES

    components = []
    of_icmp = []
    for where, item in given.each(found["components"], given.key(path, "components")):
        each = given.checked_keys(item, where, ("match",), ("type", "name", "exact"))
        if "type" in each:
            code = given.number(each["type"], given.key(where, "type"))
            name = NAMES.get(code)
            if name is None:
                raise wrong(given.key(where, "type"), f"{code} is no component")
        elif "name" in each:
            name = given.text(each["name"], given.key(where, "name"))
        else:
            raise wrong(where, "there is no 'type'")
        if is_of_icmp(name):
            of_icmp.append((name, each, where))
        else:
            components.append(_component(name, each, where))
    afi = afi_of_packets(components, family)
    components += [_component(name, each, where, afi) for name, each, where in of_icmp]
    rest = {name: value for name, value in found.items() if name != "components"}
    values = fields_from_json(kind, rest | {"components": []}, path)
    nlri: Nlri = made(kind, values | {"components": tuple(components)}, path)
    return nlri


def _component(name: str, each: Json, where: str, afi: int = AFI_IPV4) -> Component:
    from bgplib.nlri.flowspec._components import parse_component

    read = [
        given.parsed(partial(parse_component, name, afi=afi), each[key], given.key(where, key))
        for key in ("match", "exact")
        if key in each
    ]
    if len({component.condition for component in read}) > 1:
        raise wrong(
            given.key(where, "exact"), "this is not what 'match' says: leave one of the two out"
        )
    return read[-1]
