"""Run every work with every peer that is installed, in turn, and print ratios.

python -m tests.bench [--scale 0.1] [--repeat 5] [--json FILE] [--only W1,W3]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.bench import data, report
from tests.bench.measure import compare, worker
from tests.bench.works import WORKS


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
    chosen = tuple(arguments.only.split(","))
    peers = tuple(filter(None, arguments.peers.split(",")))
    rows = []
    with tempfile.TemporaryDirectory(prefix="bgplib-bench-") as folder:
        files = data.write(Path(folder), arguments.scale)
        for work in WORKS:
            if not work.name.startswith(chosen):
                continue
            print(work.name, flush=True)
            for row in compare(work, files[work.file], arguments.repeat, peers):
                print(report.line(row, work), flush=True)
                rows.append(row)
    if arguments.json:
        arguments.json.write_text(json.dumps(report.document(rows), indent=1) + "\n")


if __name__ == "__main__":
    main()
