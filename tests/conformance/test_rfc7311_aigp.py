"""RFC 7311: the AIGP attribute, clause by clause."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import Aigp
from bgplib.context import Context
from bgplib.errors import EncodeError
from tests.conformance.updates import (
    CONFEDERATION,
    EXTERNAL,
    INTERNAL,
    attribute,
    codes,
    encoded,
    is_fine,
    route,
    texts,
    treatment,
)

METRIC = bytes.fromhex("01 000b 0000000000000064")
ENABLED = attrs.evolve(EXTERNAL, aigp=True)
DISABLED = attrs.evolve(INTERNAL, aigp=False)


def aigp(octets: bytes, *, flags: int = 0x80) -> bytes:
    """Make an AIGP attribute."""
    return attribute(flags, 26, octets)


def discards(octets: bytes, rfc: str, *, flags: int = 0x80, context: Context = INTERNAL) -> bool:
    """Say whether attribute-discard is applied by a section, and the route is left."""
    found = route(aigp(octets, flags=flags), context=context)
    assert treatment(found) == "attribute-discard"
    assert [finding.attribute for finding in found.findings] == [26]
    assert found.findings[0].rfc == rfc
    assert found.attributes.get(Aigp) is None
    assert 26 not in codes(found)
    return texts(found.announced) == ["198.51.100.0/24"]


def test_3_the_metric_is_read() -> None:
    """§3: type 1, length 11 with header, an unsigned number of 64 bits; optional, code 26."""
    found = route(aigp(METRIC), context=INTERNAL)
    assert is_fine(found)
    assert found.attributes.get(Aigp) == Aigp.of(100)
    assert encoded(Aigp.of(100), INTERNAL) == bytes.fromhex("80 1a 0b") + METRIC


def test_3_a_tlv_may_be_empty() -> None:
    """§3: "the minimum length is 3, indicating that no Value field is present"."""
    found = route(aigp(bytes.fromhex("020003")), context=INTERNAL)
    assert is_fine(found)
    value = found.attributes.get(Aigp)
    assert value is not None
    assert value.metric is None


@pytest.mark.parametrize("length", [0, 1, 2])
def test_3_a_tlv_is_not_shorter_than_its_header(length: int) -> None:
    """§3: "the minimum length is 3"; malformed with any other, and no endless loop."""
    assert discards(bytes((2, 0, length)) + METRIC, "RFC 7311 §3")


@pytest.mark.parametrize("octets", ["01000c0000000000000064", "01000b00", "02ffff", "0200", "02"])
def test_3_a_tlv_does_not_pass_the_end(octets: str) -> None:
    """§3.2: a TLV that runs past the end makes the attribute malformed."""
    assert discards(METRIC + bytes.fromhex(octets), "RFC 7311 §3.2")


@pytest.mark.parametrize("octets", ["010003", "01000a00000000000064", "01000c000000000000000064"])
def test_3_the_metric_has_8_octets(octets: str) -> None:
    """§3: "The value field of the AIGP TLV is always 8 octets long"."""
    assert discards(bytes.fromhex(octets), "RFC 7311 §3")


def test_3_the_first_metric_counts() -> None:
    """§3: "only the first one is used"; the others "MUST be passed along unchanged"."""
    second = bytes.fromhex("01000b00000000000000c8")
    found = route(aigp(METRIC + second), context=INTERNAL)
    assert is_fine(found)
    value = found.attributes.get(Aigp)
    assert value is not None
    assert value.metric == 100
    assert aigp(METRIC + second) in found.attributes.passed_on().octets


def test_3_2_unknown_and_repeated_tlvs_are_no_error() -> None:
    """§3.2: not "malformed because it contains more than one TLV of a given type"."""
    unknown = bytes.fromhex("ff0005aabb")
    assert is_fine(route(aigp(unknown + METRIC + unknown), context=INTERNAL))


def test_3_2_a_malformed_one_is_discarded_and_not_passed_on() -> None:
    """§3.2: "MUST be quietly ignored and not passed along to other BGP peers"."""
    found = route(aigp(b"\1\0\2"), context=INTERNAL)
    assert treatment(found) == "attribute-discard"
    assert b"\x80\x1a" not in found.attributes.passed_on().octets


@pytest.mark.parametrize("flags", [0xC0, 0x40, 0x00, 0xE0])
def test_3_2_transitive_is_malformed(flags: int) -> None:
    """§3.2: with the transitive bit "MUST be discarded"; any other conflict of flags likewise."""
    assert discards(METRIC, "RFC 7606 §3 (c)", flags=flags)


def test_3_2_flags_of_no_meaning_are_ignored() -> None:
    """RFC 4271 §4.3: the lower four bits of the flags "MUST be ignored when received"."""
    assert is_fine(route(aigp(METRIC, flags=0x8F & ~0x10), context=INTERNAL))


def test_3_2_the_greatest_metric_is_malformed() -> None:
    """§3.2: with 0xffffffffffffffff "the attribute SHOULD be considered to be malformed"."""
    assert discards(bytes.fromhex("01000bffffffffffffffff"), "RFC 7311 §3.2")
    with pytest.raises(EncodeError):
        Aigp.of((1 << 64) - 1)


@pytest.mark.parametrize("first", [METRIC, bytes.fromhex("01000bfffffffffffffffe")])
def test_3_2_a_metric_below_the_greatest_is_well_formed(first: bytes) -> None:
    """§3.2: the rule is about the first AIGP TLV only."""
    assert is_fine(route(aigp(first + bytes.fromhex("01000bffffffffffffffff")), context=INTERNAL))


@pytest.mark.parametrize("context", [INTERNAL, CONFEDERATION, ENABLED])
def test_3_3_it_is_read_where_it_is_enabled(context: Context) -> None:
    """§3.3: in internal and confederation sessions, by default "enabled"."""
    assert is_fine(route(aigp(METRIC), context=context))


@pytest.mark.parametrize("context", [EXTERNAL, DISABLED])
@pytest.mark.parametrize("octets", [METRIC, b"", b"\1\0\2"])
def test_3_3_it_is_dropped_where_it_is_disabled(context: Context, octets: bytes) -> None:
    """§3.3: in other external sessions "MUST be "disabled""; then it is dropped unread."""
    assert discards(octets, "RFC 7311 §3.3", context=context)
    assert discards(octets, "RFC 7311 §3.3", context=context, flags=0xC0)


def test_7606_4_it_is_not_empty() -> None:
    """RFC 7606 §4: an attribute of length 0 is malformed unless its RFC allows it."""
    assert discards(b"", "RFC 7311 §3.2")
