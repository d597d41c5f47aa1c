"""Watch BGP sessions live: a table of peers, what they said last, and how many routes they have.

    python monitor.py --as 64500 --id 192.0.2.9 --local 127.0.0.9 --peer 127.0.0.1:1179,65001

It announces nothing. Needs rich, as `bgplib[cli]` does.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections import deque
from collections.abc import Iterator

from rich.console import Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table

from asyncio_speaker import Peer, Speaker
from bgplib import Family, NlriGroup
from bgplib.iana import messages
from bgplib.session import (
    Event,
    Session,
    SessionConfig,
    SessionDown,
    SessionUp,
    UpdateReceived,
)

Identity = tuple[Family, int | None, bytes]


def identities(group: NlriGroup) -> Iterator[Identity]:
    """Return what tells the routes of a peer apart."""
    for number, key in enumerate(group.keys):
        yield group.family, None if group.path_ids is None else group.path_ids[number], key


class Board:
    """What is shown."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._routes: dict[Peer, set[Identity]] = {}
        self._news: deque[str] = deque(maxlen=8)

    def on_event(self, peer: Peer, event: Event) -> None:
        """Take note of what happens."""
        routes = self._routes.setdefault(peer, set())
        if isinstance(event, UpdateReceived):
            for group in event.update.withdrawn:
                routes.difference_update(identities(group))
            for group in event.update.announced:
                routes.update(identities(group))
            self._news.extend(f"{peer.address} {finding}" for finding in event.update.findings)
        elif isinstance(event, SessionUp):
            self._news.append(f"{peer.address} is up")
        elif isinstance(event, SessionDown):
            routes.clear()
            self._news.append(f"{peer.address} is down: {event.text}")

    def __rich__(self) -> Group:
        """Draw the table and the latest news."""
        table = Table("peer", "AS", "state", "routes", "UPDATEs", "malformed", "why it ended last")
        for peer in self._speaker.peers:
            snapshot = peer.session.snapshot()
            negotiation = snapshot.negotiation
            table.add_row(
                peer.address,
                "" if negotiation is None else str(negotiation.remote.asn),
                snapshot.state.text,
                str(len(self._routes.get(peer, ()))),
                str(snapshot.received.get(messages.UPDATE, 0)),
                str(sum(snapshot.faults.values())),
                snapshot.last_error,
            )
        return Group(table, Panel("\n".join(self._news), title="news"))


async def watch(arguments: argparse.Namespace) -> None:
    """Show the board until a signal comes."""
    speaker = Speaker()
    board = Board(speaker)
    for text in arguments.peer:
        where, asn = text.rsplit(",", 1)
        address, port = where.rsplit(":", 1)
        config = SessionConfig(
            name=address,
            local_as=arguments.asn,
            local_identifier=arguments.id,
            peer_as=int(asn),
            families=[Family.IPV4_UNICAST, Family.IPV6_UNICAST],
        )
        session = Session(config)
        peer = Peer(session, address, int(port), local=arguments.local, on_event=board.on_event)
        speaker.add(peer)
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    with Live(board, auto_refresh=False) as live:
        while not done.is_set():
            live.refresh()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), 0.5)
    await speaker.stop("the monitor was stopped")


def main() -> None:
    """Read the arguments, and watch."""
    parser = argparse.ArgumentParser(description="Watch BGP sessions.")
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--local", help="our address")
    parser.add_argument("--peer", action="append", required=True, help="ADDRESS:PORT,AS")
    asyncio.run(watch(parser.parse_args()))


if __name__ == "__main__":
    main()
