"""RFC 4724 §4.2 and RFC 7313 §4: what a speaker does with the routes of a peer that comes back."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import AsPath, MultiExitDisc, Origin
from bgplib.capabilities import GracefulRestart, GracefulRestartFamily
from bgplib.iana.families import Family
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.messages.update import Update
from bgplib.policy import ACCEPT_ALL
from bgplib.session import GracefulRestartConfig
from bgplib.session.opening import open_of
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from tests.unit.session.test_session import OURS
from tests.unit.speaker.world import World, table

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
ONE, TWO, SIX = "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"


class Returning:
    """A speaker with one peer, which is driven by hand; it breaks off, and comes back."""

    def __init__(self, *, ours: GracefulRestartConfig | None = None) -> None:
        """Bring the session up, and let the peer announce three routes of two families."""
        self.now = 0.0
        self.speaker = Speaker(SpeakerConfig(local_as=64502, identifier="192.0.2.2"))
        self.peer = self.speaker.add_peer(
            PeerConfig(
                address="192.0.2.1",
                remote_as=64501,
                local_address="192.0.2.2",
                import_policy=ACCEPT_ALL,
                export_policy=ACCEPT_ALL,
                families=(V4, V6),
                passive=True,
                idle_hold_time=0.0,
                graceful_restart=ours or GracefulRestartConfig(notification=False),
            )
        )
        self.speaker.start(0.0)

    def come(
        self,
        *families: Family,
        forwarding: tuple[Family, ...] = (),
        restarted: bool = False,
        restart_time: int = 40,
        notification: bool = False,
        without: bool = False,
    ) -> None:
        """Connect, and agree.

        Args:
            families: those of the capability.
            forwarding: those whose forwarding state was preserved.
            restarted: the R bit.
            restart_time: how long the peer means to be away.
            notification: the N bit of RFC 8538.
            without: leave the capability out.
        """
        entries = tuple(GracefulRestartFamily(each, each in forwarding) for each in families)
        restart = GracefulRestart(
            restart_time=restart_time,
            families=entries,
            restarted=restarted,
            notification=notification,
        )
        message = open_of(attrs.evolve(OURS, families=(V4, V6)))
        if not without:
            message = attrs.evolve(message, parameters=(*message.parameters, (restart,)))
        self.connection = self.peer.connection_made(self.now, inbound=True)
        self.say(message, Keepalive())
        assert self.peer.is_established

    def say(self, *messages: Open | Keepalive | Update | RouteRefresh | Notification) -> None:
        """Let the peer say something."""
        for message in messages:
            self.connection.receive_data(message.encode(), self.now)
            self.settle()

    def announce(self, *prefixes: str, med: int = 1) -> None:
        """Let the peer announce routes."""
        values = (Origin(0), AsPath.of([64501]), MultiExitDisc(med))
        for prefix in prefixes:
            family, hop = (V6, "2001:db8::1") if ":" in prefix else (V4, "192.0.2.1")
            self.say(Update.announce([prefix], next_hop=hop, attributes=values, family=family))

    def cut(self) -> None:
        """Let the connection break."""
        self.connection.receive_data(b"", self.now)
        self.settle()
        self.at(self.now)

    def at(self, now: float) -> None:
        """Let time go by."""
        while (deadline := self.speaker.next_deadline()) is not None and deadline <= now:
            self.now = max(self.now, deadline)
            self.speaker.handle_timers(self.now)
            self.settle()
        self.now = now

    def settle(self) -> None:
        """Do the driver's part."""
        list(self.speaker.events())
        self.connection.data_sent(len(self.connection.data_to_send()), self.now)

    def routes(self) -> dict[str, bool]:
        """Return what there is of the peer, and whether it is stale."""
        return {
            str(route.prefix): self.speaker.explain(route.key, route.family).candidates[0].stale
            for route in self.speaker.loc_rib
        }


def left(*, families: tuple[Family, ...] = (V4, V6), without: bool = False) -> Returning:
    """Let a peer announce its routes, and break off."""
    found = Returning()
    found.come(*families, without=without)
    found.announce(ONE, TWO, SIX)
    assert found.routes() == {ONE: False, TWO: False, SIX: False}
    found.cut()
    return found


def test_42_routes_are_kept_as_stale() -> None:
    """RFC 4724 §4.2: "MUST retain the routes ... and MUST mark them as stale"."""
    assert left().routes() == {ONE: True, TWO: True, SIX: True}


def test_42_routes_of_other_families_are_not() -> None:
    """RFC 4724 §4.2: of "address families that were previously received in" the capability."""
    assert left(families=(V6,)).routes() == {SIX: True}
    assert left(families=()).routes() == {}
    assert left(without=True).routes() == {}


def test_4_routes_go_with_a_notification() -> None:
    """RFC 4724 §4: then "the normal BGP procedures MUST be followed"."""
    found = Returning()
    found.come(V4, V6)
    found.announce(ONE, TWO, SIX)
    found.say(Notification(6, 4))
    assert found.routes() == {}


def test_42_what_is_stale_for_the_second_time_goes() -> None:
    """RFC 4724 §4.2: with "consecutive restarts", what was marked before "MUST be deleted"."""
    found = left()
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.announce(TWO)
    assert found.routes() == {ONE: True, TWO: False, SIX: True}
    found.cut()
    assert found.routes() == {TWO: True}


def test_8538_41_with_the_n_bit_it_stays() -> None:
    """RFC 8538 §4.1: deleted only "If the "N" bit has not been exchanged with the peer"."""
    found = Returning(ours=GracefulRestartConfig(notification=True))
    found.come(V4, V6, notification=True)
    found.announce(ONE, TWO, SIX)
    for _ in range(3):
        found.say(Notification(6, 6))
        assert found.routes() == {ONE: True, TWO: True, SIX: True}
        found.at(found.now + 20)
        found.come(V4, V6, forwarding=(V4, V6), restarted=True, notification=True)
        found.announce(TWO)
        assert found.routes() == {ONE: True, TWO: False, SIX: True}


def test_8538_41_the_stale_timer() -> None:
    """RFC 8538 §4.1: configurable, it bounds how long stale routes stay; 180 s by default."""
    assert GracefulRestartConfig().stale_time == 180
    for seconds in (50, 200):
        found = Returning(ours=GracefulRestartConfig(stale_time=seconds))
        found.come(V4, V6)
        found.announce(ONE, SIX)
        found.cut()
        found.come(V4, V6, forwarding=(V4, V6), restarted=True)
        for at in range(1, 10 * seconds, 20):
            found.at(at / 10)
            found.say(Keepalive())
        assert found.routes() == {ONE: True, SIX: True}
        found.at(seconds + 1.0)
        assert found.routes() == {}
        assert found.peer.is_established


def test_8538_41_another_stale_timer() -> None:
    """RFC 8538 §4.1: the timer is "(configurable)", for a peer that is there as well."""
    found = Returning(ours=GracefulRestartConfig(stale_time=50))
    found.come(V4, V6)
    found.announce(ONE)
    found.cut()
    config = attrs.evolve(found.peer.config, graceful_restart=GracefulRestartConfig(stale_time=20))
    found.speaker.update_peer(found.peer, config, found.now)
    found.settle()
    found.at(found.now)
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.at(19.9)
    assert found.routes() == {ONE: True}
    found.at(20.1)
    assert found.routes() == {}


def test_8538_41_the_stale_timer_runs_on_while_the_peer_comes_and_goes() -> None:
    """RFC 8538 §4.1: the "upper bound" is one, for a peer too that never sends End-of-RIB."""
    found = Returning(ours=GracefulRestartConfig(stale_time=100))
    found.come(V4, V6, notification=True)
    found.announce(ONE, TWO)
    for at in range(0, 100, 30):
        found.at(float(at))
        found.cut()
        found.at(at + 20.0)
        found.come(V4, V6, forwarding=(V4, V6), restarted=True, notification=True)
        found.announce(TWO)
    assert found.routes() == {TWO: False}


def test_8538_41_the_stale_timer_starts_over_when_the_table_is_whole() -> None:
    """RFC 8538 §4.1: with End-of-RIB nothing is stale, and what becomes so later has its time."""
    found = Returning(ours=GracefulRestartConfig(stale_time=100))
    found.come(V4, V6, notification=True)
    found.announce(ONE)
    for at in (0, 80, 160):
        found.at(float(at))
        found.cut()
        found.at(at + 39.0)
        assert found.routes() == {ONE: True}
        found.come(V4, V6, forwarding=(V4, V6), restarted=True, notification=True)
        found.announce(ONE)
        found.say(Update.end_of_rib_of(V4))
    found.at(239.0)
    found.cut()
    assert found.routes() == {ONE: True}


def test_8538_41_the_stale_timer_may_be_shorter_than_the_restart_time() -> None:
    """RFC 8538 §4.1: the bound is ours, whatever time the peer says that it needs."""
    found = Returning(ours=GracefulRestartConfig(stale_time=30))
    found.come(V4, V6)
    found.announce(ONE)
    found.cut()
    found.at(29.0)
    assert found.routes() == {ONE: True}
    found.at(31.0)
    assert found.routes() == {}


def test_7313_4_a_refresh_that_begins_again_has_the_time_of_the_first() -> None:
    """RFC 7313 §4: "upper bound on how long it would retain any stale routes"."""
    found = Returning(ours=GracefulRestartConfig(stale_time=50))
    found.come(V4, V6)
    found.announce(ONE, TWO)
    found.say(Update.end_of_rib_of(V4))
    for at in (0, 40):
        found.at(float(at))
        found.say(RouteRefresh(V4, BORR), Keepalive())
        found.announce(TWO)
    found.at(51.0)
    assert found.routes() == {TWO: False}


@pytest.mark.parametrize("notification", [False, True])
@pytest.mark.parametrize("back", [False, True])
def test_8538_51_a_stop_lets_stale_routes_go(notification: bool, back: bool) -> None:
    """RFC 8538 §5.1: after Administrative Shutdown "no realistic hope" is left: nothing is kept.

    So it is whether the peer is away or has come back already, with the N bit and without.
    """
    found = Returning(ours=GracefulRestartConfig(notification=notification))
    found.come(V4, V6, notification=notification)
    found.announce(ONE, TWO, SIX)
    found.cut()
    assert found.routes() == {ONE: True, TWO: True, SIX: True}
    if back:
        found.come(V4, V6, forwarding=(V4, V6), restarted=True, notification=notification)
        found.announce(TWO)
    found.peer.stop(found.now)
    found.settle()
    assert found.routes() == {}
    assert found.peer.session.snapshot().stale == frozenset()


def test_8538_51_a_reset_lets_stale_routes_stay() -> None:
    """RFC 8538 §5.1: after another Cease the session comes back, and the peer may be in time."""
    found = left()
    found.peer.reset(found.now)
    found.settle()
    assert found.routes() == {ONE: True, TWO: True, SIX: True}


def test_8538_4_a_stop_that_is_graceful_keeps_the_routes_until_the_next() -> None:
    """RFC 8538 §4: who sends a NOTIFICATION other than a Hard Reset keeps the routes itself."""
    found = Returning(ours=GracefulRestartConfig())
    found.come(V4, V6, notification=True)
    found.announce(ONE)
    found.peer.stop(found.now, notification=Notification(6, 8))
    found.settle()
    assert found.routes() == {ONE: True}
    found.peer.stop(found.now)
    found.settle()
    assert found.routes() == {}


def test_42_after_the_restart_time_they_go() -> None:
    """RFC 4724 §4.2: not re-established within it, "MUST delete all the stale routes"."""
    found = left()
    found.at(39.9)
    assert found.routes() == {ONE: True, TWO: True, SIX: True}
    found.at(40.1)
    assert found.routes() == {}


def test_42_within_the_restart_time_they_stay() -> None:
    """RFC 4724 §4.2: back in time, they wait for what the peer announces."""
    found = left()
    found.at(39.0)
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.at(60.0)
    assert found.routes() == {ONE: True, TWO: True, SIX: True}


@pytest.mark.parametrize(
    ("families", "forwarding", "without", "kept"),
    [
        ((V4, V6), (V4,), False, {ONE, TWO}),
        ((V4,), (V4,), False, {ONE, TWO}),
        ((V6,), (V6,), False, {SIX}),
        ((V4, V6), (), False, set()),
        ((), (), False, set()),
        ((), (), True, set()),
    ],
)
def test_42_without_the_forwarding_state_they_go(
    families: tuple[Family, ...],
    forwarding: tuple[Family, ...],
    without: bool,
    kept: set[str],
) -> None:
    """RFC 4724 §4.2: F bit not set, family not there, or no capability: removed "immediately"."""
    found = left()
    found.come(*families, forwarding=forwarding, restarted=True, without=without)
    assert set(found.routes()) == kept


def test_42_with_the_forwarding_state_they_stay() -> None:
    """RFC 4724 §4.2: where the F bit is set, until more is known."""
    found = left()
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    assert found.routes() == {ONE: True, TWO: True, SIX: True}


def test_42_they_are_replaced() -> None:
    """RFC 4724 §4.2: "MUST replace the stale routes by the routing updates received"."""
    found = left()
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.announce(ONE, med=1)
    found.announce(TWO, med=2)
    assert found.routes() == {ONE: False, TWO: False, SIX: True}
    best = found.speaker.loc_rib.best(TWO)
    assert best is not None
    assert best.attributes.med == 2
    found.say(Update.withdraw([ONE]))
    assert found.routes() == {TWO: False, SIX: True}


def test_42_the_marker_removes_what_is_still_stale() -> None:
    """RFC 4724 §4.2: with End-of-RIB, "immediately", of that family."""
    found = left()
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.announce(TWO)
    found.say(Update.end_of_rib_of(V4))
    assert found.routes() == {TWO: False, SIX: True}
    found.say(Update.end_of_rib_of(V6))
    assert found.routes() == {TWO: False}


def test_42_the_marker_removes_nothing_else() -> None:
    """RFC 4724 §4.2: all was announced again, or nothing was stale at all."""
    found = left()
    found.come(V4, V6, forwarding=(V4, V6), restarted=True)
    found.announce(ONE, TWO, SIX)
    for family in (V4, V6, V4):
        found.say(Update.end_of_rib_of(family))
    assert found.routes() == {ONE: False, TWO: False, SIX: False}


# -- §4.1, our own restart -------------------------------------------------------------------------


def after_a_restart(
    *, deferral: float = 60.0, first: bool = True, **settings: object
) -> tuple[World, Speaker, Speaker, Speaker]:
    """Let a speaker come back, which has two peers; one is there at once, the other is not.

    Args:
        deferral: the time of Selection_Deferral_Timer.
        first: let the first peer have a route.
        settings: how the end of the second peer is configured.
    """
    world = World()
    middle = world.speaker(65000, 100, selection_deferral_time=deferral)
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(middle, one)
    _, late = world.link(middle, other, right_side=settings)
    if first:
        one.originate(ONE, world.now)
    world.blocked.add(late)
    for speaker in (one, other):
        speaker.start(world.now)
    middle.start(world.now, restarted=True)
    world.settle()
    return world, middle, one, other


def told(speaker: Speaker) -> set[str]:
    """Return what a speaker has been told."""
    return set(table(speaker))


def test_41_routes_are_not_selected_before_all_have_told_theirs() -> None:
    """RFC 4724 §4.1: "it MUST defer route selection ... until" End-of-RIB "from all its peers"."""
    world, middle, one, other = after_a_restart()
    middle.originate(TWO, world.now)
    world.wait(5)
    assert middle.peer("192.0.2.1").is_established
    assert told(one) == {ONE}
    world.blocked.clear()
    world.wait(5)
    assert told(one) == {ONE, TWO}
    assert told(other) == {ONE, TWO}


@pytest.mark.parametrize("deferral", [20.0, 40.0])
def test_41_the_timer_bounds_the_deferral(deferral: float) -> None:
    """RFC 4724 §4.1: "a (configurable) timer that imposes this upper bound"."""
    world, middle, one, _ = after_a_restart(deferral=deferral)
    middle.originate(TWO, world.now)
    world.wait(deferral - 1)
    assert told(one) == {ONE}
    world.wait(2)
    assert told(one) == {ONE, TWO}


def test_41_nothing_is_put_off_without_a_restart() -> None:
    """RFC 4724 §4.1 is of "the Restarting Speaker"."""
    world = World()
    middle, one, other = (world.speaker(65000 + number, number) for number in (9, 1, 2))
    world.link(middle, one)
    _, late = world.link(middle, other)
    world.blocked.add(late)
    middle.originate(TWO, world.now)
    world.start()
    assert told(one) == {TWO}


def test_41_who_has_no_marker_is_not_waited_for() -> None:
    """RFC 4724 §4.1: "excluding the ones that do not advertise the graceful restart capability"."""
    world, middle, one, _ = after_a_restart(graceful_restart=None)
    middle.originate(TWO, world.now)
    world.settle()
    assert told(one) == {ONE}
    world.blocked.clear()
    world.wait(5)
    assert told(one) == {ONE, TWO}


def test_3_who_restarted_is_not_waited_for() -> None:
    """RFC 4724 §3: "its peer MUST NOT wait for the End-of-RIB marker" of who has the R bit."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(one, other)
    one.originate(ONE, world.now)
    other.originate(TWO, world.now)
    for speaker in (one, other):
        speaker.start(world.now, restarted=True)
    world.settle()
    assert told(one) == told(other) == {ONE, TWO}


def test_3_who_did_not_restart_is_waited_for() -> None:
    """RFC 4724 §3: without the bit, End-of-RIB is to come; §4.1 waits for it."""
    world, middle, one, _ = after_a_restart(first=False)
    middle.originate(TWO, world.now)
    world.wait(5)
    assert told(one) == set()


# -- RFC 7313 --------------------------------------------------------------------------------------


def refreshing() -> Returning:
    """Bring a session up, with three routes and the End-of-RIB markers."""
    found = Returning()
    found.come(V4, V6)
    found.announce(ONE, TWO, SIX)
    found.say(Update.end_of_rib_of(V4), Update.end_of_rib_of(V6))
    return found


def test_7313_4_a_borr_marks_the_routes() -> None:
    """RFC 7313 §4: "MUST mark all the routes" of the family "from that peer as stale"."""
    found = refreshing()
    found.say(RouteRefresh(V4, BORR))
    assert found.routes() == {ONE: True, TWO: True, SIX: False}


def test_7313_4_a_request_marks_nothing() -> None:
    """RFC 7313 §4: a message of subtype 0 asks for our routes, and says nothing of theirs."""
    found = refreshing()
    found.say(RouteRefresh(V4))
    assert found.routes() == {ONE: False, TWO: False, SIX: False}


def test_7313_4_an_eorr_removes_what_is_still_stale() -> None:
    """RFC 7313 §4: it "MUST immediately remove any routes ... still marked as stale"."""
    found = refreshing()
    found.say(RouteRefresh(V4, BORR))
    found.announce(TWO)
    found.say(RouteRefresh(V4, EORR))
    assert found.routes() == {TWO: False, SIX: False}


def test_7313_4_an_eorr_by_itself_removes_nothing() -> None:
    """RFC 7313 §4: one "without a prior receipt of an associated BoRR message" may be ignored."""
    found = refreshing()
    found.say(RouteRefresh(V4, EORR))
    assert found.routes() == {ONE: False, TWO: False, SIX: False}
