"""Agenda: when the sessions of many peers have something to do, without asking them all."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["Agenda"]

_SPARE: Final = 64


class Agenda:
    """Peers in the order of their deadlines.

    Most deadlines move to later times, with each message. So an entry may be too early: it is
    looked at when it comes first, and put where it belongs. What earlier deadlines left behind goes
    when it comes first, or when there is as much of it as of the rest.
    """

    __slots__ = ("_deadlines", "_heap", "_most", "_order")

    def __init__(self) -> None:
        """Start empty."""
        self._heap: list[tuple[float, int, Peer]] = []
        self._order = count()
        self._deadlines: dict[Peer, float] = {}  # for when they are here
        self._most = _SPARE  # entries, before those that hold no longer are taken out

    def enter(self, peer: Peer) -> None:
        """Enter a peer anew, where its deadline is earlier than the one it is here for."""
        deadline = peer.next_deadline()
        entered = self._deadlines.get(peer)
        if deadline is None or (entered is not None and entered <= deadline):
            return
        self._deadlines[peer] = deadline
        heapq.heappush(self._heap, (deadline, next(self._order), peer))
        if len(self._heap) > self._most:
            due = self._deadlines
            held = {entry[2]: entry for entry in self._heap if due.get(entry[2]) == entry[0]}
            self._heap = sorted(held.values())
            self._most = 2 * len(held) + _SPARE

    def next_deadline(self) -> float | None:
        """Return when the first peer has something to do; None when none has."""
        while self._heap:
            entered, _, peer = self._heap[0]
            deadline = peer.next_deadline() if self._deadlines.get(peer) == entered else None
            if deadline == entered:
                return deadline
            heapq.heappop(self._heap)
            if self._deadlines.get(peer) == entered:
                del self._deadlines[peer]
                if deadline is not None:
                    self.enter(peer)
        return None

    def due(self, now: float) -> Iterator[Peer]:
        """Iterate over the peers whose time has come, each once."""
        while True:
            deadline = self.next_deadline()
            if deadline is None or deadline > now:
                return
            _, _, peer = heapq.heappop(self._heap)
            self._deadlines.pop(peer, None)
            yield peer

    def strike(self, peer: Peer) -> None:
        """Forget a peer."""
        self._deadlines.pop(peer, None)
        self._heap = [entry for entry in self._heap if entry[2] is not peer]
        heapq.heapify(self._heap)
