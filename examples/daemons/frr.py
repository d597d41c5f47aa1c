"""FRR's bgpd."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from daemons.base import NOTHING, Daemon

__all__ = ["Frr"]


class Frr(Daemon):
    """FRR's bgpd, without zebra: it needs no other daemon of FRR."""

    name = "frr"
    programs = ("/usr/lib/frr/bgpd",)

    def __init__(
        self,
        config: str | Path,
        substitute: Mapping[str, str] = NOTHING,
        *,
        addresses: Sequence[str] = ("127.0.0.1",),
        port: int = 1179,
        arguments: Sequence[str] = (),
    ) -> None:
        """Prepare, without starting anything.

        Args:
            config: as `Daemon`.
            substitute: as `Daemon`.
            addresses: where to listen; FRR takes this from no configuration.
            port: the port to listen on.
            arguments: more arguments, such as `("-M", "bmp")`.
        """
        super().__init__(config, substitute)
        self._arguments = (*arguments, *(word for address in addresses for word in ("-l", address)))
        self._port = port

    def _command(self, config: Path) -> Sequence[str]:
        # -S: stay this user; -Z, -n: no zebra, no kernel routes; -P 0: no TCP terminal.
        files = ("-f", str(config), "-i", str(self.directory / "pid"))
        terminal = ("--vty_socket", str(self.directory), "-A", "127.0.0.1", "-P", "0")
        flags = ("-S", "-Z", "-n", "-p", str(self._port), "--log", "stdout")
        return (self.programs[0], *flags, *files, *terminal, *self._arguments)

    def _answers(self) -> bool:
        return "FRRouting" in self.query("show version")

    def query(self, *commands: str) -> str:
        """Return bgpd's answers to commands of vtysh, which follow each other in one session.

        Raises:
            OSError: bgpd is not there, or hung up.
        """
        answers = []
        with socket.socket(socket.AF_UNIX) as terminal:
            terminal.settimeout(20)
            terminal.connect(str(self.directory / "bgpd.vty"))
            for command in ("enable", *commands):
                terminal.sendall(command.encode() + b"\0")
                answer = b""
                # An answer ends with three NULs and a status octet.
                while answer[-4:-1] != b"\0\0\0":
                    octets = terminal.recv(65536)
                    if not octets:
                        raise ConnectionError("bgpd closed its terminal")
                    answer += octets
                answers.append(answer[:-4].decode(errors="replace"))
        return "".join(answers[1:])
