"""What the events of a session mean for the routes of its peer, and for those told to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.route import Source
from bgplib.session import (
    Event,
    FamilyDisabled,
    RefreshRequested,
    RoutesLongLived,
    SendingResumed,
    SessionDown,
    SessionUp,
)
from bgplib.speaker.peer import Peer

__all__ = ["heed"]


def heed(peer: Peer, event: Event) -> None:
    """Do for the routes of a peer what an event asks for."""
    handle = _HANDLERS.get(type(event))
    if handle is not None:
        handle(peer, event)


def _up(peer: Peer, event: SessionUp) -> None:
    negotiation = event.negotiation
    source = Source(
        address=peer.config.address,
        asn=negotiation.remote.asn,
        identifier=negotiation.remote.identifier,
        session=negotiation.context.session,
        local_as=peer.session.config.local_as,
    )
    if source != peer.source:
        if peer.source is not None:
            # What it announced under another name is of nobody now.
            _drop(peer)
        # Otherwise it stays the same object, by which its paths are told from others.
        peer.source = source
    peer.set_importer()
    peer.speaker.joined(peer, event)


def _down(peer: Peer, event: SessionDown) -> None:
    # All routes go, those that `event.stale` names too: nothing is left for a `RoutesSwept` to
    # sweep, and what is there when it comes is fresh.
    peer.speaker.left(peer)
    _drop(peer)


def _drop(peer: Peer) -> None:
    if peer.source is not None:
        peer.speaker.changed(peer.speaker.rib.drop_source(peer.source))


def _long_lived(peer: Peer, event: RoutesLongLived) -> None:
    for family in event.families:
        peer.speaker.long_lived(peer, family)


def _disabled(peer: Peer, event: FamilyDisabled) -> None:
    if peer.source is not None:
        peer.speaker.changed(peer.speaker.rib.drop_source(peer.source, event.family))


def _refresh_requested(peer: Peer, event: RefreshRequested) -> None:
    peer.speaker.refresh_requested(peer, event.family)


def _resumed(peer: Peer, event: SendingResumed) -> None:
    for group, _ in peer.places.values():
        peer.speaker.wake(group)


_HANDLERS: Final[dict[type, Callable[[Peer, Any], None]]] = {
    FamilyDisabled: _disabled,
    RefreshRequested: _refresh_requested,
    RoutesLongLived: _long_lived,
    SendingResumed: _resumed,
    SessionDown: _down,
    SessionUp: _up,
}
