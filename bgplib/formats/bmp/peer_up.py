"""Peer Up Notification (message type 3), RFC 7854 §4.10 and RFC 9069 §5.1.

+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                 Local Address (16 octets)                     |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|         Local Port            |        Remote Port            |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                    Sent OPEN Message (variable)
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                  Received OPEN Message (variable)
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                 Information TLVs (variable)
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from struct import error, pack
from typing import ClassVar

import attrs

from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import PeerMessage
from bgplib.formats.bmp.peer_header import full_address, read_peer_header
from bgplib.formats.bmp.tlv import Tlv, encode_tlvs, read_tlvs
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.octets import Reader
from bgplib.values.address import address_text

__all__ = ["PeerUp", "read_peer_up"]


@frozen(kw_only=True)
class PeerUp(PeerMessage):
    """A session with a peer came up, and by which OPENs."""

    TYPE: ClassVar[int] = codes.PEER_UP

    #: the router's end of the session, 16 octets; an IPv4 address in the last four
    local_address: bytes = attrs.field(default=bytes(16), converter=full_address)
    local_port: int = 0  #: TCP port of the router
    remote_port: int = 0  #: TCP port of the peer
    sent_octets: bytes  #: the OPEN that the router sent, from its marker on
    received_octets: bytes  #: the OPEN that the peer sent, from its marker on
    tlvs: tuple[Tlv, ...] = ()  #: Information TLVs

    @property
    def local_address_text(self) -> str:
        """The router's address as text."""
        return address_text(self.local_address if self.peer.is_ipv6 else self.local_address[12:])

    @property
    def sent_open(self) -> Open:
        """The OPEN that the router sent.

        Raises:
            DecodeError: it is malformed.
        """
        return _open(self.sent_octets)

    @property
    def received_open(self) -> Open:
        """The OPEN that the peer sent.

        Raises:
            DecodeError: it is malformed.
        """
        return _open(self.received_octets)

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        try:
            ports = pack(">HH", self.local_port, self.remote_port)
        except error:
            raise EncodeError("a port is out of range") from None
        opens = self.sent_octets + self.received_octets
        return self.peer.encode() + self.local_address + ports + opens + encode_tlvs(self.tlvs)


def _open(octets: bytes) -> Open:
    message = decode(octets)
    if not isinstance(message, Open):
        raise DecodeError("the message is no OPEN", rfc="RFC 7854 §4.10")
    return message


def read_peer_up(version: int, reader: Reader) -> PeerUp:
    """Read what follows the common header.

    Raises:
        DecodeError: it is too short, or the lengths of the OPENs do not fit in it.
    """
    return PeerUp(
        version=version,
        peer=read_peer_header(reader),
        local_address=reader.take(16),
        local_port=reader.u16(),
        remote_port=reader.u16(),
        sent_octets=_take_message(reader),
        received_octets=_take_message(reader),
        tlvs=read_tlvs(reader),
    )


def _take_message(reader: Reader) -> bytes:
    """Take one BGP message, whose own header says where it ends."""
    header = reader.take(HEADER_LENGTH)
    length = header[16] << 8 | header[17]
    if length < HEADER_LENGTH:
        raise DecodeError(f"an OPEN cannot be {length} octets long", rfc="RFC 7854 §4.10")
    return header + reader.take(length - HEADER_LENGTH)
