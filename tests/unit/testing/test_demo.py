"""The recording that `bgplib demo` replays."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import pytest

from bgplib.testing.recording import read_recording, write_recording
from tests.unit.testing.demo_content import CLAIMS, Content

_FILE = resources.files("bgplib.cli") / "demo.jsonl"


@pytest.fixture(scope="module")
def content() -> Content:
    """The committed recording, decoded."""
    with _FILE.open(encoding="utf-8") as lines:
        return Content(read_recording(lines))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_the_committed_recording(claim: Callable[[Content], None], content: Content) -> None:
    """It holds what the demonstration is to show; see the docstring of each claim."""
    claim(content)


def test_the_file_is_small_and_in_its_own_format() -> None:
    """It is what `write_recording` writes, in less than 300 kB."""
    text = _FILE.read_text(encoding="utf-8")
    assert len(text) < 300_000
    lines = text.splitlines(keepends=True)
    assert list(write_recording(read_recording(lines))) == lines
