"""UPDATE messages out of ExaBGP's JSON.

As with bgplib's own, the octets are put together and decoded: the UPDATE is what a peer would read.
"""

from __future__ import annotations

from typing import Any

from bgplib.attributes import UnknownAttribute
from bgplib.context import Context
from bgplib.formats.exabgp_json._families import parse_family
from bgplib.formats.exabgp_json._read_attributes import attributes_from_json
from bgplib.formats.exabgp_json._read_nlri import route_from_json
from bgplib.formats.exabgp_json._update import NO_NEXT_HOP
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_attributes import Stated
from bgplib.formats.json._read_update import Parts, built
from bgplib.formats.json._reading import wrong
from bgplib.iana import attributes as iana
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup
from bgplib.registry import Registry
from bgplib.values.address import address_octets, is_link_local
from bgplib.values.next_hop import NextHop

__all__ = ["end_of_rib_from_json", "update_from_json"]

#: the routes of one next hop, and where they stand
_Listed = tuple[list[Nlri], str]


def end_of_rib_from_json(value: Any, path: str) -> Update:
    """Return the End-of-RIB marker of a family.

    Raises:
        ParseError: it is no family.
    """
    found = given.checked_keys(value, path, ("afi", "safi"))
    afi, safi = (given.text(found[name], given.key(path, name)) for name in ("afi", "safi"))
    return Update.end_of_rib_of(given.parsed(parse_family, f"{afi} {safi}", path))


def update_from_json(value: Any, registry: Registry, path: str) -> Update:
    """Return an UPDATE.

    Raises:
        ParseError: something is missing, unknown or malformed, or is what a peer would complain
            about.
    """
    found = given.checked_keys(value, path, (), ("attribute", "announce", "withdraw"))
    where = given.key(path, "attribute")
    parts = Parts([], place=where)
    announced = _announced(found.get("announce", {}), given.key(path, "announce"), parts)
    withdrawn = _withdrawn(found.get("withdraw", {}), given.key(path, "withdraw"), parts)
    stated = attributes_from_json(found.get("attribute", {}), registry, where)
    if announced and all(each.code != iana.AS_PATH for each in stated):
        # ExaBGP says nothing of an AS_PATH that is empty.
        flags = iana.TRANSITIVE
        empty = UnknownAttribute(code=iana.AS_PATH, flags=flags, octets=b"")
        stated.append(Stated(code=iana.AS_PATH, flags=flags, value=empty, path=where))
    parts.stated += sorted(stated, key=lambda each: each.code)
    return built(parts, announced, withdrawn, None, _context(announced), registry)


def _context(groups: list[NlriGroup]) -> Context:
    """Return what has to have been agreed on for these next hops and labels."""
    return Context(
        extended_next_hop=frozenset(
            (group.family, AFI_IPV6)
            for group in groups
            if group.family.afi == AFI_IPV4 and len(NextHop(group.next_hop_octets).address) == 16
        ),
        multiple_labels=frozenset(
            group.family
            for group in groups
            if any(len(getattr(each, "labels", ())) > 1 for each in group.nlri)
        ),
    )


def _announced(value: Any, path: str, parts: Parts) -> list[NlriGroup]:
    groups = []
    for name, by_next_hop in given.obj(value, path).items():
        where = given.key(path, name)
        family = given.parsed(parse_family, name, where)
        listed: dict[bytes, _Listed] = {}
        for text, routes in given.obj(by_next_hop, where).items():
            there = given.key(where, text)
            octets = b"" if text == NO_NEXT_HOP else given.parsed(address_octets, text, there)
            if octets in listed:
                # In another text, which is one next hop all the same: no routes may be lost.
                raise wrong(there, f"the routes by {text} stand at {listed[octets][1]}")
            listed[octets] = (_routes(routes, family, there, withdrawn=False), there)
        for octets, (nlri, there) in _joined(listed).items():
            groups.append(_group(family, nlri, octets, there, parts))
    return groups


def _joined(listed: dict[bytes, _Listed]) -> dict[bytes, _Listed]:
    """Put a link-local next hop, of which ExaBGP says all routes again, behind the global one."""
    if len(listed) != 2:
        return listed
    (first, routes), (second, same) = listed.items()
    if len(first) == 16 and is_link_local(second) and routes[0] == same[0]:
        return {first + second: routes}
    return listed


def _withdrawn(value: Any, path: str, parts: Parts) -> list[NlriGroup]:
    groups = []
    for name, routes in given.obj(value, path).items():
        where = given.key(path, name)
        family = given.parsed(parse_family, name, where)
        nlri = _routes(routes, family, where, withdrawn=True)
        groups.append(_group(family, nlri, b"", where, parts))
    return groups


def _routes(value: Any, family: Family, path: str, *, withdrawn: bool) -> list[Nlri]:
    found = [
        route_from_json(item, family, where, withdrawn=withdrawn)
        for where, item in given.each(value, path)
    ]
    if not found:
        raise wrong(path, "there are no routes")
    if len({route.path_id is None for route in found}) > 1:
        raise wrong(path, "some routes have path identifiers, and some have none")
    return found


def _group(family: Family, nlri: list[Nlri], next_hop: bytes, path: str, parts: Parts) -> NlriGroup:
    if next_hop:
        text = str(NextHop(next_hop))
        group = NlriGroup.of(family, nlri, next_hop=text)
    else:
        group = NlriGroup.of(family, nlri)
    parts.paths[id(group)] = path
    return group
