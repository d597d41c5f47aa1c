"""What waits to be sent on one connection: bounded, and with a fast lane.

Messages leave in the order in which they were given, but for two rules. KEEPALIVE and NOTIFICATION
do not wait behind UPDATEs, since the peer's hold time does not wait either; and no message is ever
cut by another. After the last message, a NOTIFICATION, nothing more is taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from bgplib.errors import LocalError

__all__ = ["Output"]


class Output:
    """The octets of one connection that have not left yet."""

    __slots__ = ("_bulk", "_queued", "_rest", "_urgent", "closed", "in_flight")

    def __init__(self) -> None:
        """Start empty."""
        self._rest = b""  # the end of a message whose beginning was handed out
        self._urgent: deque[bytes] = deque()
        self._bulk: deque[bytes] = deque()
        self._queued = 0
        self.in_flight = 0  #: octets that were handed out, and not yet reported as sent
        self.closed = False  #: nothing more is taken

    def __len__(self) -> int:
        """Return how many octets wait to be handed out."""
        return self._queued

    @property
    def backlog(self) -> int:
        """Octets that have not left: those that wait, and those handed out and not reported."""
        return self._queued + self.in_flight

    def extend(self, messages: Sequence[bytes]) -> None:
        """Add several messages behind all others."""
        if not self.closed:
            self._bulk.extend(messages)
            self._queued += sum(map(len, messages))

    def put_first(self, octets: bytes) -> bool:
        """Add a message before all that are not of this kind, and say whether it was taken.

        One that waits here already is not added again: a peer that reads nothing gathers no
        KEEPALIVEs.
        """
        if self.closed or octets in self._urgent:
            return False
        self._urgent.append(octets)
        self._queued += len(octets)
        return True

    def close(self) -> None:
        """Take nothing more, and forget what waits in the slow lane."""
        self.closed = True
        self._queued -= sum(map(len, self._bulk))
        self._bulk.clear()

    def take(self, maximum: int | None) -> bytes:
        """Hand out octets, at most so many; None: all."""
        if maximum is None or maximum >= self._queued:
            # All of it, as nearly always.
            taken = b"".join((self._rest, *self._urgent, *self._bulk))
            self._rest = b""
            self._urgent.clear()
            self._bulk.clear()
            self._queued = 0
            self.in_flight += len(taken)
            return taken
        room = maximum
        parts = []
        while room > 0:
            octets = self._rest or (self._urgent or self._bulk).popleft()
            parts.append(octets[:room])
            self._rest = octets[room:]
            room -= len(parts[-1])
        taken = b"".join(parts)
        self._queued -= len(taken)
        self.in_flight += len(taken)
        return taken

    def sent(self, count: int) -> None:
        """Note that octets have left.

        Raises:
            LocalError: fewer octets were handed out.
        """
        if not 0 <= count <= self.in_flight:
            raise LocalError(f"{count} octets were sent, {self.in_flight} were handed out")
        self.in_flight -= count
