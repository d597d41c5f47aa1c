"""What the events of a session mean for the routes of its peer, and for those told to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.iana.families import Family
from bgplib.route import Source
from bgplib.session import (
    Event,
    FamilyDisabled,
    RefreshBegan,
    RefreshEnded,
    RefreshRequested,
    RoutesLongLived,
    RoutesSwept,
    SendingResumed,
    SessionDown,
    SessionUp,
)
from bgplib.speaker.long_lived import long_lived
from bgplib.speaker.peer import Peer
from bgplib.speaker.wires import PeerConnection

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
        name=peer.config.name,
    )
    if peer.source not in (None, source):
        # What it announced under another name is of nobody now.
        _drop(peer)
    if isinstance(event.connection, PeerConnection) and event.connection.local_address:
        peer.speaker.local_address_of(peer, event.connection.local_address)
    peer.came_up(source)
    peer.speaker.joined(peer, event)


def _down(peer: Peer, event: SessionDown) -> None:
    speaker, source = peer.speaker, peer.source
    speaker.left(peer)
    if source is None:
        return
    for family in speaker.rib.families:
        if family in event.stale:
            # What was stale already is gone where it has to be: `RoutesSwept` came before.
            speaker.rib.mark_stale(source, family)
        else:
            speaker.changed(speaker.rib.drop_source(source, family, notes=speaker.notes))


def _drop(peer: Peer, family: Family | None = None) -> None:
    speaker = peer.speaker
    if peer.source is not None:
        speaker.changed(speaker.rib.drop_source(peer.source, family, notes=speaker.notes))


def _sweep(peer: Peer, family: Family) -> None:
    speaker = peer.speaker
    if peer.source is not None:
        speaker.changed(speaker.rib.sweep(peer.source, family, notes=speaker.notes))
        if family == Family.IPV4_ROUTE_TARGET:
            speaker.groups.membership_changed(peer)


def _swept(peer: Peer, event: RoutesSwept) -> None:
    # A set is in another order in each process, and changes are told in this one.
    for family in sorted(event.families):
        _sweep(peer, family)


def _long_lived(peer: Peer, event: RoutesLongLived) -> None:
    speaker, source = peer.speaker, peer.source
    judge = None if peer.importer is None else peer.importer.judge
    if source is None:
        return
    for family in sorted(event.families):
        speaker.changed(
            speaker.rib.replace_stale(source, family, long_lived, judge, notes=speaker.notes)
        )


def _disabled(peer: Peer, event: FamilyDisabled) -> None:
    _drop(peer, event.family)
    # An End-of-RIB marker of it is not read either.
    peer.speaker.end_of_rib(peer, event.family)
    peer.speaker.groups.membership_changed(peer)


def _refresh_began(peer: Peer, event: RefreshBegan) -> None:
    # RFC 7313 §4 has what is there marked as stale when the peer says that it begins.
    if peer.source is not None:
        peer.speaker.rib.mark_stale(peer.source, event.family)


def _refresh_ended(peer: Peer, event: RefreshEnded) -> None:
    _sweep(peer, event.family)


def _refresh_requested(peer: Peer, event: RefreshRequested) -> None:
    peer.speaker.groups.refresh(peer, event.family)


def _resumed(peer: Peer, event: SendingResumed) -> None:
    for group, _ in peer.places.values():
        peer.speaker.groups.wake(group)


_HANDLERS: Final[dict[type, Callable[[Peer, Any], None]]] = {
    FamilyDisabled: _disabled,
    RefreshBegan: _refresh_began,
    RefreshEnded: _refresh_ended,
    RefreshRequested: _refresh_requested,
    RoutesLongLived: _long_lived,
    RoutesSwept: _swept,
    SendingResumed: _resumed,
    SessionDown: _down,
    SessionUp: _up,
}
