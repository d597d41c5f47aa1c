"""Prefix: text, keys, addresses, and the standard library's networks."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import LocalError, ParseError
from bgplib.testing.strategies.addresses import prefixes
from bgplib.values.prefix import Prefix

ANY = prefixes(1) | prefixes(2)


@given(ANY)
def test_text_and_keys_round_trip(prefix: Prefix) -> None:
    """RFC 4271 §4.3: the key is the wire form; text is address and length."""
    assert Prefix.parse(str(prefix)) == prefix
    assert Prefix.from_key(prefix.afi, prefix.key) == prefix
    assert eval(repr(prefix), {"Prefix": Prefix}) == prefix


@given(ANY)
def test_networks_of_the_standard_library_round_trip(prefix: Prefix) -> None:
    """`to_ipaddress` and `from_ipaddress` are inverse."""
    network = prefix.to_ipaddress()
    assert Prefix.from_ipaddress(network) == prefix
    assert network.prefixlen == prefix.length
    assert network.network_address.packed == prefix.address
    assert prefix.bits == int(network.network_address) >> (network.max_prefixlen - prefix.length)


@given(st.lists(prefixes(1), max_size=8), st.lists(prefixes(2), max_size=8))
def test_prefixes_sort_as_tables_print_them(ipv4: list[Prefix], ipv6: list[Prefix]) -> None:
    """By AFI, address and length, as the standard library sorts networks of one version."""
    expected = sorted(ipv4, key=Prefix.to_ipaddress) + sorted(ipv6, key=Prefix.to_ipaddress)
    assert sorted(ipv6 + ipv4) == expected


@given(ANY, ANY)
def test_containing_is_what_the_standard_library_says(one: Prefix, other: Prefix) -> None:
    """A prefix contains another if all addresses of that are in it."""
    a: Any = one.to_ipaddress()
    b: Any = other.to_ipaddress()
    assert one.contains(other) == (a.version == b.version and b.subnet_of(a))
    assert one.contains(one)
    assert one.contains(str(other)) == one.contains(other)


def test_an_address_is_in_a_prefix() -> None:
    """As text, for programs that have no more; what is neither is named."""
    prefix = Prefix.parse("10.0.0.0/8")
    assert prefix.contains("10.1.2.3")
    assert not prefix.contains("11.1.2.3")
    assert not prefix.contains("::a00:1")
    with pytest.raises(ParseError):
        prefix.contains("ten")
    wrong: Any = ipaddress.ip_address("10.1.2.3")
    with pytest.raises(LocalError, match="other is IPv4Address"):
        prefix.contains(wrong)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        (" 0.0.0.0/0 ", "0.0.0.0/0"),
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("::1", "::1/128"),
        ("::/0", "::/0"),
        ("::ffff:0.0.0.0/96", "::ffff:0.0.0.0/96"),
    ],
)
def test_common_spellings_are_read(text: str, canonical: str) -> None:
    """One canonical text is printed, common spellings are read."""
    assert str(Prefix.parse(text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        *("", "10.0.0.0/33", "10.0.0.1/8", "::/129", "x/8", "10.0.0.0/"),
        *(None, 10, b"10.0.0.0/8", ipaddress.ip_network("10.0.0.0/8")),
    ],
)
def test_other_text_is_refused(text: Any) -> None:
    """Host bits set are a mistake too, unless the caller is not strict; so is what is no text."""
    with pytest.raises(ParseError):
        Prefix.parse(text)


def test_host_bits_are_cleared_on_request() -> None:
    """`strict=False`, and `from_address`, keep the first bits only."""
    assert str(Prefix.parse("10.1.2.3/8", strict=False)) == "10.0.0.0/8"
    assert str(Prefix.from_address("10.255.0.0", 9)) == "10.128.0.0/9"
    assert str(Prefix.from_address(b"\xff" * 16, 1)) == "8000::/1"


@pytest.mark.parametrize(
    ("address", "length"), [("10.0.0.0", 33), (b"123", 8), ("::", -1), (b"", 0)]
)
def test_an_address_too_short_is_refused(address: str | bytes, length: int) -> None:
    """There is no prefix longer than its address."""
    with pytest.raises(ParseError):
        Prefix.from_address(address, length)
