"""Which addresses are our own: those of sessions and configurations, as long as there are such.

RFC 4271 §5.1.3: "A BGP speaker SHALL NOT install a route with itself as the next hop."
"""

from __future__ import annotations

import attrs
import pytest

from bgplib.errors import LocalError, ParseError
from bgplib.messages.keepalive import Keepalive
from bgplib.policy import ACCEPT_ALL
from bgplib.session.opening import open_of
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from tests.unit.session.test_session import OURS
from tests.unit.speaker.world import World, table

PREFIX, OTHER = "198.51.100.0/24", "203.0.113.0/24"


def test_a_connection_that_is_refused_says_nothing_of_the_session() -> None:
    """A host with several addresses: the next hop stays that of the connection that is used."""
    world = World()
    ours, theirs = world.speaker(65001, 1), world.speaker(65002, 2)
    peer, _ = world.link(ours, theirs, left_side={"local_address": b"", "passive": True})
    world.start()
    world.wait(1)
    assert peer.is_established
    ours.local_address_of(peer, "192.0.2.1")
    second = peer.connection_made(world.now, inbound=True, local_address="203.0.113.77")
    third = peer.connection_made(world.now, inbound=True, local_address="203.0.113.78")
    assert third.closed or second.closed
    # All that peers are told is computed anew, by the address that is ours in the session.
    config = attrs.evolve(peer.config, next_hop_self=True)
    ours.update_peer(peer, config, world.now)
    ours.originate(PREFIX, world.now)
    world.settle()
    assert table(theirs) == {PREFIX: "65001 via 192.0.2.1"}


def test_the_address_of_the_connection_on_which_the_session_is() -> None:
    """It counts from the moment in which the session is Established, for both directions."""
    speaker = Speaker(SpeakerConfig(local_as=64502, identifier="192.0.2.2"))
    config = PeerConfig(address="192.0.2.1", passive=True, import_policy=ACCEPT_ALL)
    peer = speaker.add_peer(attrs.evolve(config, graceful_restart=None))
    speaker.start(0.0)
    for address in ("192.0.2.2", "192.0.2.22"):
        connection = peer.connection_made(0.0, inbound=True, local_address=address)
        octets = bytes(map(int, address.split(".")))
        assert octets not in speaker.rib.context.local_addresses
        connection.receive_data(open_of(OURS).encode() + Keepalive().encode(), 0.0)
        assert speaker.rib.context.local_addresses == {octets}
        assert peer.importer is not None
        assert peer.importer.context.local_address == octets
        connection.receive_data(b"", 0.0)
        list(speaker.events())
        speaker.handle_timers(speaker.next_deadline() or 0.0)
    with pytest.raises(ParseError):
        peer.connection_made(0.0, inbound=True, local_address="nowhere")
    with pytest.raises(LocalError, match="no address"):
        peer.connection_made(0.0, inbound=True, local_address=b"\1\2\3")


def test_an_address_that_was_ours_is_a_next_hop_like_any() -> None:
    """Whose peers are gone, or configured otherwise, another router may have the address."""
    world = World()
    hub, left, right = (world.speaker(65000 + number, number) for number in (1, 2, 3))
    near, _ = world.link(hub, left)
    others = [
        world.link(hub, each, left_side={"local_address": "203.0.113.9"})[0]
        for each in (right, world.speaker(65004, 4))
    ]
    world.start()
    hub.update_peer(near, attrs.evolve(near.config, next_hop_ipv4="192.0.2.9"), world.now)
    left.originate(PREFIX, world.now, next_hop="192.0.2.9")
    left.originate(OTHER, world.now, next_hop="203.0.113.9")
    world.settle()
    # What is our own is no next hop of ours, whoever has it in the configuration.
    assert table(hub) == {}
    hub.update_peer(near, attrs.evolve(near.config, next_hop_ipv4=b""), world.now)
    world.settle()
    assert table(hub) == {PREFIX: "65002 via 192.0.2.9"}
    assert table(right) == {PREFIX: "65001 65002 via 203.0.113.9"}
    hub.remove_peer(others[0], world.now)
    # Another peer has the other address still.
    assert table(hub) == {PREFIX: "65002 via 192.0.2.9"}
    config = attrs.evolve(others[1].config, local_address="192.0.2.1")
    hub.update_peer(others[1], config, world.now)
    world.settle()
    assert set(table(hub)) == {PREFIX, OTHER}
    for peer in (near, others[1]):
        hub.remove_peer(peer, world.now)
    assert hub.rib.context.local_addresses == frozenset()


def test_what_the_program_says_is_ours_stays() -> None:
    """Addresses of interfaces without peers are those of `DecisionContext.local_addresses`."""
    world = World()
    base = SpeakerConfig(local_as=1, identifier=1).decision
    decision = attrs.evolve(base, local_addresses=["192.0.2.1", "192.0.2.9"])
    hub, left = world.speaker(65001, 1, decision=decision), world.speaker(65002, 2)
    near, _ = world.link(hub, left)
    own = hub.rib.context.local_addresses
    assert own == decision.local_addresses
    hub.remove_peer(near, world.now)
    assert hub.rib.context.local_addresses == own
