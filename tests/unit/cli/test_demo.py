"""`bgplib demo`: the packaged recording, from octets to reasons."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

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


def changed(path: Path, *, until: int, more: list[dict[str, Any]]) -> Path:
    """Write the header and the first lines of the recording, and then others."""
    texts = (*lines()[:until], *map(json.dumps, more))
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


BIRD_IS_UP = 6  # the header, the connection, two OPENs, two KEEPALIVEs


def first_route() -> dict[str, Any]:
    """Return the first entry with an UPDATE of a peer."""
    entries = (json.loads(line) for line in lines() if '"bird", "direction": "received"' in line)
    return next(entry for entry in entries if entry["octets"][36:38] == "02")


def test_sessions_are_run(tmp_path: Path) -> None:
    """A peer that says nothing more is lost when HoldTimer says so, with its routes."""
    route = first_route()
    silence = {"time": 500.0, "peer": "bird", "event": "closed"}
    path = changed(tmp_path / "silent.jsonl", until=BIRD_IS_UP, more=[route, silence])
    result = run("demo", "--recording", str(path))
    assert result.exit_code == 0
    up, *down = [line for line in result.stdout.splitlines() if " s  bird" in line]
    at = route["time"] + 90
    assert "Established" in up
    assert [line.split(":")[0] for line in down] == [
        f"{at:7.3f} s  bird      HoldTimer expired",
        f"{at:7.3f} s  bird      Idle",
    ]
    assert "left the table" in down[1]


def test_our_notification_ends_the_session(tmp_path: Path) -> None:
    """What our end said is said again: it stops, and what comes then counts for nothing."""
    bye = {"time": 1.0, "peer": "bird", "direction": "sent", "octets": "ff" * 16 + "0015030602"}
    late = {**first_route(), "time": 2.0}
    path = changed(tmp_path / "bye.jsonl", until=BIRD_IS_UP, more=[bye, late])
    result = run("demo", "--recording", str(path))
    assert result.exit_code == 0
    assert "is sent NOTIFICATION Cease/Administrative Shutdown" in result.stdout
    assert "bird      Idle\n" in result.stdout
    assert "0 destinations, 0 paths" in result.stdout


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (None, "no OPEN of ours was recorded"),
        ("ff" * 16 + "001304", "no OPEN of ours was recorded"),
        ("ff" * 16 + "001d0103fbf4005ac000020900", "version 3 of BGP is not supported"),
        ("ff" * 16 + "001d0104fbf40001c000020900", "hold_time is 1 s"),
    ],
)
def test_what_no_session_says(tmp_path: Path, octets: str | None, reason: str) -> None:
    """Without an OPEN that a session of ours would say, messages are decoded, and no more."""
    sent = {"time": 0.1, "peer": "bird", "direction": "sent", "octets": octets}
    path = changed(tmp_path / "recording.jsonl", until=2, more=[sent] if octets else [])
    result = run("demo", "--recording", str(path))
    assert f"no session can be run: {reason}" in result.stdout


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
