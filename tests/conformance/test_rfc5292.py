"""RFC 5292: filters of address prefixes."""

from __future__ import annotations

import pytest

from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.messages import outbound_route_filter as orf
from bgplib.messages.outbound_route_filter import AddressPrefixEntry
from bgplib.values.prefix import Prefix


def entry(text: str, family: Family = Family.IPV4_UNICAST) -> AddressPrefixEntry:
    octets = bytes.fromhex(text)
    field = b"\x01\x40" + len(octets).to_bytes(2, "big") + octets
    (value,) = orf.decode(field, family).filters[0].entries
    assert isinstance(value, AddressPrefixEntry)
    return value


def test_fields() -> None:
    """§3, Figure 1: sequence, Minlen, Maxlen, Length, Prefix, behind the common part."""
    assert entry("20 0000000a 10 18 08 0a") == AddressPrefixEntry(
        deny=True, sequence=10, prefix=Prefix.parse("10.0.0.0/8"), minimum=16, maximum=24
    )
    assert entry("00 00000001 00 00 10 2001", Family.IPV6_UNICAST).prefix == Prefix.parse(
        "2001::/16"
    )


def test_a_length_of_zero_matches_all() -> None:
    """§2: "a prefix that matches all [...] addresses (with the prefix itself of zero octets)"."""
    value = entry("00 00000001 00 20 00")
    assert value.prefix == Prefix.parse("0.0.0.0/0")
    assert value.matches(Prefix.parse("192.0.2.1/32"))


@pytest.mark.parametrize("text", ["00 00000001 00 21 00", "00 00000001 00 00 21 0000000000"])
def test_no_length_is_longer_than_an_address(text: str) -> None:
    """§2: "no more than the maximum length (in bits) of a host address"."""
    with pytest.raises(DecodeError):
        entry(text)
    assert entry(text, Family.IPV6_UNICAST).sequence == 1


def test_trailing_bits_are_irrelevant() -> None:
    """§3: "The value of the trailing bits is irrelevant."."""
    assert entry("00 00000001 00 00 04 ff") == entry("00 00000001 00 00 04 f0")


@pytest.mark.parametrize(
    ("minimum", "maximum", "matching", "not_matching"),
    [
        (0, 0, "10.0.0.0/8", "10.0.0.0/9"),
        (16, 0, "10.0.0.0/32", "10.0.0.0/15"),
        (0, 16, "10.0.0.0/16", "10.0.0.0/17"),
        (12, 16, "10.0.0.0/12", "10.0.0.0/11"),
    ],
)
def test_matching(minimum: int, maximum: int, matching: str, not_matching: str) -> None:
    """§4, Table 1; a route outside the prefix never matches."""
    value = AddressPrefixEntry(
        sequence=1, prefix=Prefix.parse("10.0.0.0/8"), minimum=minimum, maximum=maximum
    )
    assert value.matches(Prefix.parse(matching))
    assert not value.matches(Prefix.parse(not_matching))
    assert not value.matches(Prefix.parse(matching.replace("10.", "11.")))
