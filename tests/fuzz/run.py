"""Runs the harnesses: `python -m tests.fuzz.run update --seconds 60`, or all of them.

By default with our own mutator, which needs nothing; `--atheris` lets atheris drive one harness,
with coverage, until it is stopped. Prints executions, the slowest one in milliseconds of CPU time,
and the memory after warm-up and at the end; ends with 1 if a harness raised.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
import traceback
from itertools import islice
from pathlib import Path

from tests.fuzz.harnesses import HARNESSES, Harness
from tests.fuzz.seeds import mutations, seeds

_PAGE = 4096


def memory() -> float:
    """Return the resident memory in MiB; 0 where it cannot be read."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * _PAGE / 2**20 if statm.exists() else 0.0


def again(harness: Harness, octets: bytes) -> float:
    """Measure an input once more: what took long may have been the collector of garbage."""
    before = time.thread_time()
    with contextlib.suppress(Exception):
        harness(octets)
    return time.thread_time() - before


def run(name: str, seconds: float, seed: int) -> bool:
    """Run a harness for some seconds, print the figures, and return whether it held."""
    harness = HARNESSES[name]
    inputs = mutations(name, seed)
    count = failures = 0
    slowest, slowest_input = 0.0, b""
    warm = 0.0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for octets in islice(inputs, 100):
            before = time.thread_time()
            try:
                harness(octets)
            except Exception:  # noqa: BLE001 (a fuzzer looks for just that)
                failures += 1
                if failures <= 5:
                    print(f"{name}: {octets.hex()}")
                    traceback.print_exc(limit=-4)
            took = time.thread_time() - before
            if took > slowest:
                took = min(took, *(again(harness, octets) for _ in range(2)))
            if took > slowest:
                slowest, slowest_input = took, octets
            count += 1
        if not warm and count >= 20_000:
            warm = memory()
    print(
        f"{name:22}{count:>12,} executions {count / seconds:>9,.0f}/s   "
        f"slowest {slowest * 1000:7.2f} ms of {len(slowest_input):,} octets   "
        f"RSS {warm:6.1f} -> {memory():6.1f} MiB   {failures} failures",
        flush=True,
    )
    return not failures


def with_atheris(name: str, options: list[str]) -> int:
    """Let atheris drive one harness, from our seeds on.

    Args:
        name: of the harness.
        options: libFuzzer's, such as `-max_total_time=60`.
    """
    import atheris

    # Without that it sees no coverage, and keeps no input.
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as corpus:
        for number, octets in enumerate(seeds(name)):
            (Path(corpus) / str(number)).write_bytes(octets)
        atheris.Setup([sys.argv[0], *options, corpus], HARNESSES[name])
        # libFuzzer ends the process when its time is over.
        atheris.Fuzz()
    return 0


def main() -> int:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Fuzz bgplib's parsers.")
    parser.add_argument("harness", nargs="*", choices=[*HARNESSES, []], help="which; all")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each harness")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", action="store_true", help="let atheris drive one harness")
    arguments, rest = parser.parse_known_args()
    names = arguments.harness or list(HARNESSES)
    if arguments.atheris:
        return with_atheris(names[0], rest)
    held = [run(name, arguments.seconds, arguments.seed) for name in names]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
