"""The command itself: help, exit status, closed pipes, missing packages."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import bgplib
from bgplib.cli._root import _COMMANDS, _is_closed_pipe, cli
from tests.unit.cli.running import environment, process, run, seen_on_terminal

KEEPALIVE = "ff" * 16 + "001304"


def test_help_lists_every_command() -> None:
    """`--help` names every command, and each has a help text of its own."""
    result = run("--help")
    assert result.exit_code == 0
    assert _COMMANDS
    for name in _COMMANDS:
        assert name in result.output
        assert "Usage: bgplib " + name in run(name, "--help").output
        assert import_module(f"bgplib.cli.{name}").command.name == name


def test_version() -> None:
    """`--version` prints that of the package."""
    assert run("--version").output == f"bgplib {bgplib.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("decode", "--nonsense"), ("decode", "--add-path", "nonsense", KEEPALIVE)],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    """Usage errors have status 2, and standard output stays empty."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


def test_no_command_is_wrong_usage() -> None:
    """Without a command there is nothing to do: the help is printed, with status 2."""
    result = run()
    assert result.exit_code == 2
    assert "Usage" in result.output


def test_help_imports_no_codecs() -> None:
    """`--help` is quick since it imports neither the codecs nor the commands."""
    code = (
        "import sys\n"
        "from bgplib.cli._root import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('bgplib') or name == 'rich'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(), check=True
    )
    imported = set(done.stdout.decode().splitlines()[-1].split())
    assert imported == {"bgplib", "bgplib.cli", "bgplib.cli._root"}


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell that closes streams")
@pytest.mark.parametrize(
    ("closed", "arguments", "status", "error"),
    [
        (">&-", ["--help"], 0, b""),
        (">&-", ["decode", KEEPALIVE], 0, b""),
        ("<&-", ["decode", "-"], 0, b""),
        ("<&-", ["mrt", "-"], 1, b"the file is empty"),
        ("2>&-", ["mrt", "nowhere"], 1, b""),
    ],
)
def test_streams_that_were_never_there(
    closed: str, arguments: list[str], status: int, error: bytes
) -> None:
    """A shell may start a program without one of the standard streams: no traceback, and no word.

    Python has None in its place.
    """
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m bgplib "$@" {closed}', sys.executable, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, b"")
    assert error in done.stderr
    assert bool(error) == bool(done.stderr)


def test_a_closed_pipe_is_no_error() -> None:
    """Who has read enough (`| head`) closes the pipe: status 0, and no word on standard error."""
    for arguments in (("decode", "--json", "-"), ("--help",)):
        child = subprocess.Popen(
            [sys.executable, "-m", "bgplib", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert child.stdout
        child.stdout.close()
        _, errors = child.communicate(f"{KEEPALIVE}\n".encode() * 1000)
        assert errors == b""
        assert child.returncode == 0


def test_windows_has_another_name_for_a_closed_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is said that an argument is invalid; elsewhere that would be a mistake."""
    invalid = OSError(errno.EINVAL, "Invalid argument")
    for platform, is_pipe in (("win32", True), ("linux", False)):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "platform", platform)
            assert _is_closed_pipe(invalid) is is_pipe
            assert not _is_closed_pipe(OSError(errno.EINVAL, "Invalid argument", "*.mrt"))
            assert not _is_closed_pipe(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_missing_packages_are_named(missing: str) -> None:
    """Without click or rich one sentence names the extra to install, with status 2."""
    code = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda name: None if name == {missing!r} else find(name)\n"
        "from bgplib.cli.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert missing.encode() in done.stderr
    assert b"bgplib[cli]" in done.stderr


def test_click_before_8_4() -> None:
    """Its `ParamType` takes no parameter, and ours are read all the same."""
    code = (
        "import click\n"
        "class ParamType(click.ParamType):\n"
        "    __class_getitem__ = None\n"
        "click.ParamType = ParamType\n"
        "from bgplib.cli.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "mrt", "--family", "nope", "-"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert b"'nope' is not an address family" in done.stderr


def test_colour_is_for_terminals() -> None:
    """Nothing is coloured in a pipe, with or without NO_COLOR."""
    assert b"\x1b" not in process("decode", KEEPALIVE).stdout
    assert b"\x1b" not in process("decode", KEEPALIVE, NO_COLOR="1").stdout


@pytest.mark.parametrize(("changes", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_is_honoured_on_terminals(changes: dict[str, str], coloured: bool) -> None:
    """On a terminal the output is coloured, unless NO_COLOR is set (no-color.org)."""
    output, errors = seen_on_terminal("stdout", "decode", KEEPALIVE, **changes)
    assert errors == b""
    assert b"KEEPALIVE" in output
    assert bool(re.search(rb"\x1b\[\d", output)) is coloured


def test_output_of_any_encoding() -> None:
    """Where the terminal cannot show a character, its escape is printed."""
    malformed = "ff" * 16 + "002d02000000144001010740020602010000fde9400304c0000201080a"
    done = process("decode", malformed, PYTHONIOENCODING="ascii")
    assert b"RFC 7606 \\xa77.1" in done.stdout
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_full_disk_is_one_sentence() -> None:
    """When output cannot be written, a sentence says so, with status 1."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bgplib", "decode", KEEPALIVE],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"bgplib: input or output failed: No space left on device\n"


def test_the_command_can_be_embedded() -> None:
    """With `standalone_mode=False` the status is returned, as click has it."""
    assert cli.main(["decode", "zz"], prog_name="bgplib", standalone_mode=False) == 1


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("mrt", ("-m", "--json")),
        ("mrt", ("--json", "-m")),
        ("mrt", ("--json", "--count")),
        ("mrt", ("-m", "--json", "--count")),
        ("rib", ("--json", "--count")),
        ("bmp", ("--count", "--json")),
        ("pcap", ("--json", "--count")),
    ],
)
def test_one_form_of_output(command: str, options: tuple[str, ...]) -> None:
    """Two forms at once are a usage error that names both, and not one of them by chance."""
    result = run(command, *options, "FILE")
    assert result.exit_code == 2
    assert "choose one" in result.stderr
    assert options[0] in result.stderr
    assert options[1] in result.stderr


@pytest.mark.parametrize("command", ["mrt", "rib", "bmp", "pcap"])
def test_a_form_given_twice(command: str) -> None:
    """The same form twice is no other form."""
    twice = run(command, "--count", "--count", "-", text=b"")
    once = run(command, "--count", "-", text=b"")
    assert twice.exit_code == once.exit_code == 1
    assert twice.stdout == once.stdout
    assert once.stdout
