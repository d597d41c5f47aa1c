"""Whole messages as JSON, and what stands in the place of those that cannot be decoded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib._checks import check
from bgplib.context import Context
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Treatment
from bgplib.formats.json._capabilities import capability_to_json
from bgplib.formats.json._findings import finding_to_json, treatment_to_json
from bgplib.formats.json._open_form import form_of_open
from bgplib.formats.json._schema import FORMAT
from bgplib.formats.json._update import update_to_json
from bgplib.iana import messages
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update

__all__ = ["error_to_json", "to_json"]

_EXTENDED: Final = Context(extended_messages=True)


def to_json(message: Message, length: int | None = None) -> dict[str, Any]:
    """Return a message as plain dicts, lists, text, numbers, booleans and None.

    Args:
        message: any message, decoded or made by a program.
        length: its length on the wire in octets; None: it is encoded to find out.

    Raises:
        EncodeError: the length was not given, and the message cannot be encoded.
        LocalError: it is no message, or the length is no number.
    """
    if type(message) not in _FIELDS:
        raise LocalError(
            f"{type(message).__name__} is no message: bgplib.decode makes one of octets; for what "
            "captures and BMP have around messages there are captured_to_json and bmp_to_json"
        )
    check(length, int | None, "length")
    if length is None:
        length = _length(message)
    return {
        "format": FORMAT,
        "type": messages.name(message.type),
        "length": length,
        **_FIELDS[type(message)](message),
        **(form_of_open(message, length) if isinstance(message, Open) else {}),
        "treatment": treatment_to_json(message.treatment),
        "findings": [finding_to_json(each) for each in message.findings],
    }


def _length(message: Message) -> int:
    # An UPDATE that was decoded knows the context it came in; others may be as long as any.
    return len(message.encode(None if isinstance(message, Update) else _EXTENDED))


def error_to_json(error: DecodeError) -> dict[str, Any]:
    """Return what stands in the place of a message that cannot be decoded."""
    return {
        "format": FORMAT,
        "error": {
            "code": error.code,
            "subcode": error.subcode,
            "data": error.data.hex(),
            "text": error.text,
        },
        "treatment": Treatment.SESSION_RESET.text,
    }


def _open(message: Open) -> dict[str, Any]:
    return {
        "version": message.version,
        "asn": message.asn,
        "hold_time": message.hold_time,
        "identifier": message.identifier_text,
        "capabilities": [capability_to_json(each) for each in message.capabilities],
    }


def _notification(message: Notification) -> dict[str, Any]:
    return {
        "code": message.code,
        "subcode": message.subcode,
        "name": message.name,
        "data": message.data.hex(),
        "text": message.text or None,
    }


def _keepalive(message: Keepalive) -> dict[str, Any]:
    return {}


def _route_refresh(message: RouteRefresh) -> dict[str, Any]:
    found: dict[str, Any] = {"family": str(message.family), "subtype": message.subtype}
    return found | {"orf": message.orf.hex()} if message.orf else found


_FIELDS: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    Open: _open,
    Update: update_to_json,
    Notification: _notification,
    Keepalive: _keepalive,
    RouteRefresh: _route_refresh,
}
