"""Who the peers are, and what they announce: many routes that differ little, from a seed.

Ties are what tells decision processes apart, so every attribute that a process reads has few values
here, and of the routes to one prefix most attributes are equal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import starmap
from typing import Final

import attrs

from bgplib.attributes import (
    Aigp,
    AsPath,
    ClusterList,
    Communities,
    LocalPref,
    MultiExitDisc,
    Origin,
    OriginatorId,
    Segment,
)
from bgplib.context import SessionType
from bgplib.iana.communities import LLGR_STALE
from bgplib.messages.update import Update
from bgplib.route import Source
from bgplib.values.address import parse_identifier
from tests.differential.metrics import AIGPS, NEXT_HOPS

__all__ = ["SCENARIOS", "Announcement", "Neighbour", "Options", "Scenario", "announcements"]

DAEMON_AS: Final = 65000
CONFEDERATION: Final = 65100  # the identifier of the daemon's confederation
DAEMON_ID: Final = "192.0.2.250"

_EXTERNAL = SessionType.EXTERNAL
_INTERNAL = SessionType.INTERNAL
_MEMBER = SessionType.CONFEDERATION
_SET, _SEQUENCE, _MEMBERS = 1, 2, 3
_Segments = tuple[tuple[int, tuple[int, ...]], ...]


@attrs.frozen
class Neighbour:
    """One of the five peers of a daemon: all of them are ours."""

    number: int  #: 1 to 5; tells addresses apart
    asn: int  #: its AS number
    identifier: str  #: its BGP Identifier
    session: SessionType  #: how it stands to the daemon
    #: whether AIGP counts that comes from it; None is the default (RFC 7311 §3.3)
    aigp: bool | None = None

    @property
    def address(self) -> str:
        """Return where it connects from."""
        return f"127.0.33.{10 + self.number}"

    @property
    def source(self) -> Source:
        """Return it as a daemon knows it."""
        return Source(
            address=self.address,
            asn=self.asn,
            identifier=self.identifier,
            session=self.session,
            local_as=DAEMON_AS,
        )


@attrs.frozen(kw_only=True)
class Options:
    """Options of the decision process that daemons have."""

    always_compare_med: bool = False  #: among all neighbouring ASes
    ignore_as_path_length: bool = False  #: paths of any length are equal
    #: the order of arrival does not matter for MULTI_EXIT_DISC; GoBGP has no such option
    deterministic_med: bool = False


@attrs.frozen(kw_only=True)
class Scenario:
    """Peers, and what may differ in what they announce."""

    name: str  #: for the table
    neighbours: tuple[Neighbour, ...]  #: the peers
    options: Options = Options()  #: how the daemon is configured
    confederation: bool = False  #: the daemon is in one


@attrs.frozen
class Announcement:
    """One route of one peer, and when it comes."""

    phase: int  #: routes of a phase come before those of the next
    neighbour: Neighbour  #: who announces it
    prefix: str  #: the destination
    update: Update  #: the message that announces it


# Identifiers are in another order than addresses, and two peers are in one AS.
_OUTSIDE: Final = (
    Neighbour(1, 65001, "192.0.2.14", _EXTERNAL),
    Neighbour(2, 65001, "192.0.2.11", _EXTERNAL),
    Neighbour(3, 65002, "192.0.2.15", _EXTERNAL),
    Neighbour(4, 65003, "192.0.2.12", _EXTERNAL),
    Neighbour(5, 65002, "192.0.2.13", _EXTERNAL),
)

#: AIGP is taken from two external peers and one internal one, and ignored from one of each
_AIGP_SESSIONS: Final = (
    Neighbour(1, 65001, "192.0.2.14", _EXTERNAL, aigp=True),
    Neighbour(2, 65002, "192.0.2.11", _EXTERNAL, aigp=True),
    Neighbour(3, 65001, "192.0.2.15", _EXTERNAL),
    Neighbour(4, DAEMON_AS, "192.0.2.12", _INTERNAL),
    Neighbour(5, DAEMON_AS, "192.0.2.13", _INTERNAL, aigp=False),
)

SCENARIOS: Final = (
    Scenario(name="external", neighbours=_OUTSIDE),
    Scenario(
        name="reflectors",
        neighbours=(
            Neighbour(1, 65001, "192.0.2.14", _EXTERNAL),
            Neighbour(2, 65002, "192.0.2.11", _EXTERNAL),
            Neighbour(3, DAEMON_AS, "192.0.2.15", _INTERNAL),
            Neighbour(4, DAEMON_AS, "192.0.2.12", _INTERNAL),
            Neighbour(5, DAEMON_AS, "192.0.2.13", _INTERNAL),
        ),
    ),
    Scenario(
        name="confederation",
        neighbours=(
            Neighbour(1, 65001, "192.0.2.14", _EXTERNAL),
            Neighbour(2, 65002, "192.0.2.11", _EXTERNAL),
            Neighbour(3, 65010, "192.0.2.15", _MEMBER),
            Neighbour(4, 65011, "192.0.2.12", _MEMBER),
            Neighbour(5, DAEMON_AS, "192.0.2.13", _INTERNAL),
        ),
        confederation=True,
    ),
    Scenario(name="AIGP sessions", neighbours=_AIGP_SESSIONS),
    Scenario(
        name="always-compare-med",
        neighbours=_OUTSIDE,
        options=Options(always_compare_med=True),
    ),
    Scenario(
        name="deterministic MED",
        neighbours=_OUTSIDE,
        options=Options(deterministic_med=True),
    ),
    Scenario(
        name="AIGP, deterministic MED",
        neighbours=_AIGP_SESSIONS,
        options=Options(deterministic_med=True),
    ),
    Scenario(
        name="ignore AS_PATH length",
        neighbours=_OUTSIDE,
        options=Options(ignore_as_path_length=True),
    ),
)

#: each peer has this many turns; a route comes in one of them
_ROUNDS: Final = 2


def phases(scenario: Scenario, seed: int) -> list[Neighbour]:
    """Return whose turn it is in each phase."""
    numbers = random.Random(f"{scenario.name} {seed}")
    order: list[Neighbour] = []
    for _ in range(_ROUNDS):
        order += numbers.sample(scenario.neighbours, len(scenario.neighbours))
    return order


def announcements(scenario: Scenario, count: int, seed: int) -> list[Announcement]:
    """Make the routes to a number of prefixes, in the order in which they come."""
    numbers = random.Random(f"{scenario.name} {count} {seed}")
    order = phases(scenario, seed)
    found = []
    for index in range(count):
        prefix = f"10.{index >> 8}.{index & 255}.0/24"
        for neighbour, update in _routes(scenario, prefix, numbers):
            turns = [at for at, whose in enumerate(order) if whose is neighbour]
            found.append(Announcement(numbers.choice(turns), neighbour, prefix, update))
    return sorted(found, key=lambda each: each.phase)


def _routes(
    scenario: Scenario, prefix: str, numbers: random.Random
) -> Iterator[tuple[Neighbour, Update]]:
    """Make the routes to one prefix: alike, but for what chance picks."""
    peers = numbers.sample(scenario.neighbours, numbers.randint(2, len(scenario.neighbours)))
    usual = _Draft.of(numbers)
    #: how different the routes are: from all alike to all their own
    spread = numbers.choice((0.0, 0.1, 0.3, 0.6))
    # Of two stale routes FRR keeps any: one is enough to see that all like it least.
    stale = numbers.choice(peers) if numbers.random() < 0.1 else None
    for peer in peers:
        other = _Draft.of(numbers)
        mixed = {
            field.name: getattr(other if numbers.random() < spread else usual, field.name)
            for field in attrs.fields(_Draft)
        }
        yield peer, _Draft(**mixed).update(peer, prefix, stale=peer is stale)


@attrs.frozen(kw_only=True)
class _Draft:
    """What may differ between two routes to one prefix."""

    local_pref: int | None
    hops: int  # of the path, the neighbour's own AS counted
    ends_in_set: bool
    path_is_empty: bool  # where a peer is in our own AS
    first_as: int  # of a path from inside
    members: tuple[int, ...]  # of the confederation, behind the neighbour
    origin: int
    med: int | None
    originator: str | None
    clusters: tuple[int, ...]
    next_hop: str
    aigp: Aigp | None

    @classmethod
    def of(cls, numbers: random.Random) -> _Draft:
        return cls(
            local_pref=numbers.choice((100, 100, 200)),
            hops=numbers.choice((1, 2, 2, 3)),
            ends_in_set=numbers.random() < 0.2,
            path_is_empty=numbers.random() < 0.2,
            first_as=numbers.choice((65001, 65002)),
            members=numbers.choice(((), (), (65012,), (65012, 65013))),
            origin=numbers.choice((0, 0, 1, 2)),
            med=numbers.choice((None, 0, 10, 20)),
            originator=numbers.choice((None, None, "192.0.2.10", "192.0.2.16")),
            clusters=numbers.choice(((), (), (1,), (1, 2))),
            next_hop=numbers.choice(tuple(NEXT_HOPS)),
            aigp=numbers.choice(AIGPS),
        )

    def update(self, peer: Neighbour, prefix: str, *, stale: bool) -> Update:
        """Return the message with which this peer announces a prefix."""
        values: list[object] = [
            Origin(self.origin),
            AsPath(tuple(starmap(Segment, self.segments(peer)))),
        ]
        if self.med is not None:
            values.append(MultiExitDisc(self.med))
        if peer.session is not _EXTERNAL:
            values.append(LocalPref(self.local_pref or 100))
        if peer.session is _INTERNAL and self.originator is not None:
            values.append(OriginatorId(parse_identifier(self.originator)))
            if self.clusters:
                values.append(ClusterList(self.clusters))
        if stale:
            values.append(Communities((LLGR_STALE,)))
        if self.aigp is not None:
            values.append(self.aigp)
        return Update.announce([prefix], next_hop=self.next_hop, attributes=values)

    def segments(self, peer: Neighbour) -> _Segments:
        """Return the AS path as this peer announces it."""
        if peer.session is _EXTERNAL:
            return self._sequence(peer.asn)
        outside = () if self.path_is_empty else self._sequence(self.first_as)
        if peer.session is _MEMBER:
            return ((_MEMBERS, (peer.asn, *self.members)), *outside)
        return outside

    def _sequence(self, first: int) -> _Segments:
        behind = tuple(65020 + number for number in range(self.hops - 1))
        if self.ends_in_set and behind:
            return ((_SEQUENCE, (first, *behind[:-1])), (_SET, (65030, 65031)))
        return ((_SEQUENCE, (first, *behind)),)
