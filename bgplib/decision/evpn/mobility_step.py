"""The step that knows where a MAC address moved to (RFC 7432 §15); the presets leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib.decision.context import DecisionContext
from bgplib.decision.evpn.mobility import MacRoute, best_mac_route
from bgplib.decision.step import SetStep
from bgplib.nlri.evpn import MacIpAdvertisement
from bgplib.route import Path
from bgplib.values.ethernet_segment_id import EthernetSegmentId

__all__ = ["MAC_MOBILITY"]


def _is_mac(path: Path) -> bool:
    return isinstance(path.nlri, MacIpAdvertisement)


def _latest(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
    if not all(map(_is_mac, paths)):
        return paths
    routes = [MacRoute.of(path) for path in paths]
    # Numbers that wrapped around may each come after the next, and then who is asked first matters.
    best = best_mac_route(sorted(routes, key=lambda route: (route.sequence, route.pe)))
    return [path for path, route in zip(paths, routes, strict=True) if _is_as_good(route, best)]


def _is_as_good(route: MacRoute, best: MacRoute | None) -> bool:
    if best is None or route.is_static != best.is_static or route.sequence != best.sequence:
        return False
    # RFC 7432 §15: "with the same sequence number but different Ethernet segment identifiers, a PE
    # that receives these routes selects the route advertised by the PE with the lowest IP address"
    return route.pe == best.pe or route.esi == best.esi != EthernetSegmentId.SINGLE_HOMED


def _are_others(paths: Sequence[Path], context: DecisionContext) -> bool:
    return not any(map(_is_mac, paths))


def _show(path: Path, context: DecisionContext) -> str:
    if not _is_mac(path):
        return "none"
    route = MacRoute.of(path)
    return "static" if route.is_static else f"sequence {route.sequence}"


#: the latest of the places of a MAC address, among routes of one Route Distinguisher: to be put
#: before "highest weight", where FRR has it
MAC_MOBILITY: Final = SetStep(
    name="MAC mobility",
    rfc="RFC 7432 §15",
    subject="MAC Mobility",
    usual="none",
    narrow=_latest,
    show=_show,
    idle=_are_others,
)
