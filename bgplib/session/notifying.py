"""The NOTIFICATION that a row of the table asks for, with what the cause knows of it."""

from __future__ import annotations

from typing import Final

from bgplib.iana import messages
from bgplib.messages.notification import Notification
from bgplib.session.actions import Notify
from bgplib.session.cause import Cause

__all__ = ["is_lasting", "notification_of"]

# RFC 8538 §5.1: Hard Reset is for reasons after which "there is no realistic hope that forwarding
# can continue or that the session will be re-established within the deadline". Its table is older
# than RFC 9384: BFD, which takes the way of the packets, says that they do not arrive.
_LASTING: Final = (
    messages.MAXIMUM_NUMBER_OF_PREFIXES_REACHED,
    messages.ADMINISTRATIVE_SHUTDOWN,
    messages.PEER_DE_CONFIGURED,
    messages.BFD_DOWN,
)


def is_lasting(message: Notification) -> bool:
    """Say whether nobody is to keep routes of a session that ends so: what a Hard Reset is for."""
    if message.code != messages.CEASE:
        return False
    return message.subcode in _LASTING or message.is_hard_reset


def notification_of(action: Notify, cause: Cause, *, n_bit: bool) -> Notification:
    """Return the message to send.

    Args:
        action: what the table says: the code, and the subcode where it does not depend.
        cause: the event; its notification fills in what the table leaves open.
        n_bit: both ends advertised the N bit of RFC 8538.
    """
    message = _plain(action, cause)
    # RFC 8538 §3.1 has a Hard Reset "When the "N" bit has been exchanged".
    if n_bit and is_lasting(message) and not message.is_hard_reset:
        return Notification.hard_reset_of(message)
    return message


def _plain(action: Notify, cause: Cause) -> Notification:
    if action.code == messages.FINITE_STATE_MACHINE_ERROR:
        # RFC 6608 §4: of a message out of place the data say the type.
        if action.subcode and cause.message_type is not None:
            return Notification(action.code, action.subcode, bytes((cause.message_type,)))
        return Notification(action.code, action.subcode or 0, action.data)
    if cause.notification is not None and _leaves_open(action):
        return cause.notification
    if action.inner is not None:
        return Notification(*action.inner)
    return Notification(action.code, action.subcode or 0, action.data)


def _leaves_open(action: Notify) -> bool:
    """Say whether the table leaves subcode or data to the cause: malformed messages and Cease."""
    is_stop = action.subcode in (*_LASTING, messages.HARD_RESET)
    return action.subcode is None or (action.code == messages.CEASE and is_stop)
