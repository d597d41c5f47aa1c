"""RFC 8092: the BGP Large Communities attribute."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, AttributeBlock, LargeCommunities, Origin
from bgplib.errors import EncodeError
from bgplib.messages.update import Update
from bgplib.values.large_community import LargeCommunity
from tests.conformance.updates import attribute, encoded, is_fine, is_withdrawn, judged, route

ONE = bytes.fromhex("0000fbf0 ffffffff 00000002")
OTHER = bytes.fromhex("0000fbf0 00000000 00000000")
TYPED = ((64496, 4294967295, 2), (64496, 0, 0))


def test_3_it_is_optional_transitive() -> None:
    """§3: "an optional transitive path attribute of variable length", 12 octets a value."""
    assert encoded(LargeCommunities(TYPED)) == attribute(0xC0, 32, ONE + OTHER)
    found = route(attribute(0xC0, 32, ONE + OTHER))
    assert is_fine(found)
    assert found.attributes.large_communities == TYPED


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_3_other_flags_are_wrong(flags: int) -> None:
    """§3, RFC 7606 §3 (c)."""
    assert is_withdrawn(route(attribute(flags, 32, ONE)))


def test_3_any_order() -> None:
    """§3: "There is no significance to the order"; it is kept."""
    assert route(attribute(0xC0, 32, OTHER + ONE)).attributes.large_communities == TYPED[::-1]


def test_3_duplicates_are_not_transmitted() -> None:
    """§3: "Duplicate BGP Large Community values MUST NOT be transmitted"."""
    assert encoded(LargeCommunities(TYPED + TYPED)) == attribute(0xC0, 32, ONE + OTHER)
    received = route(attribute(0xC0, 32, ONE + OTHER + ONE))
    sent = Update.build(attributes=received.attributes, announced=received.announced)
    for again in (judged(sent.encode()), judged(received.canonical().encode())):
        values = [a.octets for a in again.path_attributes() if a.code == 32]
        assert values == [ONE + OTHER]


def test_3_duplicates_are_removed_silently() -> None:
    """§3: "A receiving speaker MUST silently remove redundant BGP Large Community values"."""
    found = route(attribute(0xC0, 32, ONE + OTHER + ONE))
    assert is_fine(found)
    assert found.attributes.large_communities == TYPED
    assert found.attributes.get(LargeCommunities) == LargeCommunities(TYPED)


def test_5_canonical_representation() -> None:
    """§5: "three separate unsigned integers in decimal notation", with single colons."""
    assert str(LargeCommunities(TYPED)) == "64496:4294967295:2 64496:0:0"


def test_5_no_other_representation() -> None:
    """§5: "Numbers MUST NOT contain leading zeros": whatever is read, none is printed."""
    assert str(LargeCommunity.parse("064496:00:0002")) == "64496:0:2"


@pytest.mark.parametrize("length", [0, 1, 11, 13, 23])
def test_6_malformed_length(length: int) -> None:
    """§6: "not a non-zero multiple of 12": treat-as-withdraw."""
    found = route(attribute(0xC0, 32, bytes(length)))
    assert is_withdrawn(found)
    assert found.findings[0].rfc == "RFC 8092 §6"


def test_6_an_empty_attribute_is_not_sent() -> None:
    """§6: a length of 0 is malformed."""
    with pytest.raises(EncodeError):
        AttributeBlock.of([Origin(0), AsPath(), LargeCommunities(())])


@pytest.mark.parametrize("asn", [0, 65535, 4294967295])
def test_6_any_global_administrator(asn: int) -> None:
    """§6: "unallocated, unassigned, or reserved ASN" is not malformed."""
    assert is_fine(route(attribute(0xC0, 32, asn.to_bytes(4, "big") + bytes(8))))
