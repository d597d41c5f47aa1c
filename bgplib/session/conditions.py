"""What a row of the state machine's table depends on, beside state and event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

__all__ = ["ALWAYS", "CONDITIONS", "Condition", "Facts"]


@attrs.frozen(kw_only=True)
class Facts:
    """What is so when an event comes; session attributes under the names of RFC 4271 §8."""

    delay_open: bool = False  #: DelayOpen
    delay_open_running: bool = False  #: DelayOpenTimer runs
    damp_peer_oscillations: bool = False  #: DampPeerOscillations
    idle_hold_running: bool = False  #: IdleHoldTimer runs
    passive: bool = False  #: PassiveTcpEstablishment
    notification_without_open: bool = False  #: SendNOTIFICATIONwithoutOPEN
    collision_detect_established: bool = False  #: CollisionDetectEstablishedState
    hold_time_zero: bool = False  #: the negotiated Hold Time is 0
    graceful_restart: bool = False  #: the peer's RFC 4724 capability has families that were agreed
    n_bit: bool = False  #: both ends said the N bit (RFC 8538 §2)
    hard_reset: bool = False  #: the peer's NOTIFICATION is a Hard Reset (RFC 8538 §3)
    maximum_prefixes: bool = False  #: the automatic stop is one for too many prefixes
    loses_collision: bool = False  #: of two connections, this is the one to close


@attrs.frozen
class Condition:
    """A condition, in words and as a function."""

    text: str  #: in words; empty when it always holds
    holds: Callable[[Facts], bool] = attrs.field(eq=False, repr=False)  #: whether it holds


ALWAYS: Final = Condition("", lambda _: True)

#: all others, by their words; those of one cell exclude each other
CONDITIONS: Final = {
    text: Condition(text, holds)
    for text, holds in {
        "DelayOpen": lambda f: f.delay_open,
        "not DelayOpen": lambda f: not f.delay_open,
        "DelayOpenTimer running": lambda f: f.delay_open_running,
        "DelayOpenTimer not running": lambda f: not f.delay_open_running,
        "DelayOpenTimer running and SendNOTIFICATIONwithoutOPEN": (
            lambda f: f.delay_open_running and f.notification_without_open
        ),
        "otherwise": lambda f: not (f.delay_open_running and f.notification_without_open),
        "SendNOTIFICATIONwithoutOPEN": lambda f: f.notification_without_open,
        "not SendNOTIFICATIONwithoutOPEN": lambda f: not f.notification_without_open,
        "DampPeerOscillations and IdleHoldTimer not running": (
            lambda f: f.damp_peer_oscillations and not f.idle_hold_running
        ),
        "IdleHoldTimer running, or DampPeerOscillations off": (
            lambda f: f.idle_hold_running or not f.damp_peer_oscillations
        ),
        "DampPeerOscillations, not passive": (lambda f: f.damp_peer_oscillations and not f.passive),
        "DampPeerOscillations, passive": lambda f: f.damp_peer_oscillations and f.passive,
        "DampPeerOscillations off": lambda f: not f.damp_peer_oscillations,
        "negotiated hold time non-zero": lambda f: not f.hold_time_zero,
        "negotiated hold time zero": lambda f: f.hold_time_zero,
        "this connection loses the collision": lambda f: f.loses_collision,
        "no collision (second OPEN on the same connection)": lambda f: not f.loses_collision,
        "CollisionDetectEstablishedState": lambda f: f.collision_detect_established,
        "not CollisionDetectEstablishedState": lambda f: not f.collision_detect_established,
        "Graceful Restart with one or more AFI/SAFI received": lambda f: f.graceful_restart,
        "no Graceful Restart with one or more AFI/SAFI received": lambda f: not f.graceful_restart,
        "N bit exchanged": lambda f: f.n_bit,
        "N bit not exchanged": lambda f: not f.n_bit,
        "N bit exchanged and not Hard Reset": lambda f: f.n_bit and not f.hard_reset,
        "N bit not exchanged, or Hard Reset (6/9)": lambda f: not f.n_bit or f.hard_reset,
        "maximum prefixes": lambda f: f.maximum_prefixes,
        "other automatic stop": lambda f: not f.maximum_prefixes,
    }.items()
}
