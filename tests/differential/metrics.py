"""What the accumulated IGP metric (RFC 7311) of a route may be, and how far its next hop is away.

Next hops are no neighbours' addresses: each route has one of five, whoever announces it.
"""

from __future__ import annotations

from typing import Final

from bgplib.attributes import Aigp
from bgplib.values.address import address_octets
from bgplib.values.tlv import Tlv

__all__ = ["AIGPS", "NEXT_HOPS", "UNKNOWN", "cost_of"]

#: the cost of a next hop that can be reached, nobody knows how far away it is
UNKNOWN: Final = 2**32 - 1
#: next hops, and what a daemon that knows costs is told of them
NEXT_HOPS: Final = {
    "198.51.100.1": 0,
    "198.51.100.2": 1,
    "198.51.100.3": 10,
    "198.51.100.4": 10,
    "198.51.100.5": UNKNOWN,
}
_COSTS: Final = {address_octets(address): cost for address, cost in NEXT_HOPS.items()}


def cost_of(next_hop: bytes) -> int | None:
    """Return the cost of a next hop; None where it is none of ours."""
    return _COSTS.get(next_hop)


def _metric(number: int) -> Tlv:
    return Tlv(1, number.to_bytes(8, "big"))


_OTHER: Final = Tlv(2, b"\x05")

#: sums with the costs above tie, or differ by one; most routes have no metric at all
AIGPS: Final = (
    *[None] * 8,
    *map(Aigp.of, (0, 9, 10, 10, 11, 20)),
    Aigp((_metric(20), _metric(0))),  # the first one counts
    Aigp((_OTHER, _metric(10))),
    Aigp((_OTHER,)),  # none
    Aigp.of(2**64 - 2),  # the greatest there is
)
