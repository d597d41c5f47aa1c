"""Whose connection comes in is known at once, and it is the peer that is found by asking all."""

from __future__ import annotations

from collections import deque
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from bgplib.speaker import Peer, PeerConfig, PeerRange, Speaker, SpeakerConfig
from bgplib.values.address import address_octets

ADDRESSES = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.1")
RANGE = PeerRange(prefixes="192.0.2.0/24", template=PeerConfig(remote_as=65002), limit=1)
NAMES = ("a", "b", "c", "d", "192.0.2.1")
ADDRESS, NAME = st.sampled_from(ADDRESSES), st.sampled_from(NAMES)
STEPS = st.lists(
    st.tuples(st.just("add"), NAME, ADDRESS)
    | st.tuples(st.just("readdress"), NAME, ADDRESS)
    | st.tuples(st.just("remove"), NAME)
    | st.tuples(st.just("connect"), ADDRESS)
    | st.tuples(st.just("range"), st.booleans()),
    max_size=30,
)


def _slow(speaker: Speaker, address: str) -> Peer | None:
    """Return the peer of an address as a loop over all of them finds it."""
    octets = address_octets(address)
    return next((each for each in speaker.peers.values() if each.config.address == octets), None)


def _do(speaker: Speaker, step: tuple[Any, ...]) -> None:
    """Do what a step says, where it can be done."""
    match step:
        case "add", name, address if name not in speaker.peers:
            speaker.add_peer(PeerConfig(address=address, name=name, remote_as=65002))
        case "readdress", name, address if name in speaker.peers:
            config = attrs.evolve(speaker.peer(name).config, address=address, name=name)
            speaker.update_peer(name, config, 0.0)
        case "remove", name if name in speaker.peers:
            speaker.remove_peer(name, 0.0)
        case "range", True if not speaker.ranges:
            speaker.add_range(RANGE)
        case "range", False if speaker.ranges:
            speaker.remove_range(RANGE, 0.0)
        case "connect", address:
            _connect(speaker, address)


def _connect(speaker: Speaker, address: str) -> None:
    """Connect from an address, and see whose connection it is."""
    before, expected = dict(speaker.peers), _slow(speaker, address)
    connection = speaker.connection_from(address, 0.0)
    if expected is not None:
        assert connection is not None
        assert connection.peer is expected
        assert speaker.peers == before
    elif connection is None:
        assert speaker.peers == before
    else:
        assert connection.peer.is_dynamic
        assert connection.peer is _slow(speaker, address)
        assert speaker.peers == before | {address: connection.peer}


def _speaker() -> Speaker:
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.9"))
    speaker.start(0.0)
    return speaker


@given(steps=STEPS)
def test_it_is_the_peer_that_a_loop_finds(steps: list[tuple[Any, ...]]) -> None:
    """Whoever was added, removed, or has another address now; a range is for all others."""
    speaker = _speaker()
    for step in steps:
        _do(speaker, step)
        # Dynamic peers whose session is over go when events are taken.
        deque(speaker.events(), maxlen=0)
    for address in ADDRESSES:
        _connect(speaker, address)


def test_the_first_of_several_keeps_its_place() -> None:
    """With the address of others it stands where it was added, and comes back behind them."""
    speaker = _speaker()
    first, second = (
        speaker.add_peer(PeerConfig(address=ADDRESSES[at], name=NAMES[at], remote_as=65002))
        for at in (0, 1)
    )
    _do(speaker, ("readdress", NAMES[0], ADDRESSES[1]))
    assert _owner(speaker, ADDRESSES[1]) is first
    assert _owner(speaker, ADDRESSES[0]) is None
    _do(speaker, ("remove", NAMES[0]))
    assert _owner(speaker, ADDRESSES[1]) is second
    _do(speaker, ("add", NAMES[0], ADDRESSES[1]))
    assert _owner(speaker, ADDRESSES[1]) is second


def _owner(speaker: Speaker, address: str) -> Peer | None:
    connection = speaker.connection_from(address, 0.0)
    return None if connection is None else connection.peer
