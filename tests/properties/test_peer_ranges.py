"""The range of a stranger: the most specific that holds the address, as a look at all tells."""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bgplib.policy import ACCEPT_ALL
from bgplib.speaker import PeerConfig, PeerRange, SpeakerConfig
from bgplib.speaker.ranges import PeerRanges
from bgplib.values.prefix import Prefix

SPEAKER = SpeakerConfig(local_as=65000, identifier="192.0.2.1")
TEMPLATE = PeerConfig(remote_as=65001, import_policy=ACCEPT_ALL, export_policy=ACCEPT_ALL)

#: addresses that differ in a few bits only, so that many are in the same prefixes
ADDRESSES = st.one_of(
    st.integers(0, 15).map(lambda low: bytes((192, 0, 2, low << 4))),
    st.integers(0, 15).map(lambda low: bytes(15) + bytes((low << 4,))),
)
PREFIXES = st.builds(
    lambda address, spare: Prefix.from_address(address, max(len(address) * 8 - spare, 0)),
    ADDRESSES,
    st.sampled_from([0, 4, 5, 6, 7, 8, 24, 128]),
)


def _linear(ranges: PeerRanges, address: bytes) -> PeerRange | None:
    """Return the range of an address by a look at all of them."""
    host = Prefix.from_address(address, 8 * len(address))
    found = [
        (prefix.length, each)
        for each in ranges.all
        for prefix in each.prefixes
        if prefix.contains(host)
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


@given(
    st.lists(st.lists(PREFIXES, min_size=1, max_size=3, unique=True), max_size=6),
    st.lists(st.integers(0, 5), max_size=3),
    ADDRESSES,
)
def test_the_most_specific_range_is_found(
    wanted: list[list[Prefix]], leaving: list[int], address: bytes
) -> None:
    """Whatever ranges come and go, of both kinds of addresses."""
    ranges = PeerRanges()
    taken: set[Prefix] = set()
    for prefixes in wanted:
        if taken.isdisjoint(prefixes):
            taken.update(prefixes)
            ranges.add(PeerRange(prefixes=prefixes, template=TEMPLATE), SPEAKER)
    for place in leaving:
        if place < len(ranges.all):
            ranges.remove(ranges.all[place])
        assert ranges.range_of(address) is _linear(ranges, address)
    assert ranges.range_of(address) is _linear(ranges, address)


def test_a_stranger_costs_what_the_lengths_cost() -> None:
    """Not what the ranges do: who connects from anywhere must not make a speaker busy."""
    ranges = PeerRanges()
    prefixes = [f"10.0.{number}.0/24" for number in range(200)]
    ranges.add(PeerRange(prefixes=[*prefixes, "10.0.0.0/16"], template=TEMPLATE), SPEAKER)
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        found = [ranges.range_of(bytes((10, third, 7, 1))) for third in (0, 1)]
    finally:
        sys.setprofile(None)
    assert [each is not None for each in found] == [True, False]
    assert calls < 60
