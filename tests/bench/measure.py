"""Measures: each work of each peer in a process of its own, peers in turn, medians of all."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.data import Input
from tests.bench.works import WORKS, Work

__all__ = ["compare", "worker"]

Row = dict[str, Any]


def worker(name: str, peer: str, path: Path, *, counts: bool) -> Row:
    """Do one work once, and return what it cost: CPU seconds (children too), octets, tally."""
    (work,) = (work for work in WORKS if work.name == name)
    run = work.peers[peer](path)
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


def _ask(work: Work, peer: str, input: Input, *, counts: bool) -> Row:
    command = [sys.executable, "-m", "tests.bench", "--worker", work.name, peer]
    command += [str(input.path), "counts" if counts else "measures"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row


def compare(work: Work, input: Input, repeat: int, only: tuple[str, ...]) -> Iterator[Row]:
    """Measure all peers at one work, and yield a row for each.

    The first round counts, so that all are seen to do the same; the others are measured, peer
    after peer, so that what else the machine does hits all alike.
    """
    peers = [peer for peer in work.peers if not only or peer in only or peer.startswith("bgplib")]
    counted = {peer: _ask(work, peer, input, counts=True) for peer in peers}
    able = [peer for peer in peers if "error" not in counted[peer]]
    rounds: dict[str, list[Row]] = {peer: [] for peer in able}
    for _ in range(repeat):
        for peer in able:
            rounds[peer].append(_ask(work, peer, input, counts=False))
    ours = counted["bgplib"].get("tally", {})
    first = None
    for peer in peers:
        row: Row = {"work": work.name, "peer": peer}
        if "error" in counted[peer]:
            yield {**row, "error": counted[peer]["error"]}
            continue
        tally = counted[peer]["tally"]
        seconds = statistics.median(one["seconds"] for one in rounds[peer])
        count = input.messages if work.count == "messages" else ours[work.count]
        row |= {
            "seconds": seconds,
            "each": seconds / count,
            "octets": statistics.median(one["octets"] for one in rounds[peer]),
            "tally": tally,
            "differs": {
                key: tally[key] - ours[key]
                for key in tally
                if tally[key] != ours.get(key, tally[key])
            },
        }
        first = first or seconds
        row["ratio"] = seconds / first
        yield row
