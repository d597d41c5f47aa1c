"""Attributes of several values, made of what a program has at hand."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import ClusterList, Communities, LargeCommunities
from bgplib.attributes.extended_communities import (
    ExtendedCommunities,
    UnknownExtendedCommunity,
    parse,
    to_int,
)
from bgplib.attributes.ipv6_extended_communities import (
    Ipv6ExtendedCommunities,
    Ipv6ExtendedCommunity,
)
from bgplib.errors import EncodeError, LocalError, ParseError

IPV6 = "rt:[2001:db8::1]:100"
TARGET = parse("rt:65000:1")
KINDS: list[tuple[Any, list[object], str]] = [
    (Communities, ["65000:1", 0xFDE80002, "no-export"], "65000:1 65000:2 65535:65281"),
    (LargeCommunities, ["65000:1:2", (65000, 1, 3)], "65000:1:2 65000:1:3"),
    (
        ExtendedCommunities,
        [TARGET, to_int(TARGET), "encap:vxlan"],
        f"{TARGET} {TARGET} encap:vxlan",
    ),
    (Ipv6ExtendedCommunities, [IPV6, Ipv6ExtendedCommunity.parse(IPV6)], f"{IPV6} {IPV6}"),
    (ClusterList, ["192.0.2.1", 1], "192.0.2.1 0.0.0.1"),
]


@pytest.mark.parametrize(("kind", "held", "text"), KINDS)
def test_numbers_values_and_texts_make_the_same(kind: Any, held: list[object], text: str) -> None:
    """What `parse` reads of a whole text, `of` makes of its parts, in their order."""
    assert kind.of(held) == kind.of(iter(held)) == kind.parse(text)
    assert str(kind.of(held)) == text
    assert kind.of(()) == kind(())


@pytest.mark.parametrize("kind", [kind for kind, _, _ in KINDS])
def test_what_is_none_is_refused_at_once(kind: Any) -> None:
    """With a sentence that names the argument or the text, not when it is printed."""
    for wrong in ("65000:1", 7, None, [None], [1.5], [True], [b"1234"], [("a", 1, 2)]):
        with pytest.raises(LocalError, match=r"^(communities|clusters) (is|has) "):
            kind.of(wrong)
    with pytest.raises(ParseError):
        kind.of(["none of them"])


def test_a_number_of_more_bits_is_no_extended_community() -> None:
    """All numbers of 64 bits are one; of 65 bits, and below 0, none is."""
    whole = ExtendedCommunities.of([(1 << 64) - 1])
    assert whole.communities == (UnknownExtendedCommunity(b"\xff" * 8),)
    for number in (1 << 64, -1):
        with pytest.raises(EncodeError, match="is not a number of 64 bits"):
            ExtendedCommunities.of([number])
