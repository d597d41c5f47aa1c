"""The lines about families in the report of a negotiation.

What is agreed on by family needs the family itself: each line that lacks it says so, and its
remedy begins with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.capabilities import (
    AddPath,
    Bgpsec,
    ExtendedNextHop,
    FourOctetAs,
    MultipleLabels,
    Multiprotocol,
    OrfEntry,
    OutboundRouteFiltering,
)
from bgplib.capabilities._modes import RECEIVE, SEND
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.session.agreement import Agreement, Need, compare
from bgplib.session.offer import Offer
from bgplib.session.report_restart import restart_lines

__all__ = ["family_lines"]

_FEWEST_LABELS: Final = 2


def family_lines(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    """Report the families, in our order and then the peer's, and what goes with each."""
    for family in dict.fromkeys((*ours.families, *theirs.families)):
        yield compare(
            f"MULTIPROTOCOL {family}",
            _family(ours, theirs, family),
            ours=_offered(ours, family),
            theirs=_offered(theirs, family),
            effect="routes are exchanged (RFC 4760 §8)",
            family=family,
        )
    yield from _add_path(ours, theirs)
    yield from _next_hops(ours, theirs)
    yield from _labels(ours, theirs)
    yield from _signatures(ours, theirs)
    yield from _filters(ours, theirs)
    yield from restart_lines(ours, theirs, _family)


def _family(ours: Offer, theirs: Offer, family: Family) -> tuple[Need, ...]:
    value = Multiprotocol(family)
    return (
        Need(True, family in ours.families, value),
        Need(False, family in theirs.families, value),
    )


def _offered(offer: Offer, family: Family) -> str:
    if family not in offer.families:
        return ""
    return "yes" if offer.message.every(Multiprotocol) else "yes, by default"


def _yes(offered: bool) -> str:
    return "yes" if offered else ""


def _add_path(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    # RFC 7911 §5 needs a sender at one end and a receiver at the other, for each family.
    effect = "NLRI carry path identifiers (RFC 7911 §5)"
    for family in sorted(ours.add_path_send | theirs.add_path_receive):
        here, there = family in ours.add_path_send, family in theirs.add_path_receive
        needs = (
            *_family(ours, theirs, family),
            Need(True, here, AddPath.of(send=(family,))),
            Need(False, there, AddPath.of(receive=(family,))),
        )
        yield compare(
            f"ADD_PATH {family} send",
            needs,
            ours="send" if here else "",
            theirs="receive" if there else "",
            effect=effect,
            family=family,
        )
    for family in sorted(ours.add_path_receive | theirs.add_path_send):
        here, there = family in ours.add_path_receive, family in theirs.add_path_send
        needs = (
            *_family(ours, theirs, family),
            Need(True, here, AddPath.of(receive=(family,))),
            Need(False, there, AddPath.of(send=(family,))),
        )
        yield compare(
            f"ADD_PATH {family} receive",
            needs,
            ours="receive" if here else "",
            theirs="send" if there else "",
            effect=effect,
            family=family,
        )


def _next_hops(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    for pair in sorted(ours.extended_next_hop | theirs.extended_next_hop):
        value = ExtendedNextHop((pair,))
        here, there = pair in ours.extended_next_hop, pair in theirs.extended_next_hop
        yield compare(
            str(value),
            (*_family(ours, theirs, pair[0]), Need(True, here, value), Need(False, there, value)),
            ours=_yes(here),
            theirs=_yes(there),
            effect="next hops may be of the other family (RFC 8950 §4)",
            family=pair[0],
        )


def _labels(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    for family in sorted({*ours.multiple_labels, *theirs.multiple_labels}):
        value = MultipleLabels(((family, _FEWEST_LABELS),))
        here, there = ours.multiple_labels.get(family), theirs.multiple_labels.get(family)
        yield compare(
            f"MULTIPLE_LABELS {family}",
            (
                *_family(ours, theirs, family),
                Need(True, here is not None, value),
                Need(False, there is not None, value),
            ),
            ours="" if here is None else str(here),
            theirs="" if there is None else str(there),
            effect="an NLRI has as many labels as its receiver processes (RFC 8277 §2.1)",
            family=family,
        )


def _signatures(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    # RFC 8205 §2.2 needs a sender at one end and a receiver at the other, for each AFI; §7.1 needs
    # the capability of 4-octet AS numbers, and that of a family, which is not there by default.
    for direction, here, there in (
        ("send", ours.bgpsec_send, theirs.bgpsec_receive),
        ("receive", ours.bgpsec_receive, theirs.bgpsec_send),
    ):
        is_send = direction == "send"
        for family in _of_afis(ours, theirs, here | there):
            afi = family.afi
            needs = (
                Need(True, _says(ours, family), Multiprotocol(family)),
                Need(False, _says(theirs, family), Multiprotocol(family)),
                *_wide(ours, is_ours=True),
                *_wide(theirs, is_ours=False),
                Need(True, afi in here, Bgpsec(afi=afi, send=is_send)),
                Need(False, afi in there, Bgpsec(afi=afi, send=not is_send)),
            )
            yield compare(
                f"BGPSEC {family} {direction}",
                needs,
                ours=_yes(afi in here),
                theirs=_yes(afi in there),
                effect="BGPSEC_PATH may stand in the place of AS_PATH (RFC 8205 §2.2)",
                family=family,
            )


def _of_afis(ours: Offer, theirs: Offer, afis: frozenset[int]) -> Iterator[Family]:
    """Yield the families of AFIs that either end has; where there is none, the unicast one."""
    known = dict.fromkeys((*ours.families, *theirs.families))
    for afi in sorted(afis):
        yield from [family for family in known if family.afi == afi] or [Family(afi, SAFI_UNICAST)]


def _says(offer: Offer, family: Family) -> bool:
    return any(value.family == family for value in offer.message.every(Multiprotocol))


def _wide(offer: Offer, *, is_ours: bool) -> Iterator[Need]:
    value = offer.message.capability(FourOctetAs)
    yield Need(is_ours, value is not None, value or FourOctetAs(offer.message.asn))


def _filters(ours: Offer, theirs: Offer) -> Iterator[Agreement]:
    # RFC 5291 §6 needs a sender at one end and a receiver at the other, for each family and type.
    for direction, here, there, modes in (
        ("send", ours.orf_send, theirs.orf_receive, (SEND, RECEIVE)),
        ("receive", ours.orf_receive, theirs.orf_send, (RECEIVE, SEND)),
    ):
        for pair in sorted(here | there):
            family, kind = pair
            our_mode, their_mode = (
                OutboundRouteFiltering((OrfEntry(family, ((kind, mode),)),)) for mode in modes
            )
            needs = (
                *_family(ours, theirs, family),
                Need(True, pair in here, our_mode),
                Need(False, pair in there, their_mode),
            )
            yield compare(
                f"OUTBOUND_ROUTE_FILTERING {family} {kind} {direction}",
                needs,
                ours=_yes(pair in here),
                theirs=_yes(pair in there),
                effect="filters go along with ROUTE-REFRESH (RFC 5291 §6)",
                family=family,
            )
