"""ExaBGP 4, as Debian 12 has it."""

from __future__ import annotations

import json
import os
import pwd
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from daemons.base import NOTHING, Daemon, wait_until

__all__ = ["Exabgp"]


class Exabgp(Daemon):
    """ExaBGP: a source of routes and a reader of messages, without a RIB.

    For `command` and `events` the configuration has to say
    `process control { run /usr/bin/python3 @DIR@/control.py; encoder json; }`.
    """

    name = "exabgp"
    programs = ("/usr/sbin/exabgp",)

    def __init__(
        self,
        config: str | Path,
        substitute: Mapping[str, str] = NOTHING,
        *,
        address: str = "127.0.0.5",
        port: int = 1179,
    ) -> None:
        """Prepare, without starting anything.

        Args:
            config: as `Daemon`.
            substitute: as `Daemon`.
            address: where to listen; ExaBGP takes this from the environment.
            port: the port to listen on.
        """
        super().__init__(config, substitute)
        self._address = address
        self._port = port

    def _command(self, config: Path) -> Sequence[str]:
        shutil.copy(Path(__file__).with_name("exabgp_control.py"), self.directory / "control.py")
        return (self.programs[0], str(config))

    def _environment(self) -> Mapping[str, str]:
        settings = {
            "tcp.bind": self._address,
            "tcp.port": str(self._port),
            "daemon.user": pwd.getpwuid(os.getuid()).pw_name,
            "daemon.drop": "false",
            "api.cli": "false",
            "api.ack": "false",
            "log.destination": "stdout",
        }
        return {f"exabgp.{name}": value for name, value in settings.items()}

    def _answers(self) -> bool:
        return "loaded new configuration" in self.log()

    def command(self, *lines: str) -> None:
        """Give commands of ExaBGP's API: `command("withdraw route 10.0.0.0/8")`.

        Raises:
            TimeoutError: the configuration does not run `control.py`.
        """
        commands = self.directory / "commands"
        wait_until(commands.is_fifo, 5)
        with commands.open("w") as fifo:
            fifo.writelines(f"{line}\n" for line in lines)

    def events(self) -> list[dict[str, Any]]:
        """Return the JSON objects that ExaBGP has written so far."""
        events = self.directory / "events"
        lines = events.read_text().splitlines(keepends=True) if events.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]
