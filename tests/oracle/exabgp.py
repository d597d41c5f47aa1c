"""ExaBGP itself, in a child, asked for the lines that it writes.

Looked for in the Python that runs the tests, in the one that BGPLIB_EXABGP names, and in that of
the system, which has Debian's ExaBGP 4.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pytest

__all__ = ["Exabgp", "exabgp_of"]

_TWIN: Final = Path(__file__).with_name("exabgp_twin.py")
_PYTHONS: Final = (os.environ.get("BGPLIB_EXABGP"), sys.executable, "/usr/bin/python3")


class Exabgp:
    """A child that answers."""

    def __init__(self, python: str) -> None:
        """Start it under an interpreter that has ExaBGP."""
        self._child = subprocess.Popen(
            (python, "-I", str(_TWIN)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **question: Any) -> dict[str, Any]:
        """Return its line, `{"refused": ...}`, or `{"invalid": ...}` where the line is no JSON."""
        stdin, stdout = self._child.stdin, self._child.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "ExaBGP's twin is gone"
        try:
            found: dict[str, Any] = json.loads(line)
        except json.JSONDecodeError:
            return {"invalid": line}
        return found

    def tell(
        self,
        octets: bytes,
        *,
        asn4: bool = True,
        add_path: bool = False,
        direction: str = "receive",
    ) -> dict[str, Any]:
        """Return its line of a message."""
        return self.ask(octets=octets.hex(), asn4=asn4, add_path=add_path, direction=direction)

    def stop(self) -> None:
        """End the child."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(10)
        assert self._child.stdout is not None
        self._child.stdout.close()


@lru_cache
def _python_with(version: str) -> str | None:
    """Return an interpreter whose ExaBGP writes a version of its JSON."""
    for python in _PYTHONS:
        if python is None or not Path(python).exists():
            continue
        command = (python, "-I", "-c", "from exabgp.version import json; print(json)")
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if run.returncode == 0 and run.stdout.strip() == version:
            return python
    return None


def exabgp_of(version: str) -> Iterator[Exabgp]:
    """Yield an ExaBGP whose JSON is of a version: what a fixture does."""
    python = _python_with(version)
    if python is None:
        pytest.skip(f"there is no ExaBGP whose JSON is {version}: BGPLIB_EXABGP names a Python")
    twin = Exabgp(python)
    yield twin
    twin.stop()
