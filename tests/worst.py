"""The messages that cost most, octet for octet: `python -m tests.worst` prints what each costs.

Each kind of message can be made of any length; a decoder that is linear takes sixteen times as long
for sixteen times the octets. The table has the milliseconds of both, and their ratio.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bgplib.context import Context
from bgplib.errors import BGPError
from bgplib.formats.json import to_json
from bgplib.iana.families import Family
from bgplib.kernel.framing import MessageBuffer
from bgplib.messages.decoder import Decoder
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.malformed import attribute, update

__all__ = ["WORST", "as_json", "read"]

#: octets of the two lengths that are compared: the longest has just room in 65,535
FEW, MANY = 4_000, 64_000
_HEAD: Final = (
    attribute(0x40, 1, b"\0"),
    attribute(0x40, 2, b"\x02\x01" + (65001).to_bytes(4, "big")),
    attribute(0x40, 3, bytes((192, 0, 2, 1))),
)
_PATH_IDS: Final = frozenset(DEFAULT_REGISTRY.families)
#: a Tunnel Egress Endpoint, without which tunnels are malformed beside unicast routes
_ENDPOINT: Final = bytes.fromhex("0606 00000000 0000")
PLAIN: Final = Context(extended_messages=True)
STACKS: Final = Context(
    extended_messages=True,
    multiple_labels=[Family.IPV4_LABELED],
    maximum_labels=[(Family.IPV4_LABELED, 2)],
)
ADD_PATH: Final = Context(extended_messages=True, add_path_receive=_PATH_IDS)


def _announce(family: Family, nlri: bytes, next_hop: bytes = b"") -> bytes:
    head = family.afi.to_bytes(2, "big") + bytes((family.safi, len(next_hop)))
    return update(*_HEAD[:2], attribute(0x80, 14, head + next_hop + b"\0" + nlri))


def _with(code: int, flags: int, value: bytes) -> bytes:
    return update(*_HEAD, attribute(flags, code, value), nlri=b"\x08\x0a")


def _numbers(size: int, width: int) -> bytes:
    return b"".join(number.to_bytes(width, "big") for number in range(size // width))


def attributes(size: int) -> bytes:
    """As many attributes as there is room for, empty and unknown."""
    return update(*_HEAD, b"".join(bytes((0xC0, 100 + n % 150, 0)) for n in range(size // 3)))


def as_path(size: int) -> bytes:
    """One long AS_PATH."""
    segment = b"\x02\xff" + _numbers(255 * 4, 4)
    value = segment * (size // len(segment))
    return update(_HEAD[0], attribute(0x40, 2, value), _HEAD[2], nlri=b"\x08\x0a")


def short_segments(size: int) -> bytes:
    """An AS_PATH of segments of one AS number."""
    value = b"\x02\x01\x00\x00\xfd\xe9" * (size // 6)
    return update(_HEAD[0], attribute(0x40, 2, value), _HEAD[2], nlri=b"\x08\x0a")


def communities(size: int) -> bytes:
    """Communities, all different."""
    return _with(8, 0xC0, _numbers(size, 4)[: size // 4 * 4])


def extended_communities(size: int) -> bytes:
    """Extended communities of many kinds."""
    return _with(16, 0xC0, b"".join(n.to_bytes(2, "big") + bytes(6) for n in range(size // 8)))


def large_communities(size: int) -> bytes:
    """Large communities, all different."""
    return _with(32, 0xC0, _numbers(size, 12))


def nested_attribute_sets(size: int) -> bytes:
    """ATTR_SET in ATTR_SET, as deep as it goes."""
    value = bytes(4)
    while len(value) < size - 8:
        value = bytes(4) + attribute(0xC0, 128, value)
    return _with(128, 0xC0, value)


def flow_operators(size: int) -> bytes:
    """Sixteen flow specifications, up to 4,095 octets long, all operators of one component."""
    rule = bytes((4,)) + b"\x01\x50" * (size // 32 - 3) + b"\x81\x50"
    return _announce(Family.IPV4_FLOWSPEC, ((0xF000 | len(rule)).to_bytes(2, "big") + rule) * 16)


def flow_rules(size: int) -> bytes:
    """Flow specifications of four octets."""
    return _announce(Family.IPV4_FLOWSPEC, b"\x03\x03\x81\x06" * (size // 4))


def prefixes(size: int) -> bytes:
    """Prefixes of /24."""
    nlri = b"".join(b"\x18" + number.to_bytes(3, "big") for number in range(size // 4))
    return update(*_HEAD, nlri=nlri)


def defaults(size: int) -> bytes:
    """Default routes, one octet each."""
    return update(*_HEAD, nlri=bytes(size))


def withdrawn(size: int) -> bytes:
    """Withdrawn routes of two octets."""
    return update(withdrawn=b"".join(bytes((8, n % 256)) for n in range(size // 2)))


def paths_of_one_prefix(size: int) -> bytes:
    """One prefix under ever other path identifiers."""
    nlri = b"".join(number.to_bytes(4, "big") + b"\x08\x0a" for number in range(size // 6))
    return update(*_HEAD, nlri=nlri)


def vpn_labels(size: int) -> bytes:
    """VPN routes."""
    one = bytes((112,)) + b"\x00\x10\x01" + bytes(8) + bytes((10, 0, 1))
    return _announce(Family.IPV4_VPN, one * (size // len(one)), bytes(8) + bytes((192, 0, 2, 1)))


def evpn(size: int) -> bytes:
    """EVPN routes of an unknown type, empty."""
    return _announce(Family.L2VPN_EVPN, b"\xc8\x00" * (size // 2), bytes((192, 0, 2, 1)))


def multicast_vpn(size: int) -> bytes:
    """MCAST-VPN routes of unknown types, one after the other, empty."""
    nlri = b"".join(bytes((100 + n % 100, 0)) for n in range(size // 2))
    return _announce(Family.IPV4_MCAST_VPN, nlri, bytes((192, 0, 2, 1)))


def link_state_routes(size: int) -> bytes:
    """BGP-LS NLRI that lack all fields, and are passed over (RFC 9552 §8.2.2)."""
    return _announce(Family.LINK_STATE, b"\0\1\0\0" * (size // 4), bytes((192, 0, 2, 1)))


def evpn_prefixes(size: int) -> bytes:
    """EVPN routes of prefixes, and extended communities that are no router's MAC address."""
    one = b"\x05\x22" + bytes(22) + b"\x18" + bytes((10, 0, 1, 0)) + bytes(4) + b"\x00\x06\x41"
    routes = one * (size // 2 // len(one))
    reach = b"\x00\x19\x46\x04\xc0\x00\x02\x01\x00" + routes
    value = b"\x06\x00" + bytes(6)
    communities = attribute(0xC0, 16, value * (size // 2 // len(value)))
    return update(*_HEAD[:2], communities, attribute(0x80, 14, reach))


def label_stacks(size: int) -> bytes:
    """Routes with two labels each."""
    one = b"\x38" + b"\x00\x06\x40\x00\x06\x41" + b"\x0a"
    return _announce(Family.IPV4_LABELED, one * (size // len(one)), bytes((192, 0, 2, 1)))


def link_state(size: int) -> bytes:
    """A BGP-LS attribute of empty TLVs."""
    value = b"".join((n % 65536).to_bytes(2, "big") + b"\0\0" for n in range(size // 4))
    return _with(29, 0x80, value)


def tunnels(size: int) -> bytes:
    """A TUNNEL_ENCAPSULATION of empty tunnels, and a valid one behind them."""
    empty = b"".join(n.to_bytes(2, "big") + b"\0\0" for n in range((size - 12) // 4))
    return _with(23, 0xC0, empty + b"\x00\x08\x00\x08" + _ENDPOINT)


def sub_tlvs(size: int) -> bytes:
    """A TUNNEL_ENCAPSULATION of one tunnel with empty sub-TLVs, and an endpoint behind them."""
    inside = b"\x7f\x00" * ((size - 8) // 2) + _ENDPOINT
    return _with(23, 0xC0, b"\x00\x08" + len(inside).to_bytes(2, "big") + inside)


def prefix_sid(size: int) -> bytes:
    """A PREFIX_SID of empty TLVs of no known type."""
    return _with(40, 0xC0, b"\xfe\x00\x00" * (size // 3))


def unknown_family(size: int) -> bytes:
    """NLRI of a family that nobody knows."""
    return _announce(Family(4711, 99), bytes(size), b"\0" * 4)


#: each kind, and what to decode it with
WORST: Final[dict[Callable[[int], bytes], Context]] = {
    **dict.fromkeys(
        (
            attributes,
            as_path,
            short_segments,
            communities,
            extended_communities,
            large_communities,
            nested_attribute_sets,
            flow_operators,
            flow_rules,
            prefixes,
            defaults,
            withdrawn,
            vpn_labels,
            evpn,
            multicast_vpn,
            link_state_routes,
            evpn_prefixes,
            link_state,
            tunnels,
            sub_tlvs,
            prefix_sid,
            unknown_family,
        ),
        PLAIN,
    ),
    paths_of_one_prefix: ADD_PATH,
    label_stacks: STACKS,
}


def decode(octets: bytes, context: Context) -> Update:
    """Decode, as a session does."""
    message = Decoder(context).decode(octets)
    assert isinstance(message, Update)
    return message


def read(octets: bytes, context: Context) -> None:
    """Decode, make the values of everything, and the message again."""
    message = decode(octets, context)
    for one in message.path_attributes():
        assert one.code >= 0
        str(one.value)
    for group in (*message.announced, *message.withdrawn):
        assert len(group.keys) == len(group.nlri)
    assert message.encode() == octets


def keepalives(count: int, *, one_by_one: bool) -> int:
    """Cut KEEPALIVEs out of a stream, handed in whole or octet by octet."""
    buffer = MessageBuffer()
    octets = Keepalive().encode() * count
    found = 0
    for chunk in (octets[n : n + 1] for n in range(len(octets))) if one_by_one else (octets,):
        buffer.feed(chunk)
        while buffer.next_message() is not None:
            found += 1
    return found


def as_json(octets: bytes, context: Context) -> None:
    """Decode, and print."""
    to_json(Decoder(context).decode(octets))


def _milliseconds(work: Callable[[], object]) -> float:
    """Return the shortest of three runs, without the collector's pauses."""
    found = []
    for _ in range(3):
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
        gc.enable()
    return min(found) * 1000


def _line(name: str, few: Callable[[], object], many: Callable[[], object]) -> bool:
    short, long = _milliseconds(few), _milliseconds(many)
    print(f"{name:28} {short:9.2f} ms {long:9.2f} ms {long / short:7.1f}")
    return long / short <= 24 or long < 5


def main() -> int:
    """Print the table; 1 if something is not linear."""
    print(f"{'sixteen times the octets':28} {'few':>12} {'many':>12} {'ratio':>7}")
    fine = []
    ways = {"": decode, "  and read": read, "  and as JSON": as_json}
    for make, context in WORST.items():
        few, many = make(FEW), make(MANY)
        for name, way in ways.items():
            calls = [partial(way, octets, context) for octets in (few, many)]
            fine.append(_line(name or make.__name__, *calls))
    for name, one_by_one in (("in one piece", False), ("octet by octet", True)):
        few_many = [partial(keepalives, n, one_by_one=one_by_one) for n in (3_449, 55_188)]
        fine.append(_line(f"keepalives, {name}", *few_many))
    return 0 if all(fine) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BGPError as error:
        sys.exit(f"a message is refused: {error}")
