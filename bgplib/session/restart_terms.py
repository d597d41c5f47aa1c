"""What two OPENs say of restarts, in the families that were agreed on (RFC 4724, RFC 8538)."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.iana.families import Family
from bgplib.session.offer import Offer

__all__ = ["RestartTerms"]


@frozen(kw_only=True)
class RestartTerms:
    """Both ends advertised GRACEFUL_RESTART: what either does for the other."""

    restart_time: int  #: seconds in which the peer means to be back
    families: tuple[Family, ...]  #: of which we keep the peer's routes while it restarts
    #: whose forwarding state the peer preserved (its F bits)
    forwarding: frozenset[Family] = attrs.field(repr=in_order)
    restarted: bool  #: the peer comes back from a restart (its R bit)
    notification: bool  #: a NOTIFICATION restarts gracefully, too (N bits of both, RFC 8538 §2)
    our_restart_time: int  #: seconds in which we mean to be back
    our_families: tuple[Family, ...]  #: of which the peer keeps our routes while we restart
    #: whose forwarding state we preserved (our F bits)
    our_forwarding: frozenset[Family] = attrs.field(repr=in_order)
    we_restarted: bool  #: we come back from a restart (our R bit)

    @classmethod
    def of(cls, ours: Offer, theirs: Offer, families: Iterable[Family]) -> RestartTerms | None:
        """Compare two OPENs.

        Args:
            ours: what our OPEN offers.
            theirs: what the peer's OPEN offers.
            families: those that were agreed on, in our order; of others nothing is kept.

        Returns:
            The terms; None unless both ends advertised the capability.
        """
        check(ours, Offer, "ours")
        check(theirs, Offer, "theirs")
        if ours.restart is None or theirs.restart is None:
            return None
        agreed = tuple(families)
        return cls(
            restart_time=theirs.restart.restart_time,
            families=tuple(each for each in agreed if each in theirs.restart_families),
            forwarding=theirs.forwarding & frozenset(agreed),
            restarted=theirs.restart.restarted,
            # RFC 8538 §2 gives the N bit of one end alone no effect.
            notification=ours.restart.notification and theirs.restart.notification,
            our_restart_time=ours.restart.restart_time,
            our_families=tuple(each for each in agreed if each in ours.restart_families),
            our_forwarding=ours.forwarding & frozenset(agreed),
            we_restarted=ours.restart.restarted,
        )
