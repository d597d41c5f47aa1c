"""RFC 7311 §3: AIGP, as a speaker originates it and passes it on."""

from __future__ import annotations

import itertools

import pytest

from bgplib.attributes import Aigp
from bgplib.context import Context
from bgplib.speaker import Speaker
from bgplib.values.tlv import Tlv
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"
METRIC = Aigp.of(100)
ENABLED, DISABLED = Context(aigp=True), Context(aigp=False)


def chain(*asns: int, **settings: object) -> tuple[World, list[Speaker]]:
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
