"""Virtual wires and a virtual clock: what happens follows from the seed."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import AsPath, LocalError, Origin, Update
from bgplib.iana import messages
from bgplib.policy import ACCEPT_ALL
from bgplib.session import (
    PrefixLimit,
    PrefixLimitExceeded,
    Session,
    SessionDown,
    SessionUp,
    State,
    UpdateReceived,
)
from bgplib.speaker import (
    PeerAdded,
    PeerConfig,
    PeerRange,
    PeerRemoved,
    SendWanted,
    Speaker,
    SpeakerConfig,
    StrangerRefused,
)
from bgplib.speaker.wires import PeerConnection
from bgplib.testing.network import Network
from bgplib.testing.nodes import Link, Node, Router
from bgplib.testing.topology import route_server
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


def _behind_a_range(**fields: Any) -> tuple[Network, Router, list[Router], list[Link]]:
    """Link a speaker with a range to two others that connect to it."""
    network = Network(seed=4)
    hub = network.add(Speaker(SpeakerConfig(local_as=65000, identifier="192.0.2.254")), "hub")
    template = PeerConfig(
        local_address="192.0.2.254",
        remote_as="external",
        import_policy=ACCEPT_ALL,
        export_policy=ACCEPT_ALL,
    )
    hub.speaker.add_range(PeerRange(prefixes="192.0.2.0/25", template=template, **fields))
    far = []
    for number in (1, 2):
        config = SpeakerConfig(local_as=65000 + number, identifier=f"192.0.2.{number}")
        far.append(network.add(Speaker(config), f"far {number}"))
    links = [network.link(hub, each) for each in far]
    return network, hub, far, links


def test_who_connects_from_a_range_becomes_a_peer() -> None:
    """As a driver has it: there is a peer from its connection to the end of its session."""
    network, hub, far, links = _behind_a_range()
    assert not hub.speaker.peers
    far[0].speaker.originate("198.51.100.0/24", network.now)
    network.start()
    assert network.run_until(network.established)
    network.run(10)
    assert [str(peer) for peer in hub.speaker.peers] == ["192.0.2.1", "192.0.2.2"]
    assert all(peer.is_dynamic for peer in hub.speaker.peers.values())
    best = far[1].speaker.loc_rib.best("198.51.100.0/24")
    assert best is not None
    assert best.attributes.as_path_text == "65000 65001"
    assert hub.node(far[0]).session.connection is not None
    network.cut(links[0])
    network.run(1)
    assert list(hub.speaker.peers) == ["192.0.2.2"]
    assert far[1].speaker.loc_rib.best("198.51.100.0/24") is None
    kinds = [type(event) for _, event in hub.events]
    assert kinds.count(PeerAdded) == 2
    assert kinds.count(PeerRemoved) == 1
    links[0].up = True
    assert network.run_until(network.established)
    network.run(10)
    assert list(hub.speaker.peers) == ["192.0.2.2", "192.0.2.1"]
    assert far[1].speaker.loc_rib.best("198.51.100.0/24") is not None


def test_who_finds_no_room_in_a_range_is_refused() -> None:
    """The connection is closed, and made again when there is room."""
    network, hub, far, links = _behind_a_range(limit=1)
    network.start()
    network.run(60)
    assert len(hub.speaker.peers) == 1
    assert any(isinstance(event, StrangerRefused) for _, event in hub.events)
    (there,) = (each for each in far if hub.node(each).session.connection is not None)
    network.cut(links[far.index(there)])
    network.run(300)
    (now,) = (each for each in far if hub.node(each).session.connection is not None)
    assert now is not there


def test_a_link_to_a_range_is_one() -> None:
    """There is one link between two speakers; a peer that is configured is no stranger."""
    network, hub, far, _ = _behind_a_range()
    with pytest.raises(LocalError, match="has a link to a range"):
        network.link(hub, far[0])
    other = network.add(Speaker(SpeakerConfig(local_as=65003, identifier="192.0.2.3")), "other")
    network.link(hub, other, left_peer={"mrai": 1.0})
    assert list(hub.speaker.peers) == ["other"]


def test_a_peer_without_a_wire_is_one_that_does_not_answer() -> None:
    """A program may add peers to a speaker itself: they are there, and their sessions are not."""
    network = Network()
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1"))
    peer = speaker.add_peer(PeerConfig(address="192.0.2.9", remote_as=65009, connect_retry_time=5))
    near = network.add(speaker)
    far = network.add(Speaker(SpeakerConfig(local_as=65002, identifier="192.0.2.2")))
    network.link(near, far)
    network.start()
    assert network.run_until(network.established, 60)
    network.run(600)
    assert peer.session.state is not State.ESTABLISHED
    assert near.node(far).session.state is State.ESTABLISHED


def test_a_network_is_made_of_sessions_and_speakers() -> None:
    """Not of their configurations."""
    wrong: Any
    for wrong in ("r1", SpeakerConfig(local_as=65001, identifier="192.0.2.1")):
        with pytest.raises(LocalError, match="is made of sessions and speakers"):
            Network().add(wrong)


def test_a_message_costs_the_same_however_many_peers_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A network asks for octets those who have some, not all peers of a router at each message."""
    asked = 0
    hand_out = PeerConnection.data_to_send

    def counted(connection: PeerConnection, max_octets: int | None = None) -> bytes:
        nonlocal asked
        asked += 1
        return hand_out(connection, max_octets)

    monkeypatch.setattr(PeerConnection, "data_to_send", counted)
    costs = []
    for clients in (5, 30):
        asked = 0
        report = route_server(clients).converge(quiet=1, limit=10)
        assert report.settled
        costs.append(asked / sum(report.messages.values()))
    assert costs[1] < 1.5 * costs[0]


def _star(arms: int) -> tuple[Network, Router, list[Router], Router]:
    """Link a hub to others that come up, and to one more that listens."""
    network = Network()
    hub, *rest = (
        network.add(Speaker(SpeakerConfig(local_as=65000 + n, identifier=f"192.0.2.{n + 1}")))
        for n in range(arms + 2)
    )
    for each in rest:
        network.link(hub, each)
    network.start()
    assert network.run_until(network.established)
    network.run(10)
    return network, hub, rest[:-1], rest[-1]


def _from_all(network: Network, arms: list[Router]) -> None:
    """Let several announce one prefix at the same time, the best path at last."""
    for number, arm in enumerate(arms):
        path = AsPath.of([65100] * (len(arms) - number))
        arm.speaker.originate("198.51.100.0/24", network.now, attributes=[path])
        network.settle(arm)


@pytest.mark.parametrize(("apart", "told"), [(0.0, 1), (0.001, 5)])
def test_what_arrives_at_one_instant_is_read_before_anybody_is_told(
    apart: float, told: int
) -> None:
    """A better path that comes at the same time leaves nothing to be said of the other."""
    network, hub, arms, listener = _star(5)
    for number, arm in enumerate(arms):
        attached = hub.node(arm).attached
        assert attached is not None
        attached.latency += number * apart
    log = listener.node(hub).session.log
    before = log.received[messages.UPDATE]
    _from_all(network, arms)
    network.run(1)
    assert log.received[messages.UPDATE] - before == told
    best = listener.speaker.loc_rib.best("198.51.100.0/24")
    assert best is not None
    assert best.attributes.as_path_text == "65000 65005 65100"


def test_when_a_condition_holds_what_was_read_has_been_told() -> None:
    """A run that ends in the middle of an instant leaves nobody with what he did not say."""
    network, hub, arms, _ = _star(3)
    hub.events.clear()
    _from_all(network, arms)
    assert network.run_until(lambda: hub.speaker.loc_rib.best("198.51.100.0/24") is not None)
    assert any(isinstance(event, SendWanted) for _, event in hub.events)
    when = network.now
    network.run(0)
    assert network.now == when
    assert hub.speaker.next_deadline() == hub.alarm


def test_a_session_that_goes_on_reading_tells_at_once() -> None:
    """`Network.read` does a driver's whole part: nothing waits for the next run."""
    network, hub, arms, _ = _star(1)
    node = hub.node(arms[0])
    node.reads = False
    _from_all(network, arms)
    network.run(1)
    hub.events.clear()
    node.reads = True
    network.read(node)
    assert any(isinstance(event, SendWanted) for _, event in hub.events)


def _pair_of_speakers(**of_the_left: Any) -> tuple[Network, Router, Router]:
    """Link two speakers that come up."""
    network = Network()
    left, right = (
        network.add(Speaker(SpeakerConfig(local_as=65000 + n, identifier=f"192.0.2.{n}")))
        for n in (1, 2)
    )
    network.link(left, right, left_peer=of_the_left, right_peer={"export_policy": ACCEPT_ALL})
    network.start()
    assert network.run_until(network.established)
    return network, left, right


def test_a_speaker_that_ends_a_session_says_why() -> None:
    """RFC 4271 §6: "a NOTIFICATION message [...] is sent, and the BGP connection is closed"."""
    limits = {"ipv4-unicast": PrefixLimit(maximum=2)}
    network, left, right = _pair_of_speakers(prefix_limits=limits)
    for number in range(3):
        right.speaker.originate(f"10.0.{number}.0/24", network.now)
    network.settle(right)
    network.run(1)
    assert right.node(left).session.snapshot().last_error == (
        "the peer sent NOTIFICATION Cease/Hard Reset of "
        "Cease/Maximum Number of Prefixes Reached: 0x00010100000002"
    )


def test_who_does_not_come_to_rest_is_told_when(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on without time has no end; the exception says at what time, and how much it was.

    What goes on with time has one, however much it is: months of KEEPALIVEs are no livelock.
    """
    monkeypatch.setattr("bgplib.testing.network._MOST_AT_ONCE", 1000)
    network = Network()
    pair(network)
    network.start()
    network.run(7 * 24 * 3600.0)
    assert sum(network.messages().values()) > 10_000

    def again() -> None:
        network._at(network.now, again)

    network._at(network.now, again)
    with pytest.raises(LocalError, match=r"1,000 things have happened at 604800 s"):
        network.run(1)


@pytest.mark.parametrize(
    "wrong",
    [{"left_peer": {"mrai": -1.0}}, {"right_peer": {"no_such": 1}}, {"latency": -1.0}, {"lag": 1}],
)
def test_a_link_that_cannot_be_leaves_nothing(wrong: dict[str, Any]) -> None:
    """Who corrects what was wrong with it is not told that there is a peer already."""
    network = Network()
    left, right = (
        network.add(Speaker(SpeakerConfig(local_as=asn, identifier=f"192.0.2.{asn % 10}")))
        for asn in (65001, 65002)
    )
    with pytest.raises((LocalError, TypeError)):
        network.link(left, right, **wrong)
    assert not [*network.nodes, *network.links, *left.nodes, *left.speaker.peers]
    network.link(left, right)
    network.start()
    assert network.run_until(network.established, 60)


def test_a_link_that_cannot_be_leaves_no_door() -> None:
    """A range is as it was."""
    network, hub, _, _ = _behind_a_range()
    other = network.add(Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.77")), "other")
    doors, nodes = list(hub.doors), list(network.nodes)
    with pytest.raises(LocalError):
        network.link(hub, other, latency=-1.0)
    assert (hub.doors, network.nodes) == (doors, nodes)


@pytest.mark.parametrize(
    "field",
    [{"latency": float("nan")}, {"jitter": -0.1}, {"chunk": 0}, {"write": 0}, {"window": 0}],
)
def test_what_no_wire_is_like(field: dict[str, float]) -> None:
    """Neither do octets arrive before they were sent, nor in pieces of none."""
    network = Network()
    with pytest.raises(LocalError, match=next(iter(field))):
        pair(network, **field)
    assert not network.links
    _, _, wire = pair(network)
    with pytest.raises(LocalError):
        setattr(wire, *next(iter(field.items())))


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), "1"])
def test_time_goes_by_in_finite_steps(seconds: Any) -> None:
    """A clock that was set back, or is no number, would stop the network for ever."""
    network = Network()
    for call in (network.run, lambda each: network.run_until(lambda: True, each)):
        with pytest.raises(LocalError, match="seconds"):
            call(seconds)
    assert network.now == 0.0
