"""Retention: which families have stale routes, and until when (RFC 4724, RFC 8538, RFC 9494)."""

from __future__ import annotations

from bgplib.iana.families import Family
from bgplib.session.graceful_restart import Promise, Retention

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
NONE: frozenset[Family] = frozenset()
BOTH = frozenset((V4, V6))
ONLY_V4, ONLY_V6 = frozenset((V4,)), frozenset((V6,))
#: of a peer whose N bit and ours were exchanged
LONG = Promise(
    restart_time=10,
    families=BOTH,
    forwarding=BOTH,
    notification=True,
    long_lived=((V4, 1000),),
    long_lived_forwarding=ONLY_V4,
)


def test_9494_42_routes_that_came_after_long_lived_ones_are_marked_in_their_turn() -> None:
    """RFC 9494 §4.2: after the Restart Time, what is stale is long-lived stale: later routes, too.

    The peer comes back while its routes are long-lived stale, announces others, and goes before
    its End-of-RIB. The time of the first ones is not longer for that.
    """
    retention = Retention()
    retention.lost(LONG, 180.0, 0.0)
    kept = retention.expired(10.0)
    assert (kept.long_lived, kept.swept) == (ONLY_V4, ONLY_V6)
    assert retention.next_deadline() == 1010.0
    assert retention.back(LONG, 180.0).swept == NONE
    # Long-lived stale routes stay for their own time, and not for that of stale ones.
    assert retention.next_deadline() == 1010.0
    assert retention.lost(LONG, 180.0, 500.0).swept == NONE
    assert retention.stale == BOTH
    kept = retention.expired(510.0)
    assert (kept.long_lived, kept.swept) == (ONLY_V4, ONLY_V6)
    kept = retention.expired(1010.0)
    assert (kept.long_lived, kept.swept) == (NONE, ONLY_V4)
    assert retention.next_deadline() is None


def test_9494_42_when_both_times_are_over_they_go() -> None:
    """Whoever slept for longer than both finds nothing that would be kept once more."""
    retention = Retention()
    retention.lost(LONG, 180.0, 0.0)
    retention.expired(10.0)
    retention.back(LONG, 180.0)
    retention.lost(LONG, 180.0, 1005.0)
    kept = retention.expired(5000.0)
    assert (kept.long_lived, kept.swept) == (NONE, BOTH)
    assert retention.next_deadline() is None
    assert retention.stale == NONE


def test_8538_41_without_the_n_bit_the_first_ones_go() -> None:
    """RFC 8538 §4.1: "a route (from the peer) previously marked as stale MUST be deleted"."""
    promise = Promise(restart_time=10, families=BOTH, forwarding=BOTH, long_lived=((V4, 1000),))
    retention = Retention()
    retention.lost(promise, 180.0, 0.0)
    retention.expired(10.0)
    assert retention.lost(promise, 180.0, 20.0).swept == ONLY_V4
    assert retention.next_deadline() == 30.0
