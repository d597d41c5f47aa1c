"""OpenBGPD."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from daemons.base import Daemon, output

__all__ = ["Openbgpd"]


class Openbgpd(Daemon):
    """OpenBGPD, which must start as root. Its control socket is `@DIR@/control`."""

    name = "openbgpd"
    programs = ("/usr/sbin/bgpd", "/usr/sbin/bgpctl", "/usr/bin/unshare")
    version_arguments = ("-V",)
    config_mode = 0o600

    # It confines itself to /run/openbgpd, which must exist. A /run of its own provides that and
    # leaves the machine's alone. Each program replaces the one before: the process stays ours.
    _ROOM = 'mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/openbgpd && exec "$@"'

    @classmethod
    def why_not(cls) -> str | None:
        """Return why this daemon cannot run here, or None when it can."""
        return super().why_not() or ("openbgpd must start as root" if os.geteuid() else None)

    def _command(self, config: Path) -> Sequence[str]:
        daemon = (self.programs[0], "-d", "-v", "-f", str(config))
        return (self.programs[2], "-m", "/bin/sh", "-c", self._ROOM, "sh", *daemon)

    def _answers(self) -> bool:
        return "Neighbor" in self.query("show")

    def query(self, *words: str) -> str:
        """Return bgpctl's answer: `query("show", "rib", "detail")`."""
        return output(self.programs[1], "-s", str(self.directory / "control"), *words)
