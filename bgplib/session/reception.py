"""What the peer's routes go through on their way to the program: limits, refreshes, restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.route_refresh import BORR, NORMAL, RouteRefresh
from bgplib.messages.update import Update
from bgplib.session.cause import Cause
from bgplib.session.config import PrefixLimit, SessionConfig
from bgplib.session.events import (
    Event,
    FamilyDisabled,
    PrefixLimitExceeded,
    PrefixLimitWarning,
    RefreshBegan,
    RefreshEnded,
    RefreshRequested,
    RoutesLongLived,
    RoutesSwept,
)
from bgplib.session.graceful_restart import Kept, Promise, Retention
from bgplib.session.inputs import Input
from bgplib.session.orf import KEPT_TYPES, OrfTable
from bgplib.session.prefix_limit import Count, Identity, PrefixCounter

__all__ = ["Reception"]

_NO_PROMISE = Promise()


class Reception:
    """The routes of one peer, as far as a session has to know of them."""

    def __init__(
        self,
        config: SessionConfig,
        emit: Callable[[Event], None],
    ) -> None:
        """Start without routes.

        Args:
            config: the session.
            emit: takes what the program is told.
        """
        self._emit = emit
        self._stale_time = 0.0  # as it was configured when the session came up
        self._counter = PrefixCounter(config.prefix_limits)
        #: UPDATEs have to be counted before they are delivered
        self.is_limited = bool(self._counter.limits)
        self._retention = Retention()
        self._promise = _NO_PROMISE
        self._enhanced = False
        self._unfinished: set[Family] = set()  # no End-of-RIB yet
        self.filters: dict[Family, OrfTable] = {}  #: what the peer does not want, by family
        self._requested: set[Family] = set()  # requests that the program has not taken yet

    # -- the session comes and goes ----------------------------------------------------------

    def up(
        self,
        promise: Promise,
        *,
        stale_time: float,
        enhanced: bool,
        unfinished: Iterable[Family] = (),
        filtered: Iterable[tuple[Family, int]] = (),
    ) -> frozenset[Family]:
        """Note that the session is Established, and return the families with stale routes.

        Args:
            promise: what the peer's OPEN says of its restarts.
            stale_time: how long stale routes may stay, since they became so.
            enhanced: the peer knows of enhanced route refresh.
            unfinished: the families of which the peer will send an End-of-RIB.
            filtered: the families, and the types, of filters that the peer may send.
        """
        types: dict[Family, list[int]] = {}
        for family, kind in filtered:
            # A program that offers to take others (`SessionConfig.capabilities`) reads them itself.
            if kind in KEPT_TYPES:
                types.setdefault(family, []).append(kind)
        self.filters = {family: OrfTable(family, kinds) for family, kinds in types.items()}
        self._promise = promise
        self._stale_time = stale_time
        self._enhanced = enhanced
        self._unfinished = set(unfinished)
        self._counter.reset()
        kept = self._retention.back(promise, stale_time)
        self._act(kept)
        return self._retention.stale

    def down(self, now: float, *, keep: bool) -> frozenset[Family]:
        """Note that the session ended, and return the families whose routes stay, as stale."""
        self._requested.clear()
        self.filters = {}
        if keep:
            self._act(self._retention.lost(self._promise, self._stale_time, now))
        else:
            self._retention.dropped()
        return self._retention.stale

    def give_up(self, reason: str) -> None:
        """Let what is stale go: nobody waits for the peer any more."""
        stale = self._retention.stale
        self._retention.dropped()
        self._act(Kept(swept=stale, reason=reason))

    # -- messages ----------------------------------------------------------------------------

    def count(self, update: Update) -> Update | Cause:
        """Count what an UPDATE announces; return what to deliver of it.

        RFC 4271 §6.7 asks to discard what is too much, or to end the session: then the event that
        ends it is returned, and nothing of the message is delivered.
        """
        if self.is_limited:
            update, counts = self._counter.apply(update)
            for count in counts:
                is_over = count.exceeded and (count.limit.cease or count.limit.discard)
                kind = PrefixLimitExceeded if is_over else PrefixLimitWarning
                self._emit(kind(count.family, count.count, count.limit.maximum))
                if count.ends:
                    return _too_many(count)
        return update

    def end_of_rib(self, family: Family) -> None:
        """Note that the peer has sent its whole table of a family, and that it was delivered."""
        self._unfinished.discard(family)
        self._act(self._retention.end_of_rib(family))

    def disabled(self, update: Update) -> frozenset[Family]:
        """Tell of the families that an UPDATE made unusable, and return them."""
        found = {
            finding.family: finding
            for finding in update.findings
            if finding.treatment is Treatment.AFI_SAFI_DISABLE and finding.family is not None
        }
        for family, finding in found.items():
            self._counter.disabled(family)
            self._emit(FamilyDisabled(family, finding))
        return frozenset(found)

    def refresh(self, message: RouteRefresh, now: float) -> None:
        """Deliver a ROUTE-REFRESH that counts."""
        # RFC 7313 §5: "When the BGP speaker receives a ROUTE-REFRESH message with a "Message
        # Subtype" field other than 0, 1, or 2, it MUST ignore the received ROUTE-REFRESH message."
        if message.findings:
            return
        family = message.family
        # RFC 2918 §3 has no subtypes: without RFC 7313 all messages are requests.
        if message.subtype == NORMAL or not self._enhanced:
            table = self.filters.get(family)
            # RFC 5291 §6 lets a peer say that it will ask for the routes later.
            if table is not None and not table.apply(message.orf):
                return
            # A storm of requests leads to one answer.
            if family not in self._requested:
                self._emit(RefreshRequested(message))
            self._requested.add(family)
        elif message.subtype == BORR:
            # RFC 7313 §4: "A BGP speaker that has received the Graceful Restart Capability from its
            # neighbor MUST ignore any BoRRs for an <AFI, SAFI> from the neighbor before the speaker
            # receives the EoR for the given <AFI, SAFI> from the neighbor."
            if family in self._unfinished:
                return
            self._retention.refresh_began(family, now + self._stale_time)
            self._counter.refresh_began(family)
            self._emit(RefreshBegan(family))
        elif self._retention.refresh_ended(family):
            # RFC 7313 §4: "A BGP speaker MAY ignore any EoRR message received without a prior
            # receipt of an associated BoRR message."
            self._counter.swept(family)
            self._emit(RefreshEnded(family))

    def delivered(self, event: Event) -> None:
        """Note that the program has taken an event."""
        if type(event) is RefreshRequested:
            self._requested.discard(event.family)

    # -- time --------------------------------------------------------------------------------

    def next_deadline(self) -> float | None:
        """Return when stale routes have waited long enough; None when none wait."""
        return self._retention.next_deadline()

    def expire(self, now: float) -> None:
        """Sweep the routes whose time is over."""
        self._act(self._retention.expired(now))

    @property
    def stale(self) -> frozenset[Family]:
        """The families with stale routes."""
        return self._retention.stale

    def limit_prefixes(
        self, limits: Mapping[Family, PrefixLimit], known: Mapping[Family, set[Identity]]
    ) -> None:
        """Let other limits hold; see `Session.limit_prefixes`."""
        self._counter = PrefixCounter(limits, known)
        self.is_limited = bool(self._counter.limits)

    def counts(self) -> dict[Family, int]:
        """Return how many prefixes there are, in the families with a limit."""
        return self._counter.counts()

    def _act(self, kept: Kept) -> None:
        if kept.swept:
            for family in kept.swept:
                self._counter.swept(family)
            self._emit(RoutesSwept(kept.swept, kept.reason))
        if kept.long_lived:
            self._emit(RoutesLongLived(kept.long_lived))


def _too_many(count: Count) -> Cause:
    # RFC 4486 §4: "If a BGP speaker decides to terminate its peering with a neighbor because the
    # number of address prefixes received from the neighbor exceeds a locally configured upper
    # bound (as described in [BGP-4]), then the speaker MUST send to the neighbor a NOTIFICATION
    # message with the Error Code Cease and the Error Subcode "Maximum Number of Prefixes Reached"."
    limit = count.limit
    return Cause(
        input=Input.AUTOMATIC_STOP,
        text=f"{count.count} prefixes of {count.family} are more than {limit.maximum}",
        notification=Notification.too_many_prefixes(count.family, limit.maximum),
        restart=limit.restart is not None,
        restart_after=limit.restart,
    )
