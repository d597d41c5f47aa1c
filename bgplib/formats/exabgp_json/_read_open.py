"""OPEN messages out of ExaBGP's JSON."""

from __future__ import annotations

import re
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
    GracefulRestartFamily,
    Multiprotocol,
    Multisession,
    MultisessionOld,
    RouteRefreshCapability,
    RouteRefreshOld,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.errors import BGPError
from bgplib.formats.exabgp_json._families import parse_afi, parse_family
from bgplib.formats.exabgp_json._open import MODES, NAMES
from bgplib.formats.exabgp_json._reading import unsigned
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.iana import capabilities as iana
from bgplib.iana.families import Family
from bgplib.messages import open as open_message
from bgplib.messages.open import Open
from bgplib.registry import Registry
from bgplib.values.address import parse_identifier

__all__ = ["open_from_json"]

_KEYS: Final = ("version", "asn", "hold_time", "router_id", "capabilities")
_CODES: Final = {name: code for code, name in NAMES.items()}
_MODES: Final = {name: mode for mode, name in MODES.items()}
_NUMBER: Final = re.compile(r"[0-9]{1,3}")
_NAMED: Final = re.compile(r"(?:capability|unassigned|reserved)-0x([0-9a-f]{1,2})")

_Reader = Callable[[Json, str], list[Capability]]


def open_from_json(value: Any, registry: Registry, path: str) -> Open:
    """Return an OPEN.

    Raises:
        ParseError: something is missing, unknown or malformed, or is what a peer would complain
            about.
    """
    found = given.checked_keys(value, path, _KEYS)
    where = given.key(path, "capabilities")
    capabilities: list[Capability] = []
    for name, item in given.obj(found["capabilities"], where).items():
        capabilities += _capabilities(name, item, given.key(where, name))
    identifier = given.parsed(parse_identifier, found["router_id"], given.key(path, "router_id"))
    message = Open(
        version=unsigned(found["version"], 8, given.key(path, "version")),
        two_octet_asn=unsigned(found["asn"], 16, given.key(path, "asn")),
        hold_time=unsigned(found["hold_time"], 16, given.key(path, "hold_time")),
        identifier=identifier,
        parameters=(tuple(capabilities),) if capabilities else (),
    )
    try:
        # What ExaBGP calls unknown bgplib may know.
        return open_message.decode(message.encode(registry=registry), registry=registry)
    except BGPError as error:
        raise wrong(path, error) from None


def _code(name: str, path: str) -> int:
    if name in _CODES:
        return _CODES[name]
    match = _NAMED.fullmatch(name)
    code = int(match[1], 16) if match is not None else 256
    if _NUMBER.fullmatch(name) is not None:
        code = int(name)
    if code > 0xFF:
        raise wrong(path, f"{given.called(name)} is no capability")
    return code


def _capabilities(name: str, value: Any, path: str) -> list[Capability]:
    code = _code(name, path)
    found = given.obj(value, path)
    if found.get("name") == "unknown":
        raw = given.octets(found.get("raw", ""), given.key(path, "raw"))
        return [UnknownCapability(code, raw)]
    if code not in _READERS:
        raise wrong(path, "there is no 'raw'")
    return _READERS[code](found, path)


def _plain(capability: Capability) -> _Reader:
    def read(found: Json, path: str) -> list[Capability]:
        return [capability]

    return read


def _family(text: Any, path: str) -> Family:
    return given.parsed(lambda each: parse_family(each, "/"), text, path)


def _multiprotocol(found: Json, path: str) -> list[Capability]:
    given.checked_keys(found, path, ("families",), ("name",))
    families = given.each(found["families"], given.key(path, "families"))
    return [Multiprotocol(_family(item, where)) for where, item in families]


def _next_hop(found: Json, path: str) -> list[Capability]:
    given.checked_keys(found, path, ("conversion",), ("name",))
    pairs = []
    for where, item in given.each(found["conversion"], given.key(path, "conversion")):
        family, _, word = given.text(item, where).rpartition("/")
        afi = parse_afi(word)
        if afi is None:
            raise wrong(where, f"{given.called(word)} is no address family")
        pairs.append((_family(family, where), afi))
    return [ExtendedNextHop(tuple(pairs))]


def _graceful_restart(found: Json, path: str) -> list[Capability]:
    names = ("time", "address-family-flags", "restart-flags")
    given.checked_keys(found, path, names, ("name",))
    where = given.key(path, "address-family-flags")
    families = []
    for text, flags in given.obj(found["address-family-flags"], where).items():
        there = given.key(where, text)
        words = _words(flags, there, ("restart",))
        families.append(GracefulRestartFamily(_family(text, there), forwarding=bool(words)))
    words = _words(
        found["restart-flags"], given.key(path, "restart-flags"), ("forwarding", "notification")
    )
    return [
        GracefulRestart(
            restart_time=unsigned(found["time"], 12, given.key(path, "time")),
            families=tuple(families),
            restarted="forwarding" in words,
            notification="notification" in words,
        )
    ]


def _words(value: Any, path: str, known: tuple[str, ...]) -> list[str]:
    words = []
    for where, item in given.each(value, path):
        if item not in known:
            raise wrong(where, f"{given.called(item)} is none of {', '.join(known)}")
        words.append(item)
    return words


def _four_octet_as(found: Json, path: str) -> list[Capability]:
    given.checked_keys(found, path, ("asn4",), ("name",))
    return [FourOctetAs(unsigned(found["asn4"], 32, given.key(path, "asn4")))]


def _sessions(kind: type[Multisession | MultisessionOld]) -> _Reader:
    def read(found: Json, path: str) -> list[Capability]:
        given.checked_keys(found, path, ("capabilities",), ("name", "variant"))
        names = given.each(found["capabilities"], given.key(path, "capabilities"))
        codes = tuple(_code(given.text(item, where), where) for where, item in names)
        return [kind(0, codes)]

    return read


def _add_path(found: Json, path: str) -> list[Capability]:
    modes = []
    for name, item in found.items():
        where = given.key(path, name)
        if name == "name":
            continue
        mode = _MODES.get(given.text(item, where))
        if mode is None:
            raise wrong(where, f"{given.called(item)} is none of {', '.join(_MODES)}")
        modes.append((_family(name, where), mode))
    return [AddPath(tuple(modes))]


def _host(found: Json, path: str) -> list[Capability]:
    names = ("host-name", "domain-name")
    given.checked_keys(found, path, names)
    if all(found[name] is None for name in names):
        return []  # ExaBGP says so of a capability that it does not send
    host, domain = (given.text(found[name], given.key(path, name)) for name in names)
    return [Fqdn(host.encode(errors="replace"), domain.encode(errors="replace"))]


def _software(found: Json, path: str) -> list[Capability]:
    given.checked_keys(found, path, ("software",))
    text = given.text(found["software"], given.key(path, "software"))
    return [SoftwareVersion(text.encode(errors="replace"))]


_READERS: Final[dict[int, _Reader]] = {
    iana.MULTIPROTOCOL: _multiprotocol,
    iana.ROUTE_REFRESH: _plain(RouteRefreshCapability()),
    iana.ROUTE_REFRESH_OLD: _plain(RouteRefreshOld()),
    iana.EXTENDED_NEXT_HOP: _next_hop,
    iana.EXTENDED_MESSAGE: _plain(ExtendedMessage()),
    iana.GRACEFUL_RESTART: _graceful_restart,
    iana.FOUR_OCTET_AS: _four_octet_as,
    iana.MULTISESSION: _sessions(Multisession),
    iana.MULTISESSION_OLD: _sessions(MultisessionOld),
    iana.ADD_PATH: _add_path,
    iana.ENHANCED_ROUTE_REFRESH: _plain(EnhancedRouteRefresh()),
    iana.FQDN: _host,
    iana.SOFTWARE_VERSION: _software,
    iana.OPERATIONAL_OLD: _plain(UnknownCapability(iana.OPERATIONAL_OLD)),
}
