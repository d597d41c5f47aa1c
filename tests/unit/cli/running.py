"""Runs the command in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from bgplib.cli._root import cli

__all__ = ["REPOSITORY", "environment", "process", "run"]

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
