"""`bgplib mrt --jobs`: several processes print what one prints."""

from __future__ import annotations

import errno
import gzip
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import active_children
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.cli._files import Archives
from bgplib.cli._filters import Filter
from bgplib.cli._parallel import HELD, Outcome, Part, _read, in_parallel, parts_of
from tests.bench import data
from tests.unit.cli.running import run

TABLE = b"".join(data.table_dump_v2(60, 4))
UPDATES = b"".join(data.bgp4mp(data.live_feed(200)))
ARCHIVE = TABLE + UPDATES + TABLE


def together(parts: list[Part], form: str | None) -> Outcome:
    """Read parts, one after the other, and put together what becomes of them."""
    whole = Outcome()
    for part in parts:
        outcome = _read(part, form, Filter(), "", HELD)
        whole.lines += outcome.lines
        whole.errors += outcome.errors
        whole.kinds += outcome.kinds
        whole.tally.merge(outcome.tally)
    return whole


def test_a_large_file_is_divided(tmp_path: Path) -> None:
    """Parts follow each other without a gap, and begin with the table that is in force."""
    file = tmp_path / "archive.mrt"
    file.write_bytes(ARCHIVE)
    parts = parts_of(str(file), 4000)
    assert len(parts) > 10
    assert parts[0] == Part(str(file), 0, parts[1].start, b"")
    assert [part.stop for part in parts] == [*(part.start for part in parts[1:]), None]
    assert all(part.stop - part.start < 8000 for part in parts[:-1] if part.stop is not None)
    tables = {part.table for part in parts[1:]}
    assert len(tables) == 1
    assert tables.pop() == TABLE[: len(next(iter(data.table_dump_v2(60, 4))))]


@pytest.mark.parametrize("form", ["bgpdump", "json", None, "count"])
def test_parts_make_the_whole(tmp_path: Path, form: str | None) -> None:
    """Whatever is asked for, parts give what the file gives."""
    file = tmp_path / "archive.mrt"
    file.write_bytes(ARCHIVE)
    assert together(parts_of(str(file), 4000), form) == together([Part(str(file))], form)


@given(
    st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=4),
    st.integers(0, len(ARCHIVE)),
    st.sampled_from((1000, 5000, 20000)),
)
@settings(max_examples=30)
def test_parts_of_damaged_files_make_the_whole(
    damage: list[tuple[int, int]], cut: int, size: int
) -> None:
    """What is damaged is found where one process finds it, and nothing else changes."""
    octets = bytearray(ARCHIVE)
    for at, value in damage:
        octets[at] = value
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.mrt"
        file.write_bytes(octets[:cut] if cut > len(ARCHIVE) // 2 else octets)
        assert together(parts_of(str(file), size), None) == together([Part(str(file))], None)


def test_packed_files_stay_whole(tmp_path: Path) -> None:
    """What is packed has to be unpacked from its start on."""
    file = tmp_path / "archive.gz"
    file.write_bytes(gzip.compress(ARCHIVE))
    assert [part.stop for part in parts_of(str(file), 1000)] == [None]


@pytest.mark.parametrize("form", ["bgpdump", "json", None])
def test_lines_that_are_too_many(tmp_path: Path, form: str | None) -> None:
    """What a part has more than fits is put into a file, and taken out of it again."""
    file = tmp_path / "archive.mrt"
    file.write_bytes(ARCHIVE)
    folder = tmp_path / "folder"
    folder.mkdir()
    part = Part(str(file))
    whole = _read(part, form, Filter(), str(folder), HELD)
    assert whole.rest is None
    count = len(whole.lines)
    assert count > 500
    for held in (0, 10, count - 1):
        outcome = _read(part, form, Filter(), str(folder), held)
        assert len(outcome.lines) == held
        assert len(list(folder.iterdir())) == 1
        assert list(outcome) == whole.lines
        assert list(folder.iterdir()) == []
    for held in (count, count + 1):
        outcome = _read(part, form, Filter(), str(folder), held)
        assert outcome.rest is None
        assert list(outcome) == whole.lines


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with lines are gone in the end, whether they were read or not."""
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    files = []
    for name in ("a.mrt", "b.mrt"):
        (tmp_path / name).write_bytes(gzip.compress(ARCHIVE))
        files.append(str(tmp_path / name))
    archives = Archives(tuple(files))
    lines = [line for each in in_parallel(archives, 2, None, Filter(), held=10) for line in each]
    assert len(lines) == 2 * len(together([Part(files[0])], None).lines)
    assert list(folder.iterdir()) == []
    outcomes = in_parallel(archives, 2, None, Filter(), held=10)
    assert next(outcomes).rest is not None
    outcomes.close()
    assert list(folder.iterdir()) == []


def test_processes(tmp_path: Path) -> None:
    """Two processes, three files, one of them not there: all as with one process."""
    files = []
    for name, octets in (("a.mrt", ARCHIVE), ("b.mrt", UPDATES + b"\1\2\3")):
        (tmp_path / name).write_bytes(octets)
        files.append(str(tmp_path / name))
    names = (files[0], str(tmp_path / "none.mrt"), files[1])
    archives = Archives(names)
    lines: list[str] = []
    for outcome in in_parallel(archives, 2, None, Filter(), size=10_000):
        lines += outcome
    assert archives.kinds == Counter({(13, 1): 2, (13, 2): 120, (16, 4): 400})
    assert archives.errors == 2
    for options in ((), ("-m",), ("--json",), ("--count",), ("--type", "W")):
        one = run("mrt", *options, *names)
        several = run("mrt", "--jobs", "2", *options, *names)
        assert (several.exit_code, several.stdout, several.stderr) == (
            one.exit_code,
            one.stdout,
            one.stderr,
        )
        if not options:
            assert one.stdout == "".join(f"{line}\n" for line in lines)
            assert one.exit_code == 1


if sys.platform == "win32":

    def make_pipe(path: Path) -> None:
        """Skip the test."""
        pytest.skip("no file is a pipe there, and no signal goes to a group")

    def feed(pipe: Path) -> int:
        """Do nothing: there are no pipes."""
        raise NotImplementedError

    def send_all(process: subprocess.Popen[str], name: str) -> None:
        """Do nothing: there are no groups of processes."""
        raise NotImplementedError

else:

    def make_pipe(path: Path) -> None:
        """Make a named pipe."""
        os.mkfifo(path)

    def feed(pipe: Path) -> int:
        """Open a named pipe for writing, once somebody reads it; nothing is written."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                assert error.errno == errno.ENXIO, error
                assert time.monotonic() < deadline, f"nobody reads {pipe}"
                time.sleep(0.05)

    def send_all(process: subprocess.Popen[str], name: str) -> None:
        """Send a signal to a process that began a session, and to all that it started."""
        os.killpg(process.pid, signal.Signals[name])


def test_files_are_read_at_the_same_time(tmp_path: Path) -> None:
    """One whose reader waits does not keep the next from being read, packed or not."""
    pipes = [tmp_path / "a.mrt", tmp_path / "b.mrt"]
    for pipe in pipes:
        make_pipe(pipe)
    command = [sys.executable, "-m", "bgplib", "mrt", "--jobs", "2", *map(str, pipes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            opened = [feed(pipe) for pipe in pipes]
        except AssertionError:
            process.kill()
            raise
        for descriptor in opened:
            os.write(descriptor, UPDATES[:10_000])
            os.close(descriptor)
        output, errors = process.communicate(timeout=60)
    assert len(output.splitlines()) > 20
    assert errors.count(b"of a record only") == 2


def test_an_interrupt_ends_all_processes(tmp_path: Path) -> None:
    """Two files are read at the same time; a terminal interrupts all, and one says so."""
    pipes = [tmp_path / "a.mrt", tmp_path / "b.mrt"]
    for pipe in pipes:
        make_pipe(pipe)
    command = [sys.executable, "-m", "bgplib", "mrt", "--jobs", "2", *map(str, pipes)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        opened: list[int] = []
        try:
            opened += map(feed, pipes)
            send_all(process, "SIGINT")
            output, errors = process.communicate(timeout=60)
        except (AssertionError, subprocess.TimeoutExpired):
            send_all(process, "SIGKILL")
            raise
        finally:
            for descriptor in opened:
                os.close(descriptor)
    assert (process.returncode, output, errors) == (1, "", "bgplib: stopped\n")


def test_who_needs_no_more_waits_for_nothing(tmp_path: Path) -> None:
    """What is still being read is given up, as when the printed lines are piped into `head`."""
    files = [tmp_path / "short.mrt", tmp_path / "endless.mrt"]
    files[0].write_bytes(ARCHIVE)
    make_pipe(files[1])
    outcomes = in_parallel(Archives(tuple(map(str, files))), 2, None, Filter(), size=10_000)
    assert next(outcomes).lines
    outcomes.close()


def test_a_process_that_is_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever ends it, what was read is there, and a sentence says that more is missing."""
    file = tmp_path / "archive.mrt"
    file.write_bytes(ARCHIVE * 10)
    archives = Archives((str(file),))
    outcomes = in_parallel(archives, 2, None, Filter(), size=4000)
    found = next(outcomes).lines
    for process in active_children():
        process.kill()
    for outcome in outcomes:
        found += outcome.lines
    whole = together([Part(str(file))], None).lines
    assert found == whole[: len(found)]
    assert len(found) < len(whole)
    assert archives.status == 1
    assert capsys.readouterr().err.startswith("bgplib: a process that reads was ended: ")


@pytest.mark.parametrize("arguments", [("--jobs", "2", "-"), ("--jobs", "0", "x")])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    """Standard input cannot be shared, and somebody has to work."""
    assert run("mrt", *arguments).exit_code == 2
