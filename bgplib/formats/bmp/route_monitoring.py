"""Route Monitoring (message type 0), RFC 7854 §4.6: the UPDATEs of a peer, or of a RIB.

In version 3 one UPDATE follows the peer header. In version 4, a draft, TLVs with indices do, and
one of them holds the UPDATE.
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.formats._archive import shared_decoder
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import PeerMessage
from bgplib.formats.bmp.peer_header import read_peer_header
from bgplib.formats.bmp.tlv import IndexedTlv, encode_tlvs, read_indexed_tlvs
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.decoder import Message
from bgplib.octets import Reader
from bgplib.registry import DEFAULT_REGISTRY, Registry

__all__ = ["RouteMonitoring", "read_route_monitoring"]


@frozen(kw_only=True)
class RouteMonitoring(PeerMessage):
    """Routes of one of the RIBs of a peer."""

    TYPE: ClassVar[int] = codes.ROUTE_MONITORING

    octets: bytes = b""  #: in version 3, all that follows the peer header
    tlvs: tuple[IndexedTlv, ...] = ()  #: in version 4, all that follows the peer header
    #: what the UPDATE is read with
    context: Context = attrs.field(default=Context(session=None), eq=False, repr=False)
    #: no Peer Up was seen: whether there are path identifiers the caller said, or nobody
    is_assumed: bool = attrs.field(default=True, eq=False)
    registry: Registry = attrs.field(default=DEFAULT_REGISTRY, eq=False, repr=False)

    @property
    def update_octets(self) -> bytes:
        """The UPDATE, from its marker on; empty if a message of version 4 has none."""
        if self.version == codes.VERSION:
            return self.octets[: self._length]
        return next((each.octets for each in self.tlvs if each.code == codes.BGP_MESSAGE), b"")

    @property
    def trailing_octets(self) -> bytes:
        """What follows the UPDATE in version 3: TLVs of some routers, which no RFC has there."""
        return self.octets[self._length :]

    @property
    def _length(self) -> int:
        """How long the UPDATE is, by its own header if that can be."""
        stated = int.from_bytes(self.octets[16:18], "big")
        return stated if HEADER_LENGTH <= stated <= len(self.octets) else len(self.octets)

    @property
    def message(self) -> Message:
        """The message, decoded anew each time it is asked for.

        Raises:
            DecodeError: the octets are not one whole message, or it is malformed. What is wrong
                with an UPDATE stands in its `findings`.
        """
        return shared_decoder(self.context, self.registry).decode(self.update_octets)

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        if self.version == codes.VERSION:
            return self.peer.encode() + self.octets
        return self.peer.encode() + encode_tlvs(self.tlvs)


def read_route_monitoring(version: int, reader: Reader) -> RouteMonitoring:
    """Read what follows the common header.

    Raises:
        DecodeError: it is too short for what it says.
    """
    peer = read_peer_header(reader)
    if version == codes.VERSION:
        return RouteMonitoring(version=version, peer=peer, octets=reader.rest())
    return RouteMonitoring(version=version, peer=peer, tlvs=read_indexed_tlvs(reader))
