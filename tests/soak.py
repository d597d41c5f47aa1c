"""A long life: `python -m tests.soak --hours 1`, of virtual time, or of real time with `--sockets`.

Four routers announce 100,000 routes to a collector, change 500 of them a second, and every 30
seconds one session is reset. The wires are virtual, or with `--sockets` TCP connections on loopback
under the driver of `examples/asyncio_speaker.py`. Prints the memory as time goes by, and ends with
1 if the collector's tables are not what the routers have at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import attrs

from bgplib import AsPath, Family, MultiExitDisc, NlriGroup, Origin, Update
from bgplib.session import Event, Session, SessionConfig, SessionDown, SessionUp, UpdateReceived
from bgplib.testing.network import Network
from bgplib.testing.nodes import Node
from tests.fuzz.run import memory

_TICK = 0.1  # seconds of virtual time between two rounds of changes
_IN_A_MESSAGE = 200


class Router:
    """One router and the collector's session with it."""

    def __init__(self, number: int, count: int) -> None:
        self.table: dict[str, int] = {
            f"{10 + number}.{n >> 8 & 255}.{n & 255}.{(n >> 16) << 4}/28": 0 for n in range(count)
        }
        self.prefixes = list(self.table)
        self.seen: dict[bytes, int] = {}
        self._waiting: list[Update] = []
        ours = SessionConfig(
            local_as=64500,
            local_identifier="192.0.2.1",
            passive=True,
            graceful_restart=None,
            idle_hold_time=1.0,
        )
        theirs = attrs.evolve(
            ours, local_as=64501 + number, local_identifier=f"192.0.2.{number + 2}", passive=False
        )
        #: the collector's end, and the router's
        self.collected = Session(ours)
        self.session = Session(theirs)
        #: called after the router's session: let the octets go
        self.settle: Callable[[], object] = NotImplemented

    def hear(self, event: Event) -> None:
        """Keep the collector's table."""
        if isinstance(event, UpdateReceived):
            for group in event.update.withdrawn:
                for key in group.keys:
                    self.seen.pop(key, None)
            for group in event.update.announced:
                med = event.update.attributes.med
                for key in group.keys:
                    self.seen[key] = -1 if med is None else med
        elif isinstance(event, SessionDown):
            self.seen.clear()

    def act(self, event: Event) -> None:
        """Send the whole table when the session is up."""
        if isinstance(event, SessionUp):
            self._waiting = list(self._whole())
        elif isinstance(event, SessionDown):
            self._waiting.clear()

    def _whole(self) -> Iterator[Update]:
        by_med: dict[int, list[str]] = {}
        for prefix, med in self.table.items():
            by_med.setdefault(med, []).append(prefix)
        for med, prefixes in by_med.items():
            for start in range(0, len(prefixes), _IN_A_MESSAGE):
                yield self._announce(prefixes[start : start + _IN_A_MESSAGE], med)

    def _announce(self, prefixes: list[str], med: int) -> Update:
        asn = self.session.config.local_as
        attributes = [Origin(0), AsPath.of([asn]), MultiExitDisc(med)]
        return Update.announce(prefixes, next_hop="192.0.2.9", attributes=attributes)

    def change(self, random: Random) -> None:
        """Withdraw a route, or announce it with another MED."""
        prefix, med = random.choice(self.prefixes), random.randrange(50)
        if random.random() < 0.1 and prefix in self.table:
            del self.table[prefix]
            self._waiting.append(Update.withdraw([prefix]))
        else:
            self.table[prefix] = med
            self._waiting.append(self._announce([prefix], med))

    def flush(self) -> None:
        """Send what waits, as far as there is room."""
        connection = self.session.connection
        while connection is not None and self._waiting and connection.writable:
            connection.send(self._waiting.pop(0))
            self.settle()
        if connection is None:
            self._waiting.clear()

    def is_equal(self) -> bool:
        """Say whether the collector has what the router has."""
        keys = NlriGroup.of(Family.IPV4_UNICAST, list(self.table)).keys
        return self.seen == dict(zip(keys, self.table.values(), strict=True))


class VirtualWires:
    """The routers on a virtual network: an hour takes minutes."""

    def __init__(self, routers: list[Router]) -> None:
        self._network = Network(seed=1)
        for number, router in enumerate(routers):
            collector = self._network.add(router.collected, f"collector {number}")
            node = self._network.add(router.session, f"router {number}")
            self._network.link(collector, node, latency=0.001)
            self._hear(collector, router.hear)
            self._hear(node, router.act)
            router.settle = partial(self._network.settle, node)

    async def start(self) -> None:
        """Let the sessions begin."""
        self._network.start()

    async def stop(self) -> None:
        """Leave it all where it is."""

    @property
    def now(self) -> float:
        """The time that the sessions know."""
        return self._network.now

    async def run(self, seconds: float) -> None:
        """Let time go by."""
        self._network.run(seconds)

    @staticmethod
    def _hear(node: Node, hear: Callable[[Event], None]) -> None:
        node.keep = False
        node.on_event = hear


def _told(hear: Callable[[Event], None], _: object, event: Event) -> None:
    """Hand on what happened to a peer."""
    hear(event)


class Sockets:
    """The routers on TCP connections over loopback, in real time."""

    def __init__(self, routers: list[Router]) -> None:
        sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))
        import asyncio_speaker

        self._collector = asyncio_speaker.Speaker()
        self._routers = asyncio_speaker.Speaker()
        self._peers: list[tuple[asyncio_speaker.Peer, asyncio_speaker.Peer]] = []
        for number, router in enumerate(routers):
            theirs, ours = f"127.0.71.{number + 2}", "127.0.71.1"
            collected = asyncio_speaker.Peer(
                router.collected, theirs, on_event=partial(_told, router.hear)
            )
            peer = asyncio_speaker.Peer(
                router.session,
                ours,
                1790,
                local=theirs,
                on_event=partial(_told, router.act),
            )
            router.settle = peer.settle
            self._peers.append((collected, peer))

    async def start(self) -> None:
        """Listen, and dial."""
        for collected, _ in self._peers:
            self._collector.add(collected)
        await self._collector.listen("127.0.71.1", 1790)
        for _, peer in self._peers:
            self._routers.add(peer)

    async def stop(self) -> None:
        """End the sessions in good order."""
        await self._routers.stop()
        await self._collector.stop()

    @property
    def now(self) -> float:
        """The time that the sessions know."""
        return asyncio.get_running_loop().time()

    async def run(self, seconds: float) -> None:
        """Let time go by."""
        await asyncio.sleep(seconds)


async def soak(arguments: argparse.Namespace) -> bool:
    """Let it all run, and say whether the tables are equal at the end."""
    random = Random(1)
    routers = [Router(number, arguments.routes // 4) for number in range(4)]
    wires = Sockets(routers) if arguments.sockets else VirtualWires(routers)
    await wires.start()
    begun, origin = time.process_time(), wires.now
    next_reset, next_report, next_change, resets = arguments.reset, 0.0, 0.0, 0
    while (now := wires.now - origin) < arguments.hours * 3600:
        while next_change <= now:
            next_change += 1 / arguments.changes
            random.choice(routers).change(random)
        for router in routers:
            router.flush()
        if now >= next_reset:
            routers[resets % 4].session.reset(wires.now, "soak")
            routers[resets % 4].settle()
            resets += 1
            next_reset += arguments.reset
        if now >= next_report:
            next_report += 300
            took = time.process_time() - begun
            print(f"{now:6.0f} s   RSS {memory():6.1f} MiB   {took:6.1f} s of CPU", flush=True)
        await wires.run(_TICK)
    while not all(router.session.connection for router in routers):
        await wires.run(_TICK)
    for _ in range(100):
        await wires.run(_TICK)
        for router in routers:
            router.flush()
    await wires.run(5)
    equal = all(router.is_equal() for router in routers)
    count = sum(len(router.seen) for router in routers)
    print(f"{resets} resets; {count:,} routes; the tables are {'' if equal else 'not '}equal")
    await wires.stop()
    return equal


def main() -> int:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Let sessions live for hours.")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--routes", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=500, help="in a second")
    parser.add_argument("--reset", type=float, default=30.0, help="seconds between two resets")
    parser.add_argument("--sockets", action="store_true", help="TCP on loopback, in real time")
    return 0 if asyncio.run(soak(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
