"""UPDATE as ExaBGP tells of it: attributes, routes by family and next hop, or an End-of-RIB."""

from __future__ import annotations

from typing import Any, Final

from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.formats.exabgp_json._attributes import attributes_to_json
from bgplib.formats.exabgp_json._families import afi_text, family_text, safi_text
from bgplib.formats.exabgp_json._nlri import is_written, route_to_json
from bgplib.formats.exabgp_json._texts import address_text
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup

__all__ = ["NO_NEXT_HOP", "update_to_json"]

#: what ExaBGP has in the place of a next hop that is not there
NO_NEXT_HOP: Final = "no-nexthop"


def update_to_json(update: Update) -> dict[str, Any]:
    """Return what ExaBGP says of an UPDATE, as it counts after RFC 7606.

    Raises:
        EncodeError: it ends the session, so that ExaBGP says nothing of it; or ExaBGP has no form
            for its routes.
    """
    if update.treatment >= Treatment.AFI_SAFI_DISABLE:
        raise EncodeError("the UPDATE ends the session, and is none that ExaBGP would tell of")
    if update.end_of_rib is not None:
        family = update.end_of_rib
        return {"eor": {"afi": afi_text(family.afi), "safi": safi_text(family.safi)}}
    found: dict[str, Any] = {}
    # RFC 4271 §4.3: what only withdraws has no attributes; those that stand in it although it had
    # to be treated so may be malformed.
    if update.treatment < Treatment.TREAT_AS_WITHDRAW:
        attributes = attributes_to_json(update)
        if attributes:
            found["attribute"] = attributes
    announced: dict[str, dict[str, list[Any]]] = {}
    # What stands in MP_REACH_NLRI is the first group of a decoded UPDATE, and ExaBGP's last.
    for group in reversed(update.announced):
        by_next_hop = announced.setdefault(_family(group.family), {})
        next_hops = _next_hops(group)
        for route in group.nlri:
            for next_hop in next_hops:
                known = None if next_hop == NO_NEXT_HOP else next_hop
                shown = route_to_json(route, group.family, known)
                by_next_hop.setdefault(next_hop, []).append(shown)
    withdrawn: dict[str, list[Any]] = {}
    for group in update.withdrawn:
        routes = withdrawn.setdefault(_family(group.family), [])
        routes += [route_to_json(each, group.family, None) for each in group.nlri]
    if announced:
        found["announce"] = announced
    if withdrawn:
        found["withdraw"] = withdrawn
    return {"update": found}


def _family(family: Family) -> str:
    if not is_written(family):
        raise EncodeError(f"routes of {family} have no form in ExaBGP's JSON")
    return family_text(family)


def _next_hops(group: NlriGroup) -> list[str]:
    """Return the next hop; with a link-local address beside it (RFC 2545 §3) both."""
    next_hop = group.next_hop
    if next_hop is None or not next_hop.octets:
        return [NO_NEXT_HOP]
    if not next_hop.address:
        raise EncodeError(f"a next hop of {len(next_hop.octets)} octets is no address")
    return [address_text(each) for each in (next_hop.address, next_hop.link_local) if each]
