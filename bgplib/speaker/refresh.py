"""Telling a peer everything again (RFC 2918, RFC 7313), as far as it wants it (RFC 5291)."""

from __future__ import annotations

from collections.abc import Callable

from bgplib.iana.families import Family
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.session.orf import OrfTable
from bgplib.speaker.member import Member
from bgplib.values.prefix import Prefix

__all__ = ["mark_refresh", "wanted_by"]


def mark_refresh(member: Member, family: Family) -> None:
    """Let the beginning and the end of a refresh be marked for a peer that knows the marks.

    Args:
        member: who is told everything again.
        family: the family.
    """
    negotiation = member.peer.session.negotiation
    if negotiation is None or not negotiation.enhanced_route_refresh:
        return
    # RFC 7313 §4: "For a BGP speaker that supports the BGP Graceful Restart, it MUST NOT send a
    # BoRR for an <AFI, SAFI> to a neighbor before it sends the EoR for the <AFI, SAFI> to the
    # neighbor." A refresh that is under way is not begun again, either.
    if member.owed:
        return
    # RFC 7313 §4: "Before the speaker starts a route refresh that is either initiated locally, or
    # in response to a "normal route refresh request" from the peer, the speaker MUST send a BoRR
    # message. After the speaker completes the re-advertisement of the entire Adj-RIB-Out to the
    # peer, it MUST send an EoRR message."
    context = member.connection.sending_context
    member.opening.append(RouteRefresh(family, BORR).encode(context))
    member.owed.append(RouteRefresh(family, EORR).encode(context))


def wanted_by(filters: OrfTable | None) -> Callable[[bytes], bool] | None:
    """Return which destinations a peer wants by its filters; None for all."""
    if filters is None or not filters.is_filtering:
        return None
    afi = filters.family.afi
    return lambda key: filters.permits(Prefix.from_key(afi, key))
