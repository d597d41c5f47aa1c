"""PEER_INDEX_TABLE (subtype 1), RFC 6396 §4.3.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Collector BGP ID                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |       View Name Length        |     View Name (variable)      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Peer Count           |    Peer Entries (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

A Peer Entry:

    +-+-+-+-+-+-+-+-+
    | | | | | | |A|I|  Peer Type: A = 4-octet AS number, I = IPv6 address
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Peer BGP ID                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Peer IP Address (4 or 16 octets)              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                     Peer AS (2 or 4 octets)                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from bgplib._checks import check_each
from bgplib.errors import EncodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import address, afi_of, pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.iana.families import AFI_IPV6
from bgplib.octets import Reader
from bgplib.values.address import parse_identifier

__all__ = ["Peer", "PeerIndexTable", "read"]

_IPV6: Final = 0x01
_FOUR_OCTET_AS: Final = 0x02


@attrs.frozen(kw_only=True)
class Peer:
    """A peer of the collector."""

    identifier: int = attrs.field(default=0, converter=parse_identifier)  #: Peer BGP ID
    address: bytes = attrs.field(converter=address)  #: Peer IP Address, 4 or 16 octets
    asn: int  #: Peer AS
    four_octet_as: bool = True  #: the A bit: the AS number is written with four octets
    reserved: int = 0  #: the six bits of Peer Type before the A bit, in their place


def _peers(peers: Iterable[Peer]) -> tuple[Peer, ...]:
    return check_each(peers, Peer, "peers")


@attrs.frozen(kw_only=True)
class PeerIndexTable(Record):
    """The peers that the RIB records behind this one refer to by their index."""

    collector: int = attrs.field(default=0, converter=parse_identifier)  #: Collector BGP ID
    view_name: str = ""  #: View Name; octets that are not UTF-8 are surrogates
    peers: tuple[Peer, ...] = attrs.field(converter=_peers)  #: by index, from 0

    @property
    def type(self) -> int:
        """TABLE_DUMP_V2."""
        return codes.TABLE_DUMP_V2

    @property
    def subtype(self) -> int:
        """PEER_INDEX_TABLE."""
        return codes.PEER_INDEX_TABLE

    def body(self) -> bytes:
        """Write what follows the header."""
        try:
            view_name = self.view_name.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError as error:
            raise EncodeError(f"the view name is no text: {error}") from None
        parts = [pack(">IH", self.collector, len(view_name)), view_name]
        parts.append(pack(">H", len(self.peers)))
        parts += map(_encode_peer, self.peers)
        return b"".join(parts)


def _encode_peer(peer: Peer) -> bytes:
    kind = peer.reserved & ~(_FOUR_OCTET_AS | _IPV6)
    if afi_of(peer.address) == AFI_IPV6:
        kind |= _IPV6
    if peer.four_octet_as:
        kind |= _FOUR_OCTET_AS
    asn = pack(">I" if peer.four_octet_as else ">H", peer.asn)
    return pack(">BI", kind, peer.identifier) + peer.address + asn


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> PeerIndexTable:
    """Read a record; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    reader = Reader(octets, start, stop)
    collector = reader.u32()
    view_name = reader.take(reader.u16()).decode("utf-8", "surrogateescape")
    peers = [_read_peer(reader) for _ in range(reader.u16())]
    reader.finish()
    return PeerIndexTable(
        timestamp=header[0], collector=collector, view_name=view_name, peers=peers
    )


def _read_peer(reader: Reader) -> Peer:
    kind = reader.u8()
    four_octet_as = bool(kind & _FOUR_OCTET_AS)
    return Peer(
        identifier=reader.u32(),
        address=reader.take(16 if kind & _IPV6 else 4),
        asn=reader.u32() if four_octet_as else reader.u16(),
        four_octet_as=four_octet_as,
        reserved=kind & ~(_FOUR_OCTET_AS | _IPV6),
    )
