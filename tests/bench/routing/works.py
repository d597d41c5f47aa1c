"""W5 to W9, done once each; a worker is one process, `python -m tests.bench.routing`."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs

from tests.bench.routing import tables
from tests.bench.routing.growth import floor, growth
from tests.bench.routing.speaker import Router, measured

__all__ = ["KINDS", "ROUTING", "Routing", "write"]

Row = dict[str, Any]


@attrs.frozen(kw_only=True)
class Routing:
    """A work of a router."""

    name: str  #: what it is called in tables
    announcers: int  #: peers that announce
    prefixes: int  #: what each of them announces
    changes: int = 0  #: what the first of them changes afterwards; only that is measured then
    listeners: int = 0  #: peers that are told everything
    reflects: bool = False  #: all peers are internal, and clients
    daemons: tuple[str, ...] = ()  #: who else does it

    @property
    def folder(self) -> str:
        """Where its files are."""
        return f"{self.announcers}x{self.prefixes}-{self.changes}-{self.reflects:d}"

    @property
    def left(self) -> int:
        """How many paths there are at the end: a quarter of what changes is withdrawn."""
        return self.announcers * self.prefixes - len(range(0, self.changes, 4))

    def scaled(self, scale: float) -> Routing:
        """Return a smaller one."""
        return attrs.evolve(
            self, prefixes=int(self.prefixes * scale), changes=int(self.changes * scale)
        )


_ALL: Final = ("BIRD", "FRR", "OpenBGPD", "GoBGP")
ROUTING: Final = (
    Routing(name="W5 one peer", announcers=1, prefixes=1_000_000, daemons=_ALL),
    Routing(name="W5 20 peers", announcers=20, prefixes=50_000, daemons=_ALL),
    Routing(
        name="W6 reflected to 10 clients",
        announcers=1,
        prefixes=1_000_000,
        listeners=10,
        reflects=True,
        daemons=("BIRD", "GoBGP"),
    ),
    Routing(
        name="W7 churn on a full table",
        announcers=2,
        prefixes=500_000,
        changes=500_000,
        daemons=_ALL,
    ),
)


def write(work: Routing, folder: Path) -> Path:
    """Write what the peers deliver: `table-N` of each, and `changes` of the first."""
    place = folder / work.folder
    if place.exists():
        return place
    place.mkdir()
    keys = tables.prefixes(work.prefixes)
    for number in range(work.announcers):
        next_hop = bytes((192, 0, 2, 1 + number % 250))
        asn = tables.LOCAL_AS + 1 + number
        with (place / f"table-{number:04}").open("wb") as file:
            file.writelines(tables.announcements(keys, asn, next_hop, 100 + number))
    if work.changes:
        # A quarter are withdrawals, the others announce something new.
        next_hop, asn = bytes((192, 0, 2, 1)), tables.LOCAL_AS + 1
        changed = (keys * (1 + work.changes // len(keys)))[: work.changes]
        gone = changed[::4]
        kept = [key for at, key in enumerate(changed) if at % 4]
        with (place / "changes").open("wb") as file:
            file.writelines(tables.withdrawals(gone))
            file.writelines(tables.announcements(kept, asn, next_hop, 999))
    return place


def ours(work: Routing, place: Path) -> Row:
    """Let a Speaker do it."""
    router = Router(work.announcers, work.listeners, internal=work.reflects)
    files = sorted(place.glob("table-*"))
    with measured() as result:
        router.load(files)
    paths = router.speaker.rib.path_count
    row: Row = {
        "seconds": result["seconds"],
        "octets": result["octets"],
        "paths": paths,
        "count": paths * (work.listeners or 1),
        "sent": router.sent,
    }
    if work.changes:
        with measured() as result:
            router.load([place / "changes"])
        row |= {"seconds": result["seconds"], "count": work.changes}
    row["left"] = router.speaker.rib.path_count
    # Everything can still be explained.
    key = next(iter(router.speaker.loc_rib)).prefix
    row["explained"] = len(str(router.speaker.explain(key))) > 100
    return row


def daemon(name: str, work: Routing, place: Path) -> Row:
    """Let a daemon do it, and measure its process."""
    from tests.bench.routing.daemons import PORT, SUBJECTS, peer_address
    from tests.bench.routing.feeder import (
        Peer,
        Peers,
        process_cpu,
        process_memory,
        wait_until_idle,
    )

    subject = SUBJECTS[name]
    reason = subject.program.why_not()
    if reason:
        return {"error": reason}
    made = subject.make(work.announcers, work.listeners, reflects=work.reflects)
    with made as running:
        assert running._process is not None
        pid: int = running._process.pid
        peers = []
        for number in range(work.announcers + work.listeners):
            asn = tables.LOCAL_AS if work.reflects else tables.LOCAL_AS + 1 + number
            peer = Peer(number, peer_address(number), asn)
            peer.connect(subject.address, PORT)
            peers.append(peer)
        with Peers(peers) as connected:
            time.sleep(1.0)
            seconds, memory = process_cpu(pid), process_memory(pid)
            connected.deliver(sorted(place.glob("table-*")))
            wait_until_idle(pid)
            row: Row = {
                "seconds": process_cpu(pid) - seconds,
                "octets": process_memory(pid) - memory,
            }
            row["paths"] = subject.count(running)
            row["count"] = work.announcers * work.prefixes * (work.listeners or 1)
            row["sent"] = sum(peer.heard for peer in peers[work.announcers :])
            if work.changes:
                seconds = process_cpu(pid)
                connected.deliver([place / "changes"])
                wait_until_idle(pid)
                row |= {"seconds": process_cpu(pid) - seconds, "count": work.changes}
            row["left"] = subject.count(running) if work.changes else row["paths"]
        return row


def bird_growth(prefixes: int, peers: int) -> Row:
    """Measure a point of W9 with BIRD, for how much a router in C grows by."""
    work = Routing(name="W9 growth", announcers=peers, prefixes=prefixes)
    with tempfile.TemporaryDirectory(prefix="bgplib-bench-") as folder:
        return daemon("BIRD", work, write(work, Path(folder)))


def latency(prefixes: int, changes: int = 2_000) -> Row:
    """Measure W8: how long one change takes from the octets of one peer to those for another."""
    router = Router(1, 1)
    keys = tables.prefixes(prefixes)
    hop = bytes((192, 0, 2, 1))
    for message in tables.announcements(keys, tables.LOCAL_AS + 1, hop):
        router.connections[0].receive_data(message, 0.0)
    router.feed(0, tables.keepalive())
    lags = []
    again = tables.announcements(keys[:changes], tables.LOCAL_AS + 1, hop, 31)
    for message in again:
        before, sent = time.perf_counter(), router.sent
        router.feed(0, message)
        lags.append(time.perf_counter() - before)
        if router.sent == sent:
            raise RuntimeError("a change was not passed on")
    lags.sort()
    return {
        "count": len(lags),
        "p50": statistics.median(lags),
        "p99": lags[int(len(lags) * 0.99)],
        "worst": lags[-1],
    }


#: works by what a worker is told to do
KINDS: Final[dict[str, Callable[..., Row]]] = {
    "latency": latency,
    "growth": growth,
    "floor": floor,
    "bird_growth": bird_growth,
}


def run(kind: str, *arguments: str) -> Row:
    """Do what a worker is told."""
    return KINDS[kind](*map(int, arguments))
