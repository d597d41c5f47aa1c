"""UPDATE messages as JSON: attributes and routes."""

from __future__ import annotations

from typing import Any

from bgplib.formats.json._attributes import attribute_to_json, next_hop_to_json
from bgplib.formats.json._nlri import nlri_to_json
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup

__all__ = ["group_to_json", "update_to_json"]


def update_to_json(update: Update) -> dict[str, Any]:
    """Return what only an UPDATE has."""
    return {
        "attributes": [attribute_to_json(each) for each in update.path_attributes()],
        "announced": [group_to_json(each, announced=True) for each in update.announced],
        "withdrawn": [group_to_json(each, announced=False) for each in update.withdrawn],
        "end_of_rib": None if update.end_of_rib is None else str(update.end_of_rib),
    }


def group_to_json(group: NlriGroup, *, announced: bool) -> dict[str, Any]:
    """Return NLRI of one family, with their next hop if they are announced."""
    found: dict[str, Any] = {"family": str(group.family)}
    if announced:
        found |= next_hop_to_json(group.next_hop)
    found["nlri"] = [nlri_to_json(each) for each in group.nlri]
    return found
