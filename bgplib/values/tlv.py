"""Tlv: a type and octets, the form that many attributes use for what they may hold."""

from __future__ import annotations

from collections.abc import Iterable

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.octets import Reader
from bgplib.values._notation import brief, parse_hex
from bgplib.values._numbers import parse_number

__all__ = ["Tlv", "read_tlvs", "write_tlv", "write_tlvs"]


@frozen
class Tlv:
    """One type, length, value triple, its value as octets."""

    type: int  #: the type, whose meaning depends on where the TLV stands
    octets: bytes  #: the value

    @classmethod
    def parse(cls, text: str) -> Tlv:
        """Read a type and octets in hexadecimal: `7:0102`, `0x7:0x0102`.

        Raises:
            ParseError: it is none.
        """
        check_text(text, cls.__name__)
        number, colon, octets = text.strip().partition(":")
        if not colon:
            raise ParseError(f"{brief(text)} is not a type and octets with a colon between")
        return cls(parse_number(number, 32, "type of a TLV"), parse_hex(octets))

    @or_its_fields
    def __str__(self) -> str:
        """Return `7:0102`."""
        return f"{self.type}:{self.octets.hex()}"


def read_tlvs(reader: Reader, type_octets: int, length_octets: int) -> tuple[Tlv, ...]:
    """Read TLVs up to the end of the reader; their lengths count the value alone.

    Args:
        reader: stands before the first TLV.
        type_octets: how many octets the type has.
        length_octets: how many octets the length has.

    Raises:
        DecodeError: a TLV runs past the end.
    """
    tlvs = []
    while reader.remaining:
        tlv_type = reader.unsigned(type_octets)
        length = reader.unsigned(length_octets)
        if length > reader.remaining:
            raise DecodeError(
                f"TLV {tlv_type} says {length} octets, {reader.remaining} are left in the field"
            )
        tlvs.append(Tlv(tlv_type, reader.take(length)))
    return tuple(tlvs)


def write_tlv(tlv: Tlv, type_octets: int, length_octets: int) -> bytes:
    """Write one TLV.

    Raises:
        EncodeError: type or length do not fit.
    """
    try:
        head = tlv.type.to_bytes(type_octets, "big")
        return head + len(tlv.octets).to_bytes(length_octets, "big") + tlv.octets
    except OverflowError:
        raise EncodeError(f"TLV {tlv.type} of {len(tlv.octets)} octets does not fit") from None


def write_tlvs(tlvs: Iterable[Tlv], type_octets: int, length_octets: int) -> bytes:
    """Write TLVs one behind the other.

    Raises:
        EncodeError: a type or a length does not fit.
    """
    return b"".join(write_tlv(tlv, type_octets, length_octets) for tlv in tlvs)
