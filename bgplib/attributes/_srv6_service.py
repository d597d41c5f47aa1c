"""SRv6 Service TLVs of PREFIX_SID (RFC 9252 §2, §3).

    TLV 5 or 6:     RESERVED (1), Sub-TLVs
    Sub-TLV 1:      RESERVED1 (1), SID (16), Flags (1), Endpoint Behavior (2), RESERVED2 (1),
                    Sub-Sub-TLVs
    Sub-Sub-TLV 1:  the lengths of the SID's parts, 6 octets

Three levels and no more: nothing here recurses.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.octets import Reader
from bgplib.values.record import Record
from bgplib.values.tlv import Tlv, read_tlvs, write_tlvs

__all__ = [
    "LARGEST_LABEL_BITS",
    "SidInformation",
    "SidStructure",
    "Srv6Service",
    "decode_service",
    "encode_service",
]

_SID_INFORMATION: Final = 1
_SID_STRUCTURE: Final = 1
_SID_BITS: Final = 128
LARGEST_LABEL_BITS: Final = 24  #: of the label fields there are, that of EVPN is the largest


@attrs.frozen(kw_only=True)
class SidStructure(Record):
    """How long the parts of a SID are, in bits (RFC 9252 §3.2.1)."""

    WORD: ClassVar[str] = "sid-structure"

    locator_block: int  #: length of the locator's block
    locator_node: int  #: length of the locator's node part
    function: int  #: length of the function
    argument: int  #: length of the argument
    transposition_length: int = 0  #: bits that stand in the label field of the NLRI
    transposition_offset: int = 0  #: where in the SID they belong

    @property
    def is_valid(self) -> bool:
        """Whether the lengths fit together, and in the largest label field (RFC 9252 §3.2.1)."""
        return self.fits(LARGEST_LABEL_BITS)

    def fits(self, label_bits: int) -> bool:
        """Say whether the lengths fit together, and in a label field of so many bits."""
        before = self.locator_block + self.locator_node
        total = before + self.function + self.argument
        length, offset = self.transposition_length, self.transposition_offset
        # RFC 9252 §3.2.1: "A Transposition Length of 0 indicates nothing is transposed", and "In
        # this case, the Transposition Offset MUST be set to 0."
        if not length:
            return total <= _SID_BITS and not offset
        # RFC 9252 §3.2.1: the sum of the four lengths "MUST be less than or equal to 128"; what is
        # transposed lies within it, behind the locator, and within the label field. (By its wording
        # the sum would be greater than offset and length, by its example equal.)
        return total <= _SID_BITS and length <= label_bits and before <= offset <= total - length


@attrs.frozen(kw_only=True)
class SidInformation(Record):
    """One SID and what packets to it go through (RFC 9252 §3.1)."""

    WORD: ClassVar[str] = "sid"
    BARE: ClassVar[tuple[str, ...]] = ("sid",)

    reserved: int = 0  #: RESERVED1
    sid: bytes  #: the SID, 16 octets
    flags: int = 0  #: none are defined
    behavior: int = 0xFFFF  #: SRv6 Endpoint Behavior; 0xffff is opaque
    reserved2: int = 0  #: RESERVED2
    parts: tuple[SidStructure | Tlv, ...] = ()  #: Sub-Sub-TLVs in the order of the wire

    @property
    def is_valid(self) -> bool:
        """Whether the SID can be used: its structure, where there is one, fits (RFC 9252 §7)."""
        return self.fits(LARGEST_LABEL_BITS)

    def fits(self, label_bits: int) -> bool:
        """Say the same of routes whose label field has so many bits."""
        return all(part.fits(label_bits) for part in self.parts if isinstance(part, SidStructure))


@frozen(kw_only=True)
class Srv6Service(Record):
    """SIDs of a service of layer 3 or layer 2."""

    WORDS: ClassVar[dict[int, str]] = {5: "srv6-l3", 6: "srv6-l2"}

    type: int  #: 5 for layer 3, 6 for layer 2
    reserved: int = 0  #: sent as 0, ignored when received
    parts: tuple[SidInformation | Tlv, ...] = ()  #: Sub-TLVs in the order of the wire


def decode_service(tlv_type: int, reader: Reader) -> Srv6Service:
    """Read the value of an SRv6 Service TLV.

    Raises:
        DecodeError: a part is malformed.
    """
    reserved = reader.u8()
    parts = tuple(
        _decode_information(tlv) if tlv.type == _SID_INFORMATION else tlv
        for tlv in read_tlvs(reader, 1, 2)
    )
    return Srv6Service(type=tlv_type, reserved=reserved, parts=parts)


def _decode_information(tlv: Tlv) -> SidInformation:
    reader = Reader(tlv.octets)
    return SidInformation(
        reserved=reader.u8(),
        sid=reader.take(16),
        flags=reader.u8(),
        behavior=reader.u16(),
        reserved2=reader.u8(),
        parts=tuple(
            _decode_structure(part) if part.type == _SID_STRUCTURE else part
            for part in read_tlvs(reader, 1, 2)
        ),
    )


def _decode_structure(tlv: Tlv) -> SidStructure:
    # RFC 9252 §3.2.1: "This field contains a total length of 6 octets."
    if len(tlv.octets) != 6:
        raise DecodeError(f"a SID Structure of {len(tlv.octets)} octets", rfc="RFC 9252 §3.2.1")
    block, node, function, argument, length, offset = tlv.octets
    return SidStructure(
        locator_block=block,
        locator_node=node,
        function=function,
        argument=argument,
        transposition_length=length,
        transposition_offset=offset,
    )


def encode_service(service: Srv6Service) -> Tlv:
    """Write an SRv6 Service TLV.

    Raises:
        EncodeError: a part does not fit.
    """
    try:
        parts = (
            _encode_information(part) if isinstance(part, SidInformation) else part
            for part in service.parts
        )
        return Tlv(service.type, bytes((service.reserved,)) + write_tlvs(parts, 1, 2))
    except (ValueError, OverflowError):
        raise EncodeError(f"a number of `{service}` does not fit") from None


def _encode_information(part: SidInformation) -> Tlv:
    if len(part.sid) != 16:
        raise EncodeError(f"a SID has 16 octets, not {len(part.sid)}")
    parts = (
        Tlv(_SID_STRUCTURE, bytes(attrs.astuple(inner)))
        if isinstance(inner, SidStructure)
        else inner
        for inner in part.parts
    )
    octets = b"".join(
        (
            bytes((part.reserved,)),
            part.sid,
            bytes((part.flags,)),
            part.behavior.to_bytes(2, "big"),
            bytes((part.reserved2,)),
            write_tlvs(parts, 1, 2),
        )
    )
    return Tlv(_SID_INFORMATION, octets)
