"""Deferral: whose End-of-RIB markers are waited for, and until when."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.iana.families import Family
from bgplib.session import FamilyDisabled, GracefulRestartConfig
from bgplib.speaker import Peer, PeerConfig, Speaker, SpeakerConfig
from bgplib.speaker.deferral import Deferral
from bgplib.speaker.heeding import heed
from tests.unit.speaker.world import World, table

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST


def test_with_the_last_marker_nothing_is_due_any_more() -> None:
    """RFC 4724 §4.1: Selection_Deferral_Timer is for what is awaited, family by family."""
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.9"))
    config = PeerConfig(
        address="192.0.2.1", remote_as=65002, families=[V4, V6], graceful_restart=None
    )
    without = speaker.add_peer(config)
    deferral = Deferral()
    deferral.begin([without], 360.0)
    assert (deferral.holds(V4), deferral.deadline) == (False, None)
    restarts = attrs.evolve(
        config, address="192.0.2.2", name="", graceful_restart=GracefulRestartConfig()
    )
    peer = speaker.add_peer(restarts)
    deferral.begin([without, peer], 360.0)
    deferral.end_of_rib(peer, V4)
    assert (deferral.holds(V4), deferral.holds(V6), deferral.deadline) == (False, True, 360.0)
    deferral.end_of_rib(peer, V6)
    assert (deferral.holds(V6), deferral.deadline) == (False, None)


def _restarting() -> tuple[World, Speaker, Peer, Peer]:
    """Return a speaker after its restart, a peer that has told all, and one that has not."""
    world = World()
    near, told, silent = (world.speaker(65000 + at, at) for at in (1, 2, 3))
    given: dict[str, Any] = {"graceful_restart": GracefulRestartConfig(families=(V4,))}
    first, _ = world.link(near, told, **given)
    second, _ = world.link(near, silent, **given)
    world.unplug(second)
    near.originate("10.0.0.0/8", world.now)
    for speaker in (told, silent):
        speaker.start(world.now)
    near.start(world.now, restarted=True)
    world.settle()
    assert first.is_established
    assert near.deferral.holds(V4)
    assert table(told) == {}
    return world, near, first, second


@pytest.mark.parametrize("how", ["stop", "remove", "families", "no restarts", "disabled"])
def test_nobody_is_waited_for_who_will_not_tell(how: str) -> None:
    """RFC 4724 §4.1 waits "from all its peers": not from one that is none any more, nor tells."""
    world, near, first, second = _restarting()
    if how == "stop":
        second.stop(world.now)
    elif how == "remove":
        near.remove_peer(second, world.now)
    elif how == "families":
        config = attrs.evolve(second.config, families=[V6])
        near.update_peer(second, config, world.now)
    elif how == "no restarts":
        config = attrs.evolve(second.config, graceful_restart=None)
        near.update_peer(second, config, world.now)
    else:
        # It sends what no family can be read of any more, its marker among it.
        what: Any = None
        heed(second, FamilyDisabled(V4, what))
    world.settle()
    assert not near.deferral.holds(V4)
    assert near.deferral.deadline is None
    assert [str(each.prefix) for each in near.adj_rib_out(first)] == ["10.0.0.0/8"]
