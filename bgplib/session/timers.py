"""The timers of a session, as deadlines on the caller's clock (RFC 4271 §10, RFC 9687 §4).

Nothing here runs: a program asks for the next deadline, waits as it likes, and says what time it
is. A timer fires once, however late it is asked; one that repeats is started again from the time
at which it was found expired, so that a machine that slept sends no burst.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum

from bgplib.errors import LocalError

__all__ = ["Clock", "Timer", "Timers"]


class Timer(Enum):
    """The timers, in the order in which they fire when several are due."""

    # The order decides what a jump of the clock does: a peer that was silent for longer than the
    # hold time is gone, and gets no KEEPALIVE first.
    HOLD = "HoldTimer"  #: RFC 4271 §8.1.3, event 10
    SEND_HOLD = "SendHoldTimer"  #: RFC 9687 §4.3, event 29
    DELAY_OPEN = "DelayOpenTimer"  #: RFC 4271 §8.1.3, event 12
    CONNECT_RETRY = "ConnectRetryTimer"  #: RFC 4271 §8.1.3, event 9
    IDLE_HOLD = "IdleHoldTimer"  #: RFC 4271 §8.1.3, event 13
    KEEPALIVE = "KeepaliveTimer"  #: RFC 4271 §8.1.3, event 11


class Clock:
    """The time as the caller says it, in seconds, which never goes backwards."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        """Start before all time."""
        self.now = -math.inf  #: the latest time that was said

    def set(self, now: float) -> float:
        """Take the caller's time, and return the one that counts: the later of it and the last.

        Raises:
            LocalError: it is not a finite number.
        """
        try:
            finite = math.isfinite(now)
        except (TypeError, OverflowError):  # no number, or an int that is too large for a float
            finite = False
        if not finite:
            raise LocalError(f"the time {now!r} is not a number of seconds")
        self.now = max(self.now, now)
        return self.now


class Timers:
    """Deadlines of the timers that run."""

    __slots__ = ("_deadlines",)

    def __init__(self) -> None:
        """Start with none running."""
        self._deadlines: dict[Timer, float] = {}

    def start(self, timer: Timer, deadline: float) -> None:
        """Let a timer expire at a time, whether it runs already or not."""
        self._deadlines[timer] = deadline

    def stop(self, timer: Timer) -> None:
        """Stop a timer; one that does not run stays as it is."""
        self._deadlines.pop(timer, None)

    def running(self, timer: Timer) -> bool:
        """Say whether a timer runs."""
        return timer in self._deadlines

    def next_deadline(self) -> float | None:
        """Return when the first timer expires; None when none runs."""
        return min(self._deadlines.values(), default=None)

    def expired(self, now: float) -> Iterator[Timer]:
        """Iterate over the timers that are due, in the order in which they fire; each is stopped.

        What one does may stop or start those behind it: each is looked at when its turn comes.
        """
        for timer in Timer:
            if self._deadlines.get(timer, math.inf) <= now:
                del self._deadlines[timer]
                yield timer

    def remaining(self, now: float) -> Iterator[tuple[Timer, float]]:
        """Iterate over the timers that run, and how many seconds each has left."""
        for timer in Timer:
            if timer in self._deadlines:
                yield timer, max(0.0, self._deadlines[timer] - now)
