"""Extended communities in ExaBGP's words: `target:65000:1`, `rate-limit:9600`.

The words are for people: beside them stands the number that the octets are, which tells all.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any, Final

from bgplib.errors import BGPError
from bgplib.formats.exabgp_json._texts import address_text
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["community_to_json", "ipv6_community_to_json", "target_octets"]

#: RFC 4360 §2: the bits of the type that say who assigns it, and whether it is transitive, with the
#: further ones that RFC 7153 §5.1 has for experiments; ExaBGP does not look at them
_KIND: Final = 0x0F

# RFC 4360 §4: the sub-type.
_ROUTE_TARGET: Final = 0x02
_ENCAPSULATIONS: Final = {
    0: "Default",
    1: "L2TPv3",
    2: "GRE",
    7: "IP-in-IP",
    8: "VXLAN",
    9: "NVGRE",
    10: "MPLS",
    12: "VXLAN-GPE",
    13: "MPLS-in-UDP",
}
_DIRECTIONS: Final = {1: "input", 2: "output", 3: "input-output"}
_ACTIONS: Final = {0: "", 1: "terminal", 2: "sample", 3: "sample-terminal"}


def community_to_json(octets: bytes) -> dict[str, Any]:
    """Return an extended community of 8 octets: their number, and its words."""
    kind = (octets[0] & _KIND, octets[1])
    words = _WORDS.get(kind)
    text = None if kind in _WITHOUT_WORDS else ""
    if words is not None:
        text = words(octets[2:])
    return {
        "value": int.from_bytes(octets, "big"),
        "string": _hex(octets) if text is None else text,
    }


def ipv6_community_to_json(octets: bytes) -> dict[str, Any]:
    """Return an IPv6 extended community of 20 octets (RFC 5701): their number, and its words."""
    text = ""
    kind = (octets[0] & _KIND, octets[1])
    if kind == (0, 0x0B):
        text = _hex(octets)
    elif kind == (0, 0x0C):
        address = address_text(octets[2:18])
        copies = octets[19] & 1
        text = f"{'copy' if copies else 'redirect'}-to-nexthop-ietf {address}"
        text += " (with copy)" if copies else ""
    return {"value": int.from_bytes(octets, "big"), "string": text}


def target_octets(words: str) -> bytes | None:
    """Return the route target (RFC 4360 §4) that words such as `target:65000:1` say, if they do."""
    kind, _, value = words.partition(":")
    if kind != "target":
        return None
    try:
        # A route distinguisher has the same parts, and its type is that of the community.
        rd = RouteDistinguisher.parse(value).octets
    except BGPError:
        return None
    return bytes((rd[1], _ROUTE_TARGET)) + rd[2:]


def _hex(octets: bytes) -> str:
    return "0x" + octets.hex().upper()


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def _two_and_four(word: str) -> Callable[[bytes], str]:
    return lambda value: f"{word}:{_number(value[:2])}:{_number(value[2:])}"


def _address_and_two(word: str) -> Callable[[bytes], str]:
    return lambda value: f"{word}:{address_text(value[:4])}:{_number(value[4:])}"


def _four_and_two(word: str) -> Callable[[bytes], str]:
    return lambda value: f"{word}:{_number(value[:4])}:{_number(value[4:])}"


def _rate(unit: str) -> Callable[[bytes], str | None]:
    def words(value: bytes) -> str | None:
        (rate,) = struct.unpack(">f", value[2:])
        # What is no rate at all has no words: ExaBGP drops the attribute.
        return f"rate-limit:{max(0, int(rate))}{unit}" if math.isfinite(rate) else None

    return words


def _interface_set(value: bytes) -> str:
    flags, group = value[4] >> 6, _number(value[4:]) & 0x1FFF
    return f"interface-set:{_DIRECTIONS.get(flags, flags)}:{_number(value[:4])}:{group}"


def _layer2(value: bytes) -> str:
    mtu, preference = _number(value[2:4]), _number(value[4:])
    return f"l2info:{value[0]}:{value[1]}:{mtu}:{preference}"


def _mobility(value: bytes) -> str:
    return f"mac-mobility:{_number(value[2:])}" + (":sticky" if value[0] == 1 else "")


def _encapsulation(value: bytes) -> str:
    kind = _number(value[4:])
    return f"encap:{_ENCAPSULATIONS.get(kind) or f'encap:UNKNOWN-{kind}'}"


#: what ExaBGP prints as octets: redirection to a route target of a 4-octet AS number
_WITHOUT_WORDS: Final = ((0x02, 0x08),)
#: the kind and the sub-type of those that have words
_WORDS: Final[dict[tuple[int, int], Callable[[bytes], str | None]]] = {
    (0x00, 0x02): _two_and_four("target"),
    # ExaBGP prints the number as an address, and those of an address the other way round.
    (0x00, 0x03): lambda value: f"origin:{_number(value[:2])}:{address_text(value[2:])}",
    (0x00, 0x06): _rate(""),
    (0x00, 0x07): lambda value: f"action {_ACTIONS[value[5] & 3]}",
    (0x00, 0x08): _two_and_four("redirect"),
    (0x00, 0x09): lambda value: f"mark {value[5] & 0x3F}",
    (0x00, 0x0A): _layer2,
    (0x00, 0x0C): _rate(":packets"),
    (0x00, 0x13): _two_and_four("rtrecord"),
    (0x01, 0x02): _address_and_two("target"),
    (0x01, 0x03): lambda value: f"origin:{_number(value[4:])}:{address_text(value[:4])}",
    (0x01, 0x0C): lambda value: f"redirect-to-nexthop-ietf {address_text(value[:4])}",
    (0x01, 0x13): _address_and_two("rtrecord"),
    (0x02, 0x02): _four_and_two("target"),
    (0x02, 0x03): _four_and_two("origin"),
    (0x02, 0x13): _four_and_two("rtrecord"),
    (0x03, 0x0C): _encapsulation,
    (0x03, 0x14): lambda value: f"consistentHashSortOrder:{_number(value[:4])}",
    (0x06, 0x00): _mobility,
    (0x07, 0x02): _interface_set,
    (0x08, 0x00): lambda value: ("copy" if value[5] & 1 else "redirect") + "-to-nexthop",
    (0x0C, 0x00): _two_and_four("mup"),
}
