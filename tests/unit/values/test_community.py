"""Communities and large communities as text (RFC 1997, RFC 8092 §5)."""

from __future__ import annotations

import pytest

from bgplib.errors import ParseError
from bgplib.iana import communities as iana
from bgplib.values.community import community_text, parse_community
from bgplib.values.large_community import LargeCommunity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("65000:666", 0xFDE8029A),
        (" 65000:666 ", 0xFDE8029A),
        ("0xfde8029a", 0xFDE8029A),
        ("4259840666", 0xFDE8029A),
        ("(65000,666)", 0xFDE8029A),
        ("[65000, 666]", 0xFDE8029A),
        ("0:0", 0),
        ("65535:65535", 0xFFFFFFFF),
        ("no-export", 0xFFFFFF01),
        ("no_export", 0xFFFFFF01),
        ("NO_EXPORT", 0xFFFFFF01),
        ("local-AS", 0xFFFFFF03),
        ("no-peer", 0xFFFFFF04),
        ("nopeer", 0xFFFFFF04),
        ("blackhole", 0xFFFF029A),
        ("graceful-shutdown", 0xFFFF0000),
        ("llgr-stale", 0xFFFF0006),
        ("Standby PE", 0xFFFF0009),
        ("internet", 0),
    ],
)
def test_every_spelling_of_a_community_is_read(text: str, number: int) -> None:
    """RFC 1997: names, pairs and plain numbers mean the same 32 bits."""
    assert parse_community(text) == number


@pytest.mark.parametrize(
    "text", ["", "1:2:3", "65536:0", "1:65536", "4294967296", "x:1", "-1:1", "+1:1", "1_0:1", ":"]
)
def test_what_is_no_community_is_refused(text: str) -> None:
    """RFC 1997: a community is two halves of 16 bits."""
    with pytest.raises(ParseError):
        parse_community(text)


def test_four_octet_as_number_points_to_large_communities() -> None:
    """RFC 8092 §1: an AS number of four octets has no room in a community."""
    with pytest.raises(ParseError, match="large community"):
        parse_community("4200000000:1")


def test_names_are_printed_on_request_only() -> None:
    """RFC 1997: a well-known community prints as numbers unless its name is asked for."""
    assert community_text(iana.NO_EXPORT) == "65535:65281"
    assert community_text(iana.NO_EXPORT, named=True) == "no-export"
    assert community_text(0xFDE8029A, named=True) == "65000:666"


def test_every_name_of_the_registry_reads_back() -> None:
    """IANA "BGP Well-known Communities": each name is text of its number."""
    assert len(iana.NAMES) == 15
    for number, name in iana.NAMES.items():
        assert parse_community(name) == number
        assert parse_community(community_text(number, named=True)) == number
        assert iana.name(number) == name
    assert iana.name(0xFDE8029A) == "65000:666"


@pytest.mark.parametrize(
    "text", ["65000:1:2", "lg:65000:1:2", "large:65000:1:2", "(65000, 1, 2)", " 65000:1:2 "]
)
def test_every_spelling_of_a_large_community_is_read(text: str) -> None:
    """RFC 8092 §5: three decimal numbers with colons between are the canonical text."""
    community = LargeCommunity.parse(text)
    assert community == (65000, 1, 2)
    assert str(community) == "65000:1:2"


@pytest.mark.parametrize("text", ["1:2", "1:2:3:4", "4294967296:0:0", "0:4294967296:0", "a:b:c"])
def test_what_is_no_large_community_is_refused(text: str) -> None:
    """RFC 8092 §3: three parts of 32 bits, no more and no fewer."""
    with pytest.raises(ParseError):
        LargeCommunity.parse(text)


def test_asdot_is_read_in_the_global_administrator() -> None:
    """RFC 5396 §2: `1.10` is AS 65546."""
    assert LargeCommunity.parse("1.10:1:2") == (65546, 1, 2)
