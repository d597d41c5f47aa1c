"""Walks over path attributes (RFC 4271 §4.3, RFC 7606 §4)."""

from __future__ import annotations

import pytest

from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.attributes.reader import neutral_reader
from bgplib.kernel.attribute_block import cut_mp, index, walk

RULES = neutral_reader(True, DEFAULT_TABLE).rules
ORIGIN = "400101 00"
MED = "800404 00000007"
REACH = "800e05 0001010000"
UNREACH = "800f03 000201"


def test_attributes_are_told_apart() -> None:
    """RFC 4271 §4.3: one octet of length, or two with Extended Length."""
    octets = bytes.fromhex("400101 00 50020000 c0080400000001")
    assert walk(octets, 0, len(octets)) == (
        [(0x40, 1, 3, 4), (0x50, 2, 8, 8), (0xC0, 8, 11, 15)],
        15,
    )


@pytest.mark.parametrize("tail", ["40", "4005", "400504", "500500", "40050400", "5005000400"])
def test_the_walk_ends_where_an_attribute_does_not_fit(tail: str) -> None:
    """RFC 7606 §4: both cases, in which NLRI is found from the Total Attribute Length alone."""
    octets = bytes.fromhex(ORIGIN + tail)
    assert walk(octets, 0, len(octets)) == ([(0x40, 1, 3, 4)], 4)


def test_mp_attributes_are_found() -> None:
    """RFC 4760 §3, §4: both are optional non-transitive."""
    octets = bytes.fromhex("ffff" + ORIGIN + REACH + MED + "900f0003 000201")
    assert cut_mp(octets, 2, len(octets)) == [(14, 6, 9, 14), (15, 21, 25, 28)]
    assert cut_mp(octets, 2, 6) == []


@pytest.mark.parametrize(
    "field",
    [
        REACH + REACH,  # twice (RFC 7606 §3 g)
        UNREACH + UNREACH,
        "400e05 0001010000",  # well-known
        "c00f03 000201",  # transitive
        REACH + "80",  # an octet left over (RFC 7606 §4)
        REACH + "800404 0000",
        REACH + "90040004 00",
        "900e00",
    ],
)
def test_wrong_mp_attributes_are_none(field: str) -> None:
    """RFC 7606 §3 (c), (g), §4: the judgement is called."""
    octets = bytes.fromhex(field)
    assert cut_mp(octets, 0, len(octets)) is None


def test_well_formed_attributes_are_indexed() -> None:
    """RFC 4271 §4.3: type code to where the value is, in the order of the wire."""
    octets = bytes.fromhex(MED + ORIGIN + "c0fa02 beef")
    found = index(octets, RULES)
    assert found is not None
    assert list(found.items()) == [(4, 3 << 16 | 7), (1, 10 << 16 | 11), (250, 14 << 16 | 16)]
    assert index(b"", RULES) == {}


@pytest.mark.parametrize(
    "field",
    [
        ORIGIN + ORIGIN,  # twice (RFC 7606 §3 g)
        REACH,  # has no place in a block
        UNREACH,
        "c00101 00",  # wrong flags (RFC 7606 §3 c)
        "400101 03",  # undefined value (RFC 7606 §7.1)
        "400102 0000",  # wrong length
        "c00800",  # empty (RFC 7606 §4)
        "c00805 0000000000",  # no multiple
        "40fa01 00",  # not recognised and not optional (RFC 4271 §6.3)
        "c00001 00",  # reserved
        "4001",  # cut
        "500100",
        "400102 00",  # runs past the end
    ],
)
def test_what_is_malformed_is_none(field: str) -> None:
    """RFC 4271 §6.3, RFC 7606 §3, §4, §7: the judgement is called."""
    assert index(bytes.fromhex(field), RULES) is None
