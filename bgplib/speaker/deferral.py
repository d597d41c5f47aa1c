"""Deferral: after our own restart nothing is chosen until the peers have told all they know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bgplib.iana.families import Family

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["Deferral"]


class Deferral:
    """Which peers have not sent their End-of-RIB of which families, and until when we wait.

    RFC 4724 §4.1: the Restarting Speaker "MUST defer route selection for an address family until it
    either (a) receives the End-of-RIB marker from all its peers (excluding the ones with the
    "Restart State" bit set in the received capability and excluding the ones that do not advertise
    the graceful restart capability) or (b) the Selection_Deferral_Timer referred to below has
    expired."
    """

    __slots__ = ("_awaited", "deadline")

    def __init__(self) -> None:
        """Start with nothing to wait for."""
        self._awaited: dict[Family, set[Peer]] = {}
        self.deadline: float | None = None  #: Selection_Deferral_Timer; None while nothing waits

    def begin(self, peers: Iterable[Peer], deadline: float) -> None:
        """Wait for peers that know of graceful restart, as far as configuration tells."""
        self._awaited = {}
        for peer in peers:
            if peer.config.graceful_restart is not None:
                for family in peer.config.families:
                    self._awaited.setdefault(family, set()).add(peer)
        self.deadline = deadline if self._awaited else None

    def came_up(self, peer: Peer) -> None:
        """Note what a peer's OPEN says: of some no End-of-RIB is to be waited for."""
        negotiation = peer.session.negotiation
        terms = None if negotiation is None else negotiation.graceful_restart
        if negotiation is None or terms is None or terms.restarted:
            self.strike(peer)
            return
        kept = negotiation.end_of_rib_families
        self._strike(peer, [each for each in self._awaited if each not in kept])

    def configured(self, peer: Peer) -> None:
        """Note that a peer is configured otherwise: it may not send all End-of-RIBs any more."""
        known = peer.config.graceful_restart is not None
        families = peer.config.families if known else ()
        self._strike(peer, [each for each in self._awaited if each not in families])

    def end_of_rib(self, peer: Peer, family: Family) -> None:
        """Note that a peer has told all of a family."""
        self._strike(peer, [family])

    def strike(self, peer: Peer) -> None:
        """Wait for a peer no longer."""
        self._strike(peer, tuple(self._awaited))

    def expire(self, now: float) -> None:
        """Wait no longer than the timer says."""
        if self.deadline is not None and self.deadline <= now:
            self.end()

    def end(self) -> None:
        """Wait no longer."""
        self._awaited = {}
        self.deadline = None

    def holds(self, family: Family) -> bool:
        """Say whether nothing is chosen of a family yet."""
        return family in self._awaited

    def _strike(self, peer: Peer, families: Iterable[Family]) -> None:
        for family in families:
            peers = self._awaited.get(family)
            if peers is not None:
                peers.discard(peer)
                if not peers:
                    del self._awaited[family]
        if not self._awaited:
            self.deadline = None
