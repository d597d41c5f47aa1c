"""Whole messages out of JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bgplib._checks import check
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_open import KEYS as OPEN_KEYS
from bgplib.formats.json._read_open import NEEDED as OPEN_NEEDED
from bgplib.formats.json._read_open import open_from_json
from bgplib.formats.json._read_update import KEYS as UPDATE_KEYS
from bgplib.formats.json._read_update import update_from_json
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.json._schema import FORMAT
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["from_json"]

#: what every message has; all but the type may be lacking
_COMMON: Final = ("format", "type", "length", "treatment", "findings")
#: treatments after which what stands there is still the message
_KEPT: Final = (Treatment.NONE.text, Treatment.ATTRIBUTE_DISCARD.text)
#: and for an OPEN: one that is refused is shown whole
_KEPT_OF_OPEN: Final = (*_KEPT, Treatment.SESSION_RESET.text)


def from_json(
    message: Mapping[str, Any] | str | bytes,
    context: Context | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> Message:
    """Return the message that `to_json` has shown, or that a program or a person wrote like that.

    `length`, `findings` and every `name` follow from the rest, and are not read. What stands at
    `next_hop` of a group counts, and not what NEXT_HOP or MP_REACH_NLRI say of it. Keys may be
    lacking where there is a default: `flags` are those of the attribute, and fields those of their
    class.

    Args:
        message: the object, or its text: a line of JSON.
        context: how many octets AS numbers of an UPDATE have, and which next hops were agreed on;
            None is the default one. Rules that depend on the session are not applied. Whether there
            are path identifiers is seen.
        registry: the rows of attributes, capabilities and NLRI.

    Returns:
        An UPDATE is what decoding its octets gives, and encodes to these.

    Raises:
        ParseError: it is not JSON, or something in it is missing, unknown, malformed or out of
            range; the error says where: `attributes[2].value: ...`. So is an UPDATE that a peer
            would complain about, and one of which something got lost to `treat-as-withdraw` or
            more.
    """
    found = given.loaded(message) if isinstance(message, str | bytes) else message
    found = given.obj(found, "")
    if found.get("format", FORMAT) != FORMAT:
        raise wrong("format", f"{given.called(found['format'])} is not {FORMAT!r}")
    if "error" in found:
        raise wrong("error", "octets that could not be decoded are no message")
    if "type" not in found:
        raise wrong("", "there is no 'type'")
    name = given.text(found["type"], "type")
    read = _READERS.get(name)
    if read is None:
        raise wrong("type", f"{given.called(name)} is none of {', '.join(_READERS)}")
    treatment = found.get("treatment", _KEPT[0])
    if treatment not in (_KEPT_OF_OPEN if read is _open else _KEPT):
        raise wrong(
            "treatment",
            f"not all that stood in the message is here, after {given.called(treatment)}: "
            "leave this out to make a message of what is",
        )
    check(context, Context | None, "context")
    check(registry, Registry, "registry")
    return read(found, context or Context(), registry)


def _open(found: Json, context: Context, registry: Registry) -> Message:
    given.checked_keys(found, "", OPEN_NEEDED, (*_COMMON, *OPEN_KEYS))
    return open_from_json(found, registry)


def _notification(found: Json, context: Context, registry: Registry) -> Notification:
    given.checked_keys(found, "", ("code",), (*_COMMON, "subcode", "data", "name", "text"))
    return Notification(
        given.number_of(found, "code", 8),
        given.number_of(found, "subcode", 8, 0),
        given.octets(found.get("data", ""), "data"),
    )


def _route_refresh(found: Json, context: Context, registry: Registry) -> RouteRefresh:
    given.checked_keys(found, "", ("family",), (*_COMMON, "subtype", "orf"))
    return RouteRefresh(
        given.parsed(Family.parse, found["family"], "family"),
        given.number_of(found, "subtype", 8, 0),
        given.octets(found.get("orf", ""), "orf"),
    )


def _keepalive(found: Json, context: Context, registry: Registry) -> Keepalive:
    given.checked_keys(found, "", (), _COMMON)
    return Keepalive()


def _update(found: Json, context: Context, registry: Registry) -> Message:
    given.checked_keys(found, "", (), (*_COMMON, *UPDATE_KEYS))
    return update_from_json(found, context, registry)


_READERS: Final[dict[str, Callable[[Json, Context, Registry], Message]]] = {
    messages.name(messages.OPEN): _open,
    messages.name(messages.UPDATE): _update,
    messages.name(messages.NOTIFICATION): _notification,
    messages.name(messages.KEEPALIVE): _keepalive,
    messages.name(messages.ROUTE_REFRESH): _route_refresh,
}
