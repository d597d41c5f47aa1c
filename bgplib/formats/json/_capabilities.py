"""Capabilities as JSON."""

from __future__ import annotations

from typing import Any

from bgplib.capabilities import Capability, UnknownCapability
from bgplib.formats.json._values import fields_to_json

__all__ = ["capability_to_json"]


def capability_to_json(capability: Capability) -> dict[str, Any]:
    """Return a capability as an object: `code`, `name`, and `value` or `octets`."""
    found: dict[str, Any] = {"code": capability.code, "name": capability.name}
    if isinstance(capability, UnknownCapability):
        return found | {"octets": capability.octets.hex()}
    return found | {"value": fields_to_json(capability)}
