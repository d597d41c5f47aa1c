"""UPDATE messages as JSON: attributes and routes."""

from __future__ import annotations

from typing import Any

from bgplib.attributes.block import AttributeBlock
from bgplib.formats.json._attributes import attribute_to_json, next_hop_to_json
from bgplib.formats.json._nlri import nlri_to_json
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri._routes import TypedRoute

__all__ = ["group_to_json", "update_to_json"]


def update_to_json(update: Update) -> dict[str, Any]:
    """Return what only an UPDATE has."""
    return {
        "attributes": [attribute_to_json(each) for each in update.path_attributes()],
        "announced": [group_to_json(each, update.attributes) for each in update.announced],
        "withdrawn": [group_to_json(each) for each in update.withdrawn],
        "end_of_rib": None if update.end_of_rib is None else str(update.end_of_rib),
    }


def group_to_json(group: NlriGroup, attributes: AttributeBlock | None = None) -> dict[str, Any]:
    """Return NLRI of one family.

    Args:
        group: the NLRI.
        attributes: what they are announced with, so that their next hop is there too, and VNIs in
            the place of labels; None where they are withdrawn.
    """
    found: dict[str, Any] = {"family": str(group.family)}
    if attributes is None:
        return found | {"nlri": [nlri_to_json(each) for each in group.nlri]}
    found |= next_hop_to_json(group.next_hop, group.family)
    routes = group.nlri
    if any(isinstance(each, TypedRoute) for each in routes):
        # EVPN has labels that are VNIs: who has none need not import what knows of them.
        from bgplib.decision.evpn import vnis_of

        found["nlri"] = list(map(nlri_to_json, routes, vnis_of(routes, attributes)))
    else:
        found["nlri"] = list(map(nlri_to_json, routes))
    return found
