"""GoBGP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from daemons.base import NOTHING, Daemon, output

__all__ = ["Gobgpd"]


class Gobgpd(Daemon):
    """GoBGP."""

    name = "gobgp"
    programs = ("/usr/bin/gobgpd", "/usr/bin/gobgp")

    def __init__(
        self,
        config: str | Path,
        substitute: Mapping[str, str] = NOTHING,
        *,
        arguments: Sequence[str] = (),
    ) -> None:
        """Prepare, without starting anything.

        Args:
            config: as `Daemon`, in TOML.
            substitute: as `Daemon`.
            arguments: more arguments, such as `("-r",)` for a graceful restart.
        """
        super().__init__(config, substitute)
        self._arguments = tuple(arguments)

    @property
    def _api(self) -> str:
        return f"unix://{self.directory}/api"

    def _command(self, config: Path) -> Sequence[str]:
        flags = ("-t", "toml", "-p", "--pprof-disable", "--api-hosts", self._api)
        return (self.programs[0], "-f", str(config), *flags, *self._arguments)

    def _answers(self) -> bool:
        return "Router-ID" in self.query("global")

    def query(self, *words: str) -> str:
        """Return what the `gobgp` client prints: `query("global", "rib", "-j")`."""
        return output(self.programs[1], "--target", self._api, *words)
