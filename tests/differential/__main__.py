"""Compare our presets with the daemons they are named after, and print a table.

python -m tests.differential [--prefixes 10000] [--seed 1] [--daemon BIRD] [--scenario external]
"""

from __future__ import annotations

import argparse
import sys

from tests.differential.compare import compare
from tests.differential.daemons import CHOOSERS
from tests.differential.scenarios import SCENARIOS


def main() -> int:
    """Compare, print, and fail where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefixes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--daemon", action="append", choices=[each.name for each in CHOOSERS])
    parser.add_argument("--scenario", action="append", choices=[each.name for each in SCENARIOS])
    parser.add_argument("--show", type=int, default=3, help="differences to explain, each time")
    arguments = parser.parse_args()
    print(
        f"{'daemon':<8} {'scenario':<24} {'prefixes':>9} {'routes':>8} {'equal':>8}"
        f" {'MED in pairs':>13} {'unexplained':>12}"
    )
    status = 0
    for chooser in CHOOSERS:
        if arguments.daemon and chooser.name not in arguments.daemon:
            continue
        reason = chooser.program.why_not()
        if reason is not None:
            print(f"{chooser.name:<8} not run: {reason}")
            continue
        for scenario in SCENARIOS:
            if arguments.scenario and scenario.name not in arguments.scenario:
                continue
            if not chooser.has(scenario):
                print(f"{chooser.name:<8} {scenario.name:<24} has no such option")
                continue
            found = compare(chooser, scenario, arguments.prefixes, arguments.seed)
            print(
                f"{found.daemon:<8} {found.scenario:<24} {found.prefixes:>9} {found.routes:>8}"
                f" {found.equal:>8} {found.in_pairs:>13} {len(found.different):>12}",
                flush=True,
            )
            for prefix, number, explanation in found.different[: arguments.show]:
                print(f"  {prefix}: {found.daemon} chose peer {number}; we:\n{explanation}\n")
            status |= bool(found.different)
    return status


if __name__ == "__main__":
    sys.exit(main())
