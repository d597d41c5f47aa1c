"""The lines about restarts in the report of a negotiation (RFC 4724, RFC 8538, RFC 9494)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bgplib.capabilities import (
    GracefulRestart,
    GracefulRestartFamily,
    LongLivedFamily,
    LongLivedGracefulRestart,
)
from bgplib.iana.families import Family
from bgplib.session.agreement import Agreement, Need, compare
from bgplib.session.offer import Offer

__all__ = ["restart_lines"]

# What a remedy proposes to an end that says nothing of times, in seconds.
_RESTART_TIME: Final = 120
_STALE_TIME: Final = 3600

_FamilyNeeds = Callable[[Offer, Offer, Family], tuple[Need, ...]]


def restart_lines(ours: Offer, theirs: Offer, family_needs: _FamilyNeeds) -> Iterator[Agreement]:
    """Report graceful restart, then what goes with each family.

    Args:
        ours: what our OPEN offers.
        theirs: what the peer's offers.
        family_needs: the capabilities that a family needs.
    """
    here, there = ours.restart, theirs.restart
    plain = (
        Need(True, here is not None, _restart(here)),
        Need(False, there is not None, _restart(there)),
    )
    yield compare(
        "GRACEFUL_RESTART",
        plain,
        ours=_time(here),
        theirs=_time(there),
        effect="both ends help the other when it restarts (RFC 4724 §3)",
    )
    if here is None and there is None:
        return
    yield _notification(here, there)
    for family in sorted(ours.restart_families | theirs.restart_families):
        yield compare(
            f"GRACEFUL_RESTART {family}, the peer restarts",
            (
                *family_needs(ours, theirs, family),
                plain[0],
                Need(False, family in theirs.restart_families, _restart(there, family)),
            ),
            ours=_time(here),
            theirs=_listed(theirs, family),
            effect="we keep the peer's routes while it restarts (RFC 4724 §4.2)",
            family=family,
        )
        yield compare(
            f"GRACEFUL_RESTART {family}, we restart",
            (
                *family_needs(ours, theirs, family),
                Need(True, family in ours.restart_families, _restart(here, family)),
                plain[1],
            ),
            ours=_listed(ours, family),
            theirs=_time(there),
            effect="the peer keeps our routes while we restart (RFC 4724 §4.2)",
            family=family,
        )
    for family in sorted({*ours.long_lived, *theirs.long_lived}):
        yield _long_lived(ours, theirs, family, (*family_needs(ours, theirs, family), *plain))


def _notification(here: GracefulRestart | None, there: GracefulRestart | None) -> Agreement:
    # RFC 8538 §2 wants the N bit of both ends.
    ours = here is not None and here.notification
    theirs = there is not None and there.notification
    return compare(
        "GRACEFUL_RESTART notification",
        (
            Need(True, ours, _restart(here, notification=True)),
            Need(False, theirs, _restart(there, notification=True)),
        ),
        ours="yes" if ours else "",
        theirs="yes" if theirs else "",
        effect="a NOTIFICATION restarts gracefully, too (RFC 8538 §4)",
    )


def _long_lived(ours: Offer, theirs: Offer, family: Family, needs: tuple[Need, ...]) -> Agreement:
    here, there = ours.long_lived.get(family), theirs.long_lived.get(family)
    value = LongLivedGracefulRestart((LongLivedFamily(family=family, stale_time=_STALE_TIME),))
    return compare(
        f"LONG_LIVED_GRACEFUL_RESTART {family}",
        (*needs, Need(True, here is not None, value), Need(False, there is not None, value)),
        ours="" if here is None else f"{here.stale_time} s",
        theirs="" if there is None else f"{there.stale_time} s",
        effect="stale routes stay for longer than a restart takes (RFC 9494 §4.2)",
        family=family,
    )


def _restart(
    said: GracefulRestart | None, *families: Family, notification: bool = False
) -> GracefulRestart:
    """Return what an end would have to say: the least of it."""
    return GracefulRestart(
        restart_time=_RESTART_TIME if said is None else said.restart_time,
        families=tuple(map(GracefulRestartFamily, families)),
        notification=notification,
    )


def _time(said: GracefulRestart | None) -> str:
    return "" if said is None else f"{said.restart_time} s"


def _listed(offer: Offer, family: Family) -> str:
    if family not in offer.restart_families:
        return ""
    return "yes, forwarding" if family in offer.forwarding else "yes"
