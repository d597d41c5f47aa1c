"""Path attributes out of ExaBGP's JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    ClusterList,
    Communities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
    Origin,
    OriginatorId,
    PmsiTunnel,
    UnknownAttribute,
)
from bgplib.attributes._segments import AS_SEQUENCE, AS_SET, Segment
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb, PrefixSid
from bgplib.attributes.reader import neutral_reader
from bgplib.errors import BGPError
from bgplib.formats.exabgp_json._attributes import TUNNELS
from bgplib.formats.exabgp_json._reading import hexadecimal, unsigned
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_attributes import Stated
from bgplib.formats.json._reading import wrong
from bgplib.iana import attributes as iana
from bgplib.registry import Registry
from bgplib.values.address import address_octets, parse_identifier
from bgplib.values.label import Label
from bgplib.values.tlv import Tlv

__all__ = ["attributes_from_json"]

_ORIGINS: Final = {"igp": 0, "egp": 1, "incomplete": 2}
_ELEMENTS: Final = {"as-sequence": AS_SEQUENCE, "as-set": AS_SET}
_TUNNEL_TYPES: Final = {name: code for code, name in TUNNELS.items()}
_OCTETS: Final = re.compile(r"attribute-0x([0-9A-F]{2})-0x([0-9A-F]{2})")
_PMSI: Final = re.compile(r"pmsi:([a-z0-9-]+):([0-9]{1,3}):([0-9]{1,8})(?:\(([0-9]{1,8})\))?:(\S*)")
_NOT_IMPLEMENTED: Final = re.compile(r"attribute-not-implemented-([0-9]{1,3})")


def attributes_from_json(value: Any, registry: Registry, path: str) -> list[Stated]:
    """Return attributes in the order of their type codes.

    Where an attribute has a name, and stands there in octets as well, the octets count: they are
    there because the name does not say all.

    Raises:
        ParseError: a name is unknown, or a value malformed; or it is one that does not tell the
            octets of the attribute.
    """
    found = given.obj(value, path)
    stated: dict[int, Stated] = {}
    for name, item in found.items():
        match = _OCTETS.fullmatch(name)
        if match is not None:
            code, flags = int(match[1], 16), int(match[2], 16)
            where = given.key(path, name)
            stated[code] = _raw(code, flags, hexadecimal(item, where), where)
    for name, item in found.items():
        where = given.key(path, name)
        if name in _READERS:
            code, read = _READERS[name]
            if code not in stated:
                stated[code] = _written(read(item, where), registry, where)
        elif name in _UNTOLD:
            if _UNTOLD[name] not in stated:
                raise wrong(where, "this does not tell the octets of the attribute")
        elif _OCTETS.fullmatch(name) is None:
            raise wrong(path, f"nothing here is called {given.called(name)}")
    return [stated[code] for code in sorted(stated)]


def _raw(code: int, flags: int, octets: bytes, path: str) -> Stated:
    value = UnknownAttribute(code=code, flags=flags, octets=octets)
    return Stated(code=code, flags=flags, value=value, path=path)


def _written(value: object, registry: Registry, path: str) -> Stated:
    """Write a value, so that what is wrong with it is told with its path."""
    try:
        code, whole = neutral_reader(True, registry.attributes).encode(value)
    except BGPError as error:
        raise wrong(path, error) from None
    octets = whole[4 if whole[0] & iana.EXTENDED_LENGTH else 3 :]
    return _raw(code, whole[0] & ~iana.EXTENDED_LENGTH, octets, path)


def _origin(value: Any, path: str) -> Origin:
    name = given.text(value, path)
    if name not in _ORIGINS:
        raise wrong(path, f"{given.called(name)} is none of {', '.join(_ORIGINS)}")
    return Origin(_ORIGINS[name])


def _as_path(value: Any, path: str) -> AsPath:
    segments = []
    for at, (name, item) in enumerate(given.obj(value, path).items()):
        where = given.key(path, name)
        if name != str(at):
            raise wrong(where, f"the next segment is {at}")
        found = given.checked_keys(item, where, ("element", "value"))
        element = given.text(found["element"], given.key(where, "element"))
        if element not in _ELEMENTS:
            raise wrong(given.key(where, "element"), f"{given.called(element)} is no segment")
        asns = given.each(found["value"], given.key(where, "value"))
        segments.append(
            Segment(_ELEMENTS[element], tuple(unsigned(asn, 32, there) for there, asn in asns))
        )
    return AsPath(tuple(segments))


def _mark(value: Any, path: str) -> AtomicAggregate:
    if value is not True:
        raise wrong(path, f"{given.called(value)} is not true: leave the attribute out")
    return AtomicAggregate()


def _aggregator(value: Any, path: str) -> Aggregator:
    asn, _, address = given.text(value, path).partition(":")
    if not (asn.isascii() and asn.isdigit() and len(asn) <= 10):
        raise wrong(path, f"{given.called(value)} is no AS number and address")
    return Aggregator(asn=int(asn), address=given.parsed(address_octets, address, path))


def _numbers(value: Any, path: str, bits: int, count: int) -> list[tuple[int, ...]]:
    """Read lists of so many numbers."""
    several = []
    for where, item in given.each(value, path):
        numbers = tuple(unsigned(each, bits, there) for there, each in given.each(item, where))
        if len(numbers) != count:
            raise wrong(where, f"there are {len(numbers)} numbers, and not {count}")
        several.append(numbers)
    return several


def _communities(value: Any, path: str) -> Communities:
    return Communities(tuple(high << 16 | low for high, low in _numbers(value, path, 16, 2)))


def _large(value: Any, path: str) -> LargeCommunities:
    triples = [(first, second, third) for first, second, third in _numbers(value, path, 32, 3)]
    return LargeCommunities(tuple(triples))


def _extended(code: int, size: int) -> Callable[[Any, str], UnknownAttribute]:
    """Read communities of so many octets, which their numbers are."""

    def read(value: Any, path: str) -> UnknownAttribute:
        communities = []
        for where, item in given.each(value, path):
            found = given.checked_keys(item, where, ("value",), ("string",))
            number = unsigned(found["value"], 8 * size, given.key(where, "value"))
            communities.append(number.to_bytes(size, "big"))
        flags = iana.OPTIONAL | iana.TRANSITIVE
        octets = b"".join(communities)
        return UnknownAttribute(code=code, flags=flags, octets=octets)

    return read


def _clusters(value: Any, path: str) -> ClusterList:
    clusters = given.each(value, path)
    return ClusterList(tuple(given.parsed(parse_identifier, each, at) for at, each in clusters))


def _aigp(value: Any, path: str) -> Aigp:
    octets = hexadecimal(value, path)
    if len(octets) != 8:
        raise wrong(path, f"a metric has 8 octets, not {len(octets)}")
    return Aigp.of(int.from_bytes(octets, "big"))


def _pmsi(value: Any, path: str) -> PmsiTunnel:
    match = _PMSI.fullmatch(given.text(value, path))
    if match is None or match[1] not in _TUNNEL_TYPES:
        raise wrong(path, f"{given.called(value)} is no tunnel")
    identifier = b""
    if match[5]:
        is_hex = match[5].startswith("0x")
        identifier = (
            hexadecimal(match[5], path) if is_hex else given.parsed(address_octets, match[5], path)
        )
    raw = int(match[4]) if match[4] else int(match[3]) << 4
    if raw >> 24 or int(match[2]) > 0xFF:
        raise wrong(path, "a label has 24 bits, and flags have 8")
    return PmsiTunnel(
        flags=int(match[2]),
        tunnel_type=_TUNNEL_TYPES[match[1]],
        label=Label.of_vni(raw),
        identifier=identifier,
    )


def _prefix_sid(value: Any, path: str) -> PrefixSid:
    parts: list[Any] = []
    for name, item in given.obj(value, path).items():
        where = given.key(path, name)
        match = _NOT_IMPLEMENTED.fullmatch(name)
        if name == "sr-label-index":
            parts.append(LabelIndex(index=unsigned(item, 32, where)))
        elif name == "sr-srgbs":
            ranges = _numbers(item, where, 24, 2)
            parts.append(OriginatorSrgb(tuple((first, count) for first, count in ranges)))
        elif match is not None:
            parts.append(Tlv(int(match[1]), hexadecimal(item, where)))
        else:
            raise wrong(path, f"nothing that can be read is called {given.called(name)}")
    return PrefixSid(tuple(parts))


def _number(kind: type) -> Callable[[Any, str], object]:
    return lambda value, path: kind(unsigned(value, 32, path))


_READERS: Final[dict[str, tuple[int, Callable[[Any, str], object]]]] = {
    "origin": (iana.ORIGIN, _origin),
    "as-path": (iana.AS_PATH, _as_path),
    "med": (iana.MULTI_EXIT_DISC, _number(MultiExitDisc)),
    "local-preference": (iana.LOCAL_PREF, _number(LocalPref)),
    "atomic-aggregate": (iana.ATOMIC_AGGREGATE, _mark),
    "aggregator": (iana.AGGREGATOR, _aggregator),
    "community": (iana.COMMUNITIES, _communities),
    "originator-id": (
        iana.ORIGINATOR_ID,
        lambda value, path: OriginatorId(given.parsed(parse_identifier, value, path)),
    ),
    "cluster-list": (iana.CLUSTER_LIST, _clusters),
    "extended-community": (
        iana.EXTENDED_COMMUNITIES,
        _extended(iana.EXTENDED_COMMUNITIES, 8),
    ),
    "extended-community-ipv6": (
        iana.IPV6_EXTENDED_COMMUNITIES,
        _extended(iana.IPV6_EXTENDED_COMMUNITIES, 20),
    ),
    "aigp": (iana.AIGP, _aigp),
    "pmsi": (iana.PMSI_TUNNEL, _pmsi),
    "bgp-prefix-sid": (iana.PREFIX_SID, _prefix_sid),
    "large-community": (iana.LARGE_COMMUNITY, _large),
}
#: what can be read only if the octets stand beside it
_UNTOLD: Final = {"bgp-ls": iana.BGP_LS, "error": -1}
