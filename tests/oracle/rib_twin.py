"""The slow twin of the RIB: one dict of all that was said, and every answer from scratch.

It shares no line with `bgplib.rib`. What is best is chosen by the twin of the decision process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from bgplib.attributes.block import AttributeBlock
from bgplib.decision import DecisionContext
from bgplib.iana.families import Family
from bgplib.nlri import Nlri
from bgplib.route import Path, Source
from tests.oracle.decision_twin import select

__all__ = ["Destination", "Place", "RibTwin", "Said"]

#: a family, and the key of a destination
Destination = tuple[Family, bytes]
#: a destination, who speaks of it, and the path identifier
Place = tuple[Family, bytes, Source, int | None]


@attrs.frozen
class Said:
    """What a source says of a destination."""

    attributes: AttributeBlock
    next_hop: bytes
    nlri: Nlri | None = None


@attrs.frozen
class Outcome:
    """What policy makes of it."""

    said: Said
    weight: int = 0
    rejected: bool = False


#: import policy
Policy = Callable[[Said, Destination], Outcome]


class RibTwin:
    """All Adj-RIBs-In, as the peers filled them; the Loc-RIB follows."""

    def __init__(self, context: DecisionContext) -> None:
        """Start empty."""
        self.context = context
        self.said: dict[Place, Said] = {}
        self.outcomes: dict[Place, Outcome] = {}
        self.stale: dict[tuple[Family, Source], set[Place]] = {}

    # -- what happens ------------------------------------------------------------------------

    def announce(self, place: Place, said: Said, policy: Policy) -> None:
        """Put in, in place of what stood there."""
        self.said[place] = said
        self.outcomes[place] = policy(said, place[:2])
        self._fresh(place)

    def withdraw(self, place: Place) -> None:
        """Take out."""
        self.said.pop(place, None)
        self.outcomes.pop(place, None)
        self._fresh(place)

    def drop(self, source: Source) -> None:
        """Take out all of a source."""
        for place in [place for place in self.said if place[2] == source]:
            self.withdraw(place)
        for family, whose in list(self.stale):
            if whose == source:
                del self.stale[family, whose]

    def rejudge(self, source: Source, policy: Policy) -> None:
        """Ask another policy about all of a source."""
        for place, said in self.said.items():
            if place[2] == source:
                self.outcomes[place] = policy(said, place[:2])

    def mark_stale(self, source: Source, family: Family) -> None:
        """Mark all of a source in a family; nothing, where there is nothing."""
        found = {place for place in self.said if (place[2], place[0]) == (source, family)}
        if found or (family, source) in self.stale:
            self.stale[family, source] = found

    def sweep(self, source: Source, family: Family) -> None:
        """Take out what is still marked."""
        for place in self.stale.pop((family, source), set()):
            self.withdraw(place)

    def replace_stale(
        self,
        source: Source,
        family: Family,
        function: Callable[[Said], Said | None],
        policy: Policy,
    ) -> None:
        """Put something else in place of what is marked, which stays marked."""
        marked = self.stale.get((family, source), set())
        for place in list(marked):
            said = function(self.said[place])
            if said is None:
                self.withdraw(place)
            elif said != self.said[place]:
                self.said[place] = said
                self.outcomes[place] = policy(said, place[:2])

    def _fresh(self, place: Place) -> None:
        self.stale.get((place[0], place[2]), set()).discard(place)

    # -- what there is -----------------------------------------------------------------------

    def destinations(self) -> set[Destination]:
        """Return all destinations."""
        return {place[:2] for place in self.said}

    def best(self, destination: Destination) -> tuple[Place, Outcome] | None:
        """Choose from scratch."""
        made = {
            place: Path(
                place[2],
                outcome.said.attributes,
                outcome.said.next_hop,
                path_id=place[3],
                weight=outcome.weight,
                rejected=outcome.rejected,
            )
            for place, outcome in self.outcomes.items()
            if place[:2] == destination
        }
        chosen = select(list(made.values()), self.context)
        for place, path in made.items():
            if path is chosen:
                return place, self.outcomes[place]
        return None

    def loc_rib(
        self, destinations: Iterable[Destination] | None = None
    ) -> dict[Destination, tuple[Place, Outcome]]:
        """Return what is best everywhere, where anything is."""
        found = {each: self.best(each) for each in destinations or self.destinations()}
        return {each: best for each, best in found.items() if best is not None}
