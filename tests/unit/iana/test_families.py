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
    ],
)
def test_names(text: str, afi: int, safi: int) -> None:
    """Names of the registry's families, ours and those of other tools."""
    assert Family.parse(text) == Family(afi, safi)


def test_other_words() -> None:
    """What names no family is refused."""
    for text in ("", "ipv4-", "ipv4-evpn", "1/65536", "ipv5/unicast"):
        with pytest.raises(ParseError):
            Family.parse(text)
