"""What makes a state machine move: an event of RFC 4271 §8.1, and what is known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from bgplib.errors import BGPError
from bgplib.findings import Finding
from bgplib.messages.notification import Notification
from bgplib.session.inputs import Input
from bgplib.session.negotiation import Negotiation

if TYPE_CHECKING:
    from bgplib.session.connection import Connection

__all__ = ["Cause"]


@attrs.frozen(kw_only=True, eq=False)
class Cause:
    """One event for one state machine."""

    input: Input  #: the event
    text: str  #: what happened, in a sentence
    #: what to tell the peer, where the table leaves the subcode or the text open
    notification: Notification | None = None
    received: Notification | None = None  #: what the peer told us
    error: BGPError | Finding | None = None  #: what is wrong with the peer's message
    message_type: int | None = None  #: the type of the peer's message, if it is one
    negotiation: Negotiation | None = None  #: what the OPEN led to, if it is one
    connection: Connection | None = None  #: the new connection, if the event is about one
    #: the session comes back by itself; False after a stop, after a limit without a delay, and
    #: where the peer lacks a capability
    restart: bool = True
    restart_after: float | None = None  #: seconds until then; None: as IdleHoldTimer has it
