"""Route Mirroring (message type 6), RFC 7854 §4.7: messages as the peer sent them, in TLVs."""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.formats._archive import shared_decoder
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import PeerMessage
from bgplib.formats.bmp.peer_header import read_peer_header
from bgplib.formats.bmp.tlv import Tlv, encode_tlvs, read_tlvs
from bgplib.messages.decoder import Message
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["RouteMirroring", "read_route_mirroring"]


@frozen(kw_only=True)
class RouteMirroring(PeerMessage):
    """Messages that a peer sent, octet for octet."""

    TYPE: ClassVar[int] = codes.ROUTE_MIRRORING

    tlvs: tuple[Tlv, ...] = ()  #: in the order of the wire
    #: what the messages are read with
    context: Context = attrs.field(default=Context(session=None), eq=False, repr=False)
    #: no Peer Up was seen: the context is what the caller said, or what is usual
    is_assumed: bool = attrs.field(default=True, eq=False)
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def message_octets(self) -> tuple[bytes, ...]:
        """The mirrored messages, each from its marker on."""
        return tuple(each.octets for each in self.tlvs if each.code == codes.MIRRORED_MESSAGE)

    @property
    def information(self) -> tuple[int, ...]:
        """What else is said: 0, a message was malformed; 1, messages were lost.

        What is not of two octets is no such code (RFC 7854 §4.7).
        """
        found = [
            each.two_octet_code for each in self.tlvs if each.code == codes.MIRRORED_INFORMATION
        ]
        return tuple(code for code in found if code is not None)

    def decode(self, octets: bytes) -> Message:
        """Decode one of the messages.

        Raises:
            DecodeError: it is malformed; what is wrong with an UPDATE stands in its `findings`.
        """
        return shared_decoder(self.context, self.registry).decode(octets)

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        return self.peer.encode() + encode_tlvs(self.tlvs)


def read_route_mirroring(version: int, reader: Reader) -> RouteMirroring:
    """Read what follows the common header.

    Raises:
        DecodeError: a TLV is cut.
    """
    return RouteMirroring(version=version, peer=read_peer_header(reader), tlvs=read_tlvs(reader))
