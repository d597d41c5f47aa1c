"""Addresses: which peer a connection is of, without asking all peers for each that comes in."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["PeerAddresses"]


class PeerAddresses:
    """The peers of each address: one as a rule, and several where they differ in their names."""

    __slots__ = ("_at", "_entered", "_order")

    def __init__(self) -> None:
        """Start without peers."""
        # By address, those that have it by their numbers, the lowest first.
        self._at: dict[bytes, dict[int, Peer]] = {}
        self._entered: dict[Peer, tuple[int, bytes]] = {}
        self._order = count()

    def enter(self, peer: Peer) -> None:
        """Enter a peer, or the address that it has now: it keeps its place among the others."""
        number, before = self._entered.get(peer, (None, None))
        address = peer.config.address
        if number is None:
            number = next(self._order)
        elif address == before:
            return
        else:
            self.strike(peer)
        self._entered[peer] = number, address
        known = self._at.get(address)
        if known is None:
            self._at[address] = {number: peer}
        else:
            is_last = number > next(reversed(known))
            known[number] = peer
            if not is_last:
                self._at[address] = dict(sorted(known.items()))

    def strike(self, peer: Peer) -> None:
        """Forget a peer, if it is known."""
        number, address = self._entered.pop(peer, (None, b""))
        if number is not None:
            known = self._at[address]
            del known[number]
            if not known:
                del self._at[address]

    def first(self, address: bytes) -> Peer | None:
        """Return the peer of an address that was added first; None if there is none."""
        known = self._at.get(address)
        return None if known is None else next(iter(known.values()))
