"""The messages that cost most cost no more than their length: counted in lines, never in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from bgplib.context import Context
from tests.worst import WORST, as_json, read

_ROOM = 100  # frames, for whatever a peer sends


def lines(work: Callable[[bytes, Context], None], octets: bytes, context: Context) -> int:
    """Return how many lines of Python run."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(octets, context)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("make", WORST, ids=lambda make: make.__name__)
def test_the_work_is_linear(make: Callable[[int], bytes]) -> None:
    """Sixteen times the octets run at most twenty times as many lines, to read and to print."""
    for work in (read, as_json):
        few = lines(work, make(1_000), WORST[make])
        many = lines(work, make(16_000), WORST[make])
        assert 0 < many <= 20 * few


@pytest.mark.parametrize("make", WORST, ids=lambda make: make.__name__)
def test_the_longest_message_needs_no_recursion(make: Callable[[int], bytes]) -> None:
    """Read and printed with a hundred frames of room, in a message of 65,535 octets at most."""
    octets = make(64_000)
    assert 60_000 < len(octets) <= 65_535
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + _ROOM)
    try:
        read(octets, WORST[make])
        as_json(octets, WORST[make])
    finally:
        sys.setrecursionlimit(limit)
