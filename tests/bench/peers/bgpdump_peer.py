"""bgpdump, which is written in C and prints text."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.bench.tally import Run, Tally, path_numbers


def read_mrt(path: Path) -> Run:
    """Print an MRT file with `bgpdump -m`, and count the lines."""

    def run(counts: bool) -> Tally:
        done = subprocess.run(["bgpdump", "-m", str(path)], capture_output=True, check=True)
        asns = 0
        if counts:
            for line in done.stdout.decode().splitlines():
                columns = line.split("|")
                if len(columns) > 6:
                    asns += path_numbers(columns[6])
        return {"prefixes": done.stdout.count(b"\n"), "asns": asns}

    return run


def print_ours(path: Path) -> Run:
    """Print the same with `bgplib mrt -m`, in a process of its own."""
    import sys

    def run(_: bool) -> Tally:
        command = [sys.executable, "-m", "bgplib", "mrt", "-m", str(path)]
        done = subprocess.run(command, capture_output=True, check=True)
        return {"prefixes": done.stdout.count(b"\n")}

    return run
