"""Addresses as octets and as text (RFC 5952)."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import ParseError
from bgplib.testing.strategies.addresses import ipv4_addresses, ipv6_addresses
from bgplib.values.address import (
    address_octets,
    address_text,
    identifier_text,
    parse_identifier,
)


@given(ipv4_addresses() | ipv6_addresses())
def test_text_round_trips(octets: bytes) -> None:
    """RFC 5952 §4: one canonical text for each address, which reads as the same address."""
    text = address_text(octets)
    assert address_octets(text) == octets
    assert ipaddress.ip_address(text).packed == octets


def test_mapped_addresses_are_printed_mixed() -> None:
    """RFC 5952 §5: mixed notation for addresses with a well-known prefix."""
    assert address_text(bytes(10) + b"\xff\xff\xc0\x00\x02\x01") == "::ffff:192.0.2.1"


@pytest.mark.parametrize(
    "text", ["", "10.0.0", "10.0.0.256", "::1::", "host", "1" * 5000, 5, True, None, ["10.0.0.1"]]
)
def test_other_text_is_refused(text: Any) -> None:
    """Text that is no address is the caller's mistake, and so is what is no text."""
    with pytest.raises(ParseError):
        address_octets(text)


@pytest.mark.parametrize("size", [0, 3, 5, 15, 17])
def test_other_lengths_are_refused(size: int) -> None:
    """An address has 4 octets, or 16."""
    with pytest.raises(ParseError):
        address_text(bytes(size))


@given(st.integers(0, 0xFFFFFFFF))
def test_identifiers_round_trip(number: int) -> None:
    """RFC 4271 §4.2, RFC 6286 §2.1: four octets, printed as a dotted quad; numbers read too."""
    assert parse_identifier(identifier_text(number)) == number
    assert parse_identifier(number) == number
    assert parse_identifier(str(number)) == number


@pytest.mark.parametrize("text", [-1, 1 << 32, "4294967296", "::1", "", "x", "9" * 5000])
def test_other_identifiers_are_refused(text: str | int) -> None:
    """Neither a dotted quad nor a number of four octets."""
    with pytest.raises(ParseError):
        parse_identifier(text)
