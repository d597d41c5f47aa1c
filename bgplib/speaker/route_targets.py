"""Which VPN routes a peer wants: those with a route target that it is a member of (RFC 4684)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import attrs

from bgplib._checks import check_each
from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.context import SessionType
from bgplib.iana.families import (
    SAFI_EVPN,
    SAFI_FLOWSPEC_VPN,
    SAFI_L1VPN,
    SAFI_MCAST_VPLS,
    SAFI_MCAST_VPN,
    SAFI_VPLS,
    SAFI_VPN,
    SAFI_VPN_CAR,
    SAFI_VPN_MULTICAST,
    Family,
)
from bgplib.messages.update import Update
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.rib import Rib
from bgplib.rib.putting import runs
from bgplib.route import Path, Route, Source

__all__ = ["Membership", "Memberships", "has_targets", "is_of", "membership_path"]

# RFC 4684 §1: "This mechanism is applicable to any BGP NLRI that controls the distribution of
# routing information by using Route Targets"
_WITH_TARGETS: Final = (
    SAFI_VPN,
    SAFI_VPN_MULTICAST,
    SAFI_EVPN,
    SAFI_VPLS,
    SAFI_MCAST_VPN,
    # RFC 8955 §8: "Propagation of this NLRI is controlled by matching Route Target extended
    # communities associated with the BGP path advertisement with the VRF import policy"
    SAFI_FLOWSPEC_VPN,
    SAFI_MCAST_VPLS,  # RFC 7117 §9.2
    SAFI_VPN_CAR,  # RFC 9871 §9
    SAFI_L1VPN,  # RFC 5195 §2
)
# RFC 4360 §4, RFC 5668 §4: a route target has sub-type 2, in types of AS numbers and addresses.
_SUB_TYPE: Final = 0x02
# RFC 7432 §7.6: "A BGP speaker that implements RT Constraint [RFC4684] MUST apply the RT Constraint
# procedures to the ES-Import RT as well." Its type is 0x06.
_TYPES: Final = (0x00, 0x01, 0x02, 0x06)
_TARGETS: Final = Family.IPV4_ROUTE_TARGET

#: a destination and a path identifier
_Place = tuple[bytes, int | None]
#: how many bits of route targets count, and these bits
_Range = tuple[int, int]


def has_targets(family: Family) -> bool:
    """Say whether routes of a family go by their route targets."""
    return family.safi in _WITH_TARGETS


@frozen
class Membership:
    """The route targets that a peer is a member of."""

    #: how many bits count, and these bits, of each target or range of them
    ranges: frozenset[tuple[int, int]] = attrs.field(repr=in_order)
    #: how many bits count in any of them
    lengths: frozenset[int] = attrs.field(eq=False, repr=False)

    @lengths.default
    def _lengths(self) -> frozenset[int]:
        return frozenset(length for length, _ in self.ranges)

    @classmethod
    def of(cls, routes: Iterable[Route]) -> Membership:
        """Read what a peer announced.

        Args:
            routes: its routes of the route target family, as import policy left them.
        """
        found = map(_range, check_each(routes, Route, "routes"))
        return cls(frozenset(each for each in found if each is not None))

    def wants(self, path: Path) -> bool:
        """Say whether the peer wants routes with a path's route targets."""
        # RFC 4684 §6: "A VPN NLRI route should be advertised to a peer that participates in the
        # exchange of Route Target membership information if that peer has advertised either the
        # default Route Target membership NLRI or a Route Target membership NLRI containing any of
        # the targets contained in the extended communities attribute of the VPN route in question."
        if (0, 0) in self.ranges:
            return True
        for number in path.attributes.extended_communities:
            if number >> 48 & 0xFF == _SUB_TYPE and number >> 56 in _TYPES:
                for length in self.lengths:
                    if (length, number >> (64 - length)) in self.ranges:
                        return True
        return False


class Memberships:
    """What a peer announced of route targets: read once, and then what changes alone."""

    __slots__ = (
        "_changed",
        "_counts",
        "_is_read",
        "_lengths",
        "_membership",
        "_ranges",
        "_rib",
        "source",
    )

    def __init__(self, rib: Rib, source: Source) -> None:
        """Read nothing yet.

        Args:
            rib: where what it announces is.
            source: the peer.
        """
        self.source: Final = source  #: the peer
        self._rib: Final = rib
        self._is_read = False
        self._changed: dict[_Place, None] = {}  # what is to be read
        self._ranges: dict[_Place, _Range] = {}  # what was
        self._counts: dict[_Range, int] = {}  # how often each range is among it
        self._lengths: dict[int, int] = {}  # how many of these have so many bits
        self._membership: Membership | None = None

    def note(self, update: Update) -> None:
        """Note what an UPDATE changes; it is read when somebody asks."""
        if self._is_read:
            for group in (*update.announced, *update.withdrawn):
                if group.family == _TARGETS:
                    for path_id, keys in runs(group):
                        self._changed.update(((key, path_id), None) for key in keys)

    def forget(self) -> None:
        """Read all anew when somebody asks: policy may have changed."""
        self._is_read = False
        self._membership = None
        for kept in (self._changed, self._ranges, self._counts, self._lengths):
            kept.clear()

    def membership(self) -> Membership:
        """Return the route targets that the peer is a member of; while nothing changes the same."""
        if not self._is_read:
            self._is_read = True
            for route in self._rib.adj_rib_in(self.source, _TARGETS, after_policy=True):
                self._set((route.key, route.path.path_id), _range(route))
        elif self._changed:
            for key, path_id in self._changed:
                path = self._rib.path_of(self.source, key, _TARGETS, path_id)
                has = path is not None and not path.rejected
                found = _range(Route(_TARGETS, key, path)) if has and path is not None else None
                self._set((key, path_id), found)
            self._changed.clear()
        if self._membership is None:
            self._membership = Membership(frozenset(self._counts), frozenset(self._lengths))
        return self._membership

    def _set(self, place: _Place, now: _Range | None) -> None:
        before = self._ranges.get(place)
        if before == now:
            return
        if before is not None:
            del self._ranges[place]
            self._counts[before] -= 1
            if not self._counts[before]:
                del self._counts[before]
                self._count(before[0], -1)
        if now is not None:
            self._ranges[place] = now
            if now not in self._counts:
                self._count(now[0], 1)
            self._counts[now] = self._counts.get(now, 0) + 1

    def _count(self, length: int, more: int) -> None:
        """Note that a range of so many bits came or went."""
        self._membership = None
        count = self._lengths[length] = self._lengths.get(length, 0) + more
        if not count:
            del self._lengths[length]


def is_of(path: Path, asn: int) -> bool:
    """Say whether a path is a membership that an AS has sourced, or the default one."""
    # RFC 4684 §3.2 has rules for membership "sourced by the local autonomous system"; of others,
    # "standard BGP route selection and advertisement rules" are enough.
    nlri = path.nlri
    return isinstance(nlri, RouteTargetNlri) and nlri.origin_as in (asn, None)


def membership_path(
    ranked: list[Path], is_client: Callable[[Source], bool], own_as: int
) -> Path | None:
    """Return which path of a membership an internal peer that is no client is told; None for none.

    Args:
        ranked: the eligible paths, the best first.
        is_client: says of an internal peer whether it is a client of ours.
        own_as: our AS number in the session.
    """
    # RFC 4684 §3.2: "When advertising an RT membership NLRI to a non-client peer, if the best path
    # as selected by the path selection procedure described in Section 9.1 of the base BGP
    # specification [4] is a route received from a non-client peer, and if there is an alternative
    # path to the same destination from a client, the attributes of the client path are advertised
    # to the peer."
    if not ranked:
        return None
    if not is_of(ranked[0], own_as):
        return ranked[0]
    best = ranked[0].source
    if best.local or best.session is not SessionType.INTERNAL or is_client(best):
        return ranked[0]
    return next((path for path in ranked if is_client(path.source)), ranked[0])


def _range(route: Route) -> _Range | None:
    """Return which targets a route asks for: how many bits count, and these bits."""
    nlri = route.nlri
    if not isinstance(nlri, RouteTargetNlri):
        return None
    # The default route target, which asks for all, has no bits that count.
    length = 0 if nlri.origin_as is None else nlri.length
    return length, _bits(nlri.route_target, length)


def _bits(octets: bytes, length: int) -> int:
    """Return the first bits of a route target."""
    return int.from_bytes(octets.ljust(8, b"\0")[:8], "big") >> (64 - length)
