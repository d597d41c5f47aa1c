"""Whole lines: a message, or what became of a session, in its envelope."""

from __future__ import annotations

from typing import Any, Final

from bgplib._checks import check
from bgplib.errors import EncodeError, LocalError
from bgplib.formats.exabgp_json._envelope import Envelope, line
from bgplib.formats.exabgp_json._families import afi_text, safi_text
from bgplib.formats.exabgp_json._negotiated import negotiated_to_json
from bgplib.formats.exabgp_json._open import open_to_json
from bgplib.formats.exabgp_json._update import update_to_json
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.session.negotiation import Negotiation

__all__ = ["DIRECTIONS", "STATES", "SUBTYPES", "state_to_exabgp", "to_exabgp"]

DIRECTIONS: Final = ("receive", "send")
STATES: Final = ("connected", "up", "down")
#: what ExaBGP calls the subtypes of RFC 7313 §3.2
SUBTYPES: Final = {0: "query", 1: "begin", 2: "end"}


def to_exabgp(
    message: Message,
    envelope: Envelope,
    *,
    direction: str = "receive",
    negotiation: Negotiation | None = None,
    octets: bytes | None = None,
    registry: Registry = DEFAULT_REGISTRY,
) -> dict[str, Any]:
    """Return what ExaBGP tells a process of a message, as plain dicts, lists, texts and numbers.

    Args:
        message: the message; an UPDATE counts as RFC 7606 has it.
        envelope: what stands around it.
        direction: `receive` from the neighbor, or `send`.
        negotiation: what was agreed on, which ExaBGP repeats with each UPDATE; None leaves it out.
        octets: the whole message, for `header` and `body` as ExaBGP's `consolidate` has them; None
            leaves them out.
        registry: the rows of capabilities.

    Raises:
        EncodeError: ExaBGP has no form for it, or would not tell of it.
        LocalError: it is no message, or the direction is none.
    """
    check(envelope, Envelope, "envelope")
    check(negotiation, Negotiation | None, "negotiation")
    check(octets, bytes | None, "octets")
    if direction not in DIRECTIONS:
        raise LocalError(f"direction is {direction!r}, which is none of {', '.join(DIRECTIONS)}")
    said: dict[str, Any] = {"direction": direction}
    if isinstance(message, Update):
        said["message"] = update_to_json(message)
        if negotiation is not None:
            said["negotiated"] = negotiated_to_json(negotiation)
        return line(envelope, "update", said, octets)
    if isinstance(message, Open):
        said["open"] = open_to_json(message, registry, received=direction == "receive")
        return line(envelope, "open", said, octets)
    if isinstance(message, Notification):
        said["notification"] = _notification(message)
        return line(envelope, "notification", said, octets)
    if isinstance(message, Keepalive):
        return line(envelope, "keepalive", said, octets)
    if isinstance(message, RouteRefresh):
        said["route-refresh"] = _route_refresh(message)
        return line(envelope, "refresh", said, octets)
    raise LocalError(f"{type(message).__name__} is no message: bgplib.decode makes one of octets")


def state_to_exabgp(state: str, envelope: Envelope, *, reason: str | None = None) -> dict[str, Any]:
    """Return what ExaBGP tells a process of a session.

    Args:
        state: `connected`, `up` or `down`.
        envelope: what stands around it.
        reason: why it is down; ExaBGP always has one there.

    Raises:
        LocalError: there is no such state, or a reason for another one than `down`.
    """
    check(envelope, Envelope, "envelope")
    check(reason, str | None, "reason")
    if state not in STATES:
        raise LocalError(f"state is {state!r}, which is none of {', '.join(STATES)}")
    if (reason is not None) != (state == "down"):
        raise LocalError("there is a reason where a session is down, and only there")
    said = {"state": state}
    return line(envelope, "state", said if reason is None else said | {"reason": reason})


def _notification(message: Notification) -> dict[str, Any]:
    text = message.data.decode("utf-8", "replace")
    communication = message.shutdown_communication
    if communication:
        # ExaBGP puts these words into `data` as well; here it is what the message has.
        said = communication.replace("\r", " ").replace("\n", " ")
        text = f'Shutdown Communication: "{said}"'
    return {
        "code": message.code,
        "subcode": message.subcode,
        "data": "0x" + message.data.hex().upper(),
        "message": text,
    }


def _route_refresh(message: RouteRefresh) -> dict[str, Any]:
    subtype = SUBTYPES.get(message.subtype)
    if subtype is None or message.orf:
        raise EncodeError(
            "ExaBGP has no ROUTE-REFRESH with filters, or of another subtype than 0, 1 and 2"
        )
    family = message.family
    return {"afi": afi_text(family.afi), "safi": safi_text(family.safi), "subtype": subtype}
