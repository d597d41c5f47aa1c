"""What a `Network` is made of: links, and the sessions and speakers at their ends."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import attrs
from attrs.validators import optional

from bgplib._checks import check
from bgplib.errors import LocalError
from bgplib.session import Connection, Event, Session
from bgplib.speaker import Peer, Speaker, SpeakerEvent
from bgplib.values.address import identifier_text

__all__ = ["Link", "Node", "Router"]


def _is_delay(link: object, attribute: attrs.Attribute[float], value: object) -> None:
    """Check a field: nothing arrives before it was sent."""
    check(value, float, attribute.name)
    if not 0 <= cast("float", value) < math.inf:
        raise LocalError(f"{attribute.name} is {value}, and nothing arrives before it was sent")


def _is_size(link: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check a field: by pieces of no octets nothing ever arrives."""
    check(value, int, attribute.name)
    if cast("int", value) < 1:
        raise LocalError(f"{attribute.name} is {value}, with which no octet arrives")


@attrs.define(eq=False, kw_only=True)
class Link:
    """How two sessions reach each other; its fields may be changed at any time."""

    left: Node  #: one end
    right: Node  #: the other end
    #: seconds from end to end
    latency: float = attrs.field(default=0.01, validator=_is_delay)
    #: up to so many seconds more, another number for each piece; order within a connection stays
    jitter: float = attrs.field(default=0.0, validator=_is_delay)
    #: the longest piece in which octets arrive; None: as they were sent
    chunk: int | None = attrs.field(default=None, validator=optional(_is_size))
    #: the longest piece that leaves at a time; None: all there is
    write: int | None = attrs.field(default=None, validator=optional(_is_size))
    #: octets on their way in one direction before the sender has to wait
    window: int = attrs.field(default=65536, validator=_is_size)
    up: bool = True  #: connections can be made, and octets arrive; see `Network.cut`

    def other(self, node: Node) -> Node:
        """Return the other end."""
        return self.right if node is self.left else self.left


@attrs.define(eq=False)
class Router:
    """A speaker in a network, and what has happened to it."""

    speaker: Speaker  #: the speaker
    name: str = ""  #: for messages
    keep: bool = True  #: events are kept in `events`; turn it off in long runs
    on_event: Callable[[SpeakerEvent], None] | None = None  #: called for each event
    #: with their times
    events: list[tuple[float, SpeakerEvent]] = attrs.field(factory=list, repr=False)
    nodes: dict[Peer, Node] = attrs.field(factory=dict, repr=False)  #: one for each peer
    #: the ends of links from which a `PeerRange` lets others connect
    doors: list[Node] = attrs.field(factory=list, repr=False)
    alarm: float | None = attrs.field(default=None, repr=False)  #: when the timers are due

    def node(self, other: Router) -> Node:
        """Return our end of the link to another router.

        Raises:
            LocalError: there is no such link.
        """
        for node in (*self.nodes.values(), *self.doors):
            if node.attached is not None and node.attached.other(node).router is other:
                return node
        raise LocalError(f"{self.name} has no link to {other.name}")


@attrs.define(eq=False)
class Node:
    """A session in a network, and what has happened to it."""

    #: the session; where a `PeerRange` makes the peer, that of the latest one
    session: Session
    name: str = ""  #: for messages
    peer: Peer | None = None  #: whose session it is, where a speaker has it
    #: who may connect as a peer of a `PeerRange`; None where the peer is configured, or none
    stranger: str | None = attrs.field(default=None, repr=False)
    router: Router | None = attrs.field(default=None, repr=False)  #: the speaker
    reads: bool = True  #: False for a peer that takes nothing from its connections
    keep: bool = True  #: events are kept in `events`; turn it off in long runs
    on_event: Callable[[Event], None] | None = None  #: called for each event, when it happens
    events: list[tuple[float, Event]] = attrs.field(factory=list, repr=False)  #: with their times
    attached: Link | None = attrs.field(default=None, repr=False)  #: the wire
    attempt: int = attrs.field(default=0, repr=False)  #: number of the latest attempt to connect
    ends: list[End] = attrs.field(factory=list, repr=False)  #: open connections
    alarm: float | None = attrs.field(default=None, repr=False)  #: when the timers are due

    def of(self, kind: type[Event]) -> list[Event]:
        """Return the events of one kind."""
        return [event for _, event in self.events if isinstance(event, kind)]

    def connection_made(self, now: float, *, inbound: bool) -> Connection | None:
        """Hand a connection to whoever drives the session; None where nobody takes it."""
        if self.stranger is not None and self.router is not None:
            return self._let_in(self.router, self.stranger, now)
        driven = self.session if self.peer is None else self.peer
        return driven.connection_made(now, inbound=inbound)

    def _let_in(self, router: Router, stranger: str, now: float) -> Connection | None:
        """Let a speaker find, or make, the peer that connects."""
        speaker = router.speaker
        ours = identifier_text(speaker.config.identifier)
        connection = speaker.connection_from(stranger, now, local_address=ours)
        if connection is not None:
            self.peer, self.session = connection.peer, connection.peer.session
            router.nodes[connection.peer] = self
        return connection

    def connection_failed(self, now: float) -> None:
        """Tell whoever drives the session that nobody answered."""
        driven = self.session if self.peer is None else self.peer
        driven.connection_failed(now)


class End:
    """One end of a connection: octets that are on their way to it."""

    def __init__(self, node: Node, link: Link) -> None:
        self.node = node
        self.link = link
        self.connection: Connection | None = None
        self.other: End = self
        self.arrival = 0.0  # of the latest piece: order stays
        self.waiting: deque[bytes] = deque()  # pieces that arrived, and were not read
        self.in_flight = 0  # octets on their way here, or waiting
        self.gone = False  # closed by its own node, or lost
