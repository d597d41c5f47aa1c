"""Examples as programs: started, listened to, and ended with a signal."""

from __future__ import annotations

import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["EXAMPLES", "SECONDS", "Program", "free_port"]

EXAMPLES = Path(__file__).parents[2] / "examples"
SECONDS = 30.0


class Program:
    """An example that runs, and what it prints."""

    def __init__(self, name: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(EXAMPLES / name), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.said = ""

    def hear(self, text: str) -> None:
        """Wait until it has printed something."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + SECONDS
        while text not in self.said:
            assert time.monotonic() < deadline, f"{text!r} was not said: {self.said}"
            ready, _, _ = select.select([self._process.stdout], [], [], 0.2)
            if ready:
                octets = self._process.stdout.read1()  # type: ignore[attr-defined]  # a buffered one has it, and a pipe is one
                assert octets, f"it ended without {text!r}: {self.said}"
                self.said += octets.decode()

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it with a signal, and return its exit code."""
        if self.running:
            self._process.send_signal(number)
        rest, _ = self._process.communicate(timeout=SECONDS)
        self.said += rest.decode()
        return self._process.returncode


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
