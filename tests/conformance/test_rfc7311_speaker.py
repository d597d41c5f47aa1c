"""RFC 7311 §3: AIGP, as a speaker originates it and passes it on."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bgplib.attributes import Aigp
from bgplib.context import Context
from bgplib.decision import DecisionContext
from bgplib.iana.families import Family
from bgplib.policy import Action, Modifier, Policy, Statement
from bgplib.policy.modifiers import NextHopSelf, SetAttribute, SetNextHop
from bgplib.speaker import Speaker
from bgplib.speaker.accumulated import accumulated
from bgplib.values.prefix import Prefix
from bgplib.values.tlv import Tlv
from tests.conformance.updates import encoded
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"
METRIC = Aigp.of(100)
SETTING_NEXT_HOP = {
    address: Policy(
        name="setting",
        statements=[Statement(name="all", modifiers=SetNextHop(address))],
        default=Action.ACCEPT,
    )
    for address in ("192.0.2.2", "192.0.2.55", "192.0.2.77")
}
ENABLED, DISABLED = Context(aigp=True), Context(aigp=False)


def chain(*asns: int, **settings: Any) -> tuple[World, list[Speaker]]:
    """Make speakers in a row, all of whose sessions are configured alike."""
    world = World()
    speakers = [world.speaker(asn, number) for number, asn in enumerate(asns, 1)]
    for left, right in itertools.pairwise(speakers):
        world.link(left, right, **settings)
    world.start()
    return world, speakers


def metric(speaker: Speaker) -> int | None:
    """Return the metric of what a speaker chose."""
    best = speaker.loc_rib.best(PREFIX)
    assert best is not None
    found = best.attributes.get(Aigp)
    return None if found is None else found.metric


@pytest.mark.parametrize("asns", [(65000, 65000), (65000, 65001)])
def test_3_3_it_is_sent_where_it_is_enabled(asns: tuple[int, int]) -> None:
    """§3.3: AIGP_SESSION is a configuration item of each session."""
    world, (one, other) = chain(*asns, rules=ENABLED)
    one.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()
    assert metric(other) == 100


@pytest.mark.parametrize(
    ("asns", "rules"), [((65000, 65001), Context()), ((65000, 65000), DISABLED)]
)
def test_3_3_it_is_not_sent_where_it_is_disabled(asns: tuple[int, int], rules: Context) -> None:
    """§3.3: it "MUST NOT be sent"; for external sessions that is the default."""
    world, (one, other) = chain(*asns, rules=rules)
    one.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()
    assert metric(one) == 100
    assert metric(other) is None
    assert one.adj_rib_out("192.0.2.2")[0].attributes.get(Aigp) is None


def test_3_4_1_it_is_originated_where_a_program_says_so() -> None:
    """§3.4.1: a configuration item enables its creation and attachment."""
    world, (one, other) = chain(65000, 65000)
    one.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()
    assert metric(other) == 100


def test_3_4_1_it_is_not_originated_by_default() -> None:
    """§3.4.1: "The default value of AIGP_ORIGINATE MUST be "disabled"."."""
    world, (one, other) = chain(65000, 65000)
    one.originate(PREFIX, world.now)
    world.settle()
    assert metric(one) is metric(other) is None


def added(**settings: Any) -> int | None:
    """Let a policy on the way in give AIGP to what comes without it; return it as the last has it.

    Args:
        settings: of the session from the speaker in the middle to the last one, of the same AS.
    """
    world = World()
    one, last = world.speaker(65001, 1), world.speaker(65002, 3)
    # One more address is its own, on an interface that is of no session.
    own = DecisionContext(local_addresses={"192.0.2.55"})
    middle = world.speaker(65002, 2, decision=own)
    giving = Policy(
        name="giving",
        statements=[Statement(name="all", modifiers=SetAttribute(METRIC))],
        default=Action.ACCEPT,
    )
    world.link(middle, one, left_side={"import_policy": giving}, rules=ENABLED)
    world.link(middle, last, left_side=settings, rules=ENABLED)
    world.start()
    one.originate(PREFIX, world.now)
    world.settle()
    assert metric(middle) == 100
    return metric(last)


def test_3_4_1_it_is_added_with_our_own_next_hop() -> None:
    """§3.4.1: to routes for which it sets itself as the next hop, by whatever way it does."""
    assert added(next_hop_self=True) is not None
    assert added(export_policy=SETTING_NEXT_HOP["192.0.2.2"]) is not None
    assert added(export_policy=SETTING_NEXT_HOP["192.0.2.55"]) is not None
    world, (one, other) = chain(65000, 65000)
    one.originate(PREFIX, world.now, attributes=[METRIC], next_hop="192.0.2.1")
    world.settle()
    assert metric(other) == 100


def test_3_4_1_it_is_not_added_with_another_next_hop() -> None:
    """§3.4.1: it "MUST NOT add the AIGP attribute", be it by a policy or to a route of its own."""
    assert added() is None
    assert added(next_hop_self=True, export_policy=SETTING_NEXT_HOP["192.0.2.77"]) is None
    world, (one, other) = chain(65000, 65000)
    one.originate(PREFIX, world.now, attributes=[METRIC], next_hop="192.0.2.77")
    world.settle()
    assert (metric(one), metric(other)) == (100, None)


def test_3_4_3_with_the_next_hop_the_metric_stays() -> None:
    """§3.4.3: who "does not change the next hop" changes no metric; §3: nor any other TLV."""
    more = Aigp((*METRIC.tlvs, Tlv(7, b"else"), *Aigp.of(5).tlvs))
    world = World()
    one, reflector, last = (world.speaker(65000, number) for number in (1, 2, 3))
    world.link(reflector, one, left_side={"route_reflector_client": True})
    world.link(reflector, last)
    world.start()
    one.originate(PREFIX, world.now, attributes=[more])
    world.settle()
    best = last.loc_rib.best(PREFIX)
    assert best is not None
    assert str(best.next_hop) == "192.0.2.1"
    assert best.attributes.get(Aigp) == more


def passed(metric: int, cost: int, *asns: int) -> Aigp:
    """Let the second of three speakers pass a route on; return AIGP as the third has it.

    Args:
        metric: with which the route comes.
        cost: of the way from the second to the first.
        asns: their ASes.
    """
    world = World()
    more = Aigp((Tlv(7, b"else"), *Aigp.of(metric).tlvs, *Aigp.of(5).tlvs))
    one, last = world.speaker(asns[0], 1), world.speaker(asns[2], 3)
    middle = world.speaker(asns[1], 2, resolve=lambda _: cost)
    world.link(middle, one, rules=ENABLED)
    world.link(middle, last, rules=ENABLED)
    world.start()
    one.originate(PREFIX, world.now, attributes=[more])
    world.settle()
    best = last.loc_rib.best(PREFIX)
    assert best is not None
    assert str(best.next_hop) == ("192.0.2.2" if asns[1] != asns[2] else "192.0.2.1")
    found = best.attributes.get(Aigp)
    assert found is not None
    # All else is passed on as it came.
    assert [tlv for tlv in found.tlvs if tlv != found.tlvs[1]] == [Tlv(7, b"else"), more.tlvs[2]]
    return found


@pytest.mark.parametrize("cost", [1, 20, 1 << 32])
def test_3_4_3_the_distance_is_added_with_another_next_hop(cost: int) -> None:
    """§3.4.3: "MUST increase the value of the AIGP TLV by adding to A the distance"."""
    assert passed(100, cost, 65001, 65002, 65003).metric == 100 + cost


def test_3_4_3_it_grows_where_the_distance_is_0() -> None:
    """§3.4.3: "A MUST be increased by a non-zero amount", between direct neighbours too."""
    assert passed(100, 0, 65001, 65002, 65003).metric == 101


def test_3_4_3_the_metric_stays_with_the_next_hop() -> None:
    """§3.4.3: it "MUST NOT change the AIGP attribute value": an internal peer gets it as it was."""
    assert passed(100, 20, 65001, 65002, 65002).metric == 100


@pytest.mark.parametrize("asns", [(65001, 65002, 65003), (65001, 65002, 65002)])
def test_3_4_3_a_change_of_distance_is_told(asns: tuple[int, int, int]) -> None:
    """§3.4.3: "Any change ... MUST trigger a new AIGP computation for that route"."""
    world = World()
    cost = 20
    one, last = world.speaker(asns[0], 1), world.speaker(asns[2], 3)
    middle = world.speaker(asns[1], 2, resolve=lambda _: cost)
    world.link(middle, one, rules=ENABLED)
    near, _ = world.link(middle, last, left_side={"next_hop_self": True}, rules=ENABLED)
    world.start()
    one.originate(PREFIX, world.now, attributes=[METRIC])
    one.originate("203.0.113.0/24", world.now)
    world.settle()
    assert metric(last) == 120
    world.sent.clear()
    cost = 7
    middle.reselect(world.now)
    world.settle()
    assert metric(last) == 107
    # The route without is not told again, nor is any where nothing has changed.
    assert b"".join(world.sent.pop(near)).count(bytes((24, 203, 0, 113))) == 0
    middle.reselect(world.now)
    world.settle()
    assert near not in world.sent


def test_3_4_3_a_change_of_distance_is_nothing_where_the_next_hop_stays() -> None:
    """§3.4.3: whose next hop is not changed, whose metric is not either."""
    world = World()
    cost = 20
    one, last = world.speaker(65001, 1), world.speaker(65002, 3)
    middle = world.speaker(65002, 2, resolve=lambda _: cost)
    world.link(middle, one, rules=ENABLED)
    near, _ = world.link(middle, last, rules=ENABLED)
    world.start()
    one.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()
    world.sent.clear()
    cost = 7
    middle.reselect(world.now)
    world.settle()
    assert metric(last) == 100
    assert near not in world.sent


@pytest.mark.parametrize("modifier", [NextHopSelf(), SetNextHop("192.0.2.2")])
def test_3_4_3_a_change_of_distance_is_told_where_policy_puts_the_next_hop(
    modifier: Modifier,
) -> None:
    """§3.4.3: "Any change ... MUST trigger a new AIGP computation", to an internal peer, too."""
    world = World()
    cost = 20
    one, last = world.speaker(65001, 1), world.speaker(65002, 3)
    middle = world.speaker(65002, 2, resolve=lambda _: cost)
    moving = Policy(
        name="moving",
        statements=[Statement(name="all", modifiers=modifier)],
        default=Action.ACCEPT,
    )
    world.link(middle, one, rules=ENABLED)
    world.link(middle, last, left_side={"export_policy": moving}, rules=ENABLED)
    world.start()
    one.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()
    assert metric(last) == 120
    cost = 7
    middle.reselect(world.now)
    world.settle()
    assert metric(last) == 107


def test_3_4_3_a_change_of_distance_is_told_of_every_path() -> None:
    """§3.4.3 speaks of routes, not of the best alone: of all that ADD-PATH has a peer told."""
    family = Family.IPV4_UNICAST
    world = World()
    cost = {"192.0.2.1": 20, "192.0.2.4": 5}
    one, other, last = (world.speaker(65000 + at, at) for at in (1, 4, 3))
    middle = world.speaker(65002, 2, resolve=lambda hop: cost.get(".".join(map(str, hop)), 0))
    world.link(middle, one, rules=ENABLED)
    world.link(middle, other, rules=ENABLED)
    world.link(
        middle,
        last,
        left_side={"send_paths": None},
        right_side={"add_path_receive": {family}},
        rules=ENABLED,
    )
    world.start()
    for speaker in (one, other):
        speaker.originate(PREFIX, world.now, attributes=[METRIC])
    world.settle()

    def metrics() -> list[int]:
        found = [route.attributes.get(Aigp) for route in last.rib.routes(Prefix.parse(PREFIX))]
        return sorted(each.metric or 0 for each in found if each is not None)

    assert metrics() == [105, 120]
    cost["192.0.2.1"] = 30
    middle.reselect(world.now)
    world.settle()
    assert metrics() == [105, 130]


GREATEST = (1 << 64) - 1


@pytest.mark.parametrize(
    ("metric", "distance", "sum_"),
    [
        (0, 5, 5),
        (GREATEST - 6, 5, GREATEST - 1),
        (GREATEST - 5, 5, GREATEST),
        (GREATEST - 1, 5, GREATEST),
        (GREATEST - 1, 1 << 70, GREATEST),
    ],
)
def test_3_4_3_the_metric_is_capped(metric: int, distance: int, sum_: int) -> None:
    """§3.4.3: "capped at its maximum unsigned value", and no wrapping around."""
    value = encoded(Aigp.of(metric))[3:]
    assert accumulated(value, distance) == b"\1\0\x0b" + sum_.to_bytes(8, "big")


@pytest.mark.parametrize("value", [b"", b"\7\0\3", b"\7\0\5ab"])
def test_3_4_3_without_a_metric_nothing_grows(value: bytes) -> None:
    """§3: other TLVs "MUST be passed along unchanged"."""
    assert accumulated(value, 5) == value


@pytest.mark.parametrize(("metric_", "told"), [(GREATEST - 2, GREATEST - 1), (GREATEST - 1, None)])
def test_3_2_what_cannot_grow_any_more_is_left_out(metric_: int, told: int | None) -> None:
    """§3.2: with the maximum value it is "not useful", and whoever gets it discards it.

    So what a peer was told can be read, as all that is told.
    """
    world, (one, middle, last) = chain(65001, 65002, 65003, rules=ENABLED)
    one.originate(PREFIX, world.now, attributes=[Aigp.of(metric_)])
    world.settle()
    assert metric(last) == told
    (route,) = middle.adj_rib_out("192.0.2.3")
    found = route.attributes.get(Aigp)
    assert (None if found is None else found.metric) == told
