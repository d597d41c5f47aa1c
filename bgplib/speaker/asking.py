"""What a speaker can be asked: its tables, its peers, and why things are as they are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from bgplib._checks import an
from bgplib.errors import LocalError
from bgplib.iana.families import Family, as_family
from bgplib.rib import Rib
from bgplib.rib.destination import Destination, identify
from bgplib.route import Route, Source
from bgplib.session.timers import Clock
from bgplib.speaker.config import SpeakerConfig
from bgplib.speaker.explaining import report_of
from bgplib.speaker.groups import UpdateGroups
from bgplib.speaker.loc_rib import LocRib
from bgplib.speaker.peer import Peer
from bgplib.speaker.ranges import PeerRange, PeerRanges
from bgplib.speaker.report import RouteReport
from bgplib.speaker.update_group import UpdateGroup

__all__ = ["SpeakerReader"]


class SpeakerReader:
    """The reading half of a `Speaker`."""

    _groups: UpdateGroups
    #: what the RIB is; a program's own class may have another one here
    rib_class: ClassVar[type[Rib]] = Rib

    def __init__(self, config: SpeakerConfig) -> None:
        """Start without peers and without routes; programs make a `Speaker`."""
        self._config = config
        self._clock: Final = Clock()
        self._source: Final = Source.ourselves(config.local_as, config.identifier)
        self._rib = self.rib_class(config.process, config.decision_context)
        self._peers: dict[str, Peer] = {}
        self._of: dict[Source, Peer] = {}
        self._sources: dict[Peer, Source] = {}
        self._ranges = PeerRanges()

    # Much is made of these when a speaker, a peer and an update group begin: they stay, but for
    # what `Speaker.update_validation` takes care of.

    @property
    def config(self) -> SpeakerConfig:
        """Who we are."""
        return self._config

    @property
    def source(self) -> Source:
        """The source of our own routes."""
        return self._source

    @property
    def clock(self) -> Clock:
        """The latest time that was said."""
        return self._clock

    @property
    def groups(self) -> UpdateGroups:
        """Who is told what."""
        return self._groups

    @property
    def rib(self) -> Rib:
        """All that peers announced and we originated, and which of it is best; to be read only."""
        return self._rib

    @property
    def peers(self) -> Mapping[str, Peer]:
        """The peers by name."""
        return MappingProxyType(self._peers)

    def peer(self, peer: Peer | str) -> Peer:
        """Return a peer.

        Args:
            peer: it, or its name.

        Raises:
            LocalError: there is none.
        """
        if not isinstance(peer, Peer | str):
            raise LocalError(f"a peer or its name is asked for, not {an(type(peer).__name__)}")
        found = self._peers.get(peer if isinstance(peer, str) else peer.name)
        if found is None or (isinstance(peer, Peer) and peer is not found):
            raise LocalError(f"there is no peer {peer}")
        return found

    @property
    def ranges(self) -> tuple[PeerRange, ...]:
        """The ranges of addresses from which peers may connect, as they were added."""
        return self._ranges.all

    @property
    def loc_rib(self) -> LocRib:
        """The routes that were chosen; all that there are, and snapshots, are in `rib`."""
        return LocRib(self.rib)

    def adj_rib_out(self, peer: Peer | str, family: Family | str | None = None) -> list[Route]:
        """Return what a peer was told, as it was told.

        That is what messages to it say, whether their octets have left or not. A peer that cannot
        keep up is told how things stand when there is room again; until then it was told what is
        here. `explain` says what it is to be told, and whether it is behind.

        Args:
            peer: the peer, or its name.
            family: one family; None takes all.

        Raises:
            LocalError: there is no such peer, or it is no family.
            ParseError: the text is no family.
        """
        family = as_family(family)
        found = []
        for each, (group, member) in self.peer(peer).places.items():
            if family in (None, each):
                found += group.routes_of(member)
        return found

    def adj_rib_in(
        self, peer: Peer | str, family: Family | str | None = None, *, after_policy: bool = False
    ) -> list[Route]:
        """Return what a peer announced.

        Args:
            peer: the peer, or its name.
            family: one family; None takes all.
            after_policy: as import policy left it, without what it refused; otherwise as received.

        Raises:
            LocalError: there is no such peer, or it is no family.
            ParseError: the text is no family.
        """
        family = as_family(family)
        source = self.peer(peer).source
        if source is None:
            return []
        families = self.rib.families if family is None else (family,)
        return [
            route
            for each in families
            for route in self.rib.adj_rib_in(source, each, after_policy=after_policy)
        ]

    def multipath(
        self, destination: Destination, family: Family | str | None = None
    ) -> tuple[Route, ...]:
        """Return the routes to share the load among: the best, and those that are as good.

        Without `SpeakerConfig.multipath` it is the best alone.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        rules = self.config.multipath
        best = self.rib.best(destination, family)
        if best is None:
            return ()
        if rules is None:
            return (best,)
        context = attrs.evolve(self.rib.context, existing=best.path)
        routes = self.rib.routes(best.key, best.family)
        return self.rib.process.multipath(routes, context, rules)

    def groups_of(self, family: Family | str) -> list[UpdateGroup]:
        """Return the update groups of a family: who is told the same.

        Raises:
            LocalError: it is no family.
            ParseError: its text is none.
        """
        family = as_family(family)
        self.groups.move()
        return [group for group in self.groups if group.terms.family == family]

    def _know(self, peer: Peer, source: Source | None) -> None:
        """Note under which source the routes of a peer stand from now on."""
        former = self._sources.pop(peer, None)
        if former is not None and self._of.get(former) is peer:
            del self._of[former]
        if source is not None:
            self._of[source] = peer
            self._sources[peer] = source

    def peer_of(self, source: Source) -> Peer | None:
        """Return the peer that is a source of routes; None for our own."""
        return self._of.get(source)

    def explain(self, destination: Destination, family: Family | str | None = None) -> RouteReport:
        """Say all about one destination: what came in, what was chosen and why, what goes out.

        Args:
            destination: a prefix, its text, NLRI, a key, or a route to it.
            family: None takes the unicast family of a prefix; NLRI and keys need it.

        Raises:
            LocalError: a key or NLRI without a family, or the family has no such destinations.
            ParseError: the text is not a prefix.
        """
        family, key = identify(destination, family)
        self.groups.move()
        return report_of(self, family, key, destination)
