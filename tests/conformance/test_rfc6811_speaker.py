"""RFC 6811 §4 at a speaker: payloads come and go, and routes are validated again.

They are there as they were received: RFC 9324 is why nobody is asked to send them again.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from bgplib.attributes import AsPath
from bgplib.attributes.extended_communities import ExtendedCommunities, from_int
from bgplib.errors import LocalError
from bgplib.iana.communities import LLGR_STALE
from bgplib.iana.families import Family
from bgplib.policy import (
    ACCEPT_ALL,
    Action,
    AspaTable,
    Policy,
    PolicyContext,
    RoaTable,
    Statement,
)
from bgplib.policy.matchers import AspaIs, RpkiIs
from bgplib.policy.modifiers import SetLocalPref
from bgplib.route import Route
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import BestChanged, Peer, Speaker
from tests.session_world import messages_of
from tests.unit.speaker.world import World, address_of

V4: Final = Family.IPV4_UNICAST
_UPDATE: Final = 2


def rejecting(*matchers: Any) -> Policy:
    """Return a policy that refuses what one of some matchers finds."""
    statements = [
        Statement(name=str(number), matchers=matcher, action=Action.REJECT)
        for number, matcher in enumerate(matchers)
    ]
    return Policy(name="refusing", statements=statements, default=Action.ACCEPT)


NO_INVALID: Final = rejecting(RpkiIs("invalid"))
NO_LEAK: Final = rejecting(AspaIs("invalid"))
OURS: Final = RoaTable.of(("10.1.0.0/16", 65001))
HIJACKED: Final = RoaTable.of(("10.1.0.0/16", 65009))


class Line:
    """A peer of AS 65001, the speaker in question, and a peer of AS 65002 that is told."""

    def __init__(
        self,
        *,
        import_policy: Any = NO_INVALID,
        export_policy: Any = ACCEPT_ALL,
        fields: dict[str, Any] | None = None,
        **sessions: Any,
    ) -> None:
        self.world = World()
        self.left = self.world.speaker(65001, 1)
        self.middle = self.world.speaker(65000, 2, **(fields or {}))
        self.right = self.world.speaker(65002, 3)
        inwards = {"import_policy": import_policy}
        self.near, self.far = self.world.link(self.middle, self.left, left_side=inwards, **sessions)
        outwards = {"export_policy": export_policy}
        self.told, _ = self.world.link(self.middle, self.right, left_side=outwards, **sessions)
        self.world.start()
        self.announce("10.1.0.0/16")
        self.announce("10.2.0.0/16")

    def announce(self, prefix: str, *attributes: object) -> None:
        """Let the left peer announce a prefix."""
        self.left.originate(prefix, self.world.now, attributes=attributes)
        self.world.settle()

    def validate(self, **tables: Any) -> None:
        """Give the speaker other payloads; what is sent because of it is in `sent`."""
        self.world.sent.clear()
        self.world.events[self.middle].clear()
        self.middle.update_validation(self.world.now, **tables)
        self.world.settle()

    @property
    def sent(self) -> dict[Peer, list[int]]:
        """The types of the messages that were sent, by the peer that they went to."""
        return {
            peer: [message[18] for octets in sent for message in messages_of(octets)]
            for peer, sent in self.world.sent.items()
        }

    def chosen(self) -> set[str]:
        """Return the prefixes in the Loc-RIB."""
        return {str(route.prefix) for route in self.middle.loc_rib}

    def passed_on(self) -> set[str]:
        """Return the prefixes that the right peer has."""
        return {str(route.prefix) for route in self.right.loc_rib}


BOTH: Final = {"10.1.0.0/16", "10.2.0.0/16"}
SECOND: Final = {"10.2.0.0/16"}


def test_4_a_mapping_that_is_added_has_its_prefixes_validated_again() -> None:
    """RFC 6811 §4: "When a mapping is added or deleted, ... re-validate any affected prefixes"."""
    line = Line()
    assert line.chosen() == line.passed_on() == BOTH
    line.validate(roas=HIJACKED)
    assert line.chosen() == line.passed_on() == SECOND
    # RFC 9324 §5: "ensure that the BGP speaker implementation is not causing route refresh
    # requests to neighbors"
    assert line.sent == {line.told: [_UPDATE]}
    # RFC 9324 §4: a route that was dropped "MUST be kept in the Adj-RIB-In for potential future
    # evaluation."
    assert {str(each.prefix) for each in line.middle.adj_rib_in(line.near)} == BOTH


def test_4_a_mapping_that_is_deleted_brings_routes_back() -> None:
    """RFC 6811 §4: with the last payload that covers it, a route is not Invalid any more."""
    line = Line(fields={"roas": HIJACKED})
    assert line.chosen() == line.passed_on() == SECOND
    line.validate(roas=RoaTable())
    assert line.chosen() == line.passed_on() == BOTH
    assert line.sent == {line.told: [_UPDATE]}


def test_4_a_route_that_was_refused_comes_back_when_a_payload_matches_it() -> None:
    """RFC 6811 §2: one payload that matches is enough, whatever others say."""
    line = Line(fields={"roas": HIJACKED})
    line.validate(roas=RoaTable(HIJACKED.roas | OURS.roas))
    assert line.chosen() == line.passed_on() == BOTH
    assert line.sent == {line.told: [_UPDATE]}
    line.validate(roas=HIJACKED)
    assert line.chosen() == line.passed_on() == SECOND


def test_4_the_decision_process_is_run() -> None:
    """RFC 6811 §4: "and run the BGP decision process if needed": another route is chosen."""
    valid_first = Policy(
        name="valid first",
        statements=[
            Statement(name="valid", matchers=RpkiIs("valid"), modifiers=SetLocalPref(200)),
        ],
        default=Action.ACCEPT,
    )
    line = Line(import_policy=valid_first)
    other = line.world.speaker(65003, 4)
    line.world.link(line.middle, other, left_side={"import_policy": valid_first})
    other.start(line.world.now)
    line.world.settle()
    other.originate("10.1.0.0/16", line.world.now)
    line.world.settle()
    for asn in (65003, 65001, 65003):
        line.validate(roas=RoaTable.of(("10.1.0.0/16", asn)))
        best = line.middle.loc_rib.best("10.1.0.0/16")
        assert best is not None
        assert (best.source.asn, best.path.local_preference) == (asn, 200)
        told = line.right.loc_rib.best("10.1.0.0/16")
        assert told is not None
        assert told.attributes.as_path_text == f"65000 {asn}"


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which prefixes are looked up."""
    found: list[str] = []
    look_up: Callable[..., Any] = RoaTable.validate

    def validate(self: RoaTable, prefix: Any, origin: int | None) -> Any:
        found.append(str(prefix))
        return look_up(self, prefix, origin)

    monkeypatch.setattr(RoaTable, "validate", validate)
    return found


@pytest.mark.parametrize("side", ["import_policy", "export_policy"])
def test_4_no_other_prefixes_are_validated(side: str, looked_up: list[str]) -> None:
    """RFC 6811 §4: "any affected prefixes": those that a payload which came or went covers."""
    policies: dict[str, Any] = {"import_policy": ACCEPT_ALL, side: NO_INVALID}
    line = Line(**policies, fields={"roas": RoaTable.of(("10.2.0.0/16", 65001))})
    for prefix in ("10.0.0.0/8", "10.1.1.0/24", "10.1.128.0/17", "10.3.0.0/16", "0.0.0.0/0"):
        line.announce(prefix)
    looked_up.clear()
    line.validate(roas=RoaTable.of(("10.2.0.0/16", 65001), ("10.1.0.0/16", 65001, 24)))
    assert sorted(looked_up) == ["10.1.0.0/16", "10.1.1.0/24", "10.1.128.0/17"]
    assert line.sent == {}


def test_nothing_is_done_where_nothing_changed(looked_up: list[str]) -> None:
    """A validator may say the same every few minutes (RFC 8210): it costs a comparison."""
    aspas = {65001: [65000]}
    line = Line(
        import_policy=rejecting(RpkiIs("invalid"), AspaIs("invalid")),
        fields={"roas": OURS, "aspas": AspaTable.of(aspas)},
    )
    looked_up.clear()
    importer = line.near.importer
    line.validate(roas=RoaTable(OURS.roas), aspas=AspaTable.of(aspas))
    line.validate()
    assert looked_up == []
    assert line.near.importer is importer
    assert line.sent == {}


def test_nothing_is_sent_where_no_route_fares_otherwise() -> None:
    """RFC 4271 §9.2: a route is not advertised again as it was; nor is the program told of it."""
    line = Line(fields={"roas": RoaTable(), "best_changes": True}, export_policy=NO_INVALID)
    line.validate(roas=OURS)
    assert line.sent == {}
    assert not [each for each in line.world.events[line.middle] if isinstance(each, BestChanged)]


def test_policies_that_do_not_ask_are_left_alone() -> None:
    """Neither by what they are made of, nor by the chain they are in."""
    high = Policy(name="high", statements=[Statement(name="all", modifiers=SetLocalPref(300))])
    for policy in (ACCEPT_ALL, high, NO_LEAK):
        line = Line(import_policy=policy, export_policy=policy)
        importer = line.near.importer
        group, _ = line.told.places[V4]
        terms = group.terms
        line.validate(roas=HIJACKED)
        assert line.near.importer is importer
        assert group.terms is terms
        assert line.sent == {}


_EMPTY: Final = PolicyContext()


class Own(Policy):
    """A policy of a program's own, that judges in its own way."""

    def apply(self, route: Any, context: PolicyContext = _EMPTY, shared: Any = None) -> Any:
        """Refuse all while there are payloads of AS 65009."""
        asns = {roa.asn for roa in context.roas.roas} if context.roas is not None else set()
        return (rejecting() if 65009 not in asns else NOTHING).apply(route, context)


NOTHING: Final = Policy(name="nothing", default=Action.REJECT)


def _far_off(route: Route, context: PolicyContext) -> bool:
    """Look at something else than the payloads that cover the destination."""
    return context.roas is not None and any(roa.asn == 65009 for roa in context.roas.roas)


@pytest.mark.parametrize(
    "policy", [Own(name="own"), rejecting(_far_off), rejecting(~RpkiIs("valid") & _far_off)]
)
@pytest.mark.parametrize("side", ["import_policy", "export_policy"])
def test_a_policy_with_code_of_its_own_judges_all_again(side: str, policy: Policy) -> None:
    """Nobody knows what it looks at, so that it is asked about every route."""
    policies: dict[str, Any] = {"import_policy": ACCEPT_ALL, side: policy}
    line = Line(**policies)
    assert line.passed_on() == BOTH
    line.validate(roas=RoaTable.of(("192.0.2.0/24", 65009)))
    assert line.passed_on() == set()
    line.validate(roas=None)
    assert line.passed_on() == BOTH


def test_exports_are_judged_again_and_our_own_routes_with_them() -> None:
    """RFC 6811 §2 has routes looked up that were redistributed, too; here on their way out."""
    line = Line(import_policy=ACCEPT_ALL, export_policy=NO_INVALID)
    line.middle.originate("10.3.0.0/16", line.world.now)
    line.world.settle()
    assert line.passed_on() == {*BOTH, "10.3.0.0/16"}
    line.validate(roas=RoaTable.of(("10.1.0.0/16", 65009), ("10.3.0.0/16", 65009)))
    assert line.chosen() == {*BOTH, "10.3.0.0/16"}
    assert line.passed_on() == SECOND
    line.validate(roas=RoaTable.of(("10.1.0.0/16", 65009), ("10.3.0.0/16", 65000)))
    assert line.passed_on() == {*SECOND, "10.3.0.0/16"}
    assert line.sent == {line.told: [_UPDATE]}


def test_a_peer_that_is_behind_is_told_how_things_stand() -> None:
    """What it was never told need not be withdrawn, and what it was told is."""
    line = Line(import_policy=ACCEPT_ALL, export_policy=NO_INVALID, output_limit=1)
    line.world.blocked.add(line.told)
    line.announce("10.4.0.0/16")
    line.announce("10.5.0.0/16")
    line.validate(roas=RoaTable(HIJACKED.roas | RoaTable.of(("10.5.0.0/16", 65009)).roas))
    line.world.blocked.clear()
    line.world.settle()
    assert line.passed_on() == {*SECOND, "10.4.0.0/16"}


@pytest.mark.parametrize("side", ["import_policy", "export_policy"])
def test_aspas_are_looked_at_again(side: str) -> None:
    """draft-ietf-sidrops-aspa-verification: a path leaks once its ASes say who their providers are.

    Without a role a path may have climbed and descended: two refuted hops make it a leak, on its
    way in as on its way out.
    """
    policies: dict[str, Any] = {"import_policy": ACCEPT_ALL, side: NO_LEAK}
    line = Line(**policies)
    line.announce("10.6.0.0/16", AsPath.parse("65010 65011 65012"))
    leak = AspaTable.of({65012: [1], 65011: [1], 65010: [1], 65001: [1]})
    everything = {*BOTH, "10.6.0.0/16"}
    assert line.passed_on() == everything
    line.validate(aspas=leak)
    assert line.passed_on() == BOTH
    line.validate(roas=HIJACKED)
    assert (line.middle.config.aspas, line.sent) == (leak, {})
    line.validate(aspas=None)
    assert line.passed_on() == everything
    assert line.middle.config.roas is HIJACKED


@pytest.mark.parametrize(
    ("ours", "taken"), [(None, True), ("customer", True), ("provider", False), ("peer", False)]
)
def test_aspas_are_judged_by_the_role_of_the_peer(ours: str | None, taken: bool) -> None:
    """draft-ietf-sidrops-aspa-verification: but for a provider's, a path climbs all the way.

    One refuted hop may be the top of a path that descends from there.
    """
    descending = AspaTable.of({65011: [1]})
    line = Line(import_policy=NO_LEAK, fields={"aspas": descending})
    line.middle.update_peer(line.near, attrs.evolve(line.near.config, role=ours), line.world.now)
    line.world.wait(300)
    line.announce("10.6.0.0/16", AsPath.parse("65010 65011"))
    assert ("10.6.0.0/16" in line.chosen()) is taken


def test_the_word_of_internal_peers_counts_without_payloads() -> None:
    """RFC 8097 §2: what they state is taken where nothing is validated here, and only there."""
    world = World()
    ours, theirs = world.speaker(65000, 1, roas=RoaTable()), world.speaker(65000, 2)
    world.link(ours, theirs, left_side={"import_policy": NO_INVALID})
    world.start()
    invalid = ExtendedCommunities((from_int(0x4300000000000002),))
    theirs.originate("10.1.0.0/16", world.now, attributes=[invalid])
    world.settle()
    for table, taken in ((None, False), (RoaTable(), True), (HIJACKED, False), (OURS, False)):
        ours.update_validation(world.now, roas=table)
        world.settle()
        assert (ours.loc_rib.best("10.1.0.0/16") is not None) is taken
    ours.update_validation(world.now, roas=RoaTable.of(("10.1.0.0/16", 65000)))
    assert ours.loc_rib.best("10.1.0.0/16") is not None


def test_stale_routes_are_validated_and_stay_stale() -> None:
    """RFC 4724 §4.2 and RFC 9494 §4.2: payloads do not make a route any fresher, nor drop it."""
    kept = GracefulRestartConfig(restart_time=10, families=(V4,), long_lived={V4: 1000})
    line = Line(graceful_restart=kept)
    line.world.unplug(line.near)

    def stale() -> dict[str, bool]:
        routes = (Route(V4, each.key, each.path) for each in _of(line.middle, line.near))
        return {str(each.prefix): line.middle.rib.is_stale(each) for each in routes}

    for marked in (False, True):
        best = line.middle.loc_rib.best("10.1.0.0/16")
        assert best is not None
        assert (LLGR_STALE in best.attributes.communities) is marked
        line.validate(roas=HIJACKED)
        assert line.chosen() == SECOND
        assert stale() == dict.fromkeys(BOTH, True)
        line.validate(roas=OURS)
        assert line.chosen() == BOTH
        assert stale() == dict.fromkeys(BOTH, True)
        line.world.wait(20)
    line.left.withdraw("10.1.0.0/16", line.world.now)
    line.world.plug(line.near)
    line.world.wait(200)
    assert stale() == dict.fromkeys(SECOND, False)


def _of(speaker: Speaker, peer: Peer) -> list[Route]:
    """Return the routes of a peer as they stand in the RIB."""
    return [
        route
        for key in speaker.rib.destinations(V4)
        for route in speaker.rib.routes(key, V4)
        if route.source is peer.source
    ]


def test_sessions_that_are_down_come_back_to_the_payloads_of_then() -> None:
    """Those that were never up as well."""
    line = Line(graceful_restart=None)
    line.world.unplug(line.near)
    line.world.unplug(line.told)
    assert line.chosen() == set()
    line.validate(roas=HIJACKED)
    line.world.plug(line.near)
    line.world.plug(line.told)
    line.world.wait(200)
    assert line.chosen() == line.passed_on() == SECOND
    world = World()
    speaker = world.speaker(65000, 1)
    other = world.speaker(65001, 2)
    world.link(speaker, other, left_side={"import_policy": NO_INVALID})
    speaker.update_validation(world.now, roas=HIJACKED)
    other.originate("10.1.0.0/16", world.now)
    world.start()
    assert len(speaker.loc_rib) == 0
    assert len(speaker.adj_rib_in(address_of(other))) == 1


def test_what_is_announced_later_is_judged_by_the_payloads_of_then() -> None:
    """And explained by them."""
    line = Line()
    line.validate(roas=RoaTable.of(("10.0.0.0/8", 65009)))
    line.announce("10.9.0.0/16")
    line.announce("11.9.0.0/16")
    assert line.chosen() == {"11.9.0.0/16"}
    (candidate,) = line.middle.explain("10.9.0.0/16").candidates
    assert candidate.policy is not None
    assert not candidate.policy.accepted
    assert "10.0.0.0/8 AS65009" in str(candidate.policy)


def test_former_payloads_are_let_go_of() -> None:
    """A full table is large, and another comes every few minutes."""
    both = rejecting(RpkiIs("invalid"), AspaIs("invalid"))
    beginning = {"roas": RoaTable(OURS.roas), "aspas": AspaTable.of({65001: [65000]})}
    line = Line(import_policy=both, export_policy=both, fields=beginning)
    beginning.clear()
    own = line.world.speaker(65004, 5)
    line.world.link(line.middle, own, left_side={"import_policy": ACCEPT_ALL})
    own.start(line.world.now)
    line.world.settle()

    def tables() -> int:
        gc.collect()
        return sum(type(each) in (RoaTable, AspaTable) for each in gc.get_objects())

    def update(asn: int) -> None:
        line.validate(
            roas=RoaTable.of(("10.1.0.0/16", asn), ("192.0.2.0/24", asn)),
            aspas=AspaTable.of({asn: [65000]}),
        )

    count = tables()
    for asn in (1, 2, 65001):
        update(asn)
        assert tables() == count


@pytest.mark.parametrize("tables", [{"roas": []}, {"aspas": {}}, {"roas": AspaTable()}])
def test_what_is_no_table_is_refused(tables: dict[str, Any]) -> None:
    """The mistake is the caller's, and nothing is otherwise than before."""
    line = Line(fields={"roas": OURS})
    with pytest.raises(LocalError):
        line.middle.update_validation(line.world.now, **tables)
    with pytest.raises(LocalError):
        line.middle.update_validation(float("nan"), roas=HIJACKED)
    assert line.middle.config == attrs.evolve(line.middle.config, roas=OURS, aspas=None)
    assert line.chosen() == BOTH
