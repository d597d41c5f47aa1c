"""Information TLVs (RFC 7854 §4.4), and those of version 4, which have an index.

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|              Type             |             Length            |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|  Index, in version 4; not counted in Length   |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                        Value (variable)
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack
from typing import Final

from bgplib._checks import check_fields
from bgplib._frozen import frozen
from bgplib.errors import EncodeError
from bgplib.octets import Reader

__all__ = ["IndexedTlv", "Tlv", "encode_tlvs", "read_indexed_tlvs", "read_tlvs"]

_MAXIMUM: Final = 0xFFFF


@frozen
class Tlv:
    """A type and a value; the message that it stands in says what the type means."""

    code: int  #: the Type field
    octets: bytes  #: the Value field

    @property
    def text(self) -> str:
        """The value as text, where the type says that it is text; UTF-8."""
        return self.octets.decode("utf-8", "replace")

    @property
    def number(self) -> int:
        """The value as an unsigned integer, where the type says that it is one."""
        return int.from_bytes(self.octets, "big")

    @property
    def two_octet_code(self) -> int | None:
        """The value as a code of two octets; None where it has another length."""
        return self.number if len(self.octets) == 2 else None

    def encode(self) -> bytes:
        """Write the TLV.

        Raises:
            EncodeError: the type or the length is out of range.
        """
        check_fields(self)
        return _head(self.code, len(self.octets)) + self.octets


@frozen
class IndexedTlv:
    """The same with an index: the place of the NLRI it is about, or 0 for all of them."""

    code: int  #: the Type field
    index: int  #: the Index field; its highest bit says that the TLV is about a group
    octets: bytes  #: the Value field

    def encode(self) -> bytes:
        """Write the TLV.

        Raises:
            EncodeError: the type, the index or the length is out of range.
        """
        check_fields(self)
        if not 0 <= self.index <= _MAXIMUM:
            raise EncodeError(f"the index {self.index} of a TLV is out of range")
        return _head(self.code, len(self.octets)) + pack(">H", self.index) + self.octets


def _head(code: int, length: int) -> bytes:
    if not 0 <= code <= _MAXIMUM or length > _MAXIMUM:
        raise EncodeError(f"a TLV of type {code} and {length} octets is out of range")
    return pack(">HH", code, length)


def read_tlvs(reader: Reader) -> tuple[Tlv, ...]:
    """Read TLVs to the end.

    Raises:
        DecodeError: the last one is cut.
    """
    found = []
    while reader.remaining:
        code = reader.u16()
        found.append(Tlv(code, reader.take(reader.u16())))
    return tuple(found)


def read_indexed_tlvs(reader: Reader) -> tuple[IndexedTlv, ...]:
    """Read TLVs of version 4 to the end.

    Raises:
        DecodeError: the last one is cut.
    """
    found = []
    while reader.remaining:
        code = reader.u16()
        length = reader.u16()
        index = reader.u16()
        found.append(IndexedTlv(code, index, reader.take(length)))
    return tuple(found)


def encode_tlvs(tlvs: Iterable[Tlv | IndexedTlv]) -> bytes:
    """Write TLVs one after the other.

    Raises:
        EncodeError: one of them is out of range.
    """
    return b"".join(tlv.encode() for tlv in tlvs)
