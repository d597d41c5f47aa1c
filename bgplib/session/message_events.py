"""Which event of RFC 4271 §8.1.5 a message of the peer is."""

from __future__ import annotations

import attrs

from bgplib._checks import an
from bgplib.errors import DecodeError
from bgplib.findings import Finding
from bgplib.iana import messages
from bgplib.messages import notification as notification_message
from bgplib.messages import open as open_message
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.open_validation import validate
from bgplib.session.cause import Cause
from bgplib.session.config import SessionConfig
from bgplib.session.inputs import Input
from bgplib.session.negotiation import Negotiation
from bgplib.session.opening import expected_of

__all__ = ["error_event", "event_of"]

_TYPE_AT = 18


def event_of(octets: bytes, config: SessionConfig, local: Open, *, delay_open: bool) -> Cause:
    """Return the event that a message is, outside of Established.

    Args:
        octets: the whole message, whose header has been checked.
        config: the session.
        local: our OPEN, sent or about to be.
        delay_open: DelayOpenTimer runs.
    """
    kind = octets[_TYPE_AT]
    if kind == messages.OPEN:
        return _open(octets, config, local, delay_open=delay_open)
    if kind == messages.NOTIFICATION:
        return _notification(octets)
    if kind == messages.KEEPALIVE:
        return Cause(input=Input.KEEP_ALIVE_MSG, text="a KEEPALIVE came", message_type=kind)
    # RFC 4271 §8.1.5 has no event for ROUTE-REFRESH: before Established it is as much out of place
    # as an UPDATE.
    return Cause(
        input=Input.UPDATE_MSG,
        text=f"the peer sent {an(messages.name(kind))} before the session is up",
        message_type=kind,
    )


def error_event(input: Input, error: DecodeError | Finding) -> Cause:
    """Return the event that a mistake in a message is."""
    return Cause(
        input=input, text=error.text, notification=Notification.of(error, _SHORTEST), error=error
    )


#: octets of the longest NOTIFICATION that every peer takes (RFC 4271 §4)
_SHORTEST = 4096


def _open(octets: bytes, config: SessionConfig, local: Open, *, delay_open: bool) -> Cause:
    try:
        message = open_message.decode(octets, registry=config.registry)
    except DecodeError as error:
        return error_event(Input.BGP_OPEN_MSG_ERR, error)
    findings = validate(message, expected_of(config, message.asn), config.registry)
    if findings:
        cause = error_event(Input.BGP_OPEN_MSG_ERR, findings[0])
        # RFC 5492 §3, of a peer without a capability: "If terminated, such peering SHOULD NOT be
        # re-established automatically."
        lacks = findings[0].notification.subcode == messages.UNSUPPORTED_CAPABILITY
        return attrs.evolve(cause, restart=not lacks)
    refusal = None if config.accept is None else config.accept(message)
    if refusal is not None:
        return Cause(
            input=Input.BGP_OPEN_MSG_ERR,
            text=f"the OPEN was refused: {refusal}",
            notification=refusal,
        )
    return Cause(
        input=Input.BGP_OPEN_WITH_DELAY_OPEN_TIMER_RUNNING if delay_open else Input.BGP_OPEN,
        text="an OPEN came",
        message_type=messages.OPEN,
        negotiation=Negotiation.of(local, message, config.session_type),
    )


def _notification(octets: bytes) -> Cause:
    message = notification_message.decode(octets)
    # RFC 4271 §8.1.5, event 24: "NotifMsgVerErr"; its code is 2, its subcode 1.
    version = (messages.OPEN_MESSAGE_ERROR, messages.UNSUPPORTED_VERSION_NUMBER)
    is_version = (message.code, message.subcode) == version
    return Cause(
        input=Input.NOTIF_MSG_VER_ERR if is_version else Input.NOTIF_MSG,
        text=f"the peer sent {message}",
        received=message,
        message_type=messages.NOTIFICATION,
    )
