"""The report of a negotiation: a line for each capability and family that an OPEN speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.capabilities import (
    AddPath,
    Bgpsec,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    Fqdn,
    FqdnOld,
    GracefulRestart,
    LongLivedGracefulRestart,
    MultipleLabels,
    Multiprotocol,
    OutboundRouteFiltering,
    OutboundRouteFilteringOld,
    Role,
    RouteRefreshCapability,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.context import SessionType
from bgplib.messages.open import Open
from bgplib.session.agreement import Agreement, Need, compare
from bgplib.session.offer import Offer
from bgplib.session.report_families import family_lines
from bgplib.session.report_role import role_lines

__all__ = ["report_of"]

#: what has lines of its own
_REPORTED: Final[frozenset[type[Capability]]] = frozenset(
    (
        AddPath,
        Bgpsec,
        EnhancedRouteRefresh,
        ExtendedMessage,
        ExtendedNextHop,
        FourOctetAs,
        GracefulRestart,
        LongLivedGracefulRestart,
        MultipleLabels,
        Multiprotocol,
        OutboundRouteFiltering,
        OutboundRouteFilteringOld,
        Role,
        RouteRefreshCapability,
    )
)
_INFORMING: Final = (Fqdn, FqdnOld, SoftwareVersion)
_SHORTEST_HOLD_TIME: Final = 3

#: what one end advertises that it can receive; what follows for the other end's sending
_ONE_WAY: Final[tuple[tuple[Capability, str], ...]] = (
    (ExtendedMessage(), "messages have up to 65,535 octets (RFC 8654 §4)"),
    (RouteRefreshCapability(), "routes can be asked for again (RFC 2918 §4)"),
    (EnhancedRouteRefresh(), "the beginning and the end of a refresh are marked (RFC 7313 §4)"),
)


def report_of(ours: Offer, theirs: Offer, session: SessionType | None) -> tuple[Agreement, ...]:
    """Say of everything that two OPENs speak of whether it is in force, and why.

    Args:
        ours: what our OPEN offers.
        theirs: what the peer's offers.
        session: how the peer stands to us.
    """
    return (
        _hold_time(ours.message, theirs.message),
        _four_octet_as(ours.message, theirs.message),
        *_one_way(ours.message, theirs.message),
        *role_lines(ours.message, theirs.message, session),
        *family_lines(ours, theirs),
        *_others(ours.message, theirs.message),
    )


def _hold_time(ours: Open, theirs: Open) -> Agreement:
    smaller = min(ours.hold_time, theirs.hold_time)
    # RFC 4271 §4.2: "The Hold Time MUST be either zero or at least three seconds."
    is_legal = smaller == 0 or smaller >= _SHORTEST_HOLD_TIME
    if smaller == 0:
        reason = "no HoldTimer and no KEEPALIVEs: one end asks for 0 (RFC 4271 §4.2)"
    elif is_legal:
        reason = f"{smaller} s: the smaller one counts (RFC 4271 §4.2)"
    else:
        reason = f"{smaller} s is less than 3 s (RFC 4271 §4.2)"
    return Agreement(
        subject="hold time",
        agreed=is_legal,
        ours=f"{ours.hold_time} s",
        theirs=f"{theirs.hold_time} s",
        reason=reason,
        remedy=None if is_legal else "propose 0 or at least 3 s (SessionConfig.hold_time)",
    )


def _four_octet_as(ours: Open, theirs: Open) -> Agreement:
    # RFC 6793 §4.1 wants the capability from both ends.
    here, there = ours.capability(FourOctetAs), theirs.capability(FourOctetAs)
    return compare(
        "FOUR_OCTET_AS",
        (
            Need(True, here is not None, FourOctetAs(ours.asn)),
            Need(False, there is not None, FourOctetAs(theirs.asn)),
        ),
        ours=_text(here),
        theirs=_text(there),
        effect="AS numbers have 4 octets in AS_PATH and AGGREGATOR (RFC 6793 §4.1)",
    )


def _one_way(ours: Open, theirs: Open) -> Iterator[Agreement]:
    """Report what each end says of its own receiving, so that either direction stands alone."""
    for value, effect in _ONE_WAY:
        here, there = ours.capability(type(value)), theirs.capability(type(value))
        yield compare(
            f"{value.name} send",
            (Need(False, there is not None, value),),
            ours=_text(here),
            theirs=_text(there),
            effect=effect,
        )
        yield compare(
            f"{value.name} receive",
            (Need(True, here is not None, value),),
            ours=_text(here),
            theirs=_text(there),
            effect=effect,
        )


def _text(value: Capability | None) -> str:
    return "" if value is None else value.text or "yes"


def _others(ours: Open, theirs: Open) -> Iterator[Agreement]:
    """Report the capabilities that change nothing about the session."""
    here, there = _by_code(ours), _by_code(theirs)
    for code in dict.fromkeys((*here, *there)):
        values = (*here.get(code, ()), *there.get(code, ()))
        yield Agreement(
            subject=values[0].name,
            agreed=False,
            ours=_texts(here.get(code, ())),
            theirs=_texts(there.get(code, ())),
            reason=_why_not(values[0]),
        )


def _why_not(value: Capability) -> str:
    # RFC 5492 §3: "If a BGP speaker receives from its peer a capability that it does not itself
    # support or recognize, it MUST ignore that capability."
    if isinstance(value, UnknownCapability):
        return "not ours: ignored, since we do not know it, or it is malformed (RFC 5492 §3)"
    if isinstance(value, _INFORMING):
        return "it informs; there is nothing to agree on"
    return "not ours: the session does nothing with it (RFC 5492 §3)"


def _by_code(message: Open) -> dict[int, list[Capability]]:
    found: dict[int, list[Capability]] = {}
    for value in message.capabilities:
        # RFC 8205 §2.2 says of version 0 alone what it leads to.
        is_later = isinstance(value, Bgpsec) and value.version
        if type(value) not in _REPORTED or is_later:
            found.setdefault(value.code, []).append(value)
    return found


def _texts(values: list[Capability] | tuple[Capability, ...]) -> str:
    return ", ".join(dict.fromkeys(map(_text, values)))
