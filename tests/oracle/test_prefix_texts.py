"""Prefixes as text: the loop for the compiler, and the text of each key, which is its twin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import DecodeError
from bgplib.formats._addresses import ipv4_prefix_text, ipv4_walk, ipv6_prefix_text, ipv6_walk
from bgplib.kernel.prefixes import split

#: by the longest prefix: the loop, and what prints a key
WAYS: dict[int, tuple[Callable[[bytes, int, int], list[str] | None], Callable[[bytes], str]]] = {
    32: (ipv4_walk, ipv4_prefix_text),
    128: (ipv6_walk, ipv6_prefix_text),
}
#: octets among which many are 0, as addresses of IPv6 have them
OCTETS = st.lists(st.sampled_from([0, 0, 0, 1, 0x10, 0xAB, 0xFF]) | st.integers(0, 255)).map(bytes)


@st.composite
def fields(draw: st.DrawFn, maximum: int) -> bytes:
    """Draw some prefixes in their wire form, spare bits and all."""
    field = b""
    for _ in range(draw(st.integers(0, 4))):
        bits = draw(st.integers(0, maximum))
        address = draw(OCTETS).ljust(16, b"\0")
        field += bytes((bits,)) + address[: (bits + 7) >> 3]
    return field


def by_keys(field: bytes, maximum: int) -> list[str] | None:
    """Print the keys of prefixes; None where they cannot be read."""
    _, text = WAYS[maximum]
    try:
        return [text(key) for key in split(field, 0, len(field), maximum)]
    except DecodeError:
        return None


@pytest.mark.parametrize("maximum", WAYS)
@given(st.data())
def test_prefixes(maximum: int, data: st.DataObject) -> None:
    """Whatever stands in the field: the same texts, or an error of both."""
    field = data.draw(fields(maximum) | st.binary(max_size=24))
    walk, _ = WAYS[maximum]
    expected = by_keys(field, maximum)
    assert walk(field, 0, len(field)) == expected
    assert walk(b"\x18\x0a" + field + b"\x08", 2, 2 + len(field)) == expected


@pytest.mark.parametrize("maximum", WAYS)
def test_all_lengths(maximum: int) -> None:
    """Each length, with all bits set, those behind it too, and none."""
    walk, _ = WAYS[maximum]
    for octet in (b"\xff", b"\0"):
        for bits in range(maximum + 1):
            field = bytes((bits,)) + octet * ((bits + 7) >> 3)
            expected = by_keys(field, maximum)
            assert expected is not None
            assert walk(field, 0, len(field)) == expected
    assert walk(bytes((maximum + 1,)) + bytes(17), 0, 18) is None
