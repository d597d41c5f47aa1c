"""PREFIX_SID (attribute 40), RFC 8669 §3, RFC 9252 §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Type      |          Length               |   Value ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    1 Label-Index, 3 Originator SRGB, 5 SRv6 L3 Service, 6 SRv6 L2 Service

Flags:      optional transitive
Malformed:  a TLV past the end, type 1 or 3 of the wrong length: attribute-discard (RFC 8669 §6);
            a malformed SRv6 Service TLV, or beside routes SRv6 SIDs of which none is valid:
            treat-as-withdraw (RFC 9252 §7)
            From an external peer outside the SR domain it is dropped unread (RFC 8669 §4).
            Beside labeled unicast routes it needs a Label-Index: attribute-discard (RFC 8669 §6)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import ClassVar, Final, TypeVar

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.attributes._srv6_service import (
    LARGEST_LABEL_BITS,
    SidInformation,
    Srv6Service,
    decode_service,
    encode_service,
)
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana.families import SAFI_LABELED, SAFI_VPN, Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind, listed, shown_as
from bgplib.values._numbers import parse_number
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = [
    "CODEC",
    "LabelIndex",
    "OriginatorSrgb",
    "PrefixSid",
    "Srv6Service",
    "derived_labels",
]

LABEL_INDEX: Final = 1
ORIGINATOR_SRGB: Final = 3
SRV6_L3_SERVICE: Final = 5
SRV6_L2_SERVICE: Final = 6
_SERVICES: Final = (SRV6_L3_SERVICE, SRV6_L2_SERVICE)
_HEADER_OCTETS: Final = 3
# RFC 9252 §3.2.1: "the size of the MPLS Label field is 20 bits in [RFC4364] and [RFC8277], and the
# size is 24 bits in [RFC7432]". §7 tells who advertises routes without such a field to transpose
# nothing, and says of no size that would make a SID invalid there.
_LABEL_BITS: Final = {SAFI_LABELED: 20, SAFI_VPN: 20}
_DEFAULT: Final = Context()

K = TypeVar("K", bound=Hashable)


@attrs.frozen(kw_only=True)
class LabelIndex(Record):
    """The index of the prefix's label in the SRGB (RFC 8669 §3.1)."""

    WORD: ClassVar[str] = "label-index"
    BARE: ClassVar[tuple[str, ...]] = ("index",)

    reserved: int = 0  #: sent as 0, ignored when received
    flags: int = 0  #: none are defined
    index: int  #: the index


def _range_text(labels: tuple[int, int]) -> str:
    return f"{labels[0]}+{labels[1]}"


def _parse_range(text: str) -> tuple[int, int]:
    first, _, count = text.partition("+")
    return parse_number(first, 24, "label"), parse_number(count, 24, "number of labels")


@frozen
class OriginatorSrgb(Record):
    """The label ranges of the node that originated the prefix (RFC 8669 §3.2)."""

    WORD: ClassVar[str] = "srgb"
    BARE: ClassVar[tuple[str, ...]] = ("ranges",)

    #: (first label, number of labels)
    ranges: tuple[tuple[int, int], ...] = attrs.field(
        metadata=shown_as(listed(FieldKind(_range_text, _parse_range)))
    )
    flags: int = 0  #: none are defined


Part = LabelIndex | OriginatorSrgb | Srv6Service | Tlv


@frozen
class PrefixSid(Record):
    """Segment identifiers of the prefix."""

    parts: tuple[Part, ...]  #: in the order of the wire; TLVs of unknown type as `Tlv`

    @property
    def sids(self) -> tuple[SidInformation, ...]:
        """The SRv6 SIDs of the services that count, valid or not (`SidInformation.is_valid`)."""
        # RFC 9252 §7: "If multiple instances of the SRv6 L3 Service TLV are encountered, all but
        # the first instance MUST be ignored." It says the same of the L2 Service TLV.
        first: dict[int, Srv6Service] = {}
        for part in self.parts:
            if isinstance(part, Srv6Service):
                first.setdefault(part.type, part)
        return tuple(
            part
            for service in first.values()
            for part in service.parts
            if isinstance(part, SidInformation)
        )

    def valid_sids(self, family: Family) -> tuple[SidInformation, ...]:
        """Return those of `sids` that are valid beside routes of a family (RFC 9252 §7)."""
        check(family, Family, "family")
        bits = _LABEL_BITS.get(family.safi, LARGEST_LABEL_BITS)
        return tuple(each for each in self.sids if each.fits(bits))

    def label_index(self, family: Family) -> int | None:
        """Return the label index as it counts for routes of a family; None where none does."""
        # RFC 8669 §3.1: "It MUST be ignored when received for other BGP AFI/SAFI combinations."
        check(family, Family, "family")
        if family.safi != SAFI_LABELED:
            return None
        # RFC 8669 §6: "all the occurrences of the TLV other than the first one SHALL be discarded"
        return next((part.index for part in self.parts if isinstance(part, LabelIndex)), None)

    def srgb(self, family: Family) -> tuple[tuple[int, int], ...]:
        """Return the label ranges as they count for routes of a family; none where none do."""
        # RFC 8669 §3.2: "It MUST be ignored when received for other BGP AFI/SAFI combinations.
        # Since the Label-Index TLV is required for IPv4/IPv6 prefix applicability, the Originator
        # SRGB TLV will be ignored if it is not specified in a manner consistent with Section 6."
        if self.label_index(family) is None:
            return ()
        return next((part.ranges for part in self.parts if isinstance(part, OriginatorSrgb)), ())


def decode(octets: bytes, context: Context) -> PrefixSid:
    """Read a value."""
    reader = Reader(octets)
    parts = []
    fault: DecodeError | None = None
    while reader.remaining >= _HEADER_OCTETS:
        tlv_type, length = reader.u8(), reader.u16()
        if length > reader.remaining:
            text = f"TLV {tlv_type} says {length} octets, {reader.remaining} are left"
            # RFC 9252 §7: an SRv6 Service TLV is malformed if "The TLV Length is inconsistent with
            # the length of the BGP Prefix-SID attribute."
            raise _malformed_service(text) if tlv_type in _SERVICES else fault or DecodeError(text)
        try:
            parts.append(_decode_part(Tlv(tlv_type, reader.take(length))))
        except DecodeError as error:
            # RFC 9252 §7: "The treat-as-withdraw action [RFC7606] MUST be performed when at least
            # one malformed SRv6 Service TLV is present in the BGP Prefix-SID attribute."
            if error.treatment is not None:
                raise
            fault = fault or error
    if fault is not None:
        raise fault
    reader.finish()
    return PrefixSid(tuple(parts))


def _malformed_service(text: str) -> DecodeError:
    return DecodeError(text, rfc="RFC 9252 §7", treatment=Treatment.TREAT_AS_WITHDRAW)


def _decode_part(tlv: Tlv) -> Part:
    reader = Reader(tlv.octets)
    if tlv.type == LABEL_INDEX:
        # RFC 8669 §6 asks for the length that §3.1 gives.
        if len(tlv.octets) != 7:
            raise DecodeError(f"a Label-Index of {len(tlv.octets)} octets", rfc="RFC 8669 §3.1")
        return LabelIndex(reserved=reader.u8(), flags=reader.u16(), index=reader.u32())
    if tlv.type == ORIGINATOR_SRGB:
        # RFC 8669 §3.2: "The total length in octets of the value portion of the TLV: 2 + (non-zero
        # multiple of 6)."
        if len(tlv.octets) < 8 or (len(tlv.octets) - 2) % 6:
            raise DecodeError(f"an SRGB of {len(tlv.octets)} octets", rfc="RFC 8669 §3.2")
        flags = reader.u16()
        ranges = tuple((reader.u24(), reader.u24()) for _ in range(reader.remaining // 6))
        return OriginatorSrgb(ranges, flags)
    if tlv.type in _SERVICES:
        try:
            return decode_service(tlv.type, reader)
        except DecodeError as error:
            raise _malformed_service(str(error)) from None
    return tlv


def encode(attribute: PrefixSid, context: Context) -> bytes:
    """Write a value."""
    return write_tlvs(map(_encode_part, attribute.parts), 1, 2)


def _encode_part(part: Part) -> Tlv:
    try:
        if isinstance(part, LabelIndex):
            octets = part.reserved.to_bytes(1, "big") + part.flags.to_bytes(2, "big")
            return Tlv(LABEL_INDEX, octets + part.index.to_bytes(4, "big"))
        if isinstance(part, OriginatorSrgb):
            octets = part.flags.to_bytes(2, "big") + b"".join(
                first.to_bytes(3, "big") + count.to_bytes(3, "big") for first, count in part.ranges
            )
            return Tlv(ORIGINATOR_SRGB, octets)
    except OverflowError:
        raise EncodeError(f"a number of `{part}` does not fit") from None
    return encode_service(part) if isinstance(part, Srv6Service) else part


def canonical(octets: bytes) -> bytes:
    """Leave out what is not passed on."""
    # RFC 8669 §6: "if a recognized TLV appears more than once in a BGP Prefix-SID attribute while
    # the specification only allows for a single occurrence, then all the occurrences of the TLV
    # other than the first one SHALL be discarded and the Prefix-SID attribute will continue to be
    # processed."
    kept, seen = [], set[int]()
    for tlv in read_tlvs(Reader(octets), 1, 2):
        if tlv.type not in seen:
            kept.append(tlv)
        if tlv.type in (LABEL_INDEX, ORIGINATOR_SRGB):
            seen.add(tlv.type)
    return write_tlvs(kept, 1, 2)


def misplaced(octets: bytes, family: Family) -> DecodeError | None:
    """Say what is wrong with a value beside routes of a family."""
    # RFC 8669 §4.1: "When the BGP Prefix-SID attribute is attached to a BGP Labeled IPv4 or IPv6
    # Unicast [RFC8277] AFI/SAFI, it MUST contain the Label-Index TLV and MAY contain the Originator
    # SRGB TLV. A BGP Prefix-SID attribute received without a Label-Index TLV MUST be considered to
    # be "invalid" by the receiving speaker."
    if family.safi == SAFI_LABELED and not any(
        tlv.type == LABEL_INDEX for tlv in read_tlvs(Reader(octets), 1, 2)
    ):
        return DecodeError(f"no Label-Index beside routes of {family}", rfc="RFC 8669 §4.1")
    # RFC 9252 §7: "The path having any such Prefix-SID attribute without any valid SRv6 SID
    # information MUST be considered ineligible during the selection of the best path for the
    # corresponding prefix." Treat-as-withdraw leaves the path as little use as that. Where there is
    # no path, nothing is wrong: "because of failing any semantic validation of its Value field"
    # nothing is malformed.
    value = decode(octets, _DEFAULT)
    if value.sids and not value.valid_sids(family):
        return _malformed_service(f"no SRv6 SID is valid beside routes of {family}")
    return None


def derived_labels(indices: Mapping[K, int], srgb: range) -> dict[K, int]:
    """Return the labels of the prefixes whose label index is acceptable here.

    Those of the others are conflicting, and are to be ignored.

    Args:
        indices: the label index of each prefix, or other key of a route.
        srgb: the labels of this speaker's SRGB.
    """
    # RFC 8669 §4.1: "If multiple different prefixes are received with the same label index, all of
    # the different prefixes MUST have their BGP Prefix-SID attribute considered to be
    # "conflicting"."
    shared = Counter(indices.values())
    # RFC 8669 §4.1: "A BGP Prefix-SID attribute is designated "conflicting" for a speaker M if the
    # derived label value L lies outside the SRGB configured on M."
    return {
        key: srgb.start + index
        for key, index in indices.items()
        if shared[index] == 1 and srgb.start + index in srgb
    }


def discarded_unread(context: Context) -> str | None:
    """Cite the section by which this session drops the attribute unread, if it does."""
    # RFC 8669 §4: "A BGP speaker receiving a BGP Prefix-SID attribute from an External BGP (EBGP)
    # neighbor residing outside the boundaries of the SR domain MUST discard the attribute unless it
    # is configured to accept the attribute from the EBGP neighbor."
    if context.session is SessionType.EXTERNAL and context.accept_prefix_sid is False:
        return "RFC 8669 §4"
    return None


CODEC: Final = AttributeCodec(
    code=attributes.PREFIX_SID,
    name="PREFIX_SID",
    flags=OPTIONAL_TRANSITIVE,
    value=PrefixSid,
    rfc="RFC 8669 §3",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 8669 §6",
    length=at_least(3),
    decode=decode,
    encode=encode,
    discarded_unread=discarded_unread,
    misplaced=misplaced,
    canonical=canonical,
)
