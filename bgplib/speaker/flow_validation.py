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

#: so many flow specifications are noted, or unicast routes change, before those that are gone are
#: looked for
_FEW: Final = 64
#: so many more specific prefixes by way of other ASes are kept of a destination
_MOST_FOREIGN: Final = 1024
#: and of so many neighbouring ASes that the best match was of
_MOST_NEIGHBOURS: Final = 4


class _Foreign:
    """More specific prefixes whose best path is by way of another AS than that of a best match."""

    __slots__ = ("is_whole", "keys")

    def __init__(self) -> None:
        self.keys: Final[dict[bytes, None]] = {}
        self.is_whole = True  # whether there are no others


class _Destination:
    """What is known of a destination prefix of flow specifications."""

    __slots__ = ("basis", "flows", "foreign", "turns")

    def __init__(self) -> None:
        self.flows: Final[dict[bytes, None]] = {}  # the keys of the flow specifications
        # By the neighbouring AS of the best match: a route that flips between two has nobody look
        # at all more specific prefixes again.
        self.foreign: Final[dict[int, _Foreign]] = {}
        # How often a unicast route beside it changed. Those that are gone stay for a while: they
        # may be back, and nothing is to be looked for again then.
        self.turns = 0
        self.basis: _Basis | None = None  # what all flow specifications were judged by; None: mixed


#: what feasibility depends on besides the flow specification itself: the best path to the best
#: match, and whether a more specific prefix is reached by way of another AS; None: nobody asked
_Basis = tuple[Path | None, bool | None]


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
        is_first, known = self._watch(unicast.afi, destination.key, flow.key)
        best = self._best_match(destination, unicast)
        problem = flow_problem(flow, best, self._more_specific(known, destination, unicast, best))
        basis, before = self._basis(known, destination, unicast, best), known.basis
        # Those who were judged before did not ask for what nobody had asked for.
        is_same = before is not None and before[0] is best and before[1] in (None, basis[1])
        known.basis = basis if is_first or is_same else None
        return problem

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
            known = index.nodes[destination]
            known.turns += 1
            if not known.turns % _FEW:
                self._discard_gone(index, destination, family)
            prefix, unicast = Prefix.from_key(afi, destination), Family(afi, SAFI_UNICAST)
            best = self._best_match(prefix, unicast)
            basis = self._basis(known, prefix, unicast, best)
            if basis == known.basis:
                continue
            known.basis = basis
            for key in known.flows:
                for source in {route.source: None for route in speaker.rib.routes(key, family)}:
                    by_source.setdefault(source, []).append(key)
        self._forget_empty(afi, index)
        for source, keys in by_source.items():
            peer = speaker.peer_of(source)
            if peer is not None and peer.importer is not None:
                judge, notes = peer.importer.judge, speaker.notes
                speaker.changed(speaker.rib.rejudge(source, judge, family, keys=keys, notes=notes))

    def _basis(
        self, known: _Destination, destination: Prefix, unicast: Family, best: Path | None
    ) -> _Basis:
        if best is None or best.neighbour_as not in known.foreign:
            return best, None
        return best, self._foreign(known, destination, unicast, best) is not None

    def _more_specific(
        self, known: _Destination, destination: Prefix, unicast: Family, best: Path | None
    ) -> Iterator[Path]:
        """Yield what `_foreign` finds, for which it looks when somebody asks."""
        foreign = None if best is None else self._foreign(known, destination, unicast, best)
        if foreign is not None:
            yield foreign

    def _best_match(self, destination: Prefix, unicast: Family) -> Path | None:
        """Return the best path to the longest prefix that covers a destination, as it was sent."""
        rib = self._speaker.rib
        keys = (prefix.key for prefix in rib.covering(destination, unicast))
        found = (path for key in keys if (path := rib.best_path(key, unicast)) is not None)
        best = next(found, None)
        # As the peers sent them: import policy may prepend.
        return None if best is None else best.received

    def _watch(self, afi: int, destination: bytes, flow: bytes) -> tuple[bool, _Destination]:
        """Note that a flow specification hangs on the unicast routes beside its destination.

        Returns:
            Whether it is the first of the destination, and what is known of that.
        """
        index = self._indexes.get(afi)
        if index is None:
            index = self._indexes[afi] = _Index()
            self._speaker.groups.watch(Family(afi, SAFI_UNICAST), watched=True)
        elif index.count >= index.limit:
            self._prune(afi, index)
        is_first = destination not in index.nodes
        return is_first, index.add(destination, flow)

    def _prune(self, afi: int, index: _Index) -> None:
        """Forget flow specifications that are gone."""
        family = Family(afi, SAFI_FLOWSPEC)
        for destination in tuple(index.nodes):
            self._discard_gone(index, destination, family)
        index.limit = max(_FEW, 2 * index.count)

    def _discard_gone(self, index: _Index, destination: bytes, family: Family) -> None:
        for key in tuple(index.nodes[destination].flows):
            if (family, key) not in self._speaker.rib:
                index.discard(destination, key)

    def _forget_empty(self, afi: int, index: _Index) -> None:
        if not index.nodes:
            del self._indexes[afi]
            self._speaker.groups.watch(Family(afi, SAFI_UNICAST), watched=False)

    def _foreign(
        self, known: _Destination, destination: Prefix, unicast: Family, best: Path
    ) -> Path | None:
        """Return a best path to a more specific prefix by way of another AS; None: there is none.

        All of them are looked at once, and again when so many were found that others were not kept,
        and those are gone; between, changes are noted.
        """
        rib, neighbour = self._speaker.rib, best.neighbour_as
        foreign = known.foreign.get(neighbour)
        if foreign is not None:
            while foreign.keys:
                key = next(reversed(foreign.keys))
                path = rib.best_path(key, unicast)
                if path is not None and path.received.neighbour_as != neighbour:
                    return path.received
                # It will be noted what it is now.
                del foreign.keys[key]
            if foreign.is_whole:
                return None
        if len(known.foreign) >= _MOST_NEIGHBOURS:
            del known.foreign[next(iter(known.foreign))]
        foreign = known.foreign[neighbour] = _Foreign()
        found: Path | None = None
        for prefix in rib.covered(destination, unicast):
            path = rib.best_path(prefix.key, unicast)
            if prefix == destination or path is None:
                continue
            if path.received.neighbour_as != neighbour:
                foreign.keys[prefix.key] = None
                found = path.received
                if len(foreign.keys) >= _MOST_FOREIGN:
                    foreign.is_whole = False
                    break
        return found


def _note(known: _Destination, destination: bytes, key: bytes, best: Path | None) -> None:
    """Note that a unicast route beside a destination changed."""
    if key[0] <= destination[0] or not known.foreign:
        return
    neighbour = None if best is None else best.received.neighbour_as
    for own, foreign in known.foreign.items():
        if neighbour is None or neighbour == own:
            foreign.keys.pop(key, None)
        elif key in foreign.keys or len(foreign.keys) < _MOST_FOREIGN:
            foreign.keys[key] = None
        else:
            foreign.is_whole = False
