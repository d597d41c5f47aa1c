"""Numbers as text: the way for the compiler, the way for Python, and what both have to say."""

from __future__ import annotations

from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from bgplib.formats._number_texts import (
    communities_by_format,
    communities_by_table,
    communities_texts,
    large_by_format,
    large_by_table,
    large_texts,
    number,
    sequence_by_format,
    sequence_by_table,
    sequence_text,
)

#: where a number gets another digit, or a group of three
EDGES = [edge for power in range(10) for edge in (10**power - 1, 10**power, 10**power + 1)]
NUMBERS = st.integers(0, 0xFFFFFFFF) | st.sampled_from(EDGES) | st.just(0xFFFFFFFF)


@given(st.lists(NUMBERS, min_size=1, max_size=63))
def test_as_numbers(asns: list[int]) -> None:
    """RFC 7607 §2: AS 0 makes AS_PATH malformed, and nothing is printed."""
    octets = b"\x02" + pack(f">{len(asns)}I", *asns) + b"\xff"
    expected = "" if 0 in asns else " ".join(map(str, asns))
    for text in (sequence_text, sequence_by_format, sequence_by_table):
        assert text(octets, 1, len(asns)) == expected
    assert [number(octets, 1 + 4 * at) for at in range(len(asns))] == asns


@given(st.lists(NUMBERS, max_size=80))
def test_communities(communities: list[int]) -> None:
    """Two numbers of two octets each, as people write them."""
    octets = pack(f">{len(communities)}I", *communities)
    expected = tuple(f"{each >> 16}:{each & 0xFFFF}" for each in communities)
    for texts in (communities_texts, communities_by_format, communities_by_table):
        assert texts(octets) == expected


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=30))
def test_large_communities(communities: list[tuple[int, int, int]]) -> None:
    """Three numbers of four octets each (RFC 8092 §5)."""
    octets = b"".join(pack(">III", *community) for community in communities)
    expected = tuple(f"{first}:{second}:{third}" for first, second, third in communities)
    for texts in (large_texts, large_by_format, large_by_table):
        assert texts(octets) == expected


def test_all_halves_of_communities() -> None:
    """Every number that a half can be."""
    for low in range(65_536):
        octets = pack(">HH", 65_535 - low, low)
        assert communities_by_table(octets) == (f"{65_535 - low}:{low}",)
