"""docs/reference/cli.md: every example is true, and every command and option is there."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from bgplib.cli._root import _COMMANDS
from tests.unit.cli import archives, recorded
from tests.unit.cli.running import REPOSITORY, run

REFERENCE = (REPOSITORY / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
#: what the section on `encode` says that its file holds
MESSAGES = re.findall(r"`messages.json` holds .*?```json\n(.*?)```", REFERENCE, re.DOTALL)
EXAMPLES = re.findall(r"```console\n\$ bgplib (.*?)\n(.*?)```", REFERENCE, re.DOTALL)


def test_there_are_examples() -> None:
    """Most commands are shown at work."""
    assert {arguments.split()[0] for arguments, _ in EXAMPLES} >= _COMMANDS.keys() - {"demo"}


@pytest.mark.parametrize(("arguments", "expected"), EXAMPLES)
def test_examples(
    arguments: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command prints what stands below it, standard error behind standard output."""
    monkeypatch.chdir(tmp_path)
    archives.write(tmp_path, "table.mrt", archives.table())
    archives.write(tmp_path, "updates.mrt", archives.updates(down=False))
    archives.write(tmp_path, "cut.mrt", archives.table()[:-10])
    archives.write(tmp_path, "stream.bmp", recorded.stream())
    archives.write(tmp_path, "session.pcap", recorded.capture())
    archives.write(tmp_path, "bmp.pcap", recorded.bmp_capture())
    (messages,) = MESSAGES
    (tmp_path / "messages.json").write_text(messages, encoding="utf-8")
    result = run(*shlex.split(arguments))
    assert result.stdout + result.stderr == expected


@pytest.mark.parametrize("name", _COMMANDS)
def test_options_are_described(name: str) -> None:
    """Each command has a section that names all its options."""
    _, _, behind = REFERENCE.partition(f"\n## bgplib {name}\n")
    section, _, _ = behind.partition("\n## ")
    assert section
    options = [
        option
        for parameter in import_module(f"bgplib.cli.{name}").command.params
        for option in parameter.opts
        if option.startswith("-")
    ]
    assert [option for option in options if f"`{option}" not in section] == []
