"""The `bgplib` command itself: its subcommands by name, its exit status, and its end in a pipe."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from bgplib import __version__

__all__ = ["cli"]

#: name of a subcommand: its module in this folder, and what `--help` says of it; the modules are
#: imported when they are run, so that `--help` is quick
_COMMANDS: Final = {
    "decode": "Decode messages given in hexadecimal.",
    "encode": "Encode messages given as JSON.",
    "mrt": "Print what MRT files hold.",
    "bmp": "Print what BMP streams hold.",
    "pcap": "Print the BGP or BMP messages of captures.",
    "rib": "Load MRT files into a RIB, choose best paths, and print the table.",
    "explain": "Say why one path to a prefix won.",
    "demo": "Replay a recording of real routers.",
}
#: what shells set to ask for completions (see click's "Shell Completion")
_COMPLETION: Final = "_BGPLIB_COMPLETE"


class _Commands(click.Group):
    """A group of commands that are imported when they are needed."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order of the help text."""
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"bgplib.cli.{cmd_name}").command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(  # type: ignore[override]  # click's overloads say the same at greater length
        self, args: Any = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run a command and end the process; the exit status is what the command returns, or 0.

        A reader that has seen enough (`| head`), or that was never there (`>&-`), is no error.
        Usage errors have status 2.
        """
        if not extra.get("standalone_mode", True) or _COMPLETION in os.environ:
            return super().main(args, prog_name, **extra)
        _open_what_is_closed()
        _tolerate_any_encoding()
        try:
            status = self._run(sys.argv[1:] if args is None else list(args), prog_name)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            status = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("bgplib: stopped", err=True)
            status = 1
        except OSError as error:
            _discard_output()
            if _is_closed_pipe(error):
                sys.exit(0)
            click.echo(f"bgplib: input or output failed: {error.strerror or error}", err=True)
            status = 1
        sys.exit(status)

    def _run(self, args: list[str], prog_name: str | None) -> int:
        try:
            with self.make_context(prog_name, args) as context:
                return self.invoke(context) or 0
        except click.exceptions.Exit as end:
            return end.exit_code


def _is_closed_pipe(error: OSError) -> bool:
    """Say whether who read the output has gone, for which Windows may have another name."""
    # It calls the name of a file so, too, that no file can have, such as `*.mrt`.
    return isinstance(error, BrokenPipeError) or (
        sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    )


def _open_what_is_closed() -> None:
    """Let standard streams that were closed before the start be empty, or take what vanishes."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, stream)


def _tolerate_any_encoding() -> None:
    """Print what the terminal's encoding lacks as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """Let what is still to be written vanish, now and when the interpreter ends."""
    with suppress(OSError, ValueError):  # in tests standard output may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0, or 1 if the input had errors, or 2 for wrong usage.",
)
@click.version_option(__version__, prog_name="bgplib", message="%(prog)s %(version)s")
def cli() -> None:
    """Read and write BGP: messages, MRT files, captures, tables, and why a path is the best."""
