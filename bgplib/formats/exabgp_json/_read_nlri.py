"""Routes out of ExaBGP's JSON, by family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import evolve

from bgplib.context import Context
from bgplib.errors import BGPError
from bgplib.formats.exabgp_json._communities import target_octets
from bgplib.formats.exabgp_json._nlri import is_written
from bgplib.formats.exabgp_json._reading import hexadecimal, prefix, unsigned
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.iana import families as iana
from bgplib.iana.families import Family
from bgplib.nlri import Nlri, UnicastNlri, UnknownNlri
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.values.address import parse_identifier
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["route_from_json"]

_PATH_ID: Final = "path-information"
_ANY: Final = Context(multiple_labels=DEFAULT_REGISTRY.families)


def route_from_json(value: Any, family: Family, path: str, *, withdrawn: bool) -> Nlri:
    """Return a route.

    Raises:
        ParseError: routes of the family are not read, or this one is malformed.
    """
    if not is_written(family):
        raise wrong(path, f"routes of {family} are not read")
    found = given.obj(value, path)
    nlri = _RULES[family.safi](found, family, path, withdrawn)
    if isinstance(nlri, UnknownNlri):
        return nlri
    try:
        # What is out of range has to be told with its path.
        codec = DEFAULT_REGISTRY.families[family]
        write = codec.encode_withdrawn if withdrawn and codec.encode_withdrawn else codec.encode
        write(nlri, family, _ANY)
    except BGPError as error:
        raise wrong(path, error) from None
    return nlri


def _path_id(found: Json, path: str) -> int | None:
    if _PATH_ID not in found:
        return None
    return given.parsed(parse_identifier, found[_PATH_ID], given.key(path, _PATH_ID))


def _prefix(found: Json, family: Family, path: str) -> Prefix:
    return prefix(found["nlri"], family, given.key(path, "nlri"))


def _unicast(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    given.checked_keys(found, path, ("nlri",), (_PATH_ID,))
    return UnicastNlri(_prefix(found, family, path), path_id=_path_id(found, path))


def _labels(found: Json, path: str, withdrawn: bool) -> tuple[Label, ...]:
    where = given.key(path, "label")
    values = []
    for there, item in given.each(found["label"], where):
        numbers = [unsigned(each, 24, at) for at, each in given.each(item, there)]
        if len(numbers) != 1 or numbers[0] >> 20:
            raise wrong(there, "a label is one number of 20 bits")
        values.append(numbers[0])
    # RFC 8277 §2.4: what a withdrawal has in the place of its label is no label.
    if withdrawn and values == [Label.WITHDRAWN.value]:
        return (Label.WITHDRAWN,)
    return tuple(Label.of(each, bottom=at == len(values)) for at, each in enumerate(values, 1))


def _labeled(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    from bgplib.nlri.labeled import LabeledNlri

    given.checked_keys(found, path, ("nlri", "label"), (_PATH_ID,))
    return LabeledNlri(
        _labels(found, path, withdrawn),
        _prefix(found, family, path),
        path_id=_path_id(found, path),
    )


def _distinguisher(found: Json, path: str) -> RouteDistinguisher:
    if "rd-raw" in found:
        where = given.key(path, "rd-raw")
        octets = hexadecimal(found["rd-raw"], where)
        if len(octets) != 8:
            raise wrong(where, f"a route distinguisher has 8 octets, not {len(octets)}")
        return RouteDistinguisher(octets)
    return given.parsed(RouteDistinguisher.parse, found["rd"], given.key(path, "rd"))


def _vpn(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    from bgplib.nlri.vpn import VpnNlri

    given.checked_keys(found, path, ("nlri", "label", "rd"), (_PATH_ID, "rd-raw"))
    return VpnNlri(
        labels=_labels(found, path, withdrawn),
        rd=_distinguisher(found, path),
        prefix=_prefix(found, family, path),
        path_id=_path_id(found, path),
    )


def _vpls(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    from bgplib.nlri.vpls import VplsNlri

    names = ("endpoint", "base", "offset", "size")
    given.checked_keys(found, path, ("rd", *names), (_PATH_ID, "rd-raw"))
    endpoint, base, offset, size = (
        unsigned(found[name], 20 if name == "base" else 16, given.key(path, name)) for name in names
    )
    return VplsNlri(
        rd=_distinguisher(found, path),
        ve_id=endpoint,
        block_offset=offset,
        block_size=size,
        label_base=Label.of(base),
        path_id=_path_id(found, path),
    )


def _route_target(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    from bgplib.nlri.route_target import RouteTargetNlri

    names = ("origin", "route-target")
    given.checked_keys(found, path, names, (_PATH_ID, "route-target-raw"))
    path_id = _path_id(found, path)
    if found["route-target"] is None:
        return RouteTargetNlri(origin_as=None, length=0, path_id=path_id)
    where = given.key(path, "route-target")
    octets = target_octets(given.text(found["route-target"], where))
    if "route-target-raw" in found:
        where = given.key(path, "route-target-raw")
        octets = hexadecimal(found["route-target-raw"], where)
    if octets is None or len(octets) != 8:
        raise wrong(where, "this does not tell the octets of a route target")
    return RouteTargetNlri(
        origin_as=unsigned(found["origin"], 32, given.key(path, "origin")),
        route_target=octets,
        path_id=path_id,
    )


def _flow(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    from bgplib.formats.exabgp_json._read_flowspec import COMPONENTS, components_from_json
    from bgplib.nlri.flowspec import FlowSpecNlri

    others = (*COMPONENTS, "next-hop", "string", _PATH_ID)
    needed = ("rd",) if family.safi == iana.SAFI_FLOWSPEC_VPN else ()
    given.checked_keys(found, path, needed, (*others, *(("rd-raw",) if needed else ())))
    return FlowSpecNlri(
        rd=_distinguisher(found, path) if needed else None,
        components=components_from_json(found, family, path),
        path_id=_path_id(found, path),
    )


def _typed(found: Json, family: Family, path: str, withdrawn: bool) -> Nlri:
    """Read the octets, which are all that counts."""
    if "raw" not in found:
        raise wrong(path, "there is no 'raw'")
    where = given.key(path, "raw")
    octets = given.octets(found["raw"], where)
    reader = Reader(octets)
    try:
        nlri: Nlri = DEFAULT_REGISTRY.families[family].decode(reader, family, Context())
    except BGPError as error:
        raise wrong(where, error) from None
    if reader.remaining:
        raise wrong(where, f"{reader.remaining} octets are left behind the route")
    path_id = _path_id(found, path)
    return nlri if path_id is None else evolve(nlri, path_id=path_id)


_RULES: Final[dict[int, Callable[[Json, Family, str, bool], Nlri]]] = {
    iana.SAFI_UNICAST: _unicast,
    iana.SAFI_MULTICAST: _unicast,
    iana.SAFI_LABELED: _labeled,
    iana.SAFI_VPN: _vpn,
    iana.SAFI_MCAST_VPN: _typed,
    iana.SAFI_MUP: _typed,
    iana.SAFI_EVPN: _typed,
    iana.SAFI_VPLS: _vpls,
    iana.SAFI_ROUTE_TARGET: _route_target,
    iana.SAFI_FLOWSPEC: _flow,
    iana.SAFI_FLOWSPEC_VPN: _flow,
}
