"""BIER (attribute 41), RFC 9793 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Type = 1            |            Length             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Sub-domain   |            BFR-ID             |   Reserved    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~          Sub-TLVs, in the frame of the outer TLV              ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    2 MPLS Encapsulation and 3 non-MPLS Encapsulation (both with sub-TLVs of their own), 4 Nexthop:

    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Max SI    |BS Len |         Label, or BIFT-id             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional transitive
Malformed:  a TLV or sub-TLV that runs past its enclosing field, or is too short for its fields:
            attribute-discard (RFC 9793 §4). What is well-formed and contradicts itself is kept,
            and left out of `BierAttribute.effective` (RFC 9793 §3)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = ["CODEC", "BierAttribute", "BierDomain", "BierEncapsulation", "BierNextHop"]

_DOMAIN: Final = 1
MPLS: Final = 2
NON_MPLS: Final = 3
_NEXT_HOP: Final = 4
#: labels and BIFT-ids have 20 bits
_LIMIT: Final = 1 << 20


@frozen
class BierNextHop(Record):
    """Where BIER packets go, if that is not the prefix itself (RFC 9793 §3.3)."""

    WORD: ClassVar[str] = "next-hop"
    BARE: ClassVar[tuple[str, ...]] = ("address",)

    address: bytes  #: 4 or 16 octets


@frozen(kw_only=True)
class BierEncapsulation(Record):
    """The labels, or BIFT-ids, for packets of one BitString length (RFC 9793 §3.1, §3.2)."""

    WORDS: ClassVar[dict[int, str]] = {MPLS: "mpls", NON_MPLS: "non-mpls"}

    type: int  #: the sub-TLV type: 2 for labels, 3 for BIFT-ids
    max_si: int  #: Max SI: one label for each Set Identifier from 0 to this one
    bs_len: int  #: BS Len: the BitString length as RFC 8296 §2 numbers them, 4 bits
    start: int  #: the first label or BIFT-id, 20 bits
    sub_tlvs: tuple[BierNextHop | Tlv, ...] = ()  #: in the order of the wire

    @property
    def values(self) -> range:
        """The labels or BIFT-ids from that of SI 0 to that of Max SI."""
        return range(self.start, self.start + self.max_si + 1)


@frozen(kw_only=True)
class BierDomain(Record):
    """What a router is in one BIER sub-domain (RFC 9793 §3)."""

    WORD: ClassVar[str] = "sub-domain"
    BARE: ClassVar[tuple[str, ...]] = ("sub_domain",)

    sub_domain: int  #: Sub-domain
    bfr_id: int  #: BFR-ID; 0 of a router that packets do not leave the domain at
    reserved: int = 0  #: sent as 0, ignored when received
    #: in the order of the wire; those of other types as `Tlv`
    sub_tlvs: tuple[BierEncapsulation | BierNextHop | Tlv, ...] = ()

    def encapsulations(self, kind: int) -> tuple[BierEncapsulation, ...]:
        """Return the encapsulations of one of the two types whose labels have 20 bits."""
        # RFC 9793 §3.1: "If the label associated with the Maximum SI exceeds the 20-bit range, the
        # BIER MPLS Encapsulation sub-TLV containing the error MUST be ignored."
        return tuple(
            each
            for each in self.sub_tlvs
            if isinstance(each, BierEncapsulation)
            and each.type == kind
            and each.start + each.max_si < _LIMIT
        )


@frozen
class BierAttribute(Record):
    """The BIER sub-domains that the router is in whose address the route leads to."""

    parts: tuple[BierDomain | Tlv, ...]  #: in the order of the wire; other TLVs as `Tlv`

    @property
    def effective(self) -> tuple[BierDomain, ...]:
        """The sub-domains without what contradicts itself, as far as this attribute shows it."""
        domains = [part for part in self.parts if isinstance(part, BierDomain)]
        # RFC 9793 §3: "There MUST be no more than one BIER TLV with the same Sub-domain value; if
        # there is, the entire BIER path attribute MUST be ignored."
        if _repeats(domain.sub_domain for domain in domains):
            return ()
        # RFC 9793 §3.2: "If the same BitString length is repeated in multiple BIER non-MPLS
        # Encapsulation sub-TLVs inside the same BIER TLV, the BIER TLV MUST be ignored."
        domains = [each for each in domains if not _repeats_length(each, NON_MPLS)]
        left_out = set[int]()
        for kind in (MPLS, NON_MPLS):
            # RFC 9793 §3.1: "Label ranges within all BIER MPLS Encapsulation sub-TLVs advertised
            # by the same BFR MUST NOT overlap. If an overlap is detected, all BIER MPLS
            # Encapsulation sub-TLVs advertised by the BFR MUST be ignored."
            if _overlap(each.values for domain in domains for each in domain.encapsulations(kind)):
                left_out.add(kind)
        return tuple(_without_ignored(domain, left_out) for domain in domains)


def _repeats(values: Iterable[int]) -> bool:
    return any(count > 1 for count in Counter(values).values())


def _repeats_length(domain: BierDomain, kind: int) -> bool:
    return _repeats(each.bs_len for each in domain.encapsulations(kind))


def _overlap(ranges: Iterable[range]) -> bool:
    ordered = sorted(ranges, key=lambda each: each.start)
    return any(before.stop > behind.start for before, behind in pairwise(ordered))


def _without_ignored(domain: BierDomain, left_out: set[int]) -> BierDomain:
    # RFC 9793 §3.1: "If the same BitString length is repeated in multiple BIER MPLS Encapsulation
    # sub-TLVs inside the same BIER TLV, all BIER MPLS Encapsulation sub-TLVs in the BIER TLV MUST
    # be ignored."
    ignored = left_out | ({MPLS} if _repeats_length(domain, MPLS) else set())
    kept = tuple(
        each
        for each in domain.sub_tlvs
        if not isinstance(each, BierEncapsulation)
        or (each.type not in ignored and each.start + each.max_si < _LIMIT)
    )
    return attrs.evolve(domain, sub_tlvs=kept)


def decode(octets: bytes, context: Context) -> BierAttribute:
    """Read a value."""
    # RFC 9793 §4: "The total length of BIER TLVs (including the Type and Length fields) MUST be
    # equal to the BIER path attribute length."
    return BierAttribute(tuple(map(_decode_part, read_tlvs(Reader(octets), 2, 2))))


def _decode_part(tlv: Tlv) -> BierDomain | Tlv:
    # RFC 9793 §3: "The presence of unknown or unexpected TLVs MUST NOT result in the NLRI or the
    # BIER attribute being considered malformed."
    if tlv.type != _DOMAIN:
        return tlv
    reader = Reader(tlv.octets)
    return BierDomain(
        sub_domain=reader.u8(),
        bfr_id=reader.u16(),
        reserved=reader.u8(),
        sub_tlvs=tuple(map(_decode_sub_tlv, read_tlvs(reader, 2, 2))),
    )


def _decode_sub_tlv(tlv: Tlv) -> BierEncapsulation | BierNextHop | Tlv:
    if tlv.type not in (MPLS, NON_MPLS):
        return _decode_next_hop(tlv)
    reader = Reader(tlv.octets)
    max_si, word = reader.u8(), reader.u24()
    return BierEncapsulation(
        type=tlv.type,
        max_si=max_si,
        bs_len=word >> 20,
        start=word % _LIMIT,
        sub_tlvs=tuple(map(_decode_next_hop, read_tlvs(reader, 2, 2))),
    )


def _decode_next_hop(tlv: Tlv) -> BierNextHop | Tlv:
    if tlv.type != _NEXT_HOP:
        return tlv
    # RFC 9793 §3.3: "The value is 4 if the Nexthop is an IPv4 address and 16 if the Nexthop is an
    # IPv6 address."
    if len(tlv.octets) not in (4, 16):
        raise DecodeError(f"a next hop of {len(tlv.octets)} octets", rfc="RFC 9793 §3.3")
    return BierNextHop(tlv.octets)


def encode(attribute: BierAttribute, context: Context) -> bytes:
    """Write a value."""
    try:
        return write_tlvs(map(_encode_part, attribute.parts), 2, 2)
    except (ValueError, OverflowError):
        raise EncodeError(f"a number of `{attribute}` does not fit") from None


def _encode_part(part: BierDomain | Tlv) -> Tlv:
    if isinstance(part, Tlv):
        return part
    head = bytes((part.sub_domain,)) + part.bfr_id.to_bytes(2, "big") + bytes((part.reserved,))
    return Tlv(_DOMAIN, head + write_tlvs(map(_encode_sub_tlv, part.sub_tlvs), 2, 2))


def _encode_sub_tlv(item: BierEncapsulation | BierNextHop | Tlv) -> Tlv:
    if isinstance(item, Tlv):
        return item
    if isinstance(item, BierNextHop):
        if len(item.address) not in (4, 16):
            raise EncodeError(f"a next hop has 4 or 16 octets, not {len(item.address)}")
        return Tlv(_NEXT_HOP, item.address)
    if item.type not in (MPLS, NON_MPLS):
        raise EncodeError(f"sub-TLV {item.type} is not an encapsulation")
    if not (0 <= item.bs_len < 16 and 0 <= item.start < _LIMIT):
        raise EncodeError(f"BS Len and start of `{item}` have 4 and 20 bits")
    word = item.bs_len << 20 | item.start
    head = bytes((item.max_si,)) + word.to_bytes(3, "big")
    return Tlv(item.type, head + write_tlvs(map(_encode_sub_tlv, item.sub_tlvs), 2, 2))


CODEC: Final = AttributeCodec(
    code=attributes.BIER,
    name="BIER",
    flags=OPTIONAL_TRANSITIVE,
    value=BierAttribute,
    rfc="RFC 9793 §3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 9793 §4",
    length=at_least(4),
    decode=decode,
    encode=encode,
)
