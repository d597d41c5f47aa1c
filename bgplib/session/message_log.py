"""The last messages of a session, octet for octet, for the operator who asks why (RFC 7606 §6)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from typing import Final

import attrs

from bgplib._compiling import i64
from bgplib.iana import messages

__all__ = ["LoggedMessage", "MessageLog"]

_TYPE_AT: Final = 18
_UPDATE: Final = 2


@attrs.frozen
class LoggedMessage:
    """One message as it went over the wire."""

    time: float  #: when, on the caller's clock
    sent: bool  #: by us; else by the peer
    octets: bytes  #: the whole message

    def __str__(self) -> str:
        """Return the time, the direction and the type: `12.000 < KEEPALIVE, 19 octets`."""
        name = messages.name(self.octets[_TYPE_AT])
        return f"{self.time:.3f} {'>' if self.sent else '<'} {name}, {len(self.octets)} octets"


class MessageLog:
    """A ring of the last messages, and how many of each type there were."""

    __slots__ = ("_burst", "_last", "_length", "_received", "_time", "_updates", "sent")

    def __init__(self, length: int) -> None:
        """Start with room for so many messages."""
        self._last: deque[tuple[float, bool, bytes]] = deque(maxlen=length)
        self._length: i64 = length
        # The last of what came at one time, and is not in the ring yet.
        self._burst: list[bytes] = []
        self._time = 0.0
        self._received = Counter[int]()
        self._updates: i64 = 0  # how many more UPDATEs there were
        self.sent = Counter[int]()  #: messages of ours, by type

    def keep(self, length: int) -> None:
        """Have room for so many messages from now on."""
        self._settle()
        self._last = deque(self._last, maxlen=length)
        self._length = length

    @property
    def received(self) -> Counter[int]:
        """Messages of the peer so far, by type."""
        if self._updates:
            self._received[messages.UPDATE] += self._updates
            self._updates = 0
        # A copy, since the counter itself stays behind until somebody asks again.
        return self._received.copy()

    def note_received(self, now: float, octets: bytes) -> None:
        """Note a message of the peer."""
        # Of many messages that came at once, most are out of the ring before anybody looks.
        burst = self._burst
        if now != self._time:
            self._settle()
            self._time = now
        elif len(burst) >= 2 * self._length:
            del burst[: len(burst) - self._length]
        if octets[_TYPE_AT] == _UPDATE:
            self._updates += 1
        else:
            self._received[octets[_TYPE_AT]] += 1
        burst.append(octets)

    def note_sent(self, now: float, octets: bytes) -> None:
        """Note a message of ours."""
        self._settle()
        self.sent[octets[_TYPE_AT]] += 1
        self._last.append((now, True, octets))

    def note_sent_all(self, now: float, messages: Sequence[bytes]) -> None:
        """Note several messages of ours."""
        self._settle()
        self.sent.update(octets[_TYPE_AT] for octets in messages)
        kept = messages[-(self._last.maxlen or 0) :] if self._last.maxlen else ()
        self._last.extend((now, True, octets) for octets in kept)

    def last(self) -> tuple[LoggedMessage, ...]:
        """Return the last messages, oldest first."""
        self._settle()
        return tuple(LoggedMessage(*entry) for entry in self._last)

    def _settle(self) -> None:
        """Put what came into the ring."""
        burst = self._burst
        if burst:
            time = self._time
            self._last.extend([(time, False, octets) for octets in burst])
            burst.clear()
