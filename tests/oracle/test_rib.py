"""The RIB and its slow twin agree, whatever happens in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bgplib.attributes.communities import Communities
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.communities import LLGR_STALE
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup, UnicastNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.rib import Change, ChangeNotes, Judge, Rib, Snapshot, apply, diff
from bgplib.route import Path, Route, Source
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from tests.oracle.rib_twin import Destination, Outcome, Place, RibTwin, Said
from tests.unit.decision.paths import block, source
from tests.unit.rib.test_rib import assert_empty

V4, LABELED = Family.IPV4_UNICAST, Family.IPV4_LABELED
PREFIXES = [Prefix.parse(text) for text in ("10.0.0.0/8", "10.0.0.0/9", "10.64.0.0/10")]
SOURCES = [
    source("192.0.2.1", 1, 4),
    source("192.0.2.2", 1, 3),
    source("192.0.2.3", 2, 2),
    source("192.0.2.4", 2, 1, SessionType.INTERNAL),
]
BLOCKS = [
    block(as_path, med=med, local_pref=local_pref)
    for as_path in ("1 9", "2 9", "1 8 9")
    for med in (None, 1)
    for local_pref in (None, 50)
]
NEXT_HOPS = [bytes((192, 0, 2, last)) for last in (1, 2, 3)]

sources = st.sampled_from(SOURCES)
families = st.sampled_from([V4, LABELED])
# Of few, so that what is marked is often swept or replaced.
restarting = st.sampled_from(SOURCES[:1])


def _cost(next_hop: bytes) -> int | None:
    return {1: 1, 2: 1, 3: None}[next_hop[-1]]


@attrs.frozen(eq=False)
class ByPath:
    """A policy that looks at attributes: one answer for all destinations."""

    weight: int
    refuses: int  #: refuse what has this MED

    def twin(self, said: Said, destination: Destination) -> Outcome:
        """Judge for the twin."""
        return Outcome(said, self.weight, said.attributes.med == self.refuses)

    def __call__(self, path: Path, family: Family, keys: Sequence[bytes]) -> Path:
        """Judge for the RIB."""
        refused = path.attributes.med == self.refuses
        if not refused and not self.weight:
            return path
        return path.replace(weight=self.weight, rejected=refused)


@attrs.frozen(eq=False)
class ByDestination:
    """A policy that looks at prefixes: an answer for each."""

    weight: int
    refuses: int  #: refuse prefixes of this length

    def twin(self, said: Said, destination: Destination) -> Outcome:
        """Judge for the twin."""
        refused = destination[1][0] == self.refuses
        return Outcome(said, 0 if refused else self.weight, refused)

    def __call__(self, path: Path, family: Family, keys: Sequence[bytes]) -> list[Path]:
        """Judge for the RIB."""
        liked, refused = path.replace(weight=self.weight), path.replace(rejected=True)
        return [refused if key[0] == self.refuses else liked for key in keys]


policies = (
    st.none()
    | st.builds(ByPath, st.sampled_from([0, 1]), st.sampled_from([0, 1]))
    | st.builds(ByDestination, st.sampled_from([0, 1]), st.sampled_from([8, 9]))
)


def take_all(said: Said, destination: Destination) -> Outcome:
    """Accept everything as it is, as no policy does."""
    return Outcome(said)


def long_lived(path: Path) -> Path | None:
    """Take out what has a MED, mark what is long, and leave the rest, for the RIB."""
    said = long_lived_twin(Said(path.attributes, path.next_hop_octets))
    if said is None:
        return None
    if said.attributes == path.attributes:
        return path
    return path.replace(attributes=said.attributes)


def long_lived_twin(said: Said) -> Said | None:
    """Do the same for the twin."""
    if said.attributes.med is not None:
        return None
    if LLGR_STALE in said.attributes.communities or len(said.attributes.as_path[0][1]) < 3:
        return said
    return attrs.evolve(said, attributes=said.attributes.replace(Communities((LLGR_STALE,))))


class RibMachine(RuleBasedStateMachine):
    """Does the same to a RIB and to its twin, and compares everything."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        context = DecisionContext(resolve=_cost)
        self.rib, self.twin = Rib(context=context), RibTwin(context)
        self.policies: dict[Source, Any] = dict.fromkeys(SOURCES)
        self.notes: ChangeNotes | None = None
        self.before: dict[Destination, tuple[Place, Outcome]] = {}
        self.held: dict[Place, Outcome] = {}
        self.snapshot: Snapshot = self.rib.snapshot()

    @initialize(notes=st.sampled_from([None, "all", "nothing"]))
    def choose_what_is_returned(self, notes: str | None) -> None:
        """Make changes, or note destinations, or nothing at all."""
        if notes is not None:
            self.notes = ChangeNotes() if notes == "all" else ChangeNotes({})

    def policy(self, whose: Source) -> tuple[Judge | None, Any]:
        """Return import policy for the RIB, and for the twin."""
        policy = self.policies[whose]
        return policy, take_all if policy is None else policy.twin

    @rule(data=st.data(), whose=sources, family=families)
    def update(self, data: st.DataObject, whose: Source, family: Family) -> None:
        """Withdraw some routes, and announce some."""
        judge, twin_policy = self.policy(whose)
        drawn = []
        for _ in range(2):
            numbered = data.draw(st.booleans())
            nlri = data.draw(
                st.lists(st.sampled_from(PREFIXES), max_size=3, unique=True).map(
                    lambda prefixes: [_nlri(family, prefix) for prefix in prefixes]
                )
            )
            if numbered:
                path_ids = st.integers(1, 2)
                nlri = [attrs.evolve(each, path_id=data.draw(path_ids)) for each in nlri]
            labels = st.sampled_from([(Label.of(16),), (Label.of(17),)])
            nlri = [
                attrs.evolve(each, labels=data.draw(labels))
                if isinstance(each, LabeledNlri)
                else each
                for each in nlri
            ]
            drawn.append(NlriGroup.of(family, nlri))
        gone, came = drawn
        attributes, via = data.draw(st.sampled_from(BLOCKS)), data.draw(st.sampled_from(NEXT_HOPS))
        came.next_hop_octets = via
        news = {(family, k, whose, n.path_id) for k, n in zip(came.keys, came.nlri, strict=True)}
        for key, each in zip(gone.keys, gone.nlri, strict=True):
            if (family, key, whose, each.path_id) not in news:
                self.twin.withdraw((family, key, whose, each.path_id))
        for key, each in zip(came.keys, came.nlri, strict=True):
            said = Said(attributes, via, each if family == LABELED else None)
            self.twin.announce((family, key, whose, each.path_id), said, twin_policy)
        update = Update(attributes, (came,), (gone,))
        self.check(self.rib.update(whose, update, judge, notes=self.notes))

    @rule(whose=sources)
    def drop_source(self, whose: Source) -> None:
        """End a session."""
        self.twin.drop(whose)
        self.check(self.rib.drop_source(whose, notes=self.notes))

    @rule(whose=sources, policy=policies)
    def rejudge(self, whose: Source, policy: Any) -> None:
        """Give a peer another import policy."""
        self.policies[whose] = policy
        judge, twin_policy = self.policy(whose)
        self.twin.rejudge(whose, twin_policy)
        self.check(self.rib.rejudge(whose, judge, notes=self.notes))

    @rule(whose=restarting, family=families)
    def mark_stale(self, whose: Source, family: Family) -> None:
        """Await all routes of a peer anew."""
        self.twin.mark_stale(whose, family)
        assert self.rib.mark_stale(whose, family) == self.rib.count(whose, family)
        self.check([])

    @rule(whose=restarting, family=families)
    def sweep(self, whose: Source, family: Family) -> None:
        """Take out what did not come."""
        self.twin.sweep(whose, family)
        self.check(self.rib.sweep(whose, family, notes=self.notes))

    @rule(whose=restarting, family=families)
    def replace_stale(self, whose: Source, family: Family) -> None:
        """Let what did not come live longer."""
        judge, twin_policy = self.policy(whose)
        self.twin.replace_stale(whose, family, long_lived_twin, twin_policy)
        self.check(self.rib.replace_stale(whose, family, long_lived, judge, notes=self.notes))

    @rule(resolvable=st.sets(st.sampled_from([1, 2, 3])))
    def reselect(self, resolvable: set[int]) -> None:
        """Change what next hops cost."""

        def cost(next_hop: bytes) -> int | None:
            return next_hop[-1] if next_hop[-1] in resolvable else None

        self.twin.context = DecisionContext(resolve=cost)
        self.check(self.rib.reselect(self.twin.context, notes=self.notes), only_best=True)

    # -- what is compared --------------------------------------------------------------------

    def check(self, changes: list[Change], *, only_best: bool = False) -> None:
        """Compare what is said to have changed, and all that there is."""
        twin, rib = self.twin, self.rib
        after = twin.loc_rib()
        touched = set(self.before) | set(after)
        moved = {each for each in touched if self.before.get(each) != after.get(each)}
        if self.notes is not None and self.notes.families is not None:
            assert changes == []
            assert not self.notes
        elif self.notes is not None:
            assert changes == []
            noted = {(f, key) for f, found in self.notes.best.items() for key in found}
            for family, found in self.notes.take().items():
                for key, path in found.items():
                    best = rib.best(key, family)
                    assert path is (None if best is None else best.path)
            assert noted == moved
        else:
            assert {(each.family, each.key) for each in changes if each.best_changed} == moved
            for change in {(each.family, each.key): each for each in changes}.values():
                assert change.best == rib.best(change.key, change.family)
            if not only_best:
                places = set(self.held) | set(twin.outcomes)
                assert {self.place(change) for change in changes} == {
                    each for each in places if self.held.get(each) != twin.outcomes.get(each)
                }
        self.before, self.held = after, dict(twin.outcomes)
        snapshot = rib.snapshot()
        assert apply(diff(self.snapshot, snapshot), self.snapshot) == snapshot
        self.snapshot = snapshot

    @staticmethod
    def place(change: Change) -> Place:
        """Return where a change happened."""
        path = change.gained or change.lost
        assert path is not None
        return change.family, change.key, path.source, path.path_id

    @invariant()
    def holds_the_same(self) -> None:
        """Adj-RIBs-In before and after policy, what is stale, the Loc-RIB, and the counts."""
        rib, twin = self.rib, self.twin
        before, after, stale = {}, {}, set()
        for family in (V4, LABELED):
            for whose in SOURCES:
                for route in rib.adj_rib_in(whose, family):
                    before[_place(route)] = _said(route)
                for route in rib.adj_rib_in(whose, family, after_policy=True):
                    after[_place(route)] = Outcome(_said(route), route.path.weight)
                stale |= {_place(route) for route in rib.stale(whose, family)}
                count = sum(place[2] == whose and place[0] == family for place in twin.said)
                assert rib.count(whose, family) == count
        assert before == twin.said
        assert after == {place: out for place, out in twin.outcomes.items() if not out.rejected}
        assert stale == {place for places in twin.stale.values() for place in places}
        best = {
            (family, route.key): (_place(route), Outcome(_said(route), route.path.weight))
            for family in (V4, LABELED)
            for route in rib.loc_rib(family)
        }
        assert best == twin.loc_rib()
        assert set(rib) == twin.destinations()
        assert rib.path_count == len(twin.said)
        assert set(rib.sources) == {place[2] for place in twin.said}

    def teardown(self) -> None:
        """End all sessions, and see that nothing is left."""
        for whose in SOURCES:
            self.rib.drop_source(whose)
        assert_empty(self.rib)


def _nlri(family: Family, prefix: Prefix) -> Nlri:
    return LabeledNlri((Label.of(16),), prefix) if family == LABELED else UnicastNlri(prefix)


def _place(route: Route) -> Place:
    return route.family, route.key, route.source, route.path_id


def _said(route: Route) -> Said:
    return Said(route.attributes, route.path.next_hop_octets, route.path.nlri)


TestRib = RibMachine.TestCase
TestRib.settings = settings(stateful_step_count=40)
