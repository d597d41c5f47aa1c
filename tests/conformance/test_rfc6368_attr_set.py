"""RFC 6368: ATTR_SET, clause by clause; sets within sets, and how much reading them costs."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, AttrSet, LocalPref, Origin
from bgplib.errors import EncodeError
from tests.conformance.updates import (
    INTERNAL,
    OLD,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    reach,
    route,
    unreach,
)

AS = bytes.fromhex("0000fde9")
ORIGIN = bytes.fromhex("40010100")
AS_PATH = bytes.fromhex("4002060201 fa56ea00")
LOCAL_PREF = bytes.fromhex("40050400000064")


def attr_set(*parts: bytes, flags: int = 0xC0) -> bytes:
    """Make an ATTR_SET attribute."""
    return attribute(flags, 128, AS + b"".join(parts))


def refuses(octets: bytes, rfc: str = "RFC 6368 §5") -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(octets)
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (128, rfc)
    assert (finding.notification.code, finding.notification.data) == (3, octets)
    assert found.attributes.get(AttrSet) is None
    return is_withdrawn(found)


def test_5_it_is_read() -> None:
    """§5: optional transitive, 128: a 4-octet Origin AS, then attributes as of an UPDATE."""
    found = route(attr_set(ORIGIN, AS_PATH, LOCAL_PREF))
    assert is_fine(found)
    value = found.attributes.get(AttrSet)
    assert value == AttrSet(65001, ORIGIN + AS_PATH + LOCAL_PREF)
    assert [code for _, code, _ in value.attributes] == [1, 2, 5]
    assert str(value).startswith("origin-as 65001 [ORIGIN ")
    assert encoded(value) == attr_set(ORIGIN, AS_PATH, LOCAL_PREF)


def test_5_it_may_hold_no_attributes() -> None:
    """§5: "The length of this attribute is 4 plus the total length of the encoded attributes"."""
    assert is_fine(route(attr_set()))


def test_5_as_numbers_have_four_octets() -> None:
    """§5: "regardless of the capabilities advertised by the BGP speaker"."""
    assert is_fine(route(attr_set(AS_PATH), context=OLD))
    two = attr_set(bytes.fromhex("4002040201fde9"))
    assert is_withdrawn(route(two, context=OLD))
    assert refuses(two)


@pytest.mark.parametrize("next_hop", ["400304c0000201", "40030400000000", "400300"])
def test_5_next_hop_is_ignored(next_hop: str) -> None:
    """§5: NEXT_HOP "SHOULD be ignored by the receiving PE", whatever it holds."""
    assert is_fine(route(attr_set(ORIGIN, bytes.fromhex(next_hop))))


@pytest.mark.parametrize("length", range(4))
def test_5_shorter_than_4_octets(length: int) -> None:
    """§5: malformed if "Its length is less than 4 octets"; treat-as-withdraw by RFC 7606 §7.16."""
    assert refuses(attribute(0xC0, 128, AS[:length]), "RFC 7606 §7.16")


@pytest.mark.parametrize("inner", [reach(), unreach()])
def test_5_mp_attributes(inner: bytes) -> None:
    """§5: malformed if it includes "the MP_REACH or MP_UNREACH attribute"."""
    assert refuses(attr_set(ORIGIN, inner))
    assert refuses(attr_set(attr_set(inner)))


MALFORMED = {
    "ORIGIN 3": "40010103",
    "ORIGIN of 2 octets": "4001020000",
    "ORIGIN with wrong flags": "c0010100",
    "AS_PATH past its end": "4002060202fa56ea00",
    "MULTI_EXIT_DISC of 3 octets": "800403000000",
    "ATOMIC_AGGREGATE of 1 octet": "40060100",
    "AGGREGATOR of 6 octets": "c00706fde9c0000201",
    "empty COMMUNITIES": "c00800",
    "AIGP of 2 octets": "801a020100",
    "AIGP past its end": "801a03010004",
    "PREFIX_SID past its end": "c028030100ff",
    "SRv6 service of length 0": "c02803050000",
    "ATTR_SET of 3 octets": "c08003000000",
    "unknown and not optional": "40fa00",
    "an attribute past the end": "40010200",
    "one octet left over": "40",
    "two octets left over": "4001",
    "Extended Length and three octets": "500100",
}


@pytest.mark.parametrize("inner", MALFORMED.values(), ids=MALFORMED)
def test_5_attributes_in_it_are_malformed(inner: str) -> None:
    """§5: malformed if "The included attributes are malformed themselves".

    Even where the attribute by itself would only be discarded.
    """
    assert refuses(attr_set(ORIGIN, bytes.fromhex(inner)))
    assert refuses(attr_set(ORIGIN, attr_set(attr_set(bytes.fromhex(inner)), LOCAL_PREF)))


@pytest.mark.parametrize(
    "inner",
    [
        "c0fa0101",
        "80fa00",
        "5001000100",
        "4f010100",
        "801a0b01000b0000000000000064",
        "c08004000000ff",
    ],
)
def test_5_attributes_in_it_are_well_formed(inner: str) -> None:
    """§5: any attribute has a place in it, unknown ones and sets too, and any form of length."""
    assert is_fine(route(attr_set(ORIGIN, bytes.fromhex(inner))))
    assert is_fine(route(attr_set(ORIGIN, attr_set(attr_set(bytes.fromhex(inner))))))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_5_flags(flags: int) -> None:
    """§5: "ATTR_SET is an optional transitive attribute"; RFC 7606 §3 (c)."""
    assert refuses(attr_set(ORIGIN, flags=flags), "RFC 7606 §3 (c)")


def test_7606_7_16_partial_makes_no_difference() -> None:
    """RFC 7606 §7.16: "treat as withdraw" whether or not Partial is set."""
    assert refuses(attr_set(reach(), flags=0xE0))


def test_5_sessions_make_no_difference_inside() -> None:
    """§5: it holds what a customer's internal sessions carry: LOCAL_PREF from an external peer."""
    assert is_fine(route(attr_set(LOCAL_PREF)))
    assert is_fine(route(attr_set(LOCAL_PREF), LOCAL_PREF, context=INTERNAL))


def test_5_origin_as_has_four_octets() -> None:
    """§5: "encoded as a 32-bit unsigned integer"."""
    with pytest.raises(EncodeError):
        encoded(AttrSet(1 << 32, b""))
    inner = b"".join(map(encoded, (Origin(0), AsPath(()), LocalPref(100))))
    assert is_fine(route(encoded(AttrSet(65001, inner))))
