"""What was negotiated, which ExaBGP repeats in each line of an UPDATE."""

from __future__ import annotations

from typing import Any, Final

from bgplib.capabilities import (
    EnhancedRouteRefresh,
    ExtendedNextHop,
    Multisession,
    MultisessionOld,
    RouteRefreshCapability,
)
from bgplib.formats.exabgp_json._families import afi_text, family_text
from bgplib.iana.capabilities import OPERATIONAL_OLD
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session.negotiation import Negotiation

__all__ = ["negotiated_to_json"]

_MULTISESSION: Final = (Multisession.code, MultisessionOld.code)


def negotiated_to_json(negotiation: Negotiation) -> dict[str, Any]:
    """Return what was agreed on, as far as ExaBGP says it, in the order of the peer's OPEN."""
    context = negotiation.context
    ours = frozenset(negotiation.local.families)
    families = [family for family in negotiation.remote.families if family in ours]
    return {
        "message_size": context.maximum_message_length,
        "hold_time": negotiation.hold_time,
        "asn4": context.four_octet_as,
        "multisession": _both_have(negotiation, *_MULTISESSION),
        "operational": _both_have(negotiation, OPERATIONAL_OLD),
        "refresh": _refresh(negotiation),
        "families": [family_text(each) for each in families],
        "nexthop": _next_hops(negotiation.remote, context.extended_next_hop),
        "add_path": {
            "send": [family_text(each) for each in families if each in context.add_path_send],
            "receive": [family_text(each) for each in families if each in context.add_path_receive],
        },
    }


def _both_have(negotiation: Negotiation, *codes: int) -> bool:
    return all(
        any(each.code in codes for each in message.capabilities)
        for message in (negotiation.local, negotiation.remote)
    )


def _refresh(negotiation: Negotiation) -> str:
    if _both_have(negotiation, EnhancedRouteRefresh.code):
        return "enhanced"
    return "normal" if _both_have(negotiation, RouteRefreshCapability.code) else "absent"


def _next_hops(remote: Open, agreed: frozenset[tuple[Family, int]]) -> list[str]:
    """Return what RFC 8950 was agreed on for."""
    pairs = [pair for each in remote.every(ExtendedNextHop) for pair in each.pairs]
    return [f"{family_text(each)} {afi_text(afi)}" for each, afi in pairs if (each, afi) in agreed]
