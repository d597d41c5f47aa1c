"""Run every work with every peer that is installed, in turn, and print ratios.

python -m tests.bench [--scale 0.1] [--repeat 5] [--json FILE] [--only W1]
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import data
from tests.bench.work import BUILT, WORKS


def worker(work: str, peer: str, folder: str) -> None:
    """Do one work once, and print what it cost: CPU seconds (children too), octets, tally."""
    file, peers = WORKS[work]
    run = peers[peer](Path(folder) / file)
    before = _cpu_seconds()
    tally = run()
    seconds = _cpu_seconds() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "octets": memory, "tally": tally}))


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def measure(work: str, peer: str, folder: str, repeat: int) -> dict[str, Any]:
    """Run a worker several times and take medians; an error is a result too."""
    results = []
    for _ in range(repeat):
        command = [sys.executable, "-m", "tests.bench", "--worker", work, peer, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return {"error": done.stderr.strip().splitlines()[-1]}
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return {
        "seconds": statistics.median(result["seconds"] for result in results),
        "octets": statistics.median(result["octets"] for result in results),
        "tally": results[0]["tally"],
    }


def compare(work: str, folder: str, repeat: int) -> list[dict[str, Any]]:
    """Measure all peers at one work; note where one did not do the same work."""
    rows: list[dict[str, Any]] = []
    for peer in WORKS[work][1]:
        row = {"work": work, "peer": peer, **measure(work, peer, folder, repeat)}
        if rows and "error" not in row and "error" not in rows[0]:
            common = row["tally"].keys() & rows[0]["tally"].keys()
            row["same_work"] = all(row["tally"][key] == rows[0]["tally"][key] for key in common)
            row["ratio"] = row["seconds"] / rows[0]["seconds"]
        rows.append(row)
    return rows


def describe(row: dict[str, Any]) -> str:
    """Return one line of the table."""
    if "error" in row:
        return f"  {row['peer']:<12} not run: {row['error']}"
    count = row["tally"].get("prefixes", BUILT)
    each = row["seconds"] / count * 1e6
    line = (
        f"  {row['peer']:<12} {row['seconds']:8.3f} s CPU {each:9.2f} µs each"
        f" {row['octets'] / 1e6:7.0f} MB"
    )
    if "ratio" in row:
        line += f"   {row['ratio']:7.1f} times bgplib"
        if not row["same_work"]:
            line += f"   NOT THE SAME WORK: {row['tally']}"
    return line


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: sizes as documented")
    parser.add_argument("--repeat", type=int, default=3, help="medians of so many runs")
    parser.add_argument("--only", default="", help="works whose name starts so")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker(*arguments.worker)
        return
    rows = []
    with tempfile.TemporaryDirectory(prefix="bgplib-bench-") as folder:
        data.write(Path(folder), arguments.scale)
        for work in WORKS:
            if not work.startswith(arguments.only):
                continue
            print(work, flush=True)
            for row in compare(work, folder, arguments.repeat):
                print(describe(row), flush=True)
                rows.append(row)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
