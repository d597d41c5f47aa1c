"""What a speaker tells the program that drives it: values that name the peer.

`str` of an event is a line for a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from bgplib._frozen import frozen
from bgplib.iana.families import Family
from bgplib.policy import Direction, PolicyError
from bgplib.rib import Change
from bgplib.rib.packing import Unsent
from bgplib.session import Connection
from bgplib.session import Event as SessionEvent
from bgplib.values.address import address_text

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = [
    "BestChanged",
    "PeerAdded",
    "PeerEvent",
    "PeerRemoved",
    "PolicyFailed",
    "RouteNotSent",
    "SendWanted",
    "SpeakerEvent",
    "StrangerRefused",
]


@attrs.frozen
class PeerEvent:
    """Something that the session of one peer tells: all events of `bgplib.session.events`.

    Two kinds are left out: UPDATEs, which went into the RIB already, unless
    `PeerConfig.report_updates` asks for them; and where sending resumes, which is the speaker's own
    business.
    """

    peer: Peer  #: whose session
    event: SessionEvent  #: what it tells, or asks the driver for

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.peer.name}: {self.event}"


@attrs.frozen
class SendWanted:
    """Octets wait on a connection: send what `connection.data_to_send` gives.

    A driver that sends after each call of a connection's methods need not send there again; but
    what comes in from one peer is passed on to others.
    """

    peer: Peer  #: whose connection
    connection: Connection  #: where octets wait

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.peer.name}: octets wait on {self.connection}"


@attrs.frozen
class BestChanged:
    """Another path to a destination is the best, or none is (`SpeakerConfig.best_changes`).

    What the routes of a session change comes between its `SessionUp` and its `SessionDown`, for
    they go before the latter is told; what is kept for a restart goes later.
    """

    change: Change  #: the destination, and its best path before and after

    def __str__(self) -> str:
        """Return it on one line."""
        return repr(self.change)[1:-1]


@attrs.frozen
class PolicyFailed:
    """A policy could not judge a path, since code of the program raised: it counts as rejected.

    So does a path for which `SpeakerConfig.labels` raises, or returns what are no labels.

    It is told once for each statement and session, or for each policy whose own `apply` raised,
    and again when the peer was given another policy; `explain` says it for each route.
    """

    peer: Peer  #: whose policy
    family: Family  #: of which family the path is
    direction: Direction  #: which of the two policies
    error: PolicyError  #: which statement, and what it raised

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.peer.name}: {self.direction.value} of {self.family}: {self.error}"


@attrs.frozen
class RouteNotSent:
    """A route does not fit in a message: peers are not told of it (RFC 4271 §9.2)."""

    family: Family  #: the family of the route
    unsent: Unsent  #: the path as it was to be sent, the destinations, and why it cannot

    def __str__(self) -> str:
        """Return it on one line."""
        count = len(self.unsent.keys)
        return f"{count} destinations of {self.family} are not sent: {self.unsent.error}"


@attrs.frozen
class PeerAdded:
    """A peer connected from an address of a `PeerRange`: there is a dynamic peer more."""

    peer: Peer  #: it

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.peer.name}: connected from the range {self.peer.range}"


@attrs.frozen
class PeerRemoved:
    """The session of a dynamic peer is over: there is none such any more."""

    peer: Peer  #: it

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.peer.name}: removed, as a peer of the range {self.peer.range}"


@frozen
class StrangerRefused:
    """Somebody connected who is no peer and cannot become one."""

    address: bytes  #: from where
    text: str  #: why it is refused, in a sentence

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{address_text(self.address)}: refused: {self.text}"


SpeakerEvent = (
    BestChanged
    | PeerAdded
    | PeerEvent
    | PeerRemoved
    | PolicyFailed
    | RouteNotSent
    | SendWanted
    | StrangerRefused
)
