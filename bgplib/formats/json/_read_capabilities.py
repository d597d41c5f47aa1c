"""Capabilities out of JSON."""

from __future__ import annotations

from typing import Any, Final

from bgplib.capabilities import Capability, UnknownCapability
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_values import fields_from_json, made
from bgplib.formats.json._reading import wrong
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["capability_from_json"]

_KEYS: Final = ("name", "value", "octets")


def capability_from_json(
    value: Any, registry: Registry = DEFAULT_REGISTRY, *, path: str = ""
) -> Capability:
    """Return a capability that `capability_to_json` has shown.

    Args:
        value: the object.
        registry: the rows of capabilities.
        path: where it stands in something larger, for the errors.

    Raises:
        ParseError: something is missing, unknown or malformed; the error says where.
    """
    found = given.checked_keys(value, path, ("code",), _KEYS)
    where = given.key(path, "code")
    code = given.number(found["code"], where)
    if code > 0xFF:
        raise wrong(where, f"{code} does not fit in an octet")
    if "octets" in found:
        if "value" in found:
            raise wrong(path, "'value' and 'octets' are both there: leave one of the two out")
        return UnknownCapability(code, given.octets(found["octets"], given.key(path, "octets")))
    if "value" not in found:
        raise wrong(path, "there is neither 'value' nor 'octets'")
    where = given.key(path, "value")
    row = registry.capability(code)
    if row is None:
        raise wrong(where, f"nothing is known of capability {code}, which has 'octets'")
    fields = fields_from_json(row.value, given.obj(found["value"], where), where)
    capability: Capability = made(row.value, fields, where)
    return capability
