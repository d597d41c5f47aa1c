"""BIRD 2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from daemons.base import Daemon, output

__all__ = ["Bird"]


class Bird(Daemon):
    """BIRD 2. It may sleep for 3 s on unsent UPDATEs; any query wakes it."""

    name = "bird"
    programs = ("/usr/sbin/bird", "/usr/sbin/birdc")

    def _command(self, config: Path) -> Sequence[str]:
        files = ("-c", str(config), "-s", self._control, "-P", str(self.directory / "pid"))
        return (self.programs[0], "-f", *files)

    @property
    def _control(self) -> str:
        return str(self.directory / "control")

    def _answers(self) -> bool:
        return "Daemon is up and running" in self.query("show", "status")

    def query(self, *words: str) -> str:
        """Return birdc's answer: `query("show", "route", "all")`."""
        return output(self.programs[1], "-s", self._control, *words)
