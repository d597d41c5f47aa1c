"""What some tests want of a machine, and why they are skipped on one that has it not."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Final

import pytest

__all__ = ["loopback_addresses", "resident_memory", "tcp_options"]


def _has_many_addresses() -> bool:
    """Say whether other addresses of 127.0.0.0/8 than the first one can be bound."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.3.1", 0))
        except OSError:
            return False
    return True


#: for tests in which each speaker has an address of its own
loopback_addresses: Final = pytest.mark.skipif(
    not _has_many_addresses(),
    reason="127.0.3.1 is none of this machine's addresses: macOS has 127.0.0.1 alone",
)
#: for tests of examples/tcp_options.py
tcp_options: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="the options for TCP MD5 and GTSM are Linux's"
)
#: for tests that measure how much memory a process has
resident_memory: Final = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="no /proc/self/statm says how much memory we have"
)
