"""One line of the report of a negotiation: agreed or not, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    GracefulRestart,
    LongLivedGracefulRestart,
    Multiprotocol,
    Role,
    RouteRefreshCapability,
)
from bgplib.iana.families import Family

__all__ = ["Agreement", "Need", "compare"]

#: the field of `SessionConfig` that offers a capability; `capabilities` offers all others
_FIELDS: Final[dict[type[Capability], str]] = {
    AddPath: "add_path_receive, add_path_send",
    EnhancedRouteRefresh: "enhanced_route_refresh",
    ExtendedMessage: "extended_messages",
    ExtendedNextHop: "extended_next_hop",
    FourOctetAs: "four_octet_as",
    GracefulRestart: "graceful_restart",
    LongLivedGracefulRestart: "graceful_restart.long_lived",
    Multiprotocol: "families",
    Role: "role",
    RouteRefreshCapability: "route_refresh",
}


@frozen(kw_only=True)
class Agreement:
    """What became of one thing that two speakers could agree on."""

    subject: str  #: what it is about: a capability, with the family and the direction if it has any
    agreed: bool  #: whether it is in force
    ours: str  #: what our OPEN says of it; empty for nothing
    theirs: str  #: what the peer's OPEN says of it; empty for nothing
    reason: str  #: what it leads to, or why it is not in force
    remedy: str | None = None  #: what would put it in force; None where nothing would or need to
    family: Family | None = None  #: the family that it is about, if it is about one
    #: what our OPEN would have to say besides, for it to be in force
    offer: tuple[Capability, ...] = ()
    #: what the peer's OPEN would have to say besides
    request: tuple[Capability, ...] = ()

    def to_json(self) -> dict[str, str | bool | None]:
        """Return the texts by name, for the `json` of the standard library."""
        return {
            "subject": self.subject,
            "agreed": self.agreed,
            "ours": self.ours,
            "theirs": self.theirs,
            "reason": self.reason,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        """Return `ADD_PATH ipv4-unicast send: no (why); what would change it`."""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.subject}: {'yes' if self.agreed else 'no'} ({self.reason}){remedy}"


@attrs.frozen
class Need:
    """One capability that one end must advertise for something to be in force."""

    is_ours: bool  #: our end must, rather than the peer
    is_met: bool  #: it does
    capability: Capability  #: what it must advertise, besides whatever else it does


def compare(
    subject: str,
    needs: Iterable[Need],
    *,
    ours: str,
    theirs: str,
    effect: str,
    family: Family | None = None,
) -> Agreement:
    """Make the line of what is in force when some capabilities are advertised.

    Args:
        subject: what it is about.
        needs: the capabilities.
        ours: what our OPEN says of it.
        theirs: what the peer's says.
        effect: what it leads to when it is in force.
        family: the family that it is about.
    """
    unmet = tuple(need for need in needs if not need.is_met)
    offer = tuple(need.capability for need in unmet if need.is_ours)
    request = tuple(need.capability for need in unmet if not need.is_ours)
    return Agreement(
        subject=subject,
        agreed=not unmet,
        ours=ours,
        theirs=theirs,
        reason="; ".join(_absences(offer, request)) if unmet else effect,
        remedy="; ".join(_remedies(offer, request)) if unmet else None,
        family=family,
        offer=offer,
        request=request,
    )


def _absences(offer: tuple[Capability, ...], request: tuple[Capability, ...]) -> Iterator[str]:
    if offer:
        yield "our OPEN lacks " + " and ".join(map(str, offer))
    if request:
        yield "the peer's OPEN lacks " + " and ".join(map(str, request))


def _remedies(offer: tuple[Capability, ...], request: tuple[Capability, ...]) -> Iterator[str]:
    for value in offer:
        yield f"offer {value} (SessionConfig.{_FIELDS.get(type(value), 'capabilities')})"
    if request:
        yield "let the peer offer " + " and ".join(map(str, request))
