"""RFC 4456 §8: what a route reflector adds."""

from __future__ import annotations

import itertools

import pytest

from bgplib.speaker import Speaker
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"


def chain(*clusters: str | None) -> tuple[World, list[Speaker]]:
    """Make a client, reflectors of some clusters in a row, and a client of the last one."""
    world = World()
    speakers = [world.speaker(65000, 1)]
    for number, cluster in enumerate(clusters, 2):
        speakers.append(world.speaker(65000, number, cluster_id=cluster))
    speakers.append(world.speaker(65000, 9))
    for left, right in itertools.pairwise(speakers):
        client = {"route_reflector_client": True}
        world.link(
            left,
            right,
            left_side=client if left is not speakers[0] else {},
            right_side=client if right is not speakers[-1] else {},
        )
    world.start()
    speakers[0].originate(PREFIX, world.now)
    world.settle()
    return world, speakers


def test_8_a_cluster_list_is_made() -> None:
    """§8: "If the CLUSTER_LIST is empty, it MUST create a new one."."""
    _, (first, reflector, last) = chain("10.0.0.1")
    best = last.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.cluster_list == (0x0A000001,)
    assert best.attributes.originator_id == first.config.identifier
    at_reflector = reflector.loc_rib.best(PREFIX)
    assert at_reflector is not None
    assert at_reflector.attributes.cluster_list == ()


def test_8_the_cluster_is_prepended() -> None:
    """§8: "it MUST prepend the local CLUSTER_ID to the CLUSTER_LIST"; by default the identifier."""
    _, speakers = chain("10.0.0.1", None, "10.0.0.3")
    best = speakers[-1].loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.cluster_list == (0x0A000003, speakers[2].config.identifier, 0x0A000001)
    assert best.attributes.originator_id == speakers[0].config.identifier


@pytest.mark.parametrize("session", ["external", "originated"])
def test_8_what_is_not_reflected_has_none(session: str) -> None:
    """§8 is of "When an RR reflects a route": not of what is its own, or comes from outside."""
    world = World()
    reflector, client = world.speaker(65000, 2), world.speaker(65000, 1)
    outside = world.speaker(65001, 3)
    world.link(reflector, client, left_side={"route_reflector_client": True})
    world.link(reflector, outside)
    world.start()
    (outside if session == "external" else reflector).originate(PREFIX, world.now)
    world.settle()
    best = client.loc_rib.best(PREFIX)
    assert best is not None
    assert best.attributes.cluster_list == ()
    assert best.attributes.originator_id is None
