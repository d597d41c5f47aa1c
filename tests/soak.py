"""A long life in short: `python -m tests.soak --hours 1`, of virtual time.

Four routers announce 100,000 routes to a collector over virtual wires, change 500 of them a second,
and every 30 seconds one session is reset. Prints the memory as time goes by, and ends with 1 if the
collector's tables are not what the routers have at the end.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from random import Random

import attrs

from bgplib import AsPath, Family, MultiExitDisc, NlriGroup, Origin, Update
from bgplib.session import Event, Session, SessionConfig, SessionDown, SessionUp, UpdateReceived
from bgplib.testing.network import Network, Node
from tests.fuzz.run import memory

_TICK = 0.1  # seconds of virtual time between two rounds of changes
_IN_A_MESSAGE = 200


class Router:
    """One router and the collector's session with it."""

    def __init__(self, network: Network, number: int, count: int) -> None:
        self.table: dict[str, int] = {
            f"{10 + number}.{n >> 8 & 255}.{n & 255}.{(n >> 16) << 4}/28": 0 for n in range(count)
        }
        self.seen: dict[bytes, int] = {}
        self._network = network
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
        self.collector = network.add(Session(ours), f"collector {number}")
        self.node = network.add(Session(theirs), f"router {number}")
        network.link(self.collector, self.node, latency=0.001)
        for node, hear in ((self.collector, self.hear), (self.node, self.act)):
            node.keep = False
            node.on_event = hear

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
        asn = self.node.session.config.local_as
        attributes = [Origin(0), AsPath.of([asn]), MultiExitDisc(med)]
        return Update.announce(prefixes, next_hop="192.0.2.9", attributes=attributes)

    def change(self, random: Random, prefix: str) -> None:
        """Withdraw a route, or announce it with another MED."""
        med = random.randrange(50)
        if random.random() < 0.1 and prefix in self.table:
            del self.table[prefix]
            self._waiting.append(Update.withdraw([prefix]))
        else:
            self.table[prefix] = med
            self._waiting.append(self._announce([prefix], med))

    def flush(self) -> None:
        """Send what waits, as far as there is room."""
        connection = self.node.session.connection
        while connection is not None and self._waiting and connection.writable:
            connection.send(self._waiting.pop(0))
            self._network.settle(self.node)
        if connection is None:
            self._waiting.clear()

    def is_equal(self) -> bool:
        """Say whether the collector has what the router has."""
        keys = NlriGroup.of(Family.IPV4_UNICAST, list(self.table)).keys
        return self.seen == dict(zip(keys, self.table.values(), strict=True))


def main() -> int:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Let sessions live for hours of virtual time.")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--routes", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=500, help="in a second")
    parser.add_argument("--reset", type=float, default=30.0, help="seconds between two resets")
    arguments = parser.parse_args()
    random = Random(1)
    network = Network(seed=1)
    routers = [Router(network, number, arguments.routes // 4) for number in range(4)]
    prefixes = [list(router.table) for router in routers]
    network.start()
    begun = time.process_time()
    next_reset, next_report, resets = arguments.reset, 0.0, 0
    while network.now < arguments.hours * 3600:
        network.run(_TICK)
        for _ in range(int(arguments.changes * _TICK)):
            which = random.randrange(4)
            routers[which].change(random, random.choice(prefixes[which]))
        for router in routers:
            router.flush()
        if network.now >= next_reset:
            reset(network, routers[resets % 4].node)
            resets += 1
            next_reset += arguments.reset
        if network.now >= next_report:
            next_report += 300
            took = time.process_time() - begun
            print(
                f"{network.now:6.0f} s   RSS {memory():6.1f} MiB   {took:6.1f} s of CPU", flush=True
            )
    while not all(router.node.session.connection for router in routers):
        network.run(_TICK)
    for _ in range(100):
        network.run(_TICK)
        for router in routers:
            router.flush()
    network.run(5)
    equal = all(router.is_equal() for router in routers)
    count = sum(len(router.seen) for router in routers)
    print(f"{resets} resets; {count:,} routes; the tables are {'' if equal else 'not '}equal")
    return 0 if equal else 1


def reset(network: Network, node: Node) -> None:
    """Reset a session from the router's side."""
    node.session.reset(network.now, "soak")
    network.settle(node)


if __name__ == "__main__":
    sys.exit(main())
