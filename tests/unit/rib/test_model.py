"""The RIB against a model of it: plain dicts, and a decision from scratch whenever one is due."""

from __future__ import annotations

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bgplib.attributes.block import AttributeBlock
from bgplib.context import SessionType
from bgplib.decision import RFC4271, RFC5004, DecisionContext, DecisionProcess
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import Change, Rib
from bgplib.route import Path, Source
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source
from tests.unit.rib.test_rib import assert_empty

V4 = Family.IPV4_UNICAST
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

some_prefixes = st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=3, unique=True)
sources = st.sampled_from(SOURCES)
blocks = st.sampled_from(BLOCKS)
next_hops = st.sampled_from(NEXT_HOPS)
path_ids = st.sampled_from([None, None, 1, 2])


def _cost(next_hop: bytes) -> int | None:
    return {1: 1, 2: 1, 3: None}[next_hop[-1]]


@attrs.frozen
class Said:
    """What a source says: what a path is made of."""

    attributes: AttributeBlock
    next_hop: bytes


class RibMachine(RuleBasedStateMachine):
    """Does the same to a RIB and to the model, and compares."""

    process: DecisionProcess = RFC4271

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.context = DecisionContext(resolve=_cost)
        self.rib = Rib(self.process, self.context)
        self.model: dict[tuple[Prefix, Source, int | None], Said] = {}

    @rule(
        prefixes=some_prefixes,
        who=sources,
        attributes=blocks,
        via=next_hops,
        path_id=path_ids,
        look=st.booleans(),
    )
    def announce(
        self,
        prefixes: list[Prefix],
        who: Source,
        attributes: AttributeBlock,
        via: bytes,
        path_id: int | None,
        look: bool,
    ) -> None:
        """Announce in an UPDATE, with a look at what was best before or without."""
        nlri = [UnicastNlri(prefix, path_id=path_id) for prefix in prefixes]
        group = NlriGroup.of(V4, nlri)
        group.next_hop_octets = via
        said = Said(attributes, via)
        news = [p for p in prefixes if self.model.get((p, who, path_id)) != said]
        before = {prefix: self.rib.best(prefix) for prefix in prefixes if look}
        changes = self.rib.update(who, Update(attributes, (group,), ()))
        assert [change.prefix for change in changes] == news
        for prefix in prefixes:
            self.model[prefix, who, path_id] = said
        for change in changes:
            assert change.gained is not None
            assert (change.gained.source, change.gained.path_id) == (who, path_id)
            assert change.former == before.get(change.prefix, change.former)
        self.check(changes)

    @rule(prefixes=some_prefixes, who=sources, path_id=path_ids)
    def withdraw(self, prefixes: list[Prefix], who: Source, path_id: int | None) -> None:
        """Withdraw in an UPDATE."""
        nlri = [UnicastNlri(prefix, path_id=path_id) for prefix in prefixes]
        known = [p for p in prefixes if self.model.pop((p, who, path_id), None) is not None]
        changes = self.rib.update(who, Update.withdraw(nlri))
        assert [change.prefix for change in changes] == known
        assert all(change.lost is not None and change.gained is None for change in changes)
        self.check(changes)

    @rule(prefixes=some_prefixes, who=sources, attributes=blocks, via=next_hops, path_id=path_ids)
    def load(
        self,
        prefixes: list[Prefix],
        who: Source,
        attributes: AttributeBlock,
        via: bytes,
        path_id: int | None,
    ) -> None:
        """Load without choosing."""
        self.rib.load(who, V4, [p.key for p in prefixes], attributes, via, path_id=path_id)
        for prefix in prefixes:
            self.model[prefix, who, path_id] = Said(attributes, via)

    @rule(who=sources)
    def drop(self, who: Source) -> None:
        """End the session of a source."""
        gone = [place for place in self.model if place[1] == who]
        changes = self.rib.drop_source(who)
        assert sorted(change.prefix for change in changes) == sorted(place[0] for place in gone)
        for place in gone:
            del self.model[place]
        self.check(changes)

    @rule(resolvable=st.sets(st.sampled_from([1, 2, 3])))
    def reselect(self, resolvable: set[int]) -> None:
        """Change what next hops cost."""

        def cost(next_hop: bytes) -> int | None:
            return next_hop[-1] if next_hop[-1] in resolvable else None

        before = {prefix: self.rib.best(prefix) for prefix in PREFIXES}
        self.context = DecisionContext(resolve=cost)
        changes = self.rib.reselect(self.context)
        after = {prefix: self.rib.best(prefix) for prefix in PREFIXES}
        moved = {change.prefix: (change.former, change.best) for change in changes}
        assert moved == {p: (before[p], after[p]) for p in PREFIXES if before[p] != after[p]}

    def check(self, changes: list[Change]) -> None:
        """Compare what changes say with what the RIB answers now."""
        for change in {each.prefix: each for each in changes}.values():
            assert change.best == self.rib.best(change.prefix)

    def expected(self, prefix: Prefix) -> Path | None:
        """Choose from scratch."""
        paths = [route.path for route in self.rib.routes(prefix)]
        return self.process.select(paths, self.context)

    @rule()
    def holds_what_the_model_holds(self) -> None:
        """Same destinations, sources, attributes, and the best that all steps agree on."""
        found = {
            (prefix, route.source, route.path_id): Said(
                route.attributes, route.path.next_hop_octets
            )
            for prefix in PREFIXES
            for route in self.rib.routes(prefix)
        }
        assert found == self.model
        assert self.rib.path_count == len(self.model)
        assert set(self.rib.sources) == {place[1] for place in self.model}
        for who in SOURCES:
            assert self.rib.count(who, V4) == sum(place[1] == who for place in self.model)
        for prefix in PREFIXES:
            best = self.rib.best(prefix)
            if self.process is RFC4271:
                assert (None if best is None else best.path) is self.expected(prefix)
            assert self.rib.explain(prefix).best == best

    @invariant()
    def counts_uses(self) -> None:
        """A path counts the places where it stands, and stands in its store while it has some.

        (Looks at nodes itself, since any question to the RIB would make it choose.)
        """
        uses: dict[Path, int] = {}
        for table in self.rib._tables.values():
            for node in table.nodes.values():
                for path in node[3:] if isinstance(node, list) else [node]:
                    uses[path] = uses.get(path, 0) + 1
        assert all(path.uses == count for path, count in uses.items())
        stores = [s for table in self.rib._tables.values() for s in table.stores.values()]
        assert sum(map(len, stores)) == len(uses)

    def teardown(self) -> None:
        """Withdraw everything, and see that nothing is left."""
        for prefix, who, path_id in list(self.model):
            assert self.rib.withdraw(V4, prefix, who, path_id) is not None
        assert_empty(self.rib)


class HoldingMachine(RibMachine):
    """The same with the process of RFC 5004, whose choice depends on the past."""

    process = RFC5004


TestRib = RibMachine.TestCase
TestHoldingRib = HoldingMachine.TestCase
TestRib.settings = TestHoldingRib.settings = settings(stateful_step_count=30)
