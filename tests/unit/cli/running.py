"""Runs the command in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner, Result

from bgplib.cli._root import cli

__all__ = ["REPOSITORY", "environment", "process", "run", "seen_on_terminal"]

REPOSITORY = Path(__file__).parents[3]


def run(*arguments: str, text: str | bytes | None = None) -> Result:
    """Run the command here; a traceback would be a defect."""
    result = CliRunner().invoke(cli, list(arguments), input=text, prog_name="bgplib")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def environment(**changes: str) -> dict[str, str]:
    """Return an environment in which a child finds this bgplib."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), **changes}


def process(
    *arguments: str, octets: bytes = b"", **changes: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m bgplib` as a process."""
    return subprocess.run(
        [sys.executable, "-m", "bgplib", *arguments],
        input=octets,
        capture_output=True,
        env=environment(**changes),
        check=False,
    )


def seen_on_terminal(
    which: Literal["stdout", "stderr"], *arguments: str, **changes: str
) -> tuple[bytes, bytes]:
    """Return what `python -m bgplib` writes to a terminal, its `which`, and to a pipe, the other.

    The terminal is read while the command runs: it holds little, and on macOS nobody closes it
    before all is read.
    """
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals")
    else:
        import pty

        master, slave = pty.openpty()
        command = [sys.executable, "-m", "bgplib", *arguments]
        base = environment(TERM="xterm", COLUMNS="200")
        base.pop("NO_COLOR", None)
        seen = b""
        with subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave if which == "stdout" else subprocess.PIPE,
            stderr=slave if which == "stderr" else subprocess.PIPE,
            env=base | changes,
        ) as child:
            os.close(slave)
            with suppress(OSError):  # how Linux says that nobody writes to it any more
                while octets := os.read(master, 65536):
                    seen += octets
            os.close(master)
            output, errors = child.communicate()
        return seen, errors if which == "stdout" else output
