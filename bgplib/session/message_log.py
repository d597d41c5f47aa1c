"""The last messages of a session, octet for octet, for the operator who asks why (RFC 7606 §6)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import attrs

from bgplib.iana import messages

__all__ = ["LoggedMessage", "MessageLog"]

_TYPE_AT: Final = 18
#: how many messages are noted together, which costs a fifth of noting each by itself
_LONGEST_BURST: Final = 32
_type_of: Final = itemgetter(_TYPE_AT)


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

    __slots__ = ("_burst", "_last", "_received", "_time", "sent")

    def __init__(self, length: int) -> None:
        """Start with room for so many messages."""
        self._last: deque[tuple[float, bool, bytes]] = deque(maxlen=length)
        # What came at the same time, and is neither counted nor in the ring yet.
        self._burst: list[bytes] = []
        self._time = 0.0
        self._received = Counter[int]()
        self.sent = Counter[int]()  #: messages of ours, by type

    @property
    def received(self) -> Counter[int]:
        """Messages of the peer so far, by type."""
        self._settle()
        # A copy, since the counter itself stays behind until somebody asks again.
        return self._received.copy()

    def note_received(self, now: float, octets: bytes) -> None:
        """Note a message of the peer."""
        if now != self._time or len(self._burst) >= _LONGEST_BURST:
            self._settle()
            self._time = now
        self._burst.append(octets)

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
        """Count what came, and put what fits into the ring."""
        burst = self._burst
        if burst:
            self._received.update(map(_type_of, burst))
            time, length = self._time, self._last.maxlen or 0
            self._last.extend([(time, False, octets) for octets in burst[-length:]])
            burst.clear()
