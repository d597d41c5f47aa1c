"""Retention: which families have stale routes, and until when (RFC 4724, RFC 8538, RFC 9494)."""

from __future__ import annotations

import pytest

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
    promise = Promise(restart_time=10, families=BOTH, forwarding=BOTH)
    retention = Retention()
    retention.lost(promise, 180.0, 0.0)
    assert retention.lost(promise, 180.0, 5.0).swept == BOTH
    assert retention.next_deadline() == 15.0


@pytest.mark.parametrize("seconds", [0, 1000])
@pytest.mark.parametrize("later", [5.0, 20.0])
def test_9494_42_consecutive_restarts_spare_what_may_be_long_lived(
    seconds: int, later: float
) -> None:
    """RFC 9494 §4.2: "MUST NOT be deleted before the timer for the Long-Lived Stale Time expires".

    The peer comes back and goes again, while its routes are stale and while they are long-lived
    stale. Of a time of 0 nothing is long-lived.
    """
    promise = Promise(
        restart_time=10,
        families=BOTH,
        forwarding=BOTH,
        long_lived=((V4, seconds),),
        long_lived_forwarding=ONLY_V4,
    )
    retention = Retention()
    retention.lost(promise, 180.0, 0.0)
    swept = retention.expired(later).swept | retention.back(promise, 180.0).swept
    swept |= retention.lost(promise, 180.0, later + 1).swept
    assert swept == (ONLY_V6 if seconds else BOTH)


def test_9494_42_a_family_without_restart_time_is_long_lived_at_once() -> None:
    """RFC 9494 §4.2: "the GR Restart Time shall be deemed zero for those"."""
    promise = Promise(
        restart_time=10,
        families=BOTH,
        at_once=ONLY_V4,
        forwarding=ONLY_V6,
        long_lived=((V4, 1000),),
        long_lived_forwarding=ONLY_V4,
    )
    retention = Retention()
    retention.lost(promise, 180.0, 0.0)
    assert retention.stale == BOTH
    assert retention.next_deadline() == 0.0
    kept = retention.expired(0.0)
    assert (kept.long_lived, kept.swept) == (ONLY_V4, NONE)
    assert retention.expired(10.0).swept == ONLY_V6
    assert retention.next_deadline() == 1000.0


@pytest.mark.parametrize("preserved", [NONE, ONLY_V4])
def test_9494_42_its_f_bit_is_that_of_the_long_lived_capability(
    preserved: frozenset[Family],
) -> None:
    """RFC 9494 §4.2: "the F bit for a specific address family" is that of the "LLGR Capability".

    It is so when the peer is back before anybody looked at the time, too.
    """
    promise = Promise(
        restart_time=10,
        families=ONLY_V4,
        at_once=ONLY_V4,
        long_lived=((V4, 1000),),
        long_lived_forwarding=preserved,
    )
    retention = Retention()
    retention.lost(promise, 180.0, 0.0)
    assert retention.back(promise, 180.0).swept == ONLY_V4 - preserved


@pytest.mark.parametrize("synchronized", [False, True])
def test_9494_42_no_second_long_life_before_end_of_rib(synchronized: bool) -> None:
    """RFC 9494 §4.2: "any remaining routes [...] MUST be removed immediately".

    The time of the long-lived stale routes ends while the peer sends its table again; then it goes,
    after its End-of-RIB or before.
    """
    retention = Retention()
    retention.lost(LONG, 180.0, 0.0)
    retention.expired(10.0)
    retention.back(LONG, 180.0)
    assert retention.expired(1010.0).swept == ONLY_V4
    if synchronized:
        retention.end_of_rib(V4)
    retention.lost(LONG, 180.0, 1020.0)
    assert retention.stale == (BOTH if synchronized else ONLY_V6)
    # It holds of that one session.
    retention.expired(5000.0)
    retention.back(LONG, 180.0)
    retention.lost(LONG, 180.0, 6000.0)
    assert retention.stale == BOTH
