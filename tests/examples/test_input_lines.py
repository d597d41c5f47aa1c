"""Lines reach a program when they come, however they are divided, and from whatever they come."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from input_lines import follow_lines


async def until(lines: list[str], count: int) -> None:
    """Wait until so many lines came; five seconds are far too long."""
    async with asyncio.timeout(5):
        while len(lines) < count:
            await asyncio.sleep(0.001)


def test_lines_that_come_at_once_wait_for_no_other() -> None:
    """A pipe that stays open wakes a program once for two lines: both are taken."""

    async def run() -> list[str]:
        reading, writing = os.pipe()
        lines: list[str] = []
        with os.fdopen(reading) as source:
            follow_lines(source, lines.append)
            os.write(writing, b"one\ntwo\nthr")
            await until(lines, 2)
            os.write(writing, b"ee\n\nfi")
            await until(lines, 4)
            os.write(writing, "vé".encode())
            os.close(writing)
            await until(lines, 5)
            # Its end is noticed once: nothing waits for it any more.
            assert not asyncio.get_running_loop().remove_reader(source.fileno())
        return lines

    assert asyncio.run(run()) == ["one", "two", "three", "", "fivé"]


def test_a_plain_file_is_read_to_its_end(tmp_path: Path) -> None:
    """`program < alerts.jsonl` works, though no system lets a program wait for a file."""
    path = tmp_path / "lines"
    wanted = [f"line {number}" for number in range(20_000)]
    path.write_text("\n".join(wanted))

    async def run() -> list[str]:
        lines: list[str] = []
        with path.open() as source:
            follow_lines(source, lines.append)
            await until(lines, len(wanted))
        return lines

    assert asyncio.run(run()) == wanted
