"""Routes that outlive the session: the receiving speaker's side of graceful restart.

RFC 4724 §4.2, RFC 8538 §4, RFC 9494 §4.2. A family's routes are in one of three phases: fresh;
stale, while the peer restarts or sends its table again; long-lived stale, when the Restart Time
is over and both ends agreed on more. This keeps the phases and their deadlines; the routes
themselves are the RIB's.
"""

from __future__ import annotations

import math

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.capabilities import GracefulRestart, LongLivedGracefulRestart
from bgplib.iana.families import Family
from bgplib.session.config import GracefulRestartConfig
from bgplib.session.negotiation import Negotiation

__all__ = ["Kept", "Promise", "Retention", "promise_of"]


@frozen(kw_only=True)
class Promise:
    """What the peer's OPEN says of its restarts, as far as we go along with it."""

    restart_time: int = 0  #: seconds in which the peer means to be back
    #: whose routes are to be kept
    families: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)
    #: those of them that have no Restart Time, but a time as long-lived stale routes at once
    at_once: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)
    #: whose forwarding state was preserved (F bit)
    forwarding: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)
    notification: bool = False  #: both ends said the N bit (RFC 8538 §2)
    long_lived: tuple[tuple[Family, int], ...] = ()  #: seconds of LLST by family (RFC 9494)
    #: whose forwarding state was preserved, as the long-lived capability says it
    long_lived_forwarding: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)


def promise_of(negotiation: Negotiation | None, config: GracefulRestartConfig | None) -> Promise:
    """Read what a peer's OPEN says of restarts, in the families that were agreed on.

    Args:
        negotiation: what the OPENs led to; None while there is none.
        config: what we do about restarts, as our OPEN said it; None: nothing.
    """
    if negotiation is None or config is None:
        return Promise()
    agreed = frozenset(negotiation.families)
    theirs = negotiation.remote.capability(GracefulRestart)
    if theirs is None:
        return Promise()
    # RFC 9494 §4.1 lets the long-lived capability count only beside that of RFC 4724.
    long_lived = negotiation.remote.capability(LongLivedGracefulRestart)
    longer = () if long_lived is None else long_lived.families
    times = {
        entry.family: min(entry.stale_time, config.long_lived[entry.family])
        for entry in longer
        if entry.family in agreed and entry.family in config.long_lived
    }
    listed = agreed & {entry.family for entry in theirs.families}
    # RFC 9494 §4.2: "If the Graceful Restart Capability that was received does not list all
    # AFIs/SAFIs supported by the session, then the GR Restart Time shall be deemed zero for those
    # AFIs/SAFIs that are not listed."
    at_once = frozenset(family for family, seconds in times.items() if seconds) - listed
    return Promise(
        restart_time=theirs.restart_time,
        families=listed | at_once,
        at_once=at_once,
        forwarding=agreed & {entry.family for entry in theirs.families if entry.forwarding},
        notification=config.notification and theirs.notification,
        long_lived=tuple(times.items()),
        long_lived_forwarding=agreed & {entry.family for entry in longer if entry.forwarding},
    )


@frozen
class Kept:
    """What to do with routes of some families."""

    #: remove what is still stale
    swept: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)
    #: mark what is stale as long-lived stale
    long_lived: frozenset[Family] = attrs.field(default=frozenset(), repr=in_order)
    reason: str = ""  #: why


class Retention:
    """Which families of a peer have stale routes, and until when."""

    def __init__(self) -> None:
        """Start with all routes fresh."""
        self._promise = Promise()
        self._deadlines: dict[Family, float] = {}  # stale families
        self._long_lived: dict[Family, float] = {}  # long-lived stale ones
        self._refreshes: dict[Family, float] = {}  # between BoRR and EoRR
        self._since: dict[Family, float] = {}  # when the first of the stale routes became so
        self._overdue: set[Family] = set()  # whose LLST ended before the peer sent End-of-RIB
        self._is_up = False

    @property
    def stale(self) -> frozenset[Family]:
        """The families with stale routes, long-lived ones included."""
        return frozenset(self._deadlines) | frozenset(self._long_lived)

    def lost(self, promise: Promise, stale_time: float, now: float) -> Kept:
        """Keep the routes of a session that ended, and return what is not to be kept.

        Args:
            promise: what the OPEN of the session that ended said.
            stale_time: how long stale routes may stay.
            now: the time.
        """
        # RFC 4724 §4.2: "To deal with possible consecutive restarts, a route (from the peer)
        # previously marked as stale MUST be deleted." RFC 8538 §4.1 spares it where the N bit was
        # exchanged.
        # RFC 9494 §4.2: "However, in the case of consecutive restarts, the previously marked stale
        # routes MUST NOT be deleted before the timer for the Long-Lived Stale Time expires."
        spared = {family for family, seconds in promise.long_lived if seconds}
        again = self.stale - spared if not promise.notification else frozenset[Family]()
        gone = again | (self.stale - promise.families)
        # RFC 9494 §4.2: "If the session subsequently resets prior to becoming synchronized, any
        # remaining routes (for the AFI/SAFI whose LLST timer expired) MUST be removed immediately."
        kept = promise.families - self._overdue
        for family in gone:
            self._forget(family)
        self._promise = promise
        self._is_up = False
        self._refreshes.clear()
        self._overdue.clear()
        # Of a family with long-lived stale routes, others came meanwhile that are not so yet.
        # RFC 8538 §4.1 has the stale timer "put an upper bound on the amount of time a router
        # retains the stale routes": since they became so, or a peer that comes and goes and never
        # sends End-of-RIB would have them stay for ever.
        for family in kept:
            since = self._since.setdefault(family, now)
            seconds = 0 if family in promise.at_once else promise.restart_time
            self._deadlines[family] = min(now + seconds, since + stale_time)
        return Kept(swept=gone, reason="the peer restarted again before its routes were fresh")

    def dropped(self) -> None:
        """Forget everything: no route is kept, or not any longer."""
        self._deadlines.clear()
        self._long_lived.clear()
        self._refreshes.clear()
        self._since.clear()
        self._overdue.clear()
        self._is_up = False

    def back(self, promise: Promise, stale_time: float) -> Kept:
        """Note that the session is up again, and return the families that are not fresh any more.

        Args:
            promise: what the new OPEN says.
            stale_time: how long stale routes may stay now, since they became so.
        """
        # RFC 4724 §4.2: "Once the session is re-established, if the "Forwarding State" bit for a
        # specific address family is not set in the newly received Graceful Restart Capability, or
        # if a specific address family is not included in the newly received Graceful Restart
        # Capability, or if the Graceful Restart Capability is not received in the re-established
        # session at all, then the Receiving Speaker MUST immediately remove all the stale routes
        # from the peer that it is retaining for that address family."
        # RFC 9494 §4.2 has the same of long-lived stale routes, and an F bit of its own for them.
        longer = frozenset(self._long_lived) | self._promise.at_once
        kept = (promise.forwarding - longer) | (promise.long_lived_forwarding & longer)
        lost = self.stale - kept
        for family in lost:
            self._forget(family)
        self._is_up = True
        self._promise = promise
        # RFC 4724 §4.2 lets a timer bound for how long stale routes stay, RFC 8538 §4.1 wants one.
        # Long-lived stale ones have a longer one.
        self._deadlines = {
            family: self._since[family] + stale_time
            for family in self._deadlines
            if family not in self._long_lived
        }
        return Kept(swept=lost, reason="the peer did not preserve its forwarding state")

    def end_of_rib(self, family: Family) -> Kept:
        """Note that the peer has sent all its routes of a family."""
        # RFC 4724 §4.2: "Once the End-of-RIB marker for an address family is received from the
        # peer, it MUST immediately remove any routes from the peer that are still marked as stale
        # for that address family."
        self._overdue.discard(family)
        if family not in self.stale:
            return Kept()
        self._forget(family)
        return Kept(swept=frozenset((family,)), reason="the peer has sent its End-of-RIB")

    def refresh_began(self, family: Family, deadline: float) -> None:
        """Note a BoRR; if no EoRR follows, the deadline of the first stands for it."""
        # RFC 7313 §4: "An implementation MAY impose a locally configurable upper bound on how long
        # it would retain any stale routes."
        self._refreshes.setdefault(family, deadline)

    def refresh_ended(self, family: Family) -> bool:
        """Note an EoRR, and say whether there was a BoRR before it."""
        return self._refreshes.pop(family, None) is not None

    def next_deadline(self) -> float | None:
        """Return when the first family has waited long enough; None when none waits."""
        every = (*self._deadlines.values(), *self._long_lived.values(), *self._refreshes.values())
        return min(every, default=None)

    def expired(self, now: float) -> Kept:
        """Return what is to be done with the families whose time is over."""
        due = {family for family, deadline in self._deadlines.items() if deadline <= now}
        over = {family for family, deadline in self._long_lived.items() if deadline <= now}
        if self._is_up:
            self._overdue |= over
        over |= {family for family, deadline in self._refreshes.items() if deadline <= now}
        kept = dict(self._promise.long_lived)
        # RFC 9494 §4.2: when the Restart Time is over without the session, the LLST begins for the
        # families that have one.
        ends = {
            family: min(now + kept[family], self._long_lived.get(family, math.inf))
            for family in due - over
            if not self._is_up and kept.get(family, 0) > 0
        }
        longer = frozenset(ends)
        for family in due | over:
            self._forget(family)
        self._long_lived |= ends
        return Kept(
            swept=frozenset(due | over) - longer,
            long_lived=longer,
            reason="the time for which stale routes stay is over",
        )

    def _forget(self, family: Family) -> None:
        self._deadlines.pop(family, None)
        self._long_lived.pop(family, None)
        self._refreshes.pop(family, None)
        self._since.pop(family, None)
