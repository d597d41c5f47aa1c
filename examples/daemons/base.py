"""What all daemons have in common: start, wait, stop, clean up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import ClassVar, Self

__all__ = ["NOTHING", "Daemon", "output", "wait_until"]

NOTHING: Mapping[str, str] = MappingProxyType({})
_SECONDS_TO_START = 20.0
_SECONDS_TO_STOP = 10.0


def wait_until(condition: Callable[[], object], seconds: float = 20.0, pause: float = 0.02) -> None:
    """Ask again and again until `condition()` is true; an OSError counts as false.

    Raises:
        TimeoutError: it was not true within so many seconds.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except OSError:
            pass  # such as a control socket that is not there yet
        time.sleep(pause)
    raise TimeoutError(f"waited {seconds} s in vain")


class Daemon(ABC):
    """A daemon that runs from the beginning of a `with` block to its end."""

    #: short name, as in file names and messages
    name: ClassVar[str]
    #: the executable files that must be there
    programs: ClassVar[tuple[str, ...]]
    #: arguments that make the first of them print its version
    version_arguments: ClassVar[tuple[str, ...]] = ("--version",)
    #: octal mode of the configuration file
    config_mode: ClassVar[int] = 0o644

    def __init__(self, config: str | Path, substitute: Mapping[str, str] = NOTHING) -> None:
        """Prepare, without starting anything.

        Args:
            config: the configuration's text, or the file it stands in.
            substitute: texts to replace in it, such as `{"127.0.0.": "127.0.7."}`. `@DIR@` is
                always replaced with the daemon's directory.
        """
        self._config = config.read_text() if isinstance(config, Path) else config
        self._substitute = dict(substitute)
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def why_not(cls) -> str | None:
        """Return why this daemon cannot run here, or None when it can."""
        absent = [program for program in cls.programs if shutil.which(program) is None]
        return f"{cls.name} is not installed (no {absent[0]})" if absent else None

    @classmethod
    def version(cls) -> str:
        """Ask the installed program for its version, such as `2.0.12`."""
        said = output(cls.programs[0], *cls.version_arguments)
        found = re.search(r"\d+(\.\d+)+", said)
        if found is None:
            raise ValueError(f"{cls.name} does not say a version but {said!r}")
        return found.group()

    def __enter__(self) -> Self:
        """Start the daemon and wait until it answers."""
        self.directory = Path(tempfile.mkdtemp(prefix=f"bgp-{self.name}-"))
        self.directory.chmod(0o755)  # some daemons change to a user of their own
        try:
            self._start()
        except BaseException:
            self.stop()
            shutil.rmtree(self.directory)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the daemon and remove its directory."""
        self.stop()
        if problem is not None:
            problem.add_note(f"The log of {self.name} ends:\n{self.log()[-2000:]}")
        shutil.rmtree(self.directory)

    def _start(self) -> None:
        text = self._config
        for old, new in {**self._substitute, "@DIR@": str(self.directory)}.items():
            text = text.replace(old, new)
        config = self.directory / "config"
        config.write_text(text)
        config.chmod(self.config_mode)
        self._run()

    def kill(self) -> None:
        """End the process at once, so that it can say nothing to its peers."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def start_again(self) -> None:
        """Start the process anew, with the same configuration.

        Raises:
            RuntimeError: it does not start.
        """
        self.stop()
        for path in self.directory.iterdir():
            if path.is_socket():  # a process that was killed leaves it behind
                path.unlink()
        self._run()

    def _run(self) -> None:
        config = self.directory / "config"
        with (self.directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(config),
                cwd=self.directory,
                env={**os.environ, **self._environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(lambda: not self.running or self._answers(), _SECONDS_TO_START)
        except TimeoutError:
            raise RuntimeError(f"{self.name} does not answer:\n{self.log()}") from None
        if not self.running:
            raise RuntimeError(f"{self.name} ended at once:\n{self.log()}")

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the process; KILL, say, for a peer that vanishes."""
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self) -> None:
        """End the process, politely first, and wait until it is gone."""
        if self._process is None:
            return
        self._process.terminate()  # does nothing to a process that has ended
        try:
            self._process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        """Return what the daemon has printed so far."""
        return (self.directory / "log").read_text(errors="replace")

    @abstractmethod
    def _command(self, config: Path) -> Sequence[str]:
        """Return the program and its arguments."""

    def _environment(self) -> Mapping[str, str]:
        """Return what to add to the environment."""
        return NOTHING

    @abstractmethod
    def _answers(self) -> bool:
        """Return whether the daemon is ready for work."""


def output(*command: str) -> str:
    """Return what a program printed, on either stream."""
    run = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=30,
        check=False,
    )
    return run.stdout
