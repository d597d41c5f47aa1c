"""Lines of ExaBGP's JSON, read: who says it, of whom, and the message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from bgplib._checks import check
from bgplib.context import Context
from bgplib.errors import BGPError, LocalError, ParseError
from bgplib.formats.exabgp_json._envelope import VERSION, Envelope
from bgplib.formats.exabgp_json._families import parse_family
from bgplib.formats.exabgp_json._messages import DIRECTIONS, STATES, SUBTYPES
from bgplib.formats.exabgp_json._read_open import open_from_json
from bgplib.formats.exabgp_json._read_update import end_of_rib_from_json, update_from_json
from bgplib.formats.exabgp_json._reading import hexadecimal, unsigned
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.iana.families import AFI_IPV6
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["Line", "from_exabgp"]

_MESSAGES: Final = ("update", "open", "notification", "keepalive", "refresh")
_SUBTYPES: Final = {name: code for code, name in SUBTYPES.items()}
_NEIGHBOR: Final = "neighbor"
_UPDATE: Final = 2
# What ExaBGP 5 has as data of a Cease that may have a shutdown communication: its own words.
_COMMUNICATION: Final = re.compile(
    r'Shutdown Communication: "(?P<text>.*)"(?:, trailing data: 0x(?P<rest>(?:[0-9A-F]{2})*))?'
    r"|(?P<empty>empty) Shutdown Communication\."
    r"|invalid Shutdown Communication \([a-zA-Z0-9 -]+\)"
    r" length : (?P<length>[0-9]{1,3}) \[0x(?P<octets>(?:[0-9A-F]{2})*)\]",
    re.DOTALL,
)
_WITH_COMMUNICATION: Final = ((6, 2), (6, 4))


@attrs.frozen(kw_only=True)
class Line:
    """What a line says."""

    #: `update`, `open`, `notification`, `keepalive`, `refresh` or `state`; another one of ExaBGP's;
    #: or `shutdown`, when ExaBGP says that it ends
    type: str
    envelope: Envelope | None = None  #: who says it, and of whom; None in `shutdown`
    direction: str | None = None  #: `receive` from the neighbor, or `send`; None without a message
    message: Message | None = None  #: the message; None in lines of other things
    state: str | None = None  #: `connected`, `up` or `down`, in lines of that type
    reason: str | None = None  #: why it is down


def from_exabgp(
    line: Mapping[str, Any] | str | bytes,
    context: Context | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> Line:
    """Read a line.

    Where the octets of the message stand there (`header` and `body`), they are decoded. Else the
    message is made of what is said, in canonical form: the order of attributes, the flags of those
    that ExaBGP knows, and the bits behind labels are not told.

    Args:
        line: the line, or what the `json` of the standard library made of it.
        context: says how the octets of an UPDATE are read; None takes what the line says was
            negotiated.
        registry: the rows of attributes, capabilities and NLRI.

    Raises:
        ParseError: it is not JSON of version 5.0.0, or something in it is missing, unknown,
            malformed or out of range; the error says where:
            `neighbor.message.update.attribute.med: ...`. So is an UPDATE that a peer would complain
            about.
        LocalError: an argument is something else.
    """
    check(context, Context | None, "context")
    found = given.loaded(line) if isinstance(line, str | bytes) else line
    found = given.obj(found, "")
    for name in ("exabgp", "type"):
        if name not in found:
            raise wrong("", f"there is no {name!r}")
    if found["exabgp"] != VERSION:
        raise wrong("exabgp", f"{given.called(found['exabgp'])} is not {VERSION!r}")
    kind = given.text(found["type"], "type")
    if kind == "notification" and found.get("notification") == "shutdown":
        return Line(type="shutdown")
    neighbor = given.obj(found.get(_NEIGHBOR), _NEIGHBOR)
    envelope = _envelope(found, neighbor)
    if kind == "state":
        return _state(neighbor, envelope)
    if kind not in _MESSAGES:
        return Line(type=kind, envelope=envelope)
    direction = given.text(_part(neighbor, "direction", _NEIGHBOR), _path("direction"))
    if direction not in DIRECTIONS:
        raise wrong(_path("direction"), f"{direction!r} is none of {', '.join(DIRECTIONS)}")
    octets = _octets(found, neighbor)
    if octets is None:
        message = _message(kind, neighbor, registry)
    else:
        message = _decoded(octets, neighbor, direction, context, registry)
    return Line(type=kind, envelope=envelope, direction=direction, message=message)


def _path(*names: str) -> str:
    return ".".join((_NEIGHBOR, *names))


def _part(found: Json, name: str, path: str) -> Any:
    if name not in found:
        raise wrong(path, f"there is no {name!r}")
    return found[name]


def _envelope(found: Json, neighbor: Json) -> Envelope:
    said: dict[str, Any] = {
        name: _part(found, name, "") for name in ("time", "host", "pid", "ppid", "counter")
    }
    for kind, suffix in (("address", "address"), ("asn", "as")):
        pair = given.obj(_part(neighbor, kind, _NEIGHBOR), _path(kind))
        for end in ("local", "peer"):
            said[f"{end}_{suffix}"] = _part(pair, end, _path(kind))
    said["router_id"] = _part(neighbor, "router-id", _NEIGHBOR)
    said["time"] = given.floating(said["time"], "time")
    try:
        return Envelope(**said)
    except LocalError as error:
        raise ParseError(str(error)) from None


def _state(neighbor: Json, envelope: Envelope) -> Line:
    state = given.text(_part(neighbor, "state", _NEIGHBOR), _path("state"))
    if state not in STATES:
        raise wrong(_path("state"), f"{state!r} is none of {', '.join(STATES)}")
    reason = neighbor.get("reason")
    if reason is not None:
        reason = given.text(reason, _path("reason"))
    return Line(type="state", envelope=envelope, state=state, reason=reason)


# -- octets --------------------------------------------------------------------------------------


def _octets(found: Json, neighbor: Json) -> bytes | None:
    """Return the octets of a message, which `consolidate` and `packets` have at other places."""
    packet = neighbor.get("message")
    path = ""
    if isinstance(packet, Mapping) and "category" in packet:
        found, path = packet, _path("message")
    if "header" not in found:
        return None
    header = hexadecimal(found["header"], given.key(path, "header"))
    return header + hexadecimal(found.get("body", "0x"), given.key(path, "body"))


def _decoded(
    octets: bytes, neighbor: Json, direction: str, context: Context | None, registry: Registry
) -> Message:
    if context is None:
        if "negotiated" in neighbor:
            context = _negotiated(neighbor["negotiated"], direction)
        elif len(octets) >= HEADER_LENGTH and octets[HEADER_LENGTH - 1] == _UPDATE:
            raise wrong("body", "how it is read was negotiated, and is not said: hand in a context")
    try:
        return Decoder(context or Context(session=None), registry).decode(octets)
    except BGPError as error:
        raise wrong("body", error) from None


def _negotiated(value: Any, direction: str) -> Context:
    path = _path("negotiated")
    found = given.obj(value, path)
    asn4 = given.boolean(_part(found, "asn4", path), given.key(path, "asn4"))
    size = unsigned(_part(found, "message_size", path), 16, given.key(path, "message_size"))
    where = given.key(path, "add_path")
    add_path = given.obj(_part(found, "add_path", path), where)
    # What we sent has path identifiers where we may send them.
    families = given.each(_part(add_path, direction, where), given.key(where, direction))
    next_hops = given.each(found.get("nexthop", ()), given.key(path, "nexthop"))
    return Context(
        four_octet_as=asn4,
        add_path_receive=[given.parsed(parse_family, each, at) for at, each in families],
        extended_next_hop=[
            (given.parsed(parse_family, given.text(each, at).rpartition(" ")[0], at), AFI_IPV6)
            for at, each in next_hops
        ],
        extended_messages=size > Context().maximum_message_length,
        session=None,
    )


# -- words ---------------------------------------------------------------------------------------


def _message(kind: str, neighbor: Json, registry: Registry) -> Message:
    if kind == "keepalive":
        return Keepalive()
    name = {"update": "message", "refresh": "route-refresh"}.get(kind, kind)
    path = _path(name)
    said = given.obj(_part(neighbor, name, _NEIGHBOR), path)
    if kind == "open":
        return open_from_json(said, registry, path)
    if kind == "notification":
        return _notification(said, path)
    if kind == "refresh":
        return _route_refresh(said, path)
    if "eor" in said:
        return end_of_rib_from_json(said["eor"], given.key(path, "eor"))
    where = given.key(path, "update")
    return update_from_json(_part(said, "update", path), registry, where)


def _notification(said: Json, path: str) -> Notification:
    given.checked_keys(said, path, ("code", "subcode", "data"), ("message",))
    code, subcode = (unsigned(said[name], 8, given.key(path, name)) for name in ("code", "subcode"))
    data = hexadecimal(said["data"], given.key(path, "data"))
    if (code, subcode) in _WITH_COMMUNICATION and "message" in said:
        data = _communication(data, given.text(said["message"], given.key(path, "message")))
    return Notification(code, subcode, data)


def _communication(data: bytes, message: str) -> bytes:
    """Return the data of a Cease, where ExaBGP has its own words of it instead, as its message."""
    match = _COMMUNICATION.fullmatch(message)
    if match is None or data != message.encode():
        return data
    if match["empty"]:
        return b"\0"
    if match["length"]:
        return bytes((int(match["length"]) & 0xFF,)) + bytes.fromhex(match["octets"])
    text = match["text"].encode()
    if len(text) > 0xFF:
        return data
    return bytes((len(text),)) + text + bytes.fromhex(match["rest"] or "")


def _route_refresh(said: Json, path: str) -> RouteRefresh:
    given.checked_keys(said, path, ("afi", "safi", "subtype"))
    afi, safi = (given.text(said[name], given.key(path, name)) for name in ("afi", "safi"))
    subtype = given.text(said["subtype"], given.key(path, "subtype"))
    if subtype not in _SUBTYPES:
        raise wrong(given.key(path, "subtype"), f"{subtype!r} is none of {', '.join(_SUBTYPES)}")
    return RouteRefresh(given.parsed(parse_family, f"{afi} {safi}", path), _SUBTYPES[subtype])
