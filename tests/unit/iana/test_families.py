"""Address families: names, numbers, and what stands between the two."""

from __future__ import annotations

import pytest

from bgplib.errors import ParseError
from bgplib.iana.families import Family


def test_every_pair_reads_what_it_prints() -> None:
    """Named or not, no two families have one text."""
    texts = set()
    for afi in (*range(40), 16388, 0xFFFF):
        for safi in range(256):
            family = Family(afi, safi)
            assert Family.parse(str(family)) == family
            texts.add(str(family))
    assert len(texts) == 42 * 256


@pytest.mark.parametrize(
    ("text", "afi", "safi"),
    [
        ("ipv4-classful-transport", 1, 76),
        ("ipv6-vpn-car", 2, 84),
        ("sfc", 31, 9),
        ("link-state-spf", 16388, 80),
        ("BGP-LS-SPF", 16388, 80),
        ("l2vpn mcast_vpls", 25, 8),
        ("ipv4/evpn", 1, 70),
        ("l2vpn/flowspec", 25, 133),
        ("l2vpn-flowspec", 25, 134),
        ("afi-3/safi-77", 3, 77),
        ("ipv4-srpolicy", 1, 73),
        ("ipv6-labelled-unicast", 2, 4),
        ("l3vpn-ipv4-unicast", 1, 128),
        ("l3vpn-ipv6-multicast", 2, 129),
        ("l3vpn-ipv4-flowspec", 1, 134),
        ("vpn6 mpls", 2, 128),
        ("flow4", 1, 133),
    ],
)
def test_names(text: str, afi: int, safi: int) -> None:
    """Names of the registry's families, ours and those of other tools."""
    assert Family.parse(text) == Family(afi, safi)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("flowspec", "try ipv4-flowspec, ipv4-flowspec-vpn, ipv6-flowspec, ipv6-flowspec-vpn or"),
        ("ipv4-unicst", "try ipv4-unicast, "),
        ("zzz", "try ipv4-unicast or 1/1"),
        ("", "try ipv4-unicast or 1/1"),
    ],
)
def test_what_may_be_meant(text: str, meant: str) -> None:
    """A name that is nearly one, or a part of some, is told which ones there are."""
    with pytest.raises(ParseError, match=meant):
        Family.parse(text)


def test_other_words() -> None:
    """What names no family is refused."""
    for text in ("", "ipv4-", "ipv4-evpn", "1/65536", "ipv5/unicast"):
        with pytest.raises(ParseError):
            Family.parse(text)
