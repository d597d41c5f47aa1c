"""Addresses: which peer a connection is of, and which are our own, without asking all peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING

from bgplib.errors import LocalError
from bgplib.values.address import address_octets

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["OwnAddresses", "PeerAddresses", "own_address"]


def own_address(address: str | bytes | None) -> bytes:
    """Return our address as a driver says it; empty octets where it does not.

    Raises:
        LocalError: octets are not an address.
        ParseError: a text is not an address.
    """
    octets = address_octets(address) if isinstance(address, str) else address or b""
    if len(octets) not in (0, 4, 16):
        raise LocalError(f"{octets!r} is no address: it has 4 or 16 octets")
    return octets


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


class OwnAddresses:
    """Our own addresses: those of us that belong to some peer, as long as any has them."""

    __slots__ = ("_counts", "_of")

    def __init__(self) -> None:
        """Start without any."""
        self._of: dict[Peer, frozenset[bytes]] = {}
        self._counts = Counter[bytes]()

    @property
    def all(self) -> frozenset[bytes]:
        """All of them."""
        return frozenset(self._counts)

    def enter(self, peer: Peer, addresses: Iterable[bytes]) -> bool:
        """Note our addresses towards a peer, in place of those before.

        Args:
            peer: the peer.
            addresses: all that we have towards it; empty octets are none.

        Returns:
            Whether others are our own now than before.
        """
        before, after = self._of.pop(peer, frozenset()), frozenset(filter(None, addresses))
        if after:
            self._of[peer] = after
        differs = False
        for address in after - before:
            differs |= address not in self._counts
            self._counts[address] += 1
        for address in before - after:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]
                differs = True
        return differs
