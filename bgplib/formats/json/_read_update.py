"""UPDATE messages out of JSON.

The octets are put together as the JSON has them, attributes in its order and with its flags, and
decoded. So the message is what a peer would read, and whatever such a peer had to complain about is
the mistake of who wrote the JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import attrs

from bgplib.attributes import Aggregator, AsPath, MpReachNlri, MpUnreachNlri, UnknownAttribute
from bgplib.attributes.reader import AttributeReader, frame, neutral_reader, own_routes_reader
from bgplib.context import Context
from bgplib.errors import BGPError
from bgplib.findings import Finding, Treatment
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_attributes import Stated, stated_attribute
from bgplib.formats.json._read_nlri import group_from_json, written
from bgplib.formats.json._reading import Json, wrong
from bgplib.iana import attributes as iana
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages import header
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.registry import Registry

__all__ = ["KEYS", "Parts", "built", "update_from_json"]

KEYS: Final = ("attributes", "announced", "withdrawn", "end_of_rib")  #: what only an UPDATE has

_MP: Final = (iana.MP_REACH_NLRI, iana.MP_UNREACH_NLRI)
#: which of two groups of IPv4 unicast an attribute holds, the other being in a field of RFC 4271: a
#: decoder lists what it announces and withdraws in this order
_HELD: Final = {iana.MP_REACH_NLRI: 0, iana.MP_UNREACH_NLRI: -1}
_LONGEST: Final = 65535
_TWO_OCTETS: Final = 0xFFFF


@attrs.define
class Parts:
    """The groups of an UPDATE by the fields that hold them, and the attributes around."""

    stated: list[Stated]  #: the attributes, in their order
    reach: NlriGroup | None = None  #: what MP_REACH_NLRI announces
    unreach: NlriGroup | None = None  #: what MP_UNREACH_NLRI withdraws
    classic: NlriGroup | None = None  #: what the NLRI field announces
    gone: NlriGroup | None = None  #: what Withdrawn Routes holds
    paths: dict[int, str] = attrs.field(factory=dict)  #: where each group stands, by its `id`
    place: str = "attributes"  #: where the attributes stand

    def attribute(self, code: int) -> Stated | None:
        """Return the attribute of a type."""
        return next((each for each in self.stated if each.code == code), None)


def update_from_json(found: Json, context: Context, registry: Registry) -> Update:
    """Return the UPDATE that an object shows.

    Args:
        found: the object; all keys may be lacking.
        context: says how many octets AS numbers have, and what was agreed on.
        registry: the rows of attributes and NLRI.

    Raises:
        ParseError: something is missing, unknown or malformed.
    """
    stated = _stated(found.get("attributes", ()), registry)
    parts = Parts(stated)
    announced = _groups(found, "announced", registry, parts)
    withdrawn = _groups(found, "withdrawn", registry, parts)
    end_of_rib = found.get("end_of_rib")
    marked = None
    if end_of_rib is not None:
        marked = given.parsed(Family.parse, end_of_rib, "end_of_rib")
    return built(parts, announced, withdrawn, marked, context, registry)


def built(
    parts: Parts,
    announced: list[NlriGroup],
    withdrawn: list[NlriGroup],
    marked: Family | None,
    context: Context,
    registry: Registry,
) -> Update:
    """Make an UPDATE of its parts.

    Args:
        parts: the attributes, and where the groups stand.
        announced: what is announced.
        withdrawn: what is withdrawn.
        marked: the family whose End-of-RIB marker it is; None if it is none.
        context: what was agreed on.
        registry: the rows of attributes and NLRI.

    Raises:
        ParseError: a part has no place in an UPDATE, or a peer would complain about it.
    """
    _place(announced, parts, iana.MP_REACH_NLRI)
    _place(withdrawn, parts, iana.MP_UNREACH_NLRI)
    if marked is not None and marked != Family.IPV4_UNICAST and parts.unreach is None:
        stated_mark = parts.attribute(iana.MP_UNREACH_NLRI)
        if stated_mark is None:
            # RFC 4724 §2: the marker of other families is MP_UNREACH_NLRI without routes.
            parts.unreach = NlriGroup(marked, None, nlri=())
            parts.paths[id(parts.unreach)] = "end_of_rib"
    context = _context(context, parts, (*announced, *withdrawn))
    octets = _octets(parts, context, registry)
    update = _decoder(context, registry).decode(octets)
    if not isinstance(update, Update):
        raise wrong("", "this is no UPDATE")
    for finding in update.findings:
        if finding.treatment > Treatment.IGNORE:
            raise _complaint(finding, parts)
    if update.end_of_rib != marked:
        if marked is None:
            raise wrong("end_of_rib", f"nothing else is there: is it that of {update.end_of_rib}?")
        raise wrong("end_of_rib", f"there is more than the marker of {marked}")
    return update


def _stated(value: Any, registry: Registry) -> list[Stated]:
    stated = []
    seen: dict[int, str] = {}
    for path, item in given.each(value, "attributes"):
        each = stated_attribute(item, registry, path)
        # RFC 4271 §5: "The same attribute (attribute with the same type) cannot appear more than
        # once within the Path Attributes field of a particular UPDATE message."
        if each.code in seen:
            raise wrong(path, f"attribute {each.code} is there already, as {seen[each.code]}")
        if each.code in _MP and isinstance(each.value, UnknownAttribute):
            raise wrong(path, "the family has to be said in 'value'; the NLRI stand in groups")
        seen[each.code] = path
        stated.append(each)
    return stated


def _groups(found: Json, name: str, registry: Registry, parts: Parts) -> list[NlriGroup]:
    groups = []
    for path, item in given.each(found.get(name, ()), name):
        group = group_from_json(item, registry, path=path)
        if name == "withdrawn" and group.next_hop_octets:
            raise wrong(given.key(path, "next_hop"), "what is withdrawn has no next hop")
        parts.paths[id(group)] = path
        groups.append(group)
    return groups


# -- which field holds what ----------------------------------------------------------------------


def _place(groups: list[NlriGroup], parts: Parts, code: int) -> None:
    """Find the fields of groups: those of RFC 4271 for IPv4 unicast, else those of RFC 4760.

    Where MP_REACH_NLRI or MP_UNREACH_NLRI is among the attributes, its family says which group it
    holds.
    """
    stated = parts.attribute(code)
    family = None
    if stated is not None and isinstance(stated.value, MpReachNlri | MpUnreachNlri):
        family = stated.value.family
    is_reach = code == iana.MP_REACH_NLRI
    mine = [group for group in groups if group.family == family]
    held = mine[_HELD[code]] if mine else None
    for group in groups:
        path = parts.paths[id(group)]
        if group is not held and _is_classic(group):
            if (parts.classic if is_reach else parts.gone) is not None:
                raise wrong(path, f"there is no room for two groups of {group.family}")
            if is_reach:
                parts.classic = group
            else:
                parts.gone = group
            continue
        if group is not held and stated is not None:
            raise wrong(
                path, f"{stated.path} is of {family}: an UPDATE has one such attribute at most"
            )
        if (parts.reach if is_reach else parts.unreach) is not None:
            raise wrong(path, "an UPDATE has room for one group of such a family only")
        if is_reach:
            parts.reach = group
        else:
            parts.unreach = group


def _is_classic(group: NlriGroup) -> bool:
    return group.family == Family.IPV4_UNICAST and len(group.next_hop_octets) in (0, 4)


def _context(context: Context, parts: Parts, groups: Iterable[NlriGroup]) -> Context:
    """Return the context in which the octets are made and read.

    What depends on the session is not applied: LOCAL_PREF is no mistake. Whether there are path
    identifiers is seen; and an AS number that needs four octets has them, for a path that stands
    there was read where they have, whatever the peer can take.
    """
    add_path = frozenset(group.family for group in groups if group.path_ids is not None)
    is_wide = any(
        (isinstance(each.value, AsPath) and _is_wide(each.value))
        or (isinstance(each.value, Aggregator) and each.value.asn > _TWO_OCTETS)
        for each in parts.stated
    )
    return Context(
        four_octet_as=context.four_octet_as or is_wide,
        add_path_receive=add_path,
        add_path_send=add_path,
        extended_next_hop=context.extended_next_hop,
        extended_messages=True,
        session=None,
        multiple_labels=context.multiple_labels,
        own_routes=context.own_routes,
    )


def _is_wide(path: AsPath) -> bool:
    return any(asn > _TWO_OCTETS for segment in path.segments for asn in segment.asns)


@lru_cache(maxsize=8)
def _decoder(context: Context, registry: Registry) -> Decoder:
    return Decoder(context, registry)


# -- putting it together -------------------------------------------------------------------------


def _octets(parts: Parts, context: Context, registry: Registry) -> bytes:
    neutral = own_routes_reader if context.own_routes else neutral_reader
    reader = neutral(context.four_octet_as, registry.attributes)
    wire: list[tuple[int, bytes]] = []
    for stated in parts.stated:
        if stated.code == iana.MP_REACH_NLRI:
            octets = _reach(parts, context, stated)
        elif stated.code == iana.MP_UNREACH_NLRI:
            octets = _unreach(parts, context, stated)
        else:
            octets = _attribute(stated, reader)
        wire.append((stated.code, octets))
    if parts.classic is not None and len(parts.classic):
        _put_next_hop(wire, parts, parts.classic)
    # RFC 7606 §5.1: "The MP_REACH_NLRI or MP_UNREACH_NLRI attribute (if present) SHALL be encoded
    # as the very first path attribute in an UPDATE message."
    if parts.unreach is not None and parts.attribute(iana.MP_UNREACH_NLRI) is None:
        wire.insert(0, (iana.MP_UNREACH_NLRI, _unreach(parts, context, None)))
    if parts.reach is not None and parts.attribute(iana.MP_REACH_NLRI) is None:
        wire.insert(0, (iana.MP_REACH_NLRI, _reach(parts, context, None)))
    path_attributes = b"".join(octets for _, octets in wire)
    gone = _nlri(parts, parts.gone, context, withdrawn=True)
    classic = _nlri(parts, parts.classic, context, withdrawn=False)
    for name, field in (("attributes", path_attributes), ("withdrawn", gone)):
        if len(field) > _LONGEST:
            raise wrong(name, f"{len(field)} octets are more than a message can have")
    body = b"".join(
        (
            len(gone).to_bytes(2, "big"),
            gone,
            len(path_attributes).to_bytes(2, "big"),
            path_attributes,
            classic,
        )
    )
    try:
        return header.frame(messages.UPDATE, body, context.maximum_message_length)
    except BGPError as error:
        raise wrong("", error) from None


def _attribute(stated: Stated, reader: AttributeReader) -> bytes:
    value = stated.value
    try:
        if isinstance(value, UnknownAttribute):
            return frame(stated.code, stated.flags, value.octets)
        _, whole = reader.encode(value)
        # Flags, type code, and a length of one or two octets stand before the value.
        octets = whole[4 if whole[0] & iana.EXTENDED_LENGTH else 3 :]
        return frame(stated.code, stated.flags, octets)
    except BGPError as error:
        raise wrong(given.key(stated.path, "value"), error) from None


def _reach(parts: Parts, context: Context, stated: Stated | None) -> bytes:
    group = parts.reach
    family, next_hop = Family.IPV4_UNICAST, b""
    if stated is not None and isinstance(stated.value, MpReachNlri):
        family, next_hop = stated.value.family, stated.value.next_hop
    if group is not None:
        family, next_hop = group.family, group.next_hop_octets or next_hop
    if len(next_hop) > 0xFF:
        path = "attributes" if group is None else parts.paths[id(group)]
        raise wrong(given.key(path, "next_hop"), f"{len(next_hop)} octets are too many")
    octets = b"".join(
        (
            family.afi.to_bytes(2, "big"),
            bytes((family.safi, len(next_hop))),
            next_hop,
            b"\0",
            _nlri(parts, group, context, withdrawn=False),
        )
    )
    return _framed(iana.MP_REACH_NLRI, octets, stated)


def _unreach(parts: Parts, context: Context, stated: Stated | None) -> bytes:
    group = parts.unreach
    family = Family.IPV4_UNICAST
    if group is not None:
        family = group.family
    elif stated is not None and isinstance(stated.value, MpUnreachNlri):
        family = stated.value.family
    octets = b"".join(
        (
            family.afi.to_bytes(2, "big"),
            bytes((family.safi,)),
            _nlri(parts, group, context, withdrawn=True),
        )
    )
    return _framed(iana.MP_UNREACH_NLRI, octets, stated)


def _framed(code: int, octets: bytes, stated: Stated | None) -> bytes:
    try:
        return frame(code, iana.OPTIONAL if stated is None else stated.flags, octets)
    except BGPError as error:
        raise wrong("attributes" if stated is None else stated.path, error) from None


def _nlri(parts: Parts, group: NlriGroup | None, context: Context, *, withdrawn: bool) -> bytes:
    if group is None or not len(group):
        return b""
    return written(group, context, parts.paths[id(group)], withdrawn=withdrawn)


def _put_next_hop(wire: list[tuple[int, bytes]], parts: Parts, group: NlriGroup) -> None:
    """Let NEXT_HOP say what the group says, at the place where it stands or belongs."""
    path = given.key(parts.paths[id(group)], "next_hop")
    stated = parts.attribute(iana.NEXT_HOP)
    next_hop = group.next_hop_octets
    if not next_hop:
        if stated is None:
            raise wrong(path, "IPv4 routes are announced without a next hop")
        return
    flags = iana.TRANSITIVE if stated is None else stated.flags
    attribute = (iana.NEXT_HOP, frame(iana.NEXT_HOP, flags, next_hop))
    codes = [code for code, _ in wire]
    if stated is not None:
        wire[codes.index(iana.NEXT_HOP)] = attribute
        return
    # RFC 4271 §5: "The sender of an UPDATE message SHOULD order path attributes within the UPDATE
    # message in ascending order of attribute type."
    later = (at for at, code in enumerate(codes) if code > iana.NEXT_HOP and code not in _MP)
    wire.insert(next(later, len(wire)), attribute)


def _complaint(finding: Finding, parts: Parts) -> BGPError:
    """Say where the JSON has what a peer would complain about."""
    stated = None if finding.attribute is None else parts.attribute(finding.attribute)
    path = parts.place if stated is None else stated.path
    if finding.attribute in _MP:
        group = parts.reach if finding.attribute == iana.MP_REACH_NLRI else parts.unreach
        if group is not None:
            path = parts.paths[id(group)]
    cited = f" ({finding.rfc})" if finding.rfc else ""
    return wrong(path, f"{finding.text}{cited}")
