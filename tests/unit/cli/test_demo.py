"""`bgplib demo`: the packaged recording, from octets to reasons."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from bgplib.cli._replay import Replay
from bgplib.testing.recording import read_recording
from tests.unit.cli.running import process, run

#: what the command prints; `python -m bgplib demo > tests/unit/cli/demo.txt` writes it anew
GOLDEN = Path(__file__).with_name("demo.txt")


def lines() -> list[str]:
    return files("bgplib.cli").joinpath("demo.jsonl").read_text(encoding="utf-8").splitlines()


def test_output() -> None:
    """The output is the same every time: timeline, table and reasons."""
    result = run("demo")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == GOLDEN.read_text(encoding="utf-8")


def test_what_is_shown() -> None:
    """All four daemons speak, every message comes back, and several steps decide."""
    output = run("demo").stdout
    for daemon in ("bird", "frr", "gobgp", "openbgpd"):
        assert f"  {daemon}" in output
    replay = Replay(read_recording(lines()))
    assert list(replay.run())
    assert replay.messages == replay.same == len([line for line in lines() if "octets" in line])
    assert replay.errors == 0
    steps = {line for line in output.splitlines() if line.startswith("Best: ")}
    assert len(steps) >= 5


def test_as_a_process() -> None:
    """It needs nothing but the package."""
    done = process("demo")
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.decode() == GOLDEN.read_text(encoding="utf-8")


def test_another_recording(tmp_path: Path) -> None:
    """--recording replays a file of the same form; a malformed message is told, with status 1."""
    entries = lines()
    at = next(i for i, line in enumerate(entries) if '"received"' in line and "001304" in line)
    entry = json.loads(entries[at])
    entry["octets"] = "ff" * 16 + "001309"
    path = tmp_path / "recording.jsonl"
    changed = "\n".join((*entries[:at], json.dumps(entry), *entries[at + 1 :]))
    path.write_text(changed, encoding="utf-8")
    result = run("demo", "--recording", str(path))
    assert result.exit_code == 1
    assert "sends what is malformed" in result.stdout


@pytest.mark.parametrize(
    ("octets", "error"),
    [
        (b"", "there is no line, not even a header"),
        (b"{}\n", "line 1: the format is not 'bgplib-recording/1' but None"),
        (b"\xff\xfe", "this is no recording: not UTF-8"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, octets: bytes, error: str) -> None:
    """What is no recording is one sentence, with status 1."""
    path = tmp_path / "recording.jsonl"
    path.write_bytes(octets)
    result = run("demo", "--recording", str(path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"bgplib: {path}: ")
    assert error in result.stderr
    assert run("demo", "--recording", str(tmp_path / "absent")).exit_code == 1
