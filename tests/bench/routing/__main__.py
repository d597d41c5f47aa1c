"""A worker: does one work once and prints what it cost."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples"))

from tests.bench.routing.works import KINDS, ROUTING, daemon, ours, run


def main() -> None:
    """Run: `ours NAME SCALE FOLDER`, a daemon's name in place of `ours`, `latency N` ..."""
    who, *rest = sys.argv[1:]
    if who in KINDS:
        row = run(who, *rest)
    else:
        name, scale, folder = rest
        (work,) = (each.scaled(float(scale)) for each in ROUTING if each.name == name)
        place = Path(folder) / work.folder
        row = ours(work, place) if who == "bgplib" else daemon(who, work, place)
    print(json.dumps(row))


if __name__ == "__main__":
    main()
