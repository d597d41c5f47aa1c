"""RFC 8955 §6 in a speaker: flow specifications follow the unicast routes as these change."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.attributes import AsPath
from bgplib.iana.families import Family
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.rib import flow_problem
from bgplib.route import Route
from bgplib.speaker import BestChanged, PeerAction, Speaker, flow_validation
from tests.counting import lines_of
from tests.unit.speaker.world import World

FLOW = "destination 10.0.0.0/24 port ==80"
WHOLE, NEARER, PART = "10.0.0.0/16", "10.0.0.0/20", "10.0.0.128/25"
BOTH = frozenset((Family.IPV4_UNICAST, Family.IPV4_FLOWSPEC))


class Edge:
    """A speaker between two neighbouring ASes; whatever it takes in goes on to another."""

    def __init__(self, *, validates: bool = True, inside: bool = False, **fields: Any) -> None:
        """Make them, and bring their sessions up.

        Args:
            validates: whether the speaker validates what the neighbours say.
            inside: the first neighbour is of its own AS.
            fields: how else the speaker is configured.
        """
        self.world = World()
        self.one = self.world.speaker(65000 if inside else 65001, 1)
        self.two = self.world.speaker(65002, 2)
        self.edge = self.world.speaker(65000, 3, **fields)
        self.last = self.world.speaker(65004, 4)
        near = {"validate_flows": validates}
        self.near, _ = self.world.link(self.edge, self.one, families=BOTH, left_side=near)
        self.world.link(self.edge, self.two, families=BOTH, left_side=near)
        side = {"validate_flows": False}
        self.world.link(self.edge, self.last, families=BOTH, right_side=side)
        self.world.start()

    def flow(self, speaker: Speaker, text: str = FLOW) -> None:
        """Let one announce a flow specification."""
        speaker.originate(FlowSpecNlri.parse(text), self.world.now, family=Family.IPV4_FLOWSPEC)
        self.world.settle()

    def unicast(self, speaker: Speaker, prefix: str, *further: int) -> None:
        """Let one announce a unicast route, which it has from other ASes."""
        path = [AsPath.of(further)] if further else []
        speaker.originate(prefix, self.world.now, attributes=path)
        self.world.settle()

    def withdraw(self, speaker: Speaker, prefix: str) -> None:
        """Let one withdraw a unicast route."""
        assert speaker.withdraw(prefix, self.world.now)
        self.world.settle()

    def uses_flow(self) -> bool:
        """Tell whether the speaker chose a flow specification, which it passes on then."""
        chosen = list(self.edge.rib.loc_rib(Family.IPV4_FLOWSPEC))
        passed_on = list(self.last.rib.loc_rib(Family.IPV4_FLOWSPEC))
        assert len(chosen) == len(passed_on)
        return bool(chosen)

    @property
    def report(self) -> str:
        """What the speaker says of the flow specification, which came in."""
        (route,) = self.edge.adj_rib_in(self.near, Family.IPV4_FLOWSPEC)
        report = self.edge.explain(route.key, Family.IPV4_FLOWSPEC)
        (candidate,) = report.candidates
        assert (candidate.infeasible or None) == report.to_json()["candidates"][0]["infeasible"]
        return str(report)


def test_6_feasible_flow_specifications_are_used_and_passed_on() -> None:
    """§6: "it is considered feasible if and only if all of the conditions below are true"."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE)
    edge.flow(edge.one)
    assert edge.uses_flow()
    assert "not feasible" not in edge.report


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FLOW, "it is not feasible: the best route to 10.0.0.0/24 is from"),
        ("destination 172.16.0.0/12", "it is not feasible: no unicast route covers 172.16.0.0/12"),
        ("port ==80", "it is not feasible: it has no destination prefix"),
    ],
)
def test_6_others_are_neither_used_nor_passed_on(text: str, reason: str) -> None:
    """§6: "exclude from the selection procedure routes that are considered unfeasible"."""
    edge = Edge()
    edge.unicast(edge.two, WHOLE)
    edge.flow(edge.one, text)
    assert not edge.uses_flow()
    assert reason in edge.report


def test_6_revalidation_when_a_unicast_route_comes_and_goes() -> None:
    """§6: "a revalidation [...] MUST be performed whenever unicast routes change"."""
    edge = Edge()
    edge.flow(edge.one)
    assert not edge.uses_flow()
    edge.unicast(edge.one, WHOLE)
    assert edge.uses_flow()
    edge.withdraw(edge.one, WHOLE)
    assert not edge.uses_flow()


def test_6_revalidation_when_a_nearer_match_comes_and_goes() -> None:
    """§6 b: the best match is the one "with the longest possible prefix length"."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE)
    edge.flow(edge.one)
    edge.unicast(edge.two, NEARER)
    assert not edge.uses_flow()
    edge.withdraw(edge.two, NEARER)
    assert edge.uses_flow()


def test_6_revalidation_when_the_best_match_moves() -> None:
    """§6: "The best-match unicast route may change over the time independently"."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE, 65009)
    edge.flow(edge.one)
    assert edge.uses_flow()
    edge.unicast(edge.two, WHOLE)  # by a shorter path
    assert not edge.uses_flow()
    edge.unicast(edge.two, WHOLE, 65009, 65010)
    assert edge.uses_flow()


def test_6_revalidation_when_more_specific_routes_come_and_go() -> None:
    """§6 c: none may be there "from a different neighboring AS than the best-match"."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE)
    edge.flow(edge.one)
    edge.unicast(edge.one, PART, 65009)
    assert edge.uses_flow()
    edge.unicast(edge.two, PART)
    assert not edge.uses_flow()
    assert "a part of 10.0.0.0/24 is reached through another AS" in edge.report
    edge.unicast(edge.two, "10.0.0.64/26")
    edge.withdraw(edge.two, PART)
    assert not edge.uses_flow()
    edge.withdraw(edge.two, "10.0.0.64/26")
    assert edge.uses_flow()


def test_6_more_specific_routes_are_held_against_the_best_match_of_now() -> None:
    """§6 c: what was of the same AS is of a different one when the best match moves."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE, 65009)
    edge.unicast(edge.one, PART)
    edge.flow(edge.one)
    assert edge.uses_flow()
    edge.unicast(edge.two, WHOLE)
    edge.flow(edge.two)
    assert not edge.uses_flow()
    edge.withdraw(edge.one, PART)
    assert edge.uses_flow()


def test_6_revalidation_when_a_session_ends() -> None:
    """§6: the routes of a peer that is gone change as well."""
    edge = Edge()
    edge.unicast(edge.one, WHOLE)
    edge.unicast(edge.two, PART)
    edge.flow(edge.one)
    assert not edge.uses_flow()
    edge.world.unplug(edge.edge.peer("192.0.2.2"))
    assert edge.uses_flow()


def test_6_revalidation_where_nobody_is_told() -> None:
    """§6: it does not matter whether a speaker passes unicast routes on."""
    world = World()
    one, edge = world.speaker(65001, 1), world.speaker(65000, 2)
    world.link(one, edge, families=BOTH, right_side={"export_policy": None})
    world.start()
    one.originate(FlowSpecNlri.parse(FLOW), world.now, family=Family.IPV4_FLOWSPEC)
    world.settle()
    assert not list(edge.rib.loc_rib(Family.IPV4_FLOWSPEC))
    one.originate(WHOLE, world.now)
    world.settle()
    assert list(edge.rib.loc_rib(Family.IPV4_FLOWSPEC))
    one.withdraw(WHOLE, world.now)
    world.settle()
    assert not list(edge.rib.loc_rib(Family.IPV4_FLOWSPEC))


def test_6_revalidation_where_other_routes_change() -> None:
    """§6: what neither covers the destination nor is a part of it does not matter."""
    edge = Edge(best_changes=True)
    edge.unicast(edge.one, WHOLE)
    edge.flow(edge.one)
    events = edge.world.events[edge.edge]
    events.clear()
    edge.unicast(edge.two, "10.0.1.0/24")
    assert edge.uses_flow()
    families = [event.change.family for event in events if isinstance(event, BestChanged)]
    assert families == [Family.IPV4_UNICAST]


def test_6_revalidation_is_told_to_the_program() -> None:
    """§6: a speaker that reports its choices reports those that follow from unicast routes."""
    edge = Edge(best_changes=True)
    edge.flow(edge.one)
    edge.unicast(edge.one, WHOLE)
    edge.withdraw(edge.one, WHOLE)
    events = edge.world.events[edge.edge]
    changes = [event.change for event in events if isinstance(event, BestChanged)]
    told = [change.new is not None for change in changes if change.family.safi == 133]
    assert told == [True, False]


def test_6_explicit_configuration() -> None:
    """§6: validation is a must "In the absence of explicit configuration"."""
    edge = Edge(validates=False)
    edge.flow(edge.one)
    assert edge.uses_flow()
    edge.unicast(edge.two, WHOLE)
    assert edge.uses_flow()
    config = attrs.evolve(edge.near.config, validate_flows=True)
    change = edge.edge.update_peer(edge.near, config, edge.world.now)
    assert change.actions == {PeerAction.SOFT_IN}
    edge.world.settle()
    assert not edge.uses_flow()
    edge.unicast(edge.one, NEARER)
    assert edge.uses_flow()


def test_1_those_of_internal_peers_are_not_validated() -> None:
    """§1: one "from an internal BGP peer [...] is assumed to have been validated"."""
    edge = Edge(inside=True)
    edge.unicast(edge.two, WHOLE)
    edge.flow(edge.one)
    assert edge.uses_flow()


def test_6_our_own_are_not_validated() -> None:
    """§6: it is those that are received that are validated."""
    edge = Edge()
    edge.unicast(edge.two, WHOLE)
    edge.flow(edge.edge)
    assert edge.uses_flow()


def test_6_ipv6() -> None:
    """RFC 8956 §5: those of IPv6 are held against IPv6 unicast routes."""
    world = World()
    one, edge = world.speaker(65001, 1), world.speaker(65000, 2)
    families = frozenset((Family.IPV6_UNICAST, Family.IPV6_FLOWSPEC))
    world.link(one, edge, families=families, left_side={"next_hop_ipv6": "2001:db8::1"})
    world.start()
    nlri = FlowSpecNlri.parse("destination 2001:db8:1::/48")
    one.originate(nlri, world.now, family=Family.IPV6_FLOWSPEC)
    world.settle()
    assert not list(edge.rib.loc_rib(Family.IPV6_FLOWSPEC))
    one.originate("2001:db8::/32", world.now)
    world.settle()
    assert list(edge.rib.loc_rib(Family.IPV6_FLOWSPEC))


def test_6_many_come_and_go() -> None:
    """What is kept of flow specifications that are gone stays less than those that were there."""
    edge = Edge()
    edge.unicast(edge.one, "10.0.0.0/8")
    for number in range(400):
        nlri = FlowSpecNlri.parse(f"destination 10.0.{number // 2}.{number % 2}/32")
        edge.one.originate(nlri, edge.world.now, family=Family.IPV4_FLOWSPEC)
        edge.world.settle()
        if number >= 10:
            gone = f"destination 10.0.{(number - 10) // 2}.{number % 2}/32"
            edge.one.withdraw(FlowSpecNlri.parse(gone), edge.world.now, family=Family.IPV4_FLOWSPEC)
    edge.world.settle()
    assert len(list(edge.edge.rib.loc_rib(Family.IPV4_FLOWSPEC))) == 10
    assert 10 <= edge.edge.flows.count < 100


def _work_of_a_part(flows: int, routes: int, *, others: int) -> int:
    """Count lines when a more specific route by way of another AS comes and goes.

    Args:
        flows: how many flow specifications have the destination that it is a part of.
        routes: how many more specific routes there are besides, of the same AS.
        others: how many of another AS.
    """
    edge = Edge()
    now, world = edge.world.now, edge.world
    # One that stays, or those who are told of them would look for nothing any more in between.
    edge.one.originate("172.16.0.0/12", now)
    edge.flow(edge.one, "destination 172.16.0.0/12")
    edge.one.originate("10.0.0.0/8", now)
    for number in range(routes):
        edge.one.originate(f"10.{number >> 8}.{number & 255}.0/24", now)
    for number in range(others):
        edge.two.originate(f"10.200.{number}.0/24", now)
    for number in range(flows):
        nlri = FlowSpecNlri.parse(f"destination 10.0.0.0/8 port =={number}")
        edge.one.originate(nlri, now, family=Family.IPV4_FLOWSPEC)
    world.settle()
    part = "10.201.0.0/24"
    edge.two.originate(part, now)
    world.settle()

    def work() -> None:
        for change in (edge.two.withdraw, edge.two.originate):
            change(part, now)
            world.settle([edge.two])
            world.settle([edge.edge])

    # All is looked at once, when it matters for the first time.
    work()
    world.settle()
    return lines_of(work)


def test_6_a_part_that_flips_costs_no_look_at_all_routes() -> None:
    """§6 c: as many lines with 1,000 more specific routes as with 10, and with one AS or two."""
    for others in (0, 2):
        few, many = (_work_of_a_part(2, routes, others=others) for routes in (10, 1_000))
        assert 0 < many <= few * 1.1


def test_6_verdicts_are_asked_for_where_they_may_differ() -> None:
    """§6: one of several parts of another AS flips: 200 flow specifications cost what two do."""
    few, many = (_work_of_a_part(flows, 10, others=2) for flows in (2, 200))
    assert 0 < many <= few * 1.1


PREFIXES = ("0.0.0.0/0", WHOLE, NEARER, "10.0.0.0/24", PART, "10.0.0.128/26", "10.0.1.0/24")
FLOWS = (FLOW, "destination 10.0.0.0/16", "destination 0.0.0.0/0", "destination 10.0.0.128/25")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("one", "two", "edge")),
        st.sampled_from((*PREFIXES, *FLOWS)),
        st.sampled_from((None, (), (65009,), (65009, 65010))),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from((1, 2, 1024)))
def test_6_the_speaker_says_what_the_function_says(
    steps: list[tuple[str, str, tuple[int, ...] | None, bool]], most: int
) -> None:
    """§6: whatever happened before, each verdict is the one of the rules asked at that moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow_validation, "_MOST_FOREIGN", most)
        patch.setattr(flow_validation, "_MOST_NEIGHBOURS", most)
        _do_steps(steps)


def _do_steps(steps: list[tuple[str, str, tuple[int, ...] | None, bool]]) -> None:
    edge = Edge()
    for who, what, path, settles in steps:
        speaker: Speaker = getattr(edge, who)
        family = Family.IPV4_FLOWSPEC if what in FLOWS else Family.IPV4_UNICAST
        nlri = FlowSpecNlri.parse(what) if what in FLOWS else what
        attributes = [AsPath.of(path)] if path else []
        if path is None:
            speaker.withdraw(nlri, edge.world.now, family=family)
        else:
            speaker.originate(nlri, edge.world.now, family=family, attributes=attributes)
        if settles:
            edge.world.settle()
            _agree(edge)
    edge.world.settle()
    _agree(edge)


def _agree(edge: Edge) -> None:
    rib = edge.edge.rib
    for key in rib.keys(Family.IPV4_FLOWSPEC):
        for route in rib.routes(key, Family.IPV4_FLOWSPEC):
            received = Route(route.family, key, route.path.received)
            assert route.path.rejected is (flow_problem(rib, received) is not None)


@pytest.mark.parametrize("how", ["withdraw", "stop", "remove", "family", "policy"])
def test_6_nothing_is_watched_when_the_last_one_has_gone(how: str) -> None:
    """§6 has them hang on unicast routes, of which nobody need be told for none."""
    edge = Edge()
    edge.world.unplug(edge.edge.peer("192.0.2.4"))
    for number in range(5):
        edge.flow(edge.one, f"destination 10.0.{number}.0/24 port ==80")
    assert edge.edge.flows.count == 5
    now = edge.world.now
    if how == "withdraw":
        for route in list(edge.one.rib.loc_rib(Family.IPV4_FLOWSPEC)):
            assert edge.one.withdraw(route, now)
    elif how == "stop":
        edge.near.stop(now)
    elif how == "remove":
        edge.edge.remove_peer(edge.near, now)
    elif how == "family":
        config = attrs.evolve(edge.near.config, families=[Family.IPV4_UNICAST])
        edge.edge.update_peer(edge.near, config, now)
    else:
        config = attrs.evolve(edge.near.config, validate_flows=False)
        edge.edge.update_peer(edge.near, config, now)
        assert len(edge.edge.adj_rib_in(edge.near)) == 5
        edge.edge.remove_peer(edge.near, now)
    edge.world.settle()
    assert edge.edge.flows.count == 0
    assert not edge.edge.groups._watched
