"""Random networks: all settle, on what a search through the graph finds, whatever the order."""

from __future__ import annotations

from collections import deque
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgplib.testing.network import Network
from bgplib.testing.topology import Topology, leaf_spine

SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@attrs.frozen(kw_only=True)
class Graph:
    """A connected graph of external speakers, and wires to cut."""

    count: int
    links: tuple[tuple[int, int], ...]
    cuts: tuple[int, ...]
    seed: int


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw three to seven speakers; each but the first is linked to one before it, and more."""
    count = draw(st.integers(3, 7))
    tree = [(draw(st.integers(0, at - 1)), at) for at in range(1, count)]
    pairs = [(left, right) for right in range(count) for left in range(right)]
    extra = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    links = tuple(dict.fromkeys([*tree, *extra]))
    cuts = draw(st.lists(st.integers(0, len(links) - 1), unique=True, max_size=3))
    return Graph(count=count, links=links, cuts=tuple(cuts), seed=draw(st.integers(0, 99)))


def built(graph: Graph, **link: Any) -> Topology:
    """Build it, each speaker an AS of its own."""
    topology = Topology(Network(graph.seed))
    for number in range(graph.count):
        topology.add(str(number), 64512 + number)
    for left, right in graph.links:
        topology.link(str(left), str(right), **link)
    return topology


def distances(graph: Graph, links: set[tuple[int, int]]) -> dict[int, dict[int, int]]:
    """Return how many links it is from each speaker to each that it reaches."""
    found = {}
    for start in range(graph.count):
        hops = {start: 0}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for left, right in links:
                for a, b in ((left, right), (right, left)):
                    if a == here and b not in hops:
                        hops[b] = hops[here] + 1
                        queue.append(b)
        found[start] = hops
    return found


def lengths(topology: Topology) -> dict[int, dict[int, int]]:
    """Return the lengths of the AS paths that the speakers chose."""
    owners = {prefix: int(name) for name, prefix in topology.prefixes.items()}
    return {
        int(name): {
            owners[str(route.prefix)]: len(route.attributes.as_path_text.split())
            for route in router.speaker.loc_rib
        }
        for name, router in topology.routers.items()
    }


@SLOW
@given(graphs(), st.floats(0, 0.05))
def test_paths_are_the_shortest(graph: Graph, jitter: float) -> None:
    """RFC 4271 §9.1.2.2 (a): with all else equal, paths have as many hops as a search finds.

    So they have when links were cut, and nothing stays of what cannot be reached any more.
    """
    topology = built(graph, jitter=jitter)
    assert topology.converge().settled
    left = set(graph.links)
    assert lengths(topology) == distances(graph, left)
    for index in graph.cuts:
        link = graph.links[index]
        left.discard(link)
        topology.cut(*map(str, link))
    assert topology.converge().settled
    assert lengths(topology) == distances(graph, left)


@SLOW
@given(graphs(), st.floats(0, 0.05))
def test_equal_seeds_give_equal_runs(graph: Graph, jitter: float) -> None:
    """A run follows from its seed: the same messages at the same times, the same report."""
    first, second = (built(graph, jitter=jitter, chunk=50) for _ in range(2))
    assert first.converge() == second.converge()
    for name, router in first.routers.items():
        other = second.routers[name]
        assert [(time, str(type(event))) for time, event in router.events] == [
            (time, str(type(event))) for time, event in other.events
        ]
        logs = [
            [node.session.snapshot().messages for node in each.nodes.values()]
            for each in (router, other)
        ]
        assert logs[0] == logs[1]


@SLOW
@given(st.integers(0, 10_000))
def test_the_order_of_arrival_makes_no_difference(seed: int) -> None:
    """Whatever the delays are, a leaf-spine network comes to the same tables."""
    usual = leaf_spine(3, 2).converge()
    shaken = leaf_spine(3, 2, seed=seed, jitter=0.2, chunk=30).converge()
    assert usual.settled
    assert shaken.settled
    assert shaken.tables == usual.tables
