"""Five sessions that feed a daemon its routes, one phase after the other."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any

from asyncio_speaker import Peer, Speaker
from bgplib import Family
from bgplib.context import SessionType
from bgplib.session import Connection, Session, SessionConfig, State
from tests.differential.daemons import Chooser
from tests.differential.scenarios import (
    CONFEDERATION,
    DAEMON_AS,
    Announcement,
    Neighbour,
    Scenario,
)

__all__ = ["feed"]


def _session(peer: Neighbour, scenario: Scenario) -> Session:
    outside = scenario.confederation and peer.session is SessionType.EXTERNAL
    return Session(
        SessionConfig(
            name=f"peer {peer.number}",
            local_as=peer.asn,
            local_identifier=peer.identifier,
            peer_as=CONFEDERATION if outside else DAEMON_AS,
            families=(Family.IPV4_UNICAST,),
            session_type=peer.session,
            hold_time=180,
            idle_hold_time=0.5,
            connect_retry_time=1.0,
        )
    )


async def _until(condition: Callable[[], object], what: Callable[[], str]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what())
        await asyncio.sleep(0.05)


async def _send(peer: Peer, routes: list[Announcement]) -> None:
    """Send routes as the connection takes them."""
    connection = peer.session.connection
    assert isinstance(connection, Connection)
    for route in routes:
        while not connection.writable:
            await asyncio.sleep(0.01)
        connection.send(route.update)
        peer.settle()


async def feed(
    chooser: Chooser, daemon: Any, scenario: Scenario, routes: list[Announcement], port: int
) -> dict[str, int]:
    """Feed a daemon, and return whose route it chose for each prefix.

    Raises:
        TimeoutError: a session does not come up, or the daemon does not take the routes.
    """
    speaker = Speaker()
    peers = {}
    for neighbour in scenario.neighbours:
        session = _session(neighbour, scenario)
        peers[neighbour] = Peer(session, chooser.address, port, local=neighbour.address)
        speaker.add(peers[neighbour])
    try:
        await _until(
            lambda: all(peer.session.state is State.ESTABLISHED for peer in peers.values()),
            lambda: "; ".join(
                f"{peer.session.snapshot().state} {peer.session.snapshot().last_error}"
                for peer in peers.values()
            ),
        )
        expected: Counter[int] = Counter()
        for (_, neighbour), some in groupby(routes, key=lambda each: (each.phase, each.neighbour)):
            batch = list(some)
            expected[neighbour.number] += len(batch)
            await _send(peers[neighbour], batch)

            def has_all() -> bool:
                counts = chooser.counts(daemon, scenario)
                return all(counts.get(number) == count for number, count in expected.items())

            await _until(
                has_all, lambda: f"{chooser.counts(daemon, scenario)} are not {dict(expected)}"
            )
            await asyncio.sleep(chooser.pause)
        return await asyncio.to_thread(chooser.choices, daemon)
    finally:
        await speaker.stop("all was compared")
