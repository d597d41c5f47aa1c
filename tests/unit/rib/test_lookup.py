"""Which prefixes cover, and are covered: against what `ipaddress` says."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.iana.families import Family
from bgplib.rib import Rib
from bgplib.rib.order import address_order
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

ONE = source("192.0.2.1", 1)
BLOCK = block("1", next_hop="192.0.2.9")


@st.composite
def crowded(draw: st.DrawFn, afi: int) -> Prefix:
    """Draw a prefix from a small corner of the address space, so that many cover each other."""
    width = 32 if afi == 1 else 128
    length = draw(st.integers(0, 12) | st.integers(0, width))
    number = draw(st.sampled_from([0, 0xA5, 0xA7, 0xFF]) | st.integers(0, 255))
    octets = bytes((number,)) + draw(st.sampled_from([b"", b"\x80", b"\xff\xff"]))
    return Prefix.from_address(octets.ljust(width // 8, b"\0"), length)


def filled(prefixes: set[Prefix]) -> Rib:
    """Fill a RIB."""
    rib = Rib()
    for prefix in prefixes:
        rib.load(ONE, Family(prefix.afi, 1), [prefix.key], BLOCK)
    return rib


prefix_sets = st.sampled_from([1, 2]).flatmap(
    lambda afi: st.tuples(st.sets(crowded(afi), max_size=40), crowded(afi))
)


@given(prefix_sets, st.integers(0, 12))
def test_covered_and_covering(drawn: tuple[set[Prefix], Prefix], times: int) -> None:
    """RFC 4271 §9.1.4: a longer prefix describes a smaller set; asked again, the same answer."""
    prefixes, asked = drawn
    rib = filled(prefixes)
    network: Any = asked.to_ipaddress()  # of the same version as all the prefixes
    inside = sorted(p for p in prefixes if p.to_ipaddress().subnet_of(network))
    around = [p for p in prefixes if p.to_ipaddress().supernet_of(network)]
    around.sort(key=lambda prefix: -prefix.length)
    for _ in range(times):
        rib.covered(asked)
    assert rib.covered(asked) == inside
    assert rib.covering(asked) == around
    assert all(asked.contains(prefix) for prefix in inside)


@given(prefix_sets)
def test_lookup_is_the_longest_match(drawn: tuple[set[Prefix], Prefix]) -> None:
    """RFC 4271 §9.1.4: forwarding takes the more specific route, where there is one."""
    prefixes, asked = drawn
    rib = filled(prefixes)
    address = ipaddress.ip_address(asked.address)
    matching = [p for p in prefixes if address in p.to_ipaddress()]
    route = rib.lookup(asked.address)
    assert route == rib.lookup(str(address))
    expected = max(matching, key=lambda prefix: prefix.length, default=None)
    assert (None if route is None else route.prefix) == expected


@given(prefix_sets)
def test_keys_sort_as_prefixes_do(drawn: tuple[set[Prefix], Prefix]) -> None:
    """Tables print prefixes by address, then by length."""
    prefixes, _ = drawn
    by_key = sorted((prefix.key for prefix in prefixes), key=address_order)
    assert by_key == [prefix.key for prefix in sorted(prefixes)]


def test_order_follows_what_comes_and_goes() -> None:
    """An answer is of the moment, whether the table was in order before or not."""
    rib = filled({Prefix.parse("10.0.0.0/8"), Prefix.parse("10.1.0.0/16")})
    assert len(rib.keys(Family.IPV4_UNICAST)) == 2
    rib.load(ONE, Family.IPV4_UNICAST, [Prefix.parse("10.0.0.0/9").key], BLOCK)
    assert [str(each) for each in rib.covered("10.0.0.0/8")] == [
        "10.0.0.0/8",
        "10.0.0.0/9",
        "10.1.0.0/16",
    ]
    rib.withdraw(Family.IPV4_UNICAST, "10.0.0.0/8", ONE)
    assert [str(each) for each in rib.covered("0.0.0.0/0")] == ["10.0.0.0/9", "10.1.0.0/16"]
    assert [str(each) for each in rib.covering("10.1.0.0/16")] == ["10.1.0.0/16", "10.0.0.0/9"]
    assert rib.keys(Family.IPV6_UNICAST) == []


@pytest.mark.parametrize("text", ["10.0.0.0/8", "2001:db8::/32"])
def test_an_empty_rib_answers(text: str) -> None:
    """Nothing covers, nothing is covered."""
    rib = Rib()
    assert rib.covered(text) == rib.covering(text) == []
    assert rib.routes(text) == []
    assert rib.lookup(text.partition("/")[0]) is None
    assert text not in rib


def test_containment() -> None:
    """A RIB contains destinations, named as prefixes or as iteration names them."""
    rib = filled({Prefix.parse("10.0.0.0/8")})
    assert "10.0.0.0/8" in rib
    assert Prefix.parse("10.0.0.0/8") in rib
    assert "10.0.0.0/9" not in rib
    (pair,) = rib
    assert pair in rib
    assert (Family.IPV6_UNICAST, pair[1]) not in rib
    assert 5 not in rib
