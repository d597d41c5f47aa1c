"""The driver of a speaker: what it asks of TCP for a peer."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from bgplib.speaker import PeerConfig, PeerRange, Speaker, SpeakerConfig
from speaker_driver import Driver
from tcp_options import set_gtsm, set_md5_key
from tests.examples.programs import SECONDS, free_port
from tests.machine import loopback_addresses, tcp_options

LEFT, RIGHT = "127.0.3.41", "127.0.3.42"
Options = tuple[str | None, int | None]


def driver(number: int) -> Driver:
    """Return the driver of a speaker without peers."""
    config = SpeakerConfig(local_as=64500 + number, identifier=f"192.0.2.{number}")
    return Driver(Speaker(config))


@contextlib.asynccontextmanager
async def two(left: Options, right: Options, *, late: bool) -> AsyncIterator[tuple[Driver, Driver]]:
    """Let a driver dial another one, which knows of the peer before it listens, or later."""
    port = free_port()
    one, other = driver(1), driver(2)
    if late:
        await other.listen(RIGHT, port)
    other.add_peer(
        PeerConfig(address=LEFT, local_address=RIGHT, remote_as=64501, passive=True, name="peer"),
        md5_key=right[0],
        gtsm_hops=right[1],
    )
    if not late:
        await other.listen(RIGHT, port)
    one.add_peer(
        PeerConfig(address=RIGHT, local_address=LEFT, remote_as=64502, name="peer"),
        port,
        md5_key=left[0],
        gtsm_hops=left[1],
    )
    other.start()
    one.start()
    try:
        yield one, other
    finally:
        await one.stop()
        await other.stop()


async def comes_up(one: Driver, other: Driver, seconds: float = SECONDS) -> bool:
    """Say whether the session is Established at both ends."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not all(each.speaker.peers["peer"].is_established for each in (one, other)):
                await asyncio.sleep(0.02)
            return True
    return False


@loopback_addresses
@tcp_options
@pytest.mark.parametrize("late", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("options", [("correct-horse", None), (None, 1), ("correct-horse", 1)])
def test_tcp_md5_and_gtsm(options: Options, *, late: bool) -> None:
    """RFC 2385, RFC 5082: what both ends were told is on the sockets that dial and that listen."""

    async def run() -> None:
        async with two(options, options, late=late) as drivers:
            assert await comes_up(*drivers)

    asyncio.run(run())


@loopback_addresses
@tcp_options
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((None, None), ("correct-horse", None)),
        (("correct-horse", None), ("battery-staple", None)),
        ((None, None), (None, 1)),
    ],
    ids=["no key", "another key", "a TTL of 64"],
)
def test_who_lacks_it_is_not_heard(left: Options, right: Options) -> None:
    """RFC 2385 §2.0, RFC 5082 §3: segments that are not as agreed are dropped."""

    async def run() -> None:
        async with two(left, right, late=False) as drivers:
            assert not await comes_up(*drivers, seconds=1)

    asyncio.run(run())


@loopback_addresses
@tcp_options
def test_a_key_goes_with_its_peer() -> None:
    """Whoever has the address next is not held to the key of the one before."""

    async def run() -> None:
        async with two((None, None), ("correct-horse", None), late=False) as (one, other):
            other.remove_peer(other.speaker.peers["peer"])
            other.add_peer(
                PeerConfig(
                    address=LEFT, local_address=RIGHT, remote_as=64501, passive=True, name="peer"
                )
            )
            one.speaker.peers["peer"].reset(one.now, "again")
            one.settle()
            one.speaker.peers["peer"].start(one.now)
            one.settle()
            assert await comes_up(one, other)

    asyncio.run(run())


@loopback_addresses
@tcp_options
@pytest.mark.parametrize("late", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize(
    ("left", "right", "comes"),
    [
        (("correct-horse", 1), ("correct-horse", 1), True),
        (("correct-horse", None), (None, None), False),
        ((None, None), ("correct-horse", None), False),
        (("battery-staple", None), ("correct-horse", None), False),
        ((None, None), (None, 1), False),
    ],
    ids=["both", "a key here", "a key there", "another key", "a TTL of 64"],
)
def test_ranges_have_a_key(left: Options, right: Options, *, comes: bool, late: bool) -> None:
    """RFC 2385, RFC 5082: peers that nobody named are held to what their range was given."""

    async def run() -> None:
        port = free_port()
        one, other = driver(1), driver(2)
        if late:
            await other.listen(RIGHT, port)
        template = PeerConfig(local_address=RIGHT, remote_as="external")
        clients = PeerRange(prefixes="127.0.3.40/30", template=template)
        other.add_range(clients, md5_key=right[0], gtsm_hops=right[1])
        if not late:
            await other.listen(RIGHT, port)
        named = PeerConfig(address=RIGHT, local_address=LEFT, remote_as=64502, name="peer")
        one.add_peer(named, port, md5_key=left[0], gtsm_hops=left[1])
        other.start()
        one.start()
        peer = one.speaker.peers["peer"]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS if comes else 1):
                while not peer.is_established:
                    await asyncio.sleep(0.02)
        assert peer.is_established is comes
        other.remove_range(clients)
        assert not other.speaker.peers
        await one.stop()
        await other.stop()

    asyncio.run(run())


def test_other_systems_number_their_options_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a key or a TTL check there is told, instead of going on without it."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with socket.socket() as sock:
        with pytest.raises(OSError, match="TCP MD5 is set as on Linux"):
            set_md5_key(sock, "127.0.0.1", "correct-horse")
        with pytest.raises(OSError, match="the TTL check is set as on Linux"):
            set_gtsm(sock)
