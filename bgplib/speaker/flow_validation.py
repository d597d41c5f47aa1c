"""Flow specifications of peers, held against the unicast routes whenever these change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bgplib.decision.flow_specification import flow_destination, flow_problem
from bgplib.iana.families import SAFI_FLOWSPEC, SAFI_UNICAST, Family
from bgplib.rib.lookup import covered, covering
from bgplib.rib.order import Order
from bgplib.route import Path, Route, Source
from bgplib.values.prefix import Prefix

if TYPE_CHECKING:
    from bgplib.speaker.speaker import Speaker

__all__ = ["FlowValidation"]

#: so many flow specifications are noted before those that are gone are looked for
_FEW: Final = 64


class _Destination:
    """What is known of a destination prefix of flow specifications."""

    __slots__ = ("flows", "foreign", "is_known", "neighbour")

    def __init__(self) -> None:
        self.flows: Final[dict[bytes, None]] = {}  # the keys of the flow specifications
        self.is_known = False  # whether the rest says anything
        self.neighbour: int | None = None  # the neighbouring AS of the best match
        self.foreign: bytes | None = None  # a more specific prefix by way of another AS


class _Index:
    """The destination prefixes of the flow specifications of one AFI; see `lookup.Destinations`."""

    __slots__ = ("count", "lengths", "limit", "nodes", "order", "scans")

    def __init__(self) -> None:
        self.nodes: Final[dict[bytes, _Destination]] = {}
        self.lengths: Final[set[int]] = set()
        self.count = 0  # of the flow specifications
        self.limit = _FEW  # how many there may be before those that are gone are looked for
        self.scans = 0
        self.order: Order | None = None

    def add(self, destination: bytes, flow: bytes) -> _Destination:
        node = self.nodes.get(destination)
        if node is None:
            node = self.nodes[destination] = _Destination()
            self.lengths.add(destination[0])
            if self.order is not None and not self.order.came([destination]):
                self.order = None
        self.count += flow not in node.flows
        node.flows[flow] = None
        return node

    def discard(self, destination: bytes, flow: bytes) -> None:
        node = self.nodes[destination]
        del node.flows[flow]
        self.count -= 1
        if not node.flows:
            del self.nodes[destination]
            if self.order is not None and not self.order.suits(len(self.nodes)):
                self.order = None

    def beside(self, prefix: Prefix) -> Iterator[bytes]:
        """Yield the destinations that cover a prefix, and those that it covers."""
        yield from covering(self, prefix.address, prefix.length)
        yield from covered(self, prefix.key)


class FlowValidation:
    """Says which flow specifications are feasible, and looks again where that may have changed.

    Nothing is kept, and nothing is looked at, for an AFI of which no flow specification came in.
    """

    def __init__(self, speaker: Speaker) -> None:
        """Start without flow specifications."""
        self._speaker: Final = speaker
        self._indexes: Final[dict[int, _Index]] = {}  # by AFI

    @property
    def count(self) -> int:
        """How many flow specifications are watched, some that are gone perhaps among them."""
        return sum(index.count for index in self._indexes.values())

    def problem(self, flow: Route) -> str | None:
        """Say why a flow specification is not feasible, and watch what that depends on.

        None if it is.

        Args:
            flow: the flow specification, of SAFI 133, as it was received.
        """
        destination = flow_destination(flow)
        if destination is None:
            return flow_problem(flow, None, ())
        unicast = Family(flow.family.afi, SAFI_UNICAST)
        known = self._watch(unicast.afi, destination.key, flow.key)
        rib = self._speaker.rib
        keys = (prefix.key for prefix in rib.covering(destination, unicast))
        found = (path for key in keys if (path := rib.best_path(key, unicast)) is not None)
        best = next(found, None)
        if best is None:
            return flow_problem(flow, None, ())
        # As the peers sent them: import policy may prepend.
        best = best.received
        return flow_problem(flow, best, self._foreign(known, destination, unicast, best))

    def revalidate(self, changed: Mapping[Family, Mapping[bytes, Path | None]]) -> None:
        """Judge anew the flow specifications beside unicast routes that changed.

        Args:
            changed: by family, the destinations whose best path is another one, and that path.
        """
        # RFC 8955 §6: "Therefore, a revalidation of the Flow Specification NLRI MUST be performed
        # whenever unicast routes change."
        if not self._indexes:
            return
        families = self._speaker.rib.families
        for afi, index in tuple(self._indexes.items()):
            if Family(afi, SAFI_FLOWSPEC) not in families:
                # The last one has gone, and with it the reason to look at unicast routes.
                index.nodes.clear()
                self._forget_empty(afi, index)
                continue
            affected: dict[bytes, None] = {}
            for key, best in changed.get(Family(afi, SAFI_UNICAST), {}).items():
                for destination in index.beside(Prefix.from_key(afi, key)):
                    affected[destination] = None
                    _note(index.nodes[destination], destination, key, best)
            if affected:
                self._judge_anew(afi, index, affected)

    def _judge_anew(self, afi: int, index: _Index, destinations: Mapping[bytes, None]) -> None:
        speaker, family = self._speaker, Family(afi, SAFI_FLOWSPEC)
        by_source: dict[Source, list[bytes]] = {}
        for destination in destinations:
            for key in tuple(index.nodes[destination].flows):
                routes = speaker.rib.routes(key, family)
                if not routes:
                    index.discard(destination, key)
                for source in {route.source: None for route in routes}:
                    by_source.setdefault(source, []).append(key)
        self._forget_empty(afi, index)
        for source, keys in by_source.items():
            peer = speaker.peer_of(source)
            if peer is not None and peer.importer is not None:
                judge, notes = peer.importer.judge, speaker.notes
                speaker.changed(speaker.rib.rejudge(source, judge, family, keys=keys, notes=notes))

    def _watch(self, afi: int, destination: bytes, flow: bytes) -> _Destination:
        """Note that a flow specification hangs on the unicast routes beside its destination."""
        index = self._indexes.get(afi)
        if index is None:
            index = self._indexes[afi] = _Index()
            self._speaker.groups.watch(Family(afi, SAFI_UNICAST), watched=True)
        elif index.count >= index.limit:
            self._prune(afi, index)
        return index.add(destination, flow)

    def _prune(self, afi: int, index: _Index) -> None:
        """Forget flow specifications that are gone."""
        rib, family = self._speaker.rib, Family(afi, SAFI_FLOWSPEC)
        for destination, known in tuple(index.nodes.items()):
            for key in tuple(known.flows):
                if (family, key) not in rib:
                    index.discard(destination, key)
        index.limit = max(_FEW, 2 * index.count)

    def _forget_empty(self, afi: int, index: _Index) -> None:
        if not index.nodes:
            del self._indexes[afi]
            self._speaker.groups.watch(Family(afi, SAFI_UNICAST), watched=False)

    def _foreign(
        self, known: _Destination, destination: Prefix, unicast: Family, best: Path
    ) -> Iterator[Path]:
        """Yield a best path to a more specific prefix by way of another AS, if there is one.

        All of them are looked at once, and again when the one that was found is gone or the best
        match is of another AS; between, changes are noted.
        """
        rib, neighbour = self._speaker.rib, best.neighbour_as
        if known.is_known and known.neighbour == neighbour:
            if known.foreign is None:
                return
            path = rib.best_path(known.foreign, unicast)
            if path is not None and path.received.neighbour_as != neighbour:
                yield path.received
                return
        known.is_known, known.neighbour, known.foreign = True, neighbour, None
        for prefix in rib.covered(destination, unicast):
            path = rib.best_path(prefix.key, unicast)
            if prefix == destination or path is None:
                continue
            if path.received.neighbour_as != neighbour:
                known.foreign = prefix.key
                yield path.received
                return


def _note(known: _Destination, destination: bytes, key: bytes, best: Path | None) -> None:
    """Note that a unicast route beside a destination changed."""
    if known.foreign is not None or best is None or key[0] <= destination[0]:
        return
    if best.received.neighbour_as != known.neighbour:
        known.foreign = key
