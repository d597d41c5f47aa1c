"""What all PDUs have in common (RFC 8210 §5).

 0          8          16         24        31
 .-------------------------------------------.
 | Protocol |   PDU    |    Session ID,      |
 | Version  |   Type   | flags, code or zero |
 +-------------------------------------------+
 |   Length, of the whole PDU in octets      |
 +-------------------------------------------+

A PDU is an immutable value. What is reserved is written as zero, and not looked at.
"""

from __future__ import annotations

import struct
from typing import ClassVar, Final

import attrs

from bgplib._checks import check_fields, written
from bgplib.errors import EncodeError
from bgplib.rtr import codes

__all__ = ["HEADER", "Pdu"]

#: Protocol Version, PDU Type, what depends on the type, Length
HEADER: Final = struct.Struct(">BBHI")


@attrs.frozen(kw_only=True)
class Pdu:
    """A PDU of any type."""

    TYPE: ClassVar[int] = -1  #: the PDU Type of the class

    version: int = 1  #: the Protocol Version: 0 (RFC 6810), 1 (RFC 8210) or 2, which is a draft

    @property
    def type(self) -> int:
        """The PDU Type field."""
        return self.TYPE

    @property
    def name(self) -> str:
        """The name of the type: `Serial Notify`."""
        return codes.name_of(codes.PDU_NAMES, self.type)

    @property
    def field(self) -> int:
        """What stands behind the type: the Session ID, flags, an error code; 0 where nothing."""
        return 0

    def body(self) -> bytes:
        """Write what follows the Length field.

        Raises:
            EncodeError: a value is out of range.
        """
        return b""

    def encode(self) -> bytes:
        """Write the whole PDU.

        Raises:
            EncodeError: a value is out of range.
            LocalError: a field is of another type.
        """
        check_fields(self)
        return written(type(self).__name__, self, self._whole)

    def _whole(self) -> bytes:
        body = self.body()
        try:
            return HEADER.pack(self.version, self.type, self.field, HEADER.size + len(body)) + body
        except struct.error as error:
            raise EncodeError(f"a field of the header is out of range: {error}") from None


def u32(value: int, name: str) -> bytes:
    """Write a number of 32 bits.

    Raises:
        EncodeError: it has more.
    """
    if not 0 <= value <= 0xFFFFFFFF:
        raise EncodeError(f"{name} is {value}, it must be 0 to 4294967295")
    return value.to_bytes(4, "big")
