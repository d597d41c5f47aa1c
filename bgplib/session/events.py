"""What a session tells the program that drives it: values, in the order in which things happened.

A program takes them with `Session.events()` after each call. Two kinds ask it to do something with
the connection, all others say what came of it. `str` of an event is a line for a log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.errors import BGPError
from bgplib.findings import Finding
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.session.inputs import Input
from bgplib.session.negotiation import Negotiation
from bgplib.session.states import State

if TYPE_CHECKING:
    from bgplib.session.connection import Connection

__all__ = [
    "CloseWanted",
    "ConnectAbandoned",
    "ConnectWanted",
    "ConnectionRefused",
    "Event",
    "FamilyDisabled",
    "PrefixLimitExceeded",
    "PrefixLimitWarning",
    "RefreshBegan",
    "RefreshEnded",
    "RefreshRequested",
    "RoutesLongLived",
    "RoutesSwept",
    "SendingResumed",
    "SessionDown",
    "SessionUp",
    "StateChanged",
    "UpdateReceived",
]


def _listed(families: Iterable[Family]) -> str:
    return ", ".join(sorted(map(str, families))) or "no family"


@attrs.frozen
class ConnectWanted:
    """Connect to the peer, and report with `connection_made` or `connection_failed`."""

    def __str__(self) -> str:
        """Return it on one line."""
        return "connect to the peer"


@attrs.frozen
class ConnectAbandoned:
    """Stop the attempt to connect that is under way, if it is; nothing needs to be reported."""

    def __str__(self) -> str:
        """Return it on one line."""
        return "stop connecting to the peer"


@attrs.frozen
class CloseWanted:
    """Send what `connection.data_to_send` still gives, then close the connection."""

    connection: Connection  #: the connection to close

    def __str__(self) -> str:
        """Return it on one line."""
        return f"close {self.connection}"


@attrs.frozen
class ConnectionRefused:
    """A connection was not taken; it is to be closed, as a `CloseWanted` says too."""

    connection: Connection  #: the connection
    reason: str  #: one sentence

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.connection} was refused: {self.reason}"


@attrs.frozen
class StateChanged:
    """The state machine of a connection, or of the attempt at one, went to another state."""

    old: State  #: where it was
    new: State  #: where it is
    cause: Input  #: the event of RFC 4271 §8.1
    connection: Connection | None  #: the connection; None while there is none
    #: what happened, in a sentence: of an attempt that failed, why
    text: str = ""

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.old.text} to {self.new.text}: {self.text or self.cause.text}"


@attrs.frozen
class SessionUp:
    """The session is Established: routes may be sent, with `connection.send`."""

    connection: Connection  #: where to
    negotiation: Negotiation  #: what was agreed on
    #: families whose routes from before stay, as stale, until their End-of-RIB (RFC 4724 §4.2)
    stale: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)

    def __str__(self) -> str:
        """Return what matters most on one line."""
        agreed = self.negotiation
        stale = f", stale {_listed(self.stale)}" if self.stale else ""
        return f"up: {_listed(agreed.families)}, Hold Time {agreed.hold_time} s{stale}"


@frozen(kw_only=True)
class SessionDown:
    """The session is not Established any more: the peer's routes go, or turn stale."""

    cause: Input  #: the event of RFC 4271 §8.1
    text: str  #: why, in a sentence
    sent: Notification | None = None  #: the NOTIFICATION with which we ended it
    received: Notification | None = None  #: the NOTIFICATION with which the peer ended it
    error: BGPError | Finding | None = None  #: what was wrong with the peer's message
    #: families whose routes stay, marked as stale (RFC 4724 §4.2); all others are withdrawn
    stale: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)

    def __str__(self) -> str:
        """Return the reason on one line."""
        stale = f"; routes stay, {_listed(self.stale)}" if self.stale else ""
        return f"down: {self.text}{stale}"


class UpdateReceived:
    """The peer sent an UPDATE; `update.announced` and `.withdrawn` say what counts of it."""

    # Not of attrs: there is one for each UPDATE of a full table.
    __slots__ = ("update",)

    def __init__(self, update: Update) -> None:
        """Hold the message."""
        self.update = update  #: the message, with findings if RFC 7606 had something to do

    def __eq__(self, other: object) -> bool:
        """Compare the messages."""
        return isinstance(other, UpdateReceived) and self.update == other.update

    def __hash__(self) -> int:
        """Hash the message."""
        return hash(self.update)

    def __repr__(self) -> str:
        """Return the message."""
        return f"UpdateReceived({self.update!r})"

    def __str__(self) -> str:
        """Return it on one line."""
        return f"UPDATE: {self.update}"


@attrs.frozen
class RefreshRequested:
    """The peer asks for all routes of a family again (RFC 2918), maybe with filters (RFC 5291)."""

    message: RouteRefresh  #: the request

    @property
    def family(self) -> Family:
        """The family asked for."""
        return self.message.family

    def __str__(self) -> str:
        """Return it on one line."""
        return f"the peer asks for {self.family} again"


@attrs.frozen
class RefreshBegan:
    """The peer sends a family anew (BoRR): mark what is there of it as stale (RFC 7313 §4)."""

    family: Family  #: the family

    def __str__(self) -> str:
        """Return it on one line."""
        return f"the peer sends {self.family} again"


@attrs.frozen
class RefreshEnded:
    """The peer has sent a family anew (EoRR): what is still stale of it goes (RFC 7313 §4)."""

    family: Family  #: the family

    def __str__(self) -> str:
        """Return it on one line."""
        return f"the peer has sent {self.family} again"


@attrs.frozen
class FamilyDisabled:
    """A family's routes are deleted, and ignored from now on (RFC 4760 §7, RFC 7606 §2)."""

    family: Family  #: the family
    finding: Finding  #: what was wrong with the peer's message

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.family} is disabled: {self.finding}"


@frozen
class RoutesSwept:
    """Routes of these families that are still stale are to be removed (RFC 4724 §4.2)."""

    families: frozenset[Family] = attrs.field(repr=in_order)  #: the families
    reason: str  #: why, in a sentence

    def __str__(self) -> str:
        """Return it on one line."""
        return f"stale routes go, {_listed(self.families)}: {self.reason}"


@frozen
class RoutesLongLived:
    """Stale routes of these families become long-lived stale ones (RFC 9494 §4.2)."""

    families: frozenset[Family] = attrs.field(repr=in_order)  #: the families

    def __str__(self) -> str:
        """Return it on one line."""
        return f"stale routes are long-lived, {_listed(self.families)}"


@attrs.frozen
class PrefixLimitWarning:
    """The peer comes near the limit of prefixes, or is over one that only warns."""

    family: Family  #: the family
    count: int  #: how many prefixes there are
    maximum: int  #: how many there may be

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.count} of {self.maximum} prefixes, {self.family}"


@attrs.frozen
class PrefixLimitExceeded:
    """The peer announced more prefixes than it may (RFC 4271 §6.7).

    The message counts for nothing, or, with `PrefixLimit.discard`, without those that are too many:
    then it is told once, until there is room again.
    """

    family: Family  #: the family
    count: int  #: how many prefixes there would be
    maximum: int  #: how many there may be

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.count} prefixes, {self.maximum} are allowed, {self.family}"


@attrs.frozen
class SendingResumed:
    """So much was sent that `connection.send` takes messages again."""

    connection: Connection  #: the connection

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.connection} takes messages again"


Event = (
    CloseWanted
    | ConnectAbandoned
    | ConnectWanted
    | ConnectionRefused
    | FamilyDisabled
    | PrefixLimitExceeded
    | PrefixLimitWarning
    | RefreshBegan
    | RefreshEnded
    | RefreshRequested
    | RoutesLongLived
    | RoutesSwept
    | SendingResumed
    | SessionDown
    | SessionUp
    | StateChanged
    | UpdateReceived
)
