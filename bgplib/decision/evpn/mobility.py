"""Where a MAC address is that moves, or that two hosts have (RFC 7432 §7.7, §15)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.attributes.extended_communities import ExtendedCommunities, MacMobility
from bgplib.errors import LocalError
from bgplib.nlri.evpn import MacIpAdvertisement
from bgplib.route import Path, Route
from bgplib.values.ethernet_segment_id import EthernetSegmentId

__all__ = [
    "DuplicateWatch",
    "MacRoute",
    "best_mac_route",
    "contradicts_static",
    "is_newer",
    "local_mobility",
    "must_withdraw",
]

_MODULUS: Final = 1 << 32
_HALF: Final = 1 << 31


@frozen(kw_only=True)
class MacRoute:
    """What of a MAC/IP Advertisement route says where the address is."""

    esi: EthernetSegmentId  #: the Ethernet segment
    pe: bytes  #: the address of the PE that advertises it, 4 or 16 octets
    mobility: MacMobility | None = None  #: the community; None without

    @classmethod
    def of(cls, route: Route | Path) -> MacRoute:
        """Take it from a MAC/IP Advertisement route.

        Its next hop is the PE. For one of our own that names no next hop, our BGP Identifier stands
        in: name the next hop where that is another address than PEs know us by.

        Raises:
            LocalError: it is another route.
        """
        check(route, Route | Path, "route")
        nlri = route.nlri
        if not isinstance(nlri, MacIpAdvertisement):
            raise LocalError(f"{route} is no MAC/IP Advertisement route")
        hop = route.next_hop
        found = route.attributes.get(ExtendedCommunities)
        marks = () if found is None else found.communities
        return cls(
            esi=nlri.esi,
            pe=route.source.identifier.to_bytes(4, "big") if hop is None else hop.address,
            mobility=next((each for each in marks if isinstance(each, MacMobility)), None),
        )

    @property
    def sequence(self) -> int:
        """The sequence number, 0 without the community."""
        # RFC 7432 §15: "In the case of the first mobility event for a given MAC address, where the
        # received MAC/IP Advertisement route does not carry a MAC Mobility extended community
        # attribute, the value of the sequence number in the received route is assumed to be 0"
        return 0 if self.mobility is None else self.mobility.sequence

    @property
    def is_static(self) -> bool:
        """Whether the address cannot move."""
        return self.mobility is not None and self.mobility.sticky


def is_newer(sequence: int, other: int) -> bool:
    """Say whether a sequence number comes after another one, perhaps behind the wraparound."""
    # RFC 7432 §15: "In order to process mobility events correctly, an implementation MUST handle
    # scenarios in which sequence number wraparound occurs."
    return 0 < (sequence - other) % _MODULUS < _HALF


def _precedes(route: MacRoute, other: MacRoute) -> bool:
    """Say whether a route says better than another one where the address is."""
    # RFC 7432 §7.7: "A value of 1 means that the MAC address is static and cannot move."
    if route.is_static != other.is_static:
        return route.is_static
    if route.sequence != other.sequence:
        return is_newer(route.sequence, other.sequence)
    # RFC 7432 §15: "If two (or more) PEs advertise the same MAC address with the same sequence
    # number but different Ethernet segment identifiers, a PE that receives these routes selects the
    # route advertised by the PE with the lowest IP address as the best route."
    return (len(route.pe), route.pe) < (len(other.pe), other.pe)


def best_mac_route(routes: Iterable[MacRoute]) -> MacRoute | None:
    """Return the route that says where a MAC address is; None where there is none.

    Others of the same Ethernet segment are as good: see `SegmentRoutes`.
    """
    best: MacRoute | None = None
    for route in routes:
        if best is None or _precedes(route, best):
            best = route
    return best


def must_withdraw(ours: MacRoute, received: MacRoute) -> bool:
    """Say whether our own route for an address ends when another PE's arrives."""
    # RFC 7432 §15: "A PE receiving a MAC/IP Advertisement route for a MAC address with a different
    # Ethernet segment identifier and a higher sequence number than that which it had previously
    # advertised withdraws its MAC/IP Advertisement route."
    # RFC 7432 §15: "In the case of single-homed scenarios, there is no need for ESI comparison."
    same_segment = ours.esi == received.esi != EthernetSegmentId.SINGLE_HOMED
    return not same_segment and _precedes(received, ours)


def contradicts_static(received: Iterable[MacRoute]) -> bool:
    """Say whether the operator is to be told that we learned an address on a segment of ours.

    Args:
        received: the routes of other PEs for the address.
    """
    # RFC 7432 §15.2: "If a PE receives such advertisements and later learns the same MAC
    # address(es) via local learning, then the PE MUST alert the operator."
    return any(route.is_static for route in received)


def local_mobility(esi: EthernetSegmentId, received: Sequence[MacRoute]) -> MacMobility | None:
    """Return the community that our route carries when we learn an address on a segment.

    Args:
        esi: the Ethernet segment on which we learn it.
        received: the routes of other PEs for the address.
    """
    best = best_mac_route(received)
    # RFC 7432 §15: "A PE advertising a MAC address for the first time advertises it with no MAC
    # Mobility extended community attribute."
    if best is None:
        return None
    if best.esi == esi != EthernetSegmentId.SINGLE_HOMED:
        # RFC 7432 §15: "a MAC Mobility extended community attribute with the sequence number equal
        # to the highest of the sequence number(s) in the received MAC/IP Advertisement route(s), if
        # the received route(s) is (are) tagged with a MAC Mobility extended community attribute."
        return None if best.mobility is None else MacMobility(sequence=best.sequence)
    # RFC 7432 §15: "with a sequence number one greater than the sequence number in the MAC Mobility
    # extended community attribute of the received MAC/IP Advertisement route."
    return MacMobility(sequence=(best.sequence + 1) % _MODULUS)


class DuplicateWatch:
    """Notices that two hosts have one MAC address, since it moves too often (RFC 7432 §15.1).

    One watch is for one address.
    """

    __slots__ = ("_moves", "is_duplicate", "moves", "seconds")

    def __init__(self, seconds: float = 180, moves: int = 5) -> None:
        """Start with an address that has not moved.

        Args:
            seconds: M, how long the timer runs.
            moves: N, how many moves before it expires are too many.
        """
        # RFC 7432 §15.1: "The values of M and N MUST be configurable to allow for flexibility in
        # operator control."
        self.seconds: Final = seconds  #: M
        self.moves: Final = moves  #: N
        self.is_duplicate = False  #: what was concluded; `clear` ends it
        self._moves: deque[float] = deque(maxlen=moves)

    def moved(self, now: float) -> bool:
        """Take notice of a move; say whether the operator is to be told now.

        From then on no route for the address is sent or heeded, until `clear`.
        """
        if self.is_duplicate:
            return False
        self._moves.append(now)
        # RFC 7432 §15.1: "if it detects N MAC moves before the timer expires (with a default value
        # of N = 5), it concludes that a duplicate-MAC situation has occurred. The PE MUST alert the
        # operator and stop sending and processing any BGP MAC/IP Advertisement routes for that MAC
        # address until a corrective action is taken by the operator."
        if len(self._moves) == self.moves and now - self._moves[0] < self.seconds:
            self.is_duplicate = True
        return self.is_duplicate

    def clear(self) -> None:
        """Start anew: the operator has corrected it."""
        self.is_duplicate = False
        self._moves.clear()
