"""Tests against real daemons on loopback, started by `examples/daemons.py`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))  # for `import daemons`

if TYPE_CHECKING:
    from daemons import Daemon


def needs(*daemons: type[Daemon]) -> pytest.MarkDecorator:
    """Mark a test as skipped, with the reason, where one of the daemons cannot run."""
    reasons = [reason for daemon in daemons if (reason := daemon.why_not())]
    return pytest.mark.skipif(bool(reasons), reason="; ".join(reasons))


def free_port() -> int:
    """Return a port that nobody listens on, at any loopback address."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
        return port
