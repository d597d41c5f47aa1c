"""What all BMP messages have in common (RFC 7854 §4.1).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+
    |    Version    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Message Length, of the whole message in octets         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Msg. Type   |
    +---------------+

A message is an immutable value. What was read encodes to the octets it was read from.
"""

from __future__ import annotations

import struct
from typing import ClassVar, Final

import attrs

from bgplib._checks import written
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import EncodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.peer_header import PeerHeader
from bgplib.formats.bmp.tlv import Tlv, encode_tlvs

__all__ = ["HEADER", "BmpMessage", "PeerMessage", "TlvMessage", "UnknownMessage"]

#: Version, Message Length and Message Type
HEADER: Final = struct.Struct(">BIB")


@attrs.frozen(kw_only=True)
class BmpMessage:
    """A message of any type."""

    TYPE: ClassVar[int] = -1  #: the Message Type of the class

    version: int = codes.VERSION  #: 3; or 4, which is a draft

    @property
    def type(self) -> int:
        """The Message Type field."""
        return self.TYPE

    @property
    def name(self) -> str:
        """The name of the type: `ROUTE-MONITORING`."""
        return codes.name_of(codes.MESSAGE_NAMES, self.type)

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        raise NotImplementedError

    def encode(self) -> bytes:
        """Write the whole message.

        Raises:
            EncodeError: a value is out of range.
        """
        return written(type(self).__name__, self, self._whole)

    def _whole(self) -> bytes:
        body = self.body()
        try:
            return HEADER.pack(self.version, HEADER.size + len(body), self.type) + body
        except struct.error as error:
            raise EncodeError(f"a field of the header is out of range: {error}") from None


@attrs.frozen(kw_only=True)
class PeerMessage(BmpMessage):
    """A message about one peer."""

    peer: PeerHeader  #: the peer, and when it happened

    @property
    def time(self) -> float:
        """When it happened, in seconds since 1970-01-01 00:00 UTC; 0 if the router did not say."""
        return self.peer.time

    @or_its_fields
    def __str__(self) -> str:
        """Return `ROUTE-MONITORING of 192.0.2.1 AS65001 adj-rib-in-pre`."""
        return f"{self.name} of {self.peer}"


@frozen(kw_only=True)
class TlvMessage(BmpMessage):
    """A message that consists of TLVs."""

    tlvs: tuple[Tlv, ...] = ()  #: in the order of the wire

    def body(self) -> bytes:
        """Write what follows the common header."""
        return encode_tlvs(self.tlvs)


@frozen(kw_only=True)
class UnknownMessage(BmpMessage):
    """A message of a type that is not assigned."""

    type_code: int  #: the Message Type field
    octets: bytes  #: all that follows the common header

    @property
    def type(self) -> int:
        """The Message Type field."""
        return self.type_code

    def body(self) -> bytes:
        """Return what was read."""
        return self.octets
