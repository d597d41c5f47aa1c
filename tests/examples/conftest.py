"""What tests of programs share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.examples.programs import Program


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    """Return a list; what a test puts there is ended with it."""
    found: list[Program] = []
    yield found
    for program in found:
        program.stop(signal.SIGKILL)
