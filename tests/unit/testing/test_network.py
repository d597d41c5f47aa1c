"""Virtual wires and a virtual clock: what happens follows from the seed."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import AsPath, LocalError, Origin, Update
from bgplib.session import (
    PrefixLimitExceeded,
    Session,
    SessionDown,
    SessionUp,
    State,
    UpdateReceived,
)
from bgplib.testing.network import Link, Network, Node
from tests.session_world import configs


def pair(network: Network, **wire: float) -> tuple[Node, Node, Link]:
    """Put two sessions with a wire between them into a network."""
    left, right = (network.add(Session(config), f"AS {config.local_as}") for config in configs())
    return left, right, network.link(left, right, **wire)


def announce(network: Network, node: Node, count: int) -> None:
    """Let a session announce so many routes, one in each message."""
    connection = node.session.connection
    assert connection is not None
    attributes = [Origin(0), AsPath.of([node.session.config.local_as])]
    for number in range(count):
        prefix = f"10.{number // 256}.{number % 256}.0/24"
        connection.send(Update.announce([prefix], next_hop="192.0.2.1", attributes=attributes))
        network.settle(node)


def heard(node: Node) -> list[str]:
    """Return the prefixes that a session heard, in order."""
    return [
        str(prefix)
        for event in node.of(UpdateReceived)
        if isinstance(event, UpdateReceived)
        for group in event.update.announced
        for prefix in group.prefixes
    ]


def history(network: Network) -> list[tuple[str, float, str]]:
    """Return all that happened."""
    return [(node.name, when, repr(event)) for node in network.nodes for when, event in node.events]


def test_two_meet_and_exchange() -> None:
    """RFC 4271 §8: both dial at once; one connection is Established, and routes go over it."""
    network = Network(seed=1)
    left, right, _ = pair(network)
    network.start()
    assert network.run_until(network.established, 10)
    announce(network, left, 300)
    network.run(1)
    assert len(heard(right)) == 300
    assert not left.of(SessionDown)


@given(
    seed=st.integers(0, 2**32),
    latency=st.floats(0, 1),
    jitter=st.floats(0, 1),
    chunk=st.integers(1, 100),
    write=st.integers(1, 100),
)
def test_wires_keep_order(seed: int, latency: float, jitter: float, chunk: int, write: int) -> None:
    """Whatever latency, jitter, pieces and partial writes: routes arrive whole and in order."""
    network = Network(seed)
    left, right, _ = pair(network, latency=latency, jitter=jitter, chunk=chunk, write=write)
    network.start()
    assert network.run_until(network.established, 600)
    announce(network, left, 20)
    network.run(10)
    assert heard(right) == [f"10.0.{number}.0/24" for number in range(20)]


@given(st.integers(0, 2**32))
def test_the_seed_decides(seed: int) -> None:
    """The same seed gives the same events at the same times."""

    def once() -> list[tuple[str, float, str]]:
        network = Network(seed)
        _, _, link = pair(network, latency=0.1, jitter=0.3, chunk=7)
        network.start()
        network.run(20)
        network.cut(link)
        network.run(5)
        link.up = True
        network.run(60)
        return history(network)

    assert once() == once()


@pytest.mark.parametrize("silently", [False, True])
def test_a_cut_wire(silently: bool) -> None:
    """A cut is seen at once, or when HoldTimer expires; mended, the session comes back."""
    network = Network()
    left, right, link = pair(network)
    network.start()
    assert network.run_until(network.established)
    when = network.now
    network.cut(link, silently=silently)
    assert network.run_until(lambda: bool(left.of(SessionDown)), 200)
    assert (network.now - when > 60) is silently
    network.run(30)
    link.up = True
    assert network.run_until(network.established)
    assert len(right.of(SessionUp)) == 2


def test_9687_4_3_a_peer_that_reads_nothing() -> None:
    """RFC 9687 §4.3: when nothing leaves for 480 s, the session ends; output is bounded."""
    network = Network()
    left, right, link = pair(network)
    link.window = 4096
    network.start()
    assert network.run_until(network.established)
    when = network.now
    # It does not hear us, and does not miss us either: its HoldTimer waits.
    right.reads = False
    assert right.session.connection is not None
    right.session.connection.pause()
    connection = left.session.connection
    assert connection is not None
    attributes = [Origin(0), AsPath.of([64501])]
    while connection.writable:
        connection.send(
            Update.announce(["10.0.0.0/24"], next_hop="192.0.2.1", attributes=attributes)
        )
        network.settle(left)
    assert connection.backlog <= left.session.config.output_limit + 4096
    assert network.run_until(lambda: bool(left.of(SessionDown)), 1000)
    assert network.now - when == pytest.approx(480, abs=1)
    (down,) = left.of(SessionDown)
    assert isinstance(down, SessionDown)
    assert down.sent is not None
    assert down.sent.code == 8


def test_a_third_has_no_wire() -> None:
    """A session has one peer."""
    network = Network()
    left, _, _ = pair(network)
    third = network.add(Session(configs()[0]))
    with pytest.raises(LocalError):
        network.link(left, third)


def test_hundreds_of_sessions() -> None:
    """400 sessions in one process come up, and each pair exchanges its routes."""
    network = Network(seed=7)
    pairs = []
    for number in range(200):
        left, right = configs()
        nodes = [
            network.add(Session(attrs.evolve(config, name=f"{number}/{config.local_as}")))
            for config in (left, right)
        ]
        network.link(*nodes, latency=0.01, jitter=0.1)
        pairs.append(nodes)
    network.start()
    assert network.run_until(network.established, 600)
    for left_node, _ in pairs:
        announce(network, left_node, 3)
    network.run(2)
    assert all(len(heard(right_node)) == 3 for _, right_node in pairs)
    assert not any(node.of(PrefixLimitExceeded) for node in network.nodes)
    assert all(node.session.state is State.ESTABLISHED for node in network.nodes)
