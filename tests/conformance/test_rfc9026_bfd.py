"""RFC 9026: the BFD Discriminator attribute, clause by clause."""

from __future__ import annotations

import pytest

from bgplib.attributes import BfdDiscriminator
from bgplib.values.tlv import Tlv
from tests.conformance.updates import (
    attribute,
    codes,
    encoded,
    is_fine,
    is_withdrawn,
    route,
    texts,
    treatment,
)

HEAD = bytes.fromhex("01 0000002a")
SOURCE4 = bytes.fromhex("01 04 c0000201")
SOURCE6 = bytes.fromhex("01 10 20010db8000000000000000000000001")
OTHER = bytes.fromhex("02 01 ff")


def bfd(octets: bytes, *, flags: int = 0xC0) -> bytes:
    """Make a BFD Discriminator attribute."""
    return attribute(flags, 38, octets)


def discards(octets: bytes) -> bool:
    """Say whether attribute-discard is applied, and the route is left."""
    found = route(bfd(octets))
    assert treatment(found) == "attribute-discard"
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (38, "RFC 9026 §3.1.6")
    assert 38 not in codes(found)
    assert found.attributes.get(BfdDiscriminator) is None
    return texts(found.announced) == ["198.51.100.0/24"]


@pytest.mark.parametrize("source", [SOURCE4, SOURCE6])
def test_3_1_6_it_is_read(source: bytes) -> None:
    """§3.1.6: optional transitive, 38: BFD Mode, BFD Discriminator, Optional TLVs."""
    found = route(bfd(HEAD + source))
    assert is_fine(found)
    value = BfdDiscriminator(mode=1, discriminator=42, tlvs=(Tlv(1, source[2:]),))
    assert found.attributes.get(BfdDiscriminator) == value
    assert value.source_address == source[2:]
    assert encoded(value) == bfd(HEAD + source)


@pytest.mark.parametrize("octets", [OTHER + SOURCE4, SOURCE4 + OTHER + OTHER])
def test_3_1_6_tlvs_in_a_sequence(octets: bytes) -> None:
    """§3.1.6: "TLVs MAY be included in a sequential or nested manner"."""
    found = route(bfd(HEAD + octets))
    assert is_fine(found)
    assert bfd(HEAD + octets) in found.attributes.passed_on().octets


@pytest.mark.parametrize("length", range(11))
def test_3_1_6_shorter_than_11_octets(length: int) -> None:
    """§3.1.6: malformed if "its length is smaller than 11 octets": attribute-discard."""
    assert discards((HEAD + SOURCE4)[:length])


@pytest.mark.parametrize("behind", ["02", "0201", "02ff00", "0104c00002"])
def test_3_1_6_tlvs_that_are_not_well_formed(behind: str) -> None:
    """§3.1.6: malformed if TLVs "are present but not well formed": attribute-discard."""
    assert discards(HEAD + SOURCE4 + bytes.fromhex(behind))


@pytest.mark.parametrize("length", [0, 3, 5, 8, 15, 17])
@pytest.mark.parametrize("mode", [1, 2])
def test_3_1_6_source_of_another_length(length: int, mode: int) -> None:
    """§3.1.6: "4 for the IPv4 address family and 16": malformed with "any other value"."""
    source = bytes((1, length)) + bytes(length)
    assert discards(bytes((mode,)) + HEAD[1:] + source + OTHER + OTHER)


@pytest.mark.parametrize("tlvs", [OTHER + OTHER, bytes.fromhex("0204c0000201")])
def test_3_1_6_without_source(tlvs: bytes) -> None:
    """§3.1.6: without the Source IP Address TLV, attribute-discard, in a P2MP session."""
    assert discards(HEAD + tlvs)


def test_3_1_6_other_modes_have_no_rule() -> None:
    """§3.1.6: the TLV "MUST be used when the value of the BFD Mode field's value is P2MP"."""
    assert is_fine(route(bfd(b"\2" + HEAD[1:] + OTHER + OTHER)))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_3_1_6_flags(flags: int) -> None:
    """§3.1.6: "It is an optional transitive BGP attribute"; RFC 7606 §3 (c)."""
    found = route(bfd(HEAD + SOURCE4, flags=flags))
    assert found.findings[0].rfc == "RFC 7606 §3 (c)"
    assert is_withdrawn(found)
