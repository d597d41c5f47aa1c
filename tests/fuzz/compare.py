"""Decodes the same octets compiled and as written, and compares: `python -m tests.fuzz.compare`.

Two processes make the same mutations, and what a harness notes of each goes into a digest: text,
JSON, octets and verdicts, or what was raised. Where digests differ, both print what they saw, and
the first that differ are shown. It ends with 1 then, or if anything but `BGPError` was raised.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from itertools import islice
from pathlib import Path
from typing import Final

import bgplib
from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.seeds import mutations

__all__ = ["compare", "has_compiled_modules", "observed"]

#: how many mutations share a digest
_BLOCK: Final = 500
_RAISED: Final = "RAISED"
_SHOWN: Final = 3


def has_compiled_modules() -> bool:
    """Say whether compiled modules stand beside those of this bgplib."""
    kernel = Path(bgplib.__file__).parent / "kernel"
    return any(file.name.endswith(tuple(EXTENSION_SUFFIXES)) for file in kernel.iterdir())


def observed(name: str, octets: bytes) -> str:
    """Return all that a harness notes, or what it raises."""
    notes: list[str] = []
    try:
        HARNESSES[name](octets, notes.append)
    except Exception as error:  # noqa: BLE001 (which of them, is what is compared)
        # Words of Python's own errors differ where the code is compiled.
        notes.append(f"{_RAISED} {type(error).__name__}")
    return "\n".join(notes)


def _digests(name: str, count: int, seed: int) -> None:
    """Print a digest of each block of mutations, and how many raised."""
    made = islice(mutations(name, seed), count)
    while block := list(islice(made, _BLOCK)):
        digest, raised = sha256(), 0
        for octets in block:
            seen = observed(name, octets)
            raised += _RAISED in seen.rpartition("\n")[2]
            digest.update(seen.encode(errors="surrogatepass"))
        print(digest.hexdigest(), raised, flush=True)


def _details(name: str, count: int, seed: int, block: int) -> None:
    """Print each mutation of a block, and what was seen of it."""
    for number, octets in enumerate(islice(mutations(name, seed), count)):
        # Decoders remember: those before have to be decoded, too.
        seen = observed(name, octets)
        if number // _BLOCK == block:
            print(octets.hex(), ascii(seen))
        elif number // _BLOCK > block:
            return


def _started(*arguments: str, pure: bool) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz.compare", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "BGPLIB_PURE": "1" if pure else ""},
    )


def _said(*arguments: str) -> tuple[list[str], list[str]]:
    """Return the lines that both processes print.

    Raises:
        RuntimeError: one of them failed.
    """
    processes = [_started(*arguments, pure=pure) for pure in (True, False)]
    texts = [process.communicate()[0].splitlines() for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError(f"{' '.join(arguments)}: a process failed")
    return texts[0], texts[1]


def compare(name: str, count: int, seed: int) -> list[str]:
    """Decode so many mutations in two processes, and return what differs, or was raised."""
    asked = ("--mutations", str(count), "--seed", str(seed), name)
    pure, compiled = _said("--digests", *asked)
    if not len(pure) == len(compiled) == -(-count // _BLOCK):
        return [f"{name}: {len(pure)} and {len(compiled)} blocks of {count} mutations"]
    found: list[str] = []
    for number, blocks in enumerate(zip(pure, compiled, strict=True)):
        if blocks[0] == blocks[1] and blocks[0].endswith(" 0"):
            continue
        for one, other in zip(*_said("--details", str(number), *asked), strict=True):
            octets, text = one.split(" ", 1)
            if one != other or _RAISED in text.rpartition("\\n")[2]:
                found.append(
                    f"{name}: {octets}\n  pure {text}\n  compiled {other.split(' ', 1)[1]}"
                )
        if not found:
            found.append(f"{name}: block {number} differs, and not when decoded again")
        if len(found) >= _SHOWN:
            break
    return found[:_SHOWN]


def main() -> int:
    """Read the arguments, and compare."""
    parser = argparse.ArgumentParser(description="Compare compiled decoders with pure ones.")
    parser.add_argument("harness", nargs="*", choices=[*HARNESSES, []], help="which; all")
    parser.add_argument("--mutations", type=int, default=20_000, help="of each harness")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--digests", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--details", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    names = arguments.harness or list(HARNESSES)
    count, seed = arguments.mutations, arguments.seed
    if arguments.digests:
        _digests(names[0], count, seed)
        return 0
    if arguments.details is not None:
        _details(names[0], count, seed, arguments.details)
        return 0
    if not has_compiled_modules():
        sys.exit("nothing is compiled here: `nox -s compiled` makes such a copy")
    status = 0
    for name in names:
        found = compare(name, count, seed)
        status = 1 if found else status
        print(
            f"{name:22}{count:>12,} mutations   {len(found)} differ", *found, sep="\n", flush=True
        )
    return status


if __name__ == "__main__":
    sys.exit(main())
