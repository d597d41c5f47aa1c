"""Run every work with every peer that is installed, in turn, and print ratios.

python -m tests.bench [--scale 0.1] [--repeat 5] [--json FILE] [--only W1,W3] [--peers exabgp]

W1 to W4 decode, read and build; W5 to W7 are what a router does, against daemons; W8 is the
latency of a change, W9 how cost grows. All of them at full scale take about an hour.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench import data, report
from tests.bench.goals import verdicts
from tests.bench.measure import Row, alone, compare, compare_routing, ours_alone, worker
from tests.bench.routing.works import ROUTING, write
from tests.bench.works import WORKS

#: prefixes and peers of the points of W9
_SIZES: Final = ((10_000, 1), (100_000, 1), (1_000_000, 1), (2_000_000, 1))
_PEERS: Final = ((1_000, 1), (1_000, 10), (1_000, 100), (1_000, 1_000))

#: so many prefixes take a daemon a tenth of a second, and a hundredth is what the system counts
_SHOWS: Final = 100_000


def _libraries(
    folder: Path, arguments: argparse.Namespace, peers: tuple[str, ...]
) -> Iterator[Row]:
    """W1 to W4."""
    chosen = [work for work in WORKS if work.name.startswith(arguments.only)]
    files = data.write(folder, arguments.scale) if chosen else {}
    for work in chosen:
        print(work.name, flush=True)
        for row in compare(work, files[work.file], arguments.repeat, peers):
            print(report.line(row), flush=True)
            yield row


def _routers(folder: Path, arguments: argparse.Namespace, peers: tuple[str, ...]) -> Iterator[Row]:
    """W5 to W7."""
    for work in ROUTING:
        if not work.name.startswith(arguments.only):
            continue
        print(work.name, flush=True)
        write(work.scaled(arguments.scale), folder)
        for row in compare_routing(work, arguments.scale, folder, arguments.repeat, peers):
            print(report.line(row), flush=True)
            yield row


def _alone(arguments: argparse.Namespace) -> Iterator[Row]:
    """W8 and W9."""
    work = "W8 latency of a change, full table"
    if work.startswith(arguments.only):
        print(work, flush=True)
        for row in ours_alone(work, 1, "latency", str(int(1_000_000 * arguments.scale))):
            print(report.lone_line(row), flush=True)
            yield row
    if "W9 growth".startswith(arguments.only):
        yield from _growth(arguments)


def _growth(arguments: argparse.Namespace) -> Iterator[Row]:
    """W9: ours at each point; a dict of the same prefixes, which grows by itself; and BIRD."""
    work = "W9 growth"
    print(work, flush=True)
    for points in (_SIZES, _PEERS):
        grown: dict[str, list[Row]] = {}
        for prefixes, peers in points:
            scaled = str(int(prefixes * arguments.scale)), str(peers)
            rows = list(ours_alone(work, arguments.repeat, "growth", *scaled))
            if points is _SIZES:
                rows.append(alone(work, "a dict alone", arguments.repeat, {}, "floor", *scaled))
                if int(scaled[0]) >= _SHOWS:
                    rows.append(alone(work, "BIRD", arguments.repeat, {}, "bird_growth", *scaled))
            for row in rows:
                print(report.lone_line(row), flush=True)
                yield row
                if "error" not in row:
                    grown.setdefault(row["peer"], []).append(row)
        for peer, rows in grown.items():
            if len(rows) < 2:
                continue
            time = report.exponent([(row["count"], row["seconds"]) for row in rows])
            room = report.exponent([(row["count"], max(row["octets"], 1)) for row in rows])
            print(f"  {peer:<24} fitted exponents: time {time:.3f}, memory {room:.3f}")
            yield {"work": "W9 exponents", "peer": peer, "time": time, "memory": room}


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: sizes as documented")
    parser.add_argument("--repeat", type=int, default=5, help="medians of so many runs")
    parser.add_argument("--only", default="", help="works whose names start so: W1,W3")
    parser.add_argument("--peers", default="", help="only these, and bgplib: exabgp,pybgpkit")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work, peer, file, counts = arguments.worker
        print(json.dumps(worker(work, peer, Path(file), counts=counts == "counts")))
        return
    arguments.only = tuple(arguments.only.split(","))
    peers = tuple(filter(None, arguments.peers.split(",")))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bgplib-bench-") as name:
        folder = Path(name)
        for part in (
            _libraries(folder, arguments, peers),
            _routers(folder, arguments, peers),
            _alone(arguments),
        ):
            for row in part:
                rows.append(row)
                _save(arguments.json, rows)
    goals = verdicts(rows)
    if goals:
        print("Goals", *goals, sep="\n")


def _save(path: Path | None, rows: list[Row]) -> None:
    """Write what there is so far: an hour is not lost for a failure at its end."""
    if path is not None:
        path.write_text(json.dumps(report.document(rows, verdicts(rows)), indent=1) + "\n")


if __name__ == "__main__":
    main()
