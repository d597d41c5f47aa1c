"""RIS Live, the stream in which the RIPE NCC shows what peers tell its collectors.

    feed = ris_live.Feed()
    for message in feed.receive_data(octets):
        if isinstance(message, ris_live.PeerMessage):
            for element in ris_live.elements(message):
                print(element.elem_type, element.prefix, element.as_path)

The service sends JSON, on a websocket or as lines of an HTTP stream. Nothing here connects to it:
`Subscription` has the text to ask it with, `parse` reads one message, a `Feed` reads the stream.
`elements` shows routes as `mrt.elements` does, so that a program for archives runs on the stream.
"""

from __future__ import annotations

from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.ris_live._elements import elements
from bgplib.formats.ris_live.feed import Feed
from bgplib.formats.ris_live.message import PeerMessage, PeerState, ServerMessage, parse
from bgplib.formats.ris_live.subscription import Subscription

__all__ = [
    "ErrorRecord",
    "Feed",
    "PeerMessage",
    "PeerState",
    "ServerMessage",
    "Subscription",
    "elements",
    "parse",
]
