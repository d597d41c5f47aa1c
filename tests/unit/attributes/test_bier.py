"""BIER (RFC 9793): octets field by field, what contradicts itself, and what is malformed."""

from __future__ import annotations

from typing import Final

import pytest

from bgplib.attributes.bier import (
    CODEC,
    BierAttribute,
    BierDomain,
    BierEncapsulation,
    BierNextHop,
)
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.values.tlv import Tlv

CONTEXT: Final = Context()
#: sub-domain 1, BFR-ID 7; MPLS with Max SI 2, BS Len 3, label 100, next hop 192.0.2.1
OCTETS: Final = bytes.fromhex("0001 0014 01 0007 00  0002 000c 02 300064 0004 0004 c0000201")


def domain(number: int, *sub_tlvs: BierEncapsulation | BierNextHop | Tlv) -> BierDomain:
    """Make a sub-domain."""
    return BierDomain(sub_domain=number, bfr_id=7, sub_tlvs=sub_tlvs)


def labels(start: int, bs_len: int = 3, kind: int = 2, max_si: int = 2) -> BierEncapsulation:
    """Make an encapsulation."""
    return BierEncapsulation(type=kind, max_si=max_si, bs_len=bs_len, start=start)


def test_fields() -> None:
    """Each field stands where the figures of RFC 9793 §3 to §3.3 put it."""
    value = CODEC.decode(OCTETS, CONTEXT)
    inner = BierEncapsulation(
        type=2,
        max_si=2,
        bs_len=3,
        start=100,
        sub_tlvs=(BierNextHop(bytes((192, 0, 2, 1))),),
    )
    assert value == BierAttribute((domain(1, inner),))
    assert inner.values == range(100, 103)
    assert CODEC.encode(value, CONTEXT) == OCTETS
    assert BierAttribute.parse(str(value)) == value


def test_unknown_tlvs_are_kept() -> None:
    """RFC 9793 §3: unknown TLVs are preserved, at every level, and nothing is malformed by them."""
    octets = bytes.fromhex("0007 0001 78  0001 0009 01 0007 00 0009 0001 79")
    value = CODEC.decode(octets, CONTEXT)
    assert value.parts == (Tlv(7, b"x"), domain(1, Tlv(9, b"y")))
    assert CODEC.encode(value, CONTEXT) == octets


@pytest.mark.parametrize(
    "octets",
    [
        OCTETS[:-1],
        OCTETS + b"\0",
        bytes.fromhex("0001 0003 01 0007"),
        bytes.fromhex("0001 000b 01 0007 00 0003 0003 02 3000"),
        bytes.fromhex("0001 000d 01 0007 00 0004 0005 0102030405"),
        bytes.fromhex("0001 0009 01 0007 00 0002 0002 02"),
    ],
)
def test_lengths_must_agree(octets: bytes) -> None:
    """RFC 9793 §4: TLVs fill the attribute, and sub-TLVs fill a TLV."""
    with pytest.raises(DecodeError):
        CODEC.decode(octets, CONTEXT)


def test_a_sub_domain_twice_makes_all_of_it_ignored() -> None:
    """RFC 9793 §3: no more than one BIER TLV has the same Sub-domain value."""
    assert BierAttribute((domain(1), domain(2))).effective == (domain(1), domain(2))
    assert BierAttribute((domain(1), domain(1))).effective == ()


def test_a_bit_string_length_twice() -> None:
    """RFC 9793 §3.1 ignores the MPLS sub-TLVs then, §3.2 the whole sub-domain."""
    other = labels(5, kind=3)
    twice = domain(1, labels(100), labels(200), other)
    assert BierAttribute((twice,)).effective == (domain(1, other),)
    twice = domain(1, labels(100), other, labels(9, kind=3))
    assert BierAttribute((twice, domain(2))).effective == (domain(2),)


def test_ranges_that_overlap_or_exceed_20_bits() -> None:
    """RFC 9793 §3.1: overlapping ranges are ignored all, one that is too high alone."""
    apart = domain(1, labels(100), labels(103, bs_len=4))
    assert BierAttribute((apart,)).effective == (apart,)
    beside = domain(2, labels(102), labels(102, kind=3))
    assert BierAttribute((apart, beside)).effective == (
        domain(1),
        domain(2, labels(102, kind=3)),
    )
    fits = labels((1 << 20) - 3)
    assert BierAttribute((domain(1, fits),)).effective == (domain(1, fits),)
    high = labels((1 << 20) - 2)
    assert BierAttribute((domain(1, high),)).effective == (domain(1),)


@pytest.mark.parametrize(
    "part",
    [
        domain(256),
        domain(1, labels(1 << 20)),
        domain(1, labels(1, bs_len=16)),
        domain(1, labels(1, kind=5)),
        domain(1, BierNextHop(bytes(5))),
    ],
)
def test_what_has_no_place_is_refused(part: BierDomain) -> None:
    """A caller's number that the fields do not hold is an EncodeError."""
    with pytest.raises(EncodeError):
        CODEC.encode(BierAttribute((part,)), CONTEXT)
