"""The messages that cost most cost no more than their length: counted in lines, never in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from bgplib.context import Context
from tests.counting import lines_of
from tests.worst import WORST, as_json, decode, evpn, link_state_routes, read

_ROOM = 100  # frames, for whatever a peer sends


def lines(work: Callable[[bytes, Context], object], octets: bytes, context: Context) -> int:
    """Return how many lines of Python run."""
    return lines_of(lambda: work(octets, context))


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


#: lines of Python that an octet may cost
_MOST_LINES = 60


@pytest.mark.parametrize("make", WORST, ids=lambda make: make.__name__)
def test_no_message_costs_much_more_than_others(make: Callable[[int], bytes]) -> None:
    """An octet costs 60 lines of Python at most, to decode it and to judge it."""
    octets = make(16_000)
    assert lines(decode, octets, WORST[make]) < _MOST_LINES * len(octets)


@pytest.mark.parametrize("make", [evpn, link_state_routes])
def test_the_same_fault_of_many_routes_is_found_once(make: Callable[[int], bytes]) -> None:
    """RFC 7606 §5.4, RFC 9552 §8.2.2: such NLRI are passed over; one finding names all of them."""
    octets = make(16_000)
    (finding,) = decode(octets, WORST[make]).findings
    assert finding.octets == octets[finding.offset : finding.offset + finding.length]
    assert finding.length > 15_900
    count = finding.length // (2 if make is evpn else 4)
    assert finding.text.endswith(f"; so it is with {count - 1} more behind it")
