"""`examples/record_daemons.py`, run against the real daemons."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from bgplib.testing.recording import read_recording
from daemons import Bird, Exabgp, Frr, Gobgpd, Openbgpd
from tests.interop import EXAMPLES, free_port, needs
from tests.unit.testing.demo_content import CLAIMS, Content

pytestmark = needs(Bird, Frr, Gobgpd, Openbgpd, Exabgp)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What the program records when it is run now, decoded."""
    file = tmp_path_factory.mktemp("recording") / "demo.jsonl"
    run = subprocess.run(
        [sys.executable, EXAMPLES / "record_daemons.py", file, "--port", str(free_port())],
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    with file.open() as lines:
        return Content(read_recording(lines))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_the_program_records(claim: Callable[[Content], None], content: Content) -> None:
    """A fresh recording holds what the committed one holds; see the docstring of each claim."""
    claim(content)
