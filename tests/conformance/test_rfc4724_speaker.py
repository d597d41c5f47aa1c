"""RFC 4724 §4.2: what a speaker does when a peer comes back from a restart."""

from __future__ import annotations

from bgplib.iana.families import Family
from bgplib.session import GracefulRestartConfig, RoutesSwept
from bgplib.speaker import Peer, PeerEvent, Speaker
from tests.unit.speaker.world import World, table

V4 = Family.IPV4_UNICAST
PREFIX, OTHER = "198.51.100.0/24", "203.0.113.0/24"
ROUTE = "65001 via 192.0.2.1"


def restarting(**settings: int) -> tuple[World, Speaker, Speaker, Peer]:
    """Let a speaker announce two routes to another, and restart; both preserve forwarding."""
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    restarts = GracefulRestartConfig(families=[V4], preserved=[V4], **settings)
    near, _ = world.link(one, other, graceful_restart=restarts)
    world.start()
    for prefix in (PREFIX, OTHER):
        one.originate(prefix, world.now)
    world.settle()
    assert table(other) == {PREFIX: ROUTE, OTHER: ROUTE}
    world.cut(near)
    near.stop(world.now)
    return world, one, other, near


def swept(world: World, speaker: Speaker) -> bool:
    """Say whether a speaker was told that stale routes are to go."""
    events = [each.event for each in world.events[speaker] if isinstance(each, PeerEvent)]
    return any(isinstance(event, RoutesSwept) for event in events)


def test_42_what_is_announced_again_stays() -> None:
    """§4.2: the End-of-RIB marker removes what is "still marked as stale", and nothing else."""
    world, one, other, near = restarting()
    one.withdraw(OTHER, world.now)
    near.start(world.now, restarted=True)
    world.wait(30)
    assert swept(world, other)
    assert table(other) == {PREFIX: ROUTE}


def test_42_what_is_not_announced_again_goes() -> None:
    """§4.2: with the marker; and after the Restart Time, where the peer does not come back."""
    world, one, other, near = restarting(restart_time=40)
    world.wait(41)
    assert swept(world, other)
    assert table(other) == {}
    for prefix in (PREFIX, OTHER):
        one.withdraw(prefix, world.now)
    near.start(world.now, restarted=True)
    world.wait(60)
    assert table(other) == {}
