"""Capabilities as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.capabilities import (
    AddPath,
    Capability,
    ExtendedNextHop,
    Fqdn,
    FqdnOld,
    MultipleLabels,
    OutboundRouteFiltering,
    OutboundRouteFilteringOld,
    PathsLimit,
    RoutingPolicyDistribution,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.formats.json._values import fields_to_json, plain

__all__ = ["capability_to_json"]


def capability_to_json(capability: Capability) -> dict[str, Any]:
    """Return a capability as an object: `code`, `name`, and `value` or `octets`."""
    found: dict[str, Any] = {"code": capability.code, "name": capability.name}
    if isinstance(capability, UnknownCapability):
        return found | {"octets": capability.octets.hex()}
    return found | {"value": _RULES.get(type(capability), fields_to_json)(capability)}


def _pairs(field: str, *keys: str) -> Callable[[Any], dict[str, Any]]:
    """Make the rule of a value with one field, pairs whose parts have no names of their own."""

    def rule(capability: Any) -> dict[str, Any]:
        return {field: _named(getattr(capability, field), keys)}

    return rule


def _named(pairs: Any, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [dict(zip(keys, map(plain, pair), strict=True)) for pair in pairs]


def _filtering(capability: Any) -> dict[str, Any]:
    return {
        "entries": [
            plain(entry) | {"types": _named(entry.types, ("type", "mode"))}
            for entry in capability.entries
        ]
    }


def _texts(*fields: str) -> Callable[[Any], dict[str, Any]]:
    """Make the rule of a value whose fields are octets of UTF-8, unless the peer errs."""

    def rule(capability: Any) -> dict[str, Any]:
        return {
            field: getattr(capability, field).decode("utf-8", "backslashreplace")
            for field in fields
        }

    return rule


#: where the fields of a value need names, or are text
_RULES: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    AddPath: _pairs("modes", "family", "mode"),
    ExtendedNextHop: _pairs("pairs", "family", "next_hop_afi"),
    Fqdn: _texts("hostname", "domain"),
    FqdnOld: _texts("hostname", "domain"),
    MultipleLabels: _pairs("counts", "family", "count"),
    OutboundRouteFiltering: _filtering,
    OutboundRouteFilteringOld: _filtering,
    PathsLimit: _pairs("limits", "family", "limit"),
    RoutingPolicyDistribution: _pairs("modes", "family", "mode"),
    SoftwareVersion: _texts("version"),
}
