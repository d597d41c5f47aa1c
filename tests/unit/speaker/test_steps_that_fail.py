"""A step of the decision process that fails costs what it is asked about, and nothing else."""

from __future__ import annotations

from typing import Final

import pytest

from bgplib.decision import RFC4271
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import BestChanged
from tests.unit.decision.paths import block
from tests.unit.rib.test_steps_that_fail import Fussy, fussy_step
from tests.unit.speaker.world import World, table

BEFORE: Final = "198.51.100.0/24"
FAILS: Final = "203.0.113.0/24"
BEHIND: Final = "192.0.2.0/25"


@pytest.mark.parametrize("best_changes", [False, True])
def test_what_changed_before_a_step_failed_is_passed_on(best_changes: bool) -> None:
    """And so is that nobody knows the best path of a destination where it failed."""
    fussy, world = Fussy(), World()
    process = RFC4271.inserting(fussy_step(fussy), "lowest MED per neighbouring AS")
    hub = world.speaker(65003, 3, process=process, best_changes=best_changes)
    one, two, far = (world.speaker(65000 + number, number) for number in (1, 2, 4))
    world.link(one, hub)
    _, ours = world.link(two, hub)
    world.link(hub, far)
    world.start()
    one.originate(FAILS, world.now)
    world.settle()
    assert set(table(far)) == {FAILS}
    fussy.fails, connection = ours.source, ours.connection
    assert connection is not None
    update = Update.announce(
        [BEFORE, FAILS, BEHIND], next_hop="192.0.2.2", attributes=block("65002")
    )
    with pytest.raises(ZeroDivisionError):
        connection.receive_data(update.encode(), world.now)
    world.settle()
    assert set(table(far)) == {BEFORE}
    changes = [each.change for each in world.events[hub] if isinstance(each, BestChanged)]
    told = {str(change.prefix): change.new is not None for change in changes}
    assert told == ({BEFORE: True, FAILS: False} if best_changes else {})


def test_the_timers_of_other_peers_run_on() -> None:
    """What a timer of one peer leads to may fail; those that are due with it fire all the same."""
    fussy, world = Fussy(), World()
    process = RFC4271.inserting(fussy_step(fussy), "lowest MED per neighbouring AS")
    hub = world.speaker(65003, 3, process=process)
    kept = GracefulRestartConfig(families=[Family.IPV4_UNICAST], restart_time=30)
    others = [world.speaker(65000 + number, number) for number in (1, 2, 4)]
    peers = [world.link(hub, other, graceful_restart=kept)[0] for other in others]
    world.start()
    for other in others:
        other.originate(FAILS, world.now)
    world.settle()
    for peer in peers:
        world.unplug(peer)
    assert all(peer.session.snapshot().stale for peer in peers)
    fussy.fails = peers[1].source
    with pytest.raises(ZeroDivisionError):
        hub.handle_timers(world.now + 30.0)
    deadline = hub.next_deadline()
    assert deadline is not None
    assert deadline <= world.now + 30.0
    hub.handle_timers(world.now + 30.0)
    assert not any(peer.session.snapshot().stale for peer in peers)
    assert hub.rib.path_count == 0
