"""Measures: each work of each peer in a process of its own, peers in turn, medians of all."""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any, Final

from tests.bench.data import Input
from tests.bench.routing.works import Routing
from tests.bench.tally import Tally
from tests.bench.works import WORKS, Work

__all__ = [
    "Row",
    "alone",
    "compare",
    "compare_routing",
    "deviations",
    "differences",
    "ours_alone",
    "variants",
    "worker",
]

Row = dict[str, Any]
#: peers that take longer than so many seconds are measured twice only: of the others, what else the
#: machine does hits each round of all alike
_SLOW: Final = 20.0


def variants(peers: list[str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what to call each peer in the table, its name, and its environment.

    Where bgplib is installed with compiled modules, it is there twice: as it is written, and
    compiled.
    """
    from bgplib.kernel import prefixes

    is_compiled = (prefixes.__file__ or "").endswith(tuple(EXTENSION_SUFFIXES))
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for peer in peers:
        found[peer] = peer, {"BGPLIB_PURE": "1"} if peer.startswith("bgplib") else {}
    if is_compiled or os.environ.get("BGPLIB_PURE") == "1":
        for peer in peers:
            if peer.startswith("bgplib"):
                found[f"{peer}, compiled"] = peer, {"BGPLIB_PURE": ""}
    return found


def worker(name: str, peer: str, path: Path, *, counts: bool) -> Row:
    """Do one work once, and return what it cost: CPU seconds (children too), octets, tally."""
    (work,) = (work for work in WORKS if work.name == name)
    run = work.peers[peer](path)
    # Python's collector begins with nothing to look at but what the work makes: not with modules,
    # of which some peers have many and some few.
    gc.collect()
    gc.freeze()
    before = _cpu_seconds()
    memory = _octets()
    tally = run(counts)
    seconds = _cpu_seconds() - before
    return {"seconds": seconds, "octets": _octets() - memory, "tally": tally}


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _octets() -> int:
    """Return the most memory that the process, or a child of it, has had."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_maxrss for usage in spent) * 1024


def _ask(environment: dict[str, str], *arguments: str) -> Row:
    """Let a worker do something."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row


def _in_turn(
    peers: dict[str, Callable[[], Row]], repeat: int, costs: dict[str, float]
) -> dict[str, list[Row]]:
    """Ask peers in turn, round after round, so that what else the machine does hits all alike."""
    rounds: dict[str, list[Row]] = {peer: [] for peer in peers}
    for number in range(repeat):
        for peer, ask in peers.items():
            if number > 1 and costs.get(peer, 0.0) > _SLOW:
                continue
            row = ask()
            rounds[peer].append(row)
            costs[peer] = row.get("seconds", 0.0)
    return rounds


def _median(rounds: list[Row], name: str) -> float:
    values: list[float] = [each[name] for each in rounds]
    return statistics.median(values)


def compare(work: Work, input: Input, repeat: int, only: tuple[str, ...]) -> Iterator[Row]:
    """Measure all peers at one work, and yield a row for each.

    The first round counts, so that all are seen to do the same; the others are measured.
    """
    chosen = [peer for peer in work.peers if not only or peer in only or peer.startswith("bgplib")]
    peers = variants(chosen)

    def asker(peer: str, mode: str) -> Callable[[], Row]:
        name, environment = peers[peer]
        arguments = ("--worker", work.name, name, str(input.path), mode)
        return lambda: _ask(environment, "tests.bench", *arguments)

    counted = {peer: asker(peer, "counts")() for peer in peers}
    able = [peer for peer in peers if "error" not in counted[peer]]
    costs = {peer: counted[peer]["seconds"] for peer in able}
    rounds = _in_turn({peer: asker(peer, "measures") for peer in able}, repeat, costs)
    ours = counted["bgplib"].get("tally", {})
    first = None
    for peer in peers:
        row: Row = {"work": work.name, "peer": peer}
        if "error" in counted[peer]:
            yield {**row, "error": counted[peer]["error"]}
            continue
        tally = counted[peer]["tally"]
        seconds = _median(rounds[peer], "seconds")
        count = input.messages if work.count == "messages" else tally[work.count]
        first = first or seconds / count
        yield row | {
            "seconds": seconds,
            "each": seconds / count,
            "unit": work.unit,
            "octets": _median(rounds[peer], "octets"),
            "runs": [each["seconds"] for each in rounds[peer]],
            "tally": tally,
            "differs": {}
            if peers[peer][0] in work.partial
            else deviations(work, ours, [tally, *(each["tally"] for each in rounds[peer])]),
            "ratio": seconds / count / first,
        }


def deviations(work: Work, ours: Tally, tallies: list[Tally]) -> dict[str, int]:
    """Return what a reader read more than we did, or less; empty where it read the same.

    Args:
        work: the work.
        ours: what we read.
        tallies: what it read in the round that counts, and in those that are measured, of which
            only what the work is divided by counts.
    """
    counted, *measured = tallies
    found = {key: counted[key] - ours.get(key, 0) for key in counted}
    for each in measured:
        if work.count in each and each[work.count] != ours.get(work.count):
            found[work.count] = each[work.count] - ours.get(work.count, 0)
    return {key: more for key, more in found.items() if more}


def compare_routing(
    work: Routing, scale: float, folder: Path, repeat: int, only: tuple[str, ...]
) -> Iterator[Row]:
    """Measure bgplib and daemons at a work of a router."""
    chosen = ["bgplib", *(peer for peer in work.daemons if not only or peer in only)]
    peers = variants(chosen)

    def asker(peer: str) -> Callable[[], Row]:
        name, environment = peers[peer]
        arguments = (name, work.name, str(scale), str(folder))
        return lambda: _ask(environment, "tests.bench.routing", *arguments)

    rounds = _in_turn({peer: asker(peer) for peer in peers}, repeat, {})
    wanted = work.scaled(scale)
    first = None
    for peer in peers:
        row: Row = {"work": work.name, "peer": peer}
        errors = [each["error"] for each in rounds[peer] if "error" in each]
        if errors:
            yield {**row, "error": errors[0]}
            continue
        one = rounds[peer][0]
        seconds = _median(rounds[peer], "seconds")
        first = first or seconds
        paths = wanted.announcers * wanted.prefixes
        yield row | {
            "seconds": seconds,
            "each": seconds / one["count"],
            "unit": "change" if work.changes else "sent" if work.listeners else "path",
            "octets": _median(rounds[peer], "octets"),
            "octets_each": _median(rounds[peer], "octets") / paths,
            "runs": [each["seconds"] for each in rounds[peer]],
            "tally": {"paths": one["paths"], "sent": one["sent"]},
            "differs": differences(wanted, folder / wanted.folder, rounds[peer]),
            "ratio": seconds / first,
        }


def differences(work: Routing, place: Path, rounds: list[Row]) -> dict[str, int]:
    """Return what some round did not do of a work; empty where all did all of it.

    Args:
        work: the work, as it was scaled.
        place: where its files are.
        rounds: what came of each round.
    """
    found: dict[str, int] = {}
    # A listener is told a path to each prefix, with more attributes rather than with fewer.
    least = work.listeners * min(file.stat().st_size for file in place.glob("table-*"))
    for each in rounds:
        if each["paths"] != work.announcers * work.prefixes:
            found["paths"] = each["paths"]
        if each["left"] != work.left:
            found["left"] = each["left"]
        if each["sent"] < least:
            found["sent"] = each["sent"]
    return found


def ours_alone(work: str, repeat: int, *arguments: str) -> Iterator[Row]:
    """Measure a work that only bgplib does, such as `latency` or `growth`."""
    for peer, (_, environment) in variants(["bgplib"]).items():
        yield alone(work, peer, repeat, environment, *arguments)


def alone(work: str, peer: str, repeat: int, environment: dict[str, str], *arguments: str) -> Row:
    """Measure a work, of which the peer is only a name, and return medians."""
    asked = [_ask(environment, "tests.bench.routing", *arguments) for _ in range(repeat)]
    errors = [each["error"] for each in asked if "error" in each]
    if errors:
        return {"work": work, "peer": peer, "error": errors[0]}
    return {
        "work": work,
        "peer": peer,
        "arguments": list(arguments),
        **{name: _median(asked, name) for name in asked[0]},
    }
