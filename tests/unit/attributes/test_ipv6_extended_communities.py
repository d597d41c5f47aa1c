"""IPv6-address-specific extended communities (RFC 5701)."""

from __future__ import annotations

import re

import pytest

from bgplib.attributes.extended_communities import ExtendedCommunities
from bgplib.attributes.ipv6_extended_communities import (
    CODEC,
    Ipv6ExtendedCommunities,
    Ipv6ExtendedCommunity,
)
from bgplib.context import Context
from bgplib.errors import EncodeError, ParseError

ADDRESS = bytes.fromhex("20010db8000000000000000000000001")


@pytest.mark.parametrize(
    ("code", "number", "text", "others"),
    [
        (0x0002, 100, "rt:[2001:db8::1]:100", ("rt:2001:db8::1:100", "target:[2001:db8::1]:100")),
        (0x0003, 200, "soo:[2001:db8::1]:200", ("origin:2001:db8::1:200",)),
        (0x000B, 5, "vrf-route-import:[2001:db8::1]:5", ()),
        (0x000C, 0, "redirect-to-ip:[2001:db8::1]:0", ("redirect-to-nexthop-ietf 2001:db8::1",)),
        (0x000D, 7, "rt-redirect:[2001:db8::1]:7", ("redirect:2001:db8::1:7",)),
        (0x4002, 1, "0x4002:[2001:db8::1]:1", ()),
        (0x9977, 65535, "0x9977:[2001:db8::1]:65535", ()),
    ],
)
def test_octets_value_and_text_agree(
    code: int, number: int, text: str, others: tuple[str, ...]
) -> None:
    """RFC 5701 §2: type code, 16 octets of address, 2 octets of number."""
    community = Ipv6ExtendedCommunity(code=code, address=ADDRESS, number=number)
    octets = code.to_bytes(2, "big") + ADDRESS + number.to_bytes(2, "big")
    value = Ipv6ExtendedCommunities((community,))
    assert CODEC.decode(octets, Context()) == value
    assert CODEC.encode(value, Context()) == octets
    assert str(value) == str(community) == text
    for spelling in (text, *others, text.upper()):
        assert Ipv6ExtendedCommunity.parse(spelling) == community, spelling


def test_transitivity_and_name() -> None:
    """RFC 5701 §2: 0x00 is transitive, 0x40 is not; RFC 7153 §5.3 names the type codes."""
    transitive = Ipv6ExtendedCommunity(code=0x0002, address=ADDRESS, number=0)
    assert (transitive.transitive, transitive.name) == (True, "Route Target")
    local = Ipv6ExtendedCommunity(code=0x4002, address=ADDRESS, number=0)
    assert (local.transitive, local.name) == (False, "UNKNOWN(0x4002)")


def test_address_without_number() -> None:
    """An address in brackets may stand alone; the number is 0 then."""
    assert Ipv6ExtendedCommunity.parse("rt:[2001:db8::1]").number == 0
    assert Ipv6ExtendedCommunity.parse("rt:2001:db8::").address == ADDRESS[:15] + b"\0"
    whole = Ipv6ExtendedCommunity.parse("rt:2001:db8:0:0:0:0:0:1")
    assert (whole.address, whole.number) == (ADDRESS, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rt",
        "rt:",
        "rt:192.0.2.1:1",
        "rt:[192.0.2.1]:1",
        "rt:[2001:db8::1]:65536",
        "rt:[2001:db8::g]:1",
        "unheard-of:[2001:db8::1]:1",
        "0x00002:[2001:db8::1]:1",
        "2001:db8::1:1",
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    """RFC 5701 §2: there is an IPv6 address, and a number of 16 bits."""
    with pytest.raises(ParseError):
        Ipv6ExtendedCommunity.parse(text)


def test_blanks_are_read_once() -> None:
    """Blanks that lead to nothing are not tried again from each of them: that took minutes."""
    with pytest.raises(ParseError):
        Ipv6ExtendedCommunity.parse("a" + " " * 200_000 + "x")


def test_attribute_holds_at_least_one_community() -> None:
    """RFC 7606 §7.15: malformed "if its length is not a non-zero multiple of 20"."""
    assert [length for length in range(61) if CODEC.length.accepts(length)] == [20, 40, 60]
    with pytest.raises(EncodeError):
        CODEC.encode(Ipv6ExtendedCommunities(()), Context())


@pytest.mark.parametrize(
    "community",
    [
        Ipv6ExtendedCommunity(code=2, address=bytes(4)),
        Ipv6ExtendedCommunity(code=65536, address=bytes(16)),
        Ipv6ExtendedCommunity(code=2, address=bytes(16), number=65536),
    ],
    ids=repr,
)
def test_what_does_not_fit_is_not_encoded(community: Ipv6ExtendedCommunity) -> None:
    """RFC 5701 §2: each field has its size."""
    with pytest.raises(EncodeError):
        CODEC.encode(Ipv6ExtendedCommunities((community,)), Context())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redirect:50::2", "rt-redirect:[50::2]:0"),
        ("redirect:[2001:db8::1]:5", "rt-redirect:[2001:db8::1]:5"),
        ("RT:2001:db8::1:5", "rt:[2001:db8::1]:5"),
        ("redirect-to-ip:2001:db8::1", "redirect-to-ip:[2001:db8::1]:0"),
    ],
)
def test_who_takes_them_for_the_shorter_ones_is_told(text: str, shown: str) -> None:
    """RFC 8956 §6.1 has the redirection to an IPv6 address in this attribute, not in the other."""
    with pytest.raises(ParseError, match=re.escape(f"of `Ipv6ExtendedCommunities`: {shown}")):
        ExtendedCommunities.parse(text)
    assert str(Ipv6ExtendedCommunities.parse(shown)) == shown


def test_others_are_not_told_of_them() -> None:
    """What is no IPv6 address either has one mistake, and one sentence."""
    with pytest.raises(ParseError, match=r"number\Z"):
        ExtendedCommunities.parse("redirect:fifty:2")
