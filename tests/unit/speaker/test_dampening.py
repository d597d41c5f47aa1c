"""RFC 2439 and RFC 7196: routes that flap rest, others do not, and nothing is kept for ever."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import MultiExitDisc
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.rib import Rib
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import DampeningConfig, PeerConfig, Speaker, SpeakerConfig
from bgplib.speaker.dampening import Dampening, Flap
from bgplib.values.prefix import Prefix
from tests.counting import lines_of
from tests.unit.decision.paths import block
from tests.unit.rib.test_rib import ONE as ONE_PEER
from tests.unit.rib.test_rib import TWO as OTHER_PEER
from tests.unit.rib.test_rib import announce
from tests.unit.speaker.world import World, table

V4 = Family.IPV4_UNICAST
ONE, TWO = "198.51.100.0/24", "203.0.113.0/24"
FLAP: Flap = (V4, b"\x08\x0a", None)


def line(**fields: Any) -> tuple[World, Speaker, Speaker, Speaker]:
    """Return three speakers in a row; the middle one damps what the first one announces."""
    world = World()
    first, middle, last = (world.speaker(65001 + at, 1 + at) for at in range(3))
    config = DampeningConfig(**fields)
    world.link(first, middle, right_side={"dampening": config})
    world.link(middle, last)
    world.start()
    first.originate(ONE, world.now)
    first.originate(TWO, world.now)
    world.settle()
    return world, first, middle, last


def flap(world: World, speaker: Speaker, times: int) -> None:
    """Withdraw and announce a route."""
    for _ in range(times):
        speaker.withdraw(ONE, world.now)
        world.settle()
        speaker.originate(ONE, world.now)
        world.settle()


def test_a_route_that_flaps_rests_and_comes_back() -> None:
    """Above the threshold it is refused and withdrawn from others; below `reuse` it is back."""
    world, first, middle, last = line()
    flap(world, first, 6)
    assert set(table(last)) == {ONE, TWO}
    flap(world, first, 1)
    assert set(table(last)) == set(table(middle)) == {TWO}
    assert len(middle.adj_rib_in("192.0.2.1")) == 2
    report = middle.explain(ONE)
    assert "penalty 7000" in str(report)
    assert report.candidates[0].route.path.rejected
    # From 7,000 to 750 it takes 3.22 half-lives of 15 minutes.
    world.wait(2890)
    assert set(table(last)) == {TWO}
    world.wait(20)
    assert set(table(last)) == {ONE, TWO}


def test_a_route_that_goes_for_good_does_not_come_back() -> None:
    """When the time has come and the route is not there, there is nothing to take."""
    world, first, middle, last = line()
    flap(world, first, 7)
    first.withdraw(ONE, world.now)
    world.wait(4000)
    assert set(table(last)) == {TWO}
    assert len(middle.adj_rib_in("192.0.2.1")) == 1


def test_only_what_is_there_flaps() -> None:
    """RFC 2439 §4.8.2: a route that is withdrawn twice, or was another peer's, went once."""
    rib, dampening, gone = Rib(), Dampening(DampeningConfig()), Update.withdraw(["10.0.0.0/8"])
    dampening.note(rib, ONE_PEER, gone, 0.0)
    rib.update(ONE_PEER, announce("10.0.0.0/8"))
    dampening.note(rib, OTHER_PEER, gone, 0.0)
    assert dampening.histories == {}
    dampening.note(rib, ONE_PEER, Update.withdraw(["10.0.0.0/8"] * 2), 0.0)
    assert dampening.penalty(FLAP, 0.0) == 1000


def test_7911_thousands_of_paths_to_one_destination_flap() -> None:
    """RFC 7911 §3: each identifier is a path of its own; none is looked for among all of them."""

    def paths(count: int, as_path: str = "") -> Update:
        prefix = Prefix.parse("10.0.0.0/8")
        nlri = [UnicastNlri(prefix, path_id=number) for number in range(count)]
        if not as_path:
            return Update.build(withdrawn=[NlriGroup.of(V4, nlri)])
        group = NlriGroup.of(V4, nlri, next_hop="192.0.2.9")
        return Update.build(attributes=block(as_path), announced=[group])

    def work(count: int, update: Update) -> int:
        rib, dampening = Rib(), Dampening(DampeningConfig())
        rib.update(ONE_PEER, paths(count, "1"))
        lines = lines_of(lambda: dampening.note(rib, ONE_PEER, update, 0.0))
        assert len(dampening.histories) == count
        return lines

    assert work(400, paths(400, "2")) < 2.2 * work(200, paths(200, "2"))
    assert work(400, paths(400)) < 2.2 * work(200, paths(200))


def test_other_attributes_count_half() -> None:
    """RFC 7196 §3: 500 for a changed attribute; the same route again is no flap."""
    world, first, _, last = line()
    for med in range(12):
        first.originate(ONE, world.now, attributes=[MultiExitDisc(med)])
        world.settle()
    assert set(table(last)) == {ONE, TWO}
    first.originate(ONE, world.now, attributes=[MultiExitDisc(77)])
    world.settle()
    assert set(table(last)) == {TWO}


def test_it_may_count_without_damping() -> None:
    """RFC 7196 §6, "Calculate But Do Not Damp": the penalty is shown, the route stays."""
    world, first, middle, last = line(damp=False)
    flap(world, first, 9)
    assert set(table(last)) == {ONE, TWO}
    assert middle.explain(ONE).candidates[0].penalty == pytest.approx(9000)


def test_the_penalty_halves_and_has_a_ceiling() -> None:
    """It is half after a half-life, and never more than what decays in the maximum time."""
    dampening = Dampening(DampeningConfig())
    dampening.withdrawn([FLAP], 0.0)
    assert dampening.penalty(FLAP, 900.0) == pytest.approx(500)
    assert not dampening.is_suppressed(FLAP)
    for _ in range(100):
        dampening.withdrawn([FLAP], 0.0)
    assert dampening.penalty(FLAP, 0.0) == pytest.approx(12000)
    assert dampening.is_suppressed(FLAP)
    assert list(dampening.reusable(3599.0)) == []
    assert dampening.is_suppressed(FLAP)
    deadline = dampening.next_deadline()
    assert deadline is not None
    assert list(dampening.reusable(3601.0)) == [FLAP]
    assert not dampening.is_suppressed(FLAP)
    assert dampening.next_deadline() is None


def test_what_is_remembered_is_bounded() -> None:
    """A peer that flaps one destination after the other fills no memory."""
    dampening = Dampening(DampeningConfig(maximum_histories=1000))
    for number in range(50_000):
        dampening.withdrawn([(V4, number.to_bytes(4, "big"), None)], number * 0.001)
        assert len(dampening.histories) <= 1000


@pytest.mark.parametrize(
    "fields",
    [{"reuse": 6000.0}, {"half_life": 0.0}, {"suppress": -1.0}, {"maximum_time": 900.0}],
)
def test_thresholds_that_cannot_work_are_refused(fields: dict[str, Any]) -> None:
    """What would never rest, or never come back, is the caller's mistake."""
    with pytest.raises(LocalError):
        DampeningConfig(**fields)


def test_2439_internal_routes_are_not_damped() -> None:
    """RFC 2439 §5: implementations should disallow it on IBGP peers."""
    speaker = Speaker(SpeakerConfig(local_as=65000, identifier="192.0.2.1"))
    with pytest.raises(LocalError, match="not damped"):
        speaker.add_peer(
            PeerConfig(address="192.0.2.2", remote_as=65000, dampening=DampeningConfig())
        )


def test_a_stale_route_that_has_rested_stays_stale() -> None:
    """RFC 4724 §4.2: what the peer does not announce again goes, rested or not."""
    world = World()
    first, middle = world.speaker(65001, 1), world.speaker(65002, 2)
    kept = GracefulRestartConfig(families=(V4,), preserved={V4}, restart_time=4000, stale_time=4000)
    fields = {"dampening": DampeningConfig(), "graceful_restart": kept}
    near, far = world.link(first, middle, graceful_restart=kept, right_side=fields)
    world.start()
    first.originate(ONE, world.now)
    first.originate(TWO, world.now)
    world.settle()
    flap(world, first, 7)
    assert set(table(middle)) == {TWO}
    world.unplug(near)
    world.wait(3500)
    assert [middle.rib.is_stale(route) for route in middle.adj_rib_in(far)] == [True, True]
    first.withdraw(ONE, world.now)
    world.plug(near)
    world.wait(400)
    assert [str(route.prefix) for route in middle.adj_rib_in(far)] == [TWO]


def test_what_rests_is_bounded_too() -> None:
    """A peer that flaps ever other destinations until they rest fills no memory, either."""
    dampening = Dampening(DampeningConfig(maximum_histories=1000))
    resting = []
    for number in range(3000):
        one: Flap = (V4, number.to_bytes(4, "big"), None)
        dampening.withdrawn([one] * 8, number * 0.001)
        assert len(dampening.histories) <= 1000
        if dampening.is_suppressed(one):
            resting.append(one)
    assert len(resting) == 500
    assert all(map(dampening.is_suppressed, resting))
    assert list(dampening.reusable(4000.0)) == resting
    dampening.withdrawn([FLAP] * 8, 4000.0)
    assert dampening.is_suppressed(FLAP)
