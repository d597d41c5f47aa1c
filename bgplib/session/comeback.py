"""Comeback: whether and when a session that has ended starts again by itself (RFC 4271 §8.1.1).

RFC 4271 leaves the method of DampPeerOscillations open: here each failure doubles IdleHoldTimer,
and a session that was well for a while starts over.
"""

from __future__ import annotations

from typing import Final

from bgplib.session.cause import Cause
from bgplib.session.config import SessionConfig

__all__ = ["Comeback"]

_LARGEST_DOUBLING: Final = 16


class Comeback:
    """What is known of the starts and the failures of a session."""

    def __init__(self) -> None:
        """Start before the first start."""
        self.is_started = False  #: the operator wants the session
        self.is_damped = False  #: IdleHoldTimer runs because of a failure of the peer's, or a reset
        self._failures = 0  # how often the session failed since it was well for a while
        self._counts = False  # the failure at hand counts for the delay

    def start(self) -> None:
        """Note that the operator has the session begin in Idle."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the failure at hand is one of those for which the delay grows."""
        self._counts = True

    def lasted(self, seconds: float, config: SessionConfig) -> None:
        """Note for how long the session was Established."""
        if seconds >= config.idle_hold_maximum:
            self._failures = 0

    def delay(self, cause: Cause, config: SessionConfig) -> float | None:
        """Return after how many seconds the session starts again; None: not by itself.

        Args:
            cause: why it has ended.
            config: how it is configured by now.
        """
        grows, self._counts = self._counts and config.damp_peer_oscillations, False
        if not (self.is_started and config.restart and cause.restart):
            return None
        seconds = cause.restart_after
        self.is_damped = grows or seconds is not None
        if seconds is None:
            doublings = min(self._failures, _LARGEST_DOUBLING) if grows else 0
            seconds = min(config.idle_hold_time * 2**doublings, config.idle_hold_maximum)
            self._failures += grows
        return seconds
