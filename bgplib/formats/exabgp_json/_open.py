"""OPEN as ExaBGP tells of it.

Capabilities are keyed by their number where the peer sent them, and by ExaBGP's name where we did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    Fqdn,
    GracefulRestart,
    Multiprotocol,
    Multisession,
    MultisessionOld,
    RouteRefreshCapability,
    RouteRefreshOld,
    SoftwareVersion,
)
from bgplib.capabilities._list import encode_capability
from bgplib.formats.exabgp_json._families import afi_text, family_text
from bgplib.iana import capabilities as iana
from bgplib.messages.open import Open
from bgplib.registry import Registry

__all__ = ["MODES", "NAMES", "name_of", "open_to_json"]

#: what ExaBGP calls capabilities
NAMES: Final = {
    iana.MULTIPROTOCOL: "multiprotocol",
    iana.ROUTE_REFRESH: "route-refresh",
    iana.EXTENDED_NEXT_HOP: "nexthop",
    iana.EXTENDED_MESSAGE: "extended-message",
    iana.GRACEFUL_RESTART: "graceful-restart",
    iana.FOUR_OCTET_AS: "asn4",
    iana.MULTISESSION: "multi-session",
    iana.ADD_PATH: "add-path",
    iana.ENHANCED_ROUTE_REFRESH: "enhanced-route-refresh",
    iana.FQDN: "hostname",
    iana.SOFTWARE_VERSION: "software-version",
    iana.ROUTE_REFRESH_OLD: "cisco-route-refresh",
    iana.MULTISESSION_OLD: "cisco-multi-sesion",  # as ExaBGP spells it
    iana.OPERATIONAL_OLD: "operational",
    # These are names only: it shows them as unknown.
    0: "reserved",
    iana.OUTBOUND_ROUTE_FILTERING: "outbound-route-filtering",
    iana.MULTIPLE_ROUTES: "multiple-routes",
    iana.DYNAMIC_CAPABILITY: "dynamic-capability",
}
#: the Send/Receive field of RFC 7911 §4
MODES: Final = {0: "disabled", 1: "receive", 2: "send", 3: "send/receive"}
_SESSIONS: Final = (iana.MULTISESSION, iana.MULTISESSION_OLD)
_FIRST_UNASSIGNED: Final = 71
_FIRST_RESERVED: Final = 128
_LONGEST: Final = 65535
# Of a capability: its code and its length.
_HEADER: Final = 2


def name_of(code: int) -> str:
    """Return the name of a capability: `asn4`, `unassigned-0x47`."""
    name = NAMES.get(code)
    if name is None:
        return f"{_status(code, 'capability')}-0x{code:x}"
    return name


def _status(code: int, otherwise: str) -> str:
    if code >= _FIRST_RESERVED:
        return "reserved"
    return "unassigned" if code >= _FIRST_UNASSIGNED else otherwise


def open_to_json(message: Open, registry: Registry, *, received: bool) -> dict[str, Any]:
    """Return what ExaBGP says of an OPEN.

    Args:
        message: the OPEN.
        registry: the rows of capabilities.
        received: the peer sent it.
    """
    shown: dict[str, Any] = {}
    for capability in message.capabilities:
        code = capability.code
        key = str(code) if received else name_of(code)
        found = _shown(capability, registry)
        before = shown.get(key)
        # RFC 5492 §4: a capability may be there several times, and each says more.
        shown[key] = found if before is None else _joined(before, found)
    return {
        "version": message.version,
        "asn": message.two_octet_asn,
        "hold_time": message.hold_time,
        "router_id": message.identifier_text,
        "capabilities": shown,
    }


def _shown(capability: Capability, registry: Registry) -> dict[str, Any]:
    rule = _RULES.get(type(capability))
    if rule is not None:
        found: dict[str, Any] = rule(capability)
        return found
    code, value = capability.code, encode_capability(capability, registry)[_HEADER:]
    if code == iana.OPERATIONAL_OLD and not value:
        return {"name": "operational"}
    status = _status(code, "unknown")
    return {"name": "unknown", "iana": status, "value": code, "raw": value.hex().upper()}


def _joined(before: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    if "families" in found:
        found["families"] = [*before["families"], *found["families"]]
    if "conversion" in found:
        found["conversion"] = list(dict.fromkeys([*before["conversion"], *found["conversion"]]))
    return before | found


def _multiprotocol(capability: Multiprotocol) -> dict[str, Any]:
    return {"name": "multiprotocol", "families": [family_text(capability.family, "/")]}


def _add_path(capability: AddPath) -> dict[str, Any]:
    modes = {
        family_text(family, "/"): MODES.get(mode) or f"invalid ({mode})"
        for family, mode in capability.modes
    }
    return {"name": "addpath"} | modes


def _graceful_restart(capability: GracefulRestart) -> dict[str, Any]:
    # ExaBGP has the names of the two flags the other way round than RFC 4724 §3, and none for that
    # of RFC 8538, which would be lost.
    flags = ["forwarding"] if capability.restarted else []
    return {
        "name": "graceful restart",
        "time": capability.restart_time,
        "address-family-flags": {
            family_text(each.family, "/"): ["restart"] if each.forwarding else []
            for each in capability.families
        },
        "restart-flags": [*flags, "notification"] if capability.notification else flags,
    }


def _next_hop(capability: ExtendedNextHop) -> dict[str, Any]:
    pairs = [f"{family_text(each, '/')}/{afi_text(afi)}" for each, afi in capability.pairs]
    return {"name": "nexthop", "conversion": list(dict.fromkeys(pairs))}


def _sessions(capability: Multisession | MultisessionOld) -> dict[str, Any]:
    variant = "RFC" if isinstance(capability, Multisession) else "Cisco"
    # That sessions differ in this very capability goes without saying, and ExaBGP does not say it.
    names = [name_of(each) for each in capability.identifiers if each not in _SESSIONS]
    return {"name": "multisession", "variant": variant, "capabilities": names}


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "backslashreplace")


_RULES: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    Multiprotocol: _multiprotocol,
    RouteRefreshCapability: lambda _: {"name": "route-refresh", "variant": "RFC"},
    RouteRefreshOld: lambda _: {"name": "route-refresh", "variant": "Cisco"},
    ExtendedNextHop: _next_hop,
    ExtendedMessage: lambda _: {"name": "extended-message", "size": _LONGEST},
    GracefulRestart: _graceful_restart,
    FourOctetAs: lambda capability: {"name": "asn4", "asn4": capability.asn},
    Multisession: _sessions,
    MultisessionOld: _sessions,
    AddPath: _add_path,
    EnhancedRouteRefresh: lambda _: {"name": "enhanced-route-refresh"},
    Fqdn: lambda capability: {
        "host-name": _text(capability.hostname),
        "domain-name": _text(capability.domain),
    },
    SoftwareVersion: lambda capability: {"software": _text(capability.version)},
}
