"""GEO_PEER_TABLE (subtype 7), RFC 6397 §4.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Collector BGP ID                         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Collector Latitude                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Collector Longitude                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |          Peer Count           |  Peer Entries (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

A Peer Entry is Peer Type (1 octet), Peer BGP ID, Peer Latitude and Peer Longitude (4 octets each).
Coordinates are WGS84 degrees as single precision floats; both are NaN where they are private.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

import attrs

from bgplib._checks import check_each, so_many_octets
from bgplib.errors import EncodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import pack
from bgplib.formats.mrt.record import Archive, Header, Record
from bgplib.octets import Reader
from bgplib.values.address import parse_identifier

__all__ = ["NOWHERE", "GeoPeer", "GeoPeerTable", "Place", "read"]


@attrs.frozen
class Place:
    """A latitude and a longitude, as on the wire."""

    #: two single precision floats of four octets; NaNs differ in their octets
    octets: bytes = attrs.field(validator=so_many_octets(8, what="a place"))

    @classmethod
    def of(cls, latitude: float, longitude: float) -> Place:
        """Make a place.

        Args:
            latitude: in degrees, north is positive.
            longitude: in degrees, east is positive.

        Raises:
            EncodeError: a number does not fit.
        """
        try:
            return cls(struct.pack(">ff", latitude, longitude))
        except (OverflowError, struct.error) as error:
            raise EncodeError(f"{latitude}, {longitude} is no place: {error}") from None

    @property
    def latitude(self) -> float:
        """In degrees, north is positive; NaN when it is private."""
        (value,) = struct.unpack_from(">f", self.octets)
        return float(value)

    @property
    def longitude(self) -> float:
        """In degrees, east is positive; NaN when it is private."""
        (value,) = struct.unpack_from(">f", self.octets, 4)
        return float(value)

    @property
    def is_private(self) -> bool:
        """Whether the place is kept private: both numbers are NaN (RFC 6397 §4.1)."""
        # NaN is the one number that differs from itself.
        return self.latitude != self.latitude and self.longitude != self.longitude

    def __str__(self) -> str:
        """Return `52.373, 4.892`, or `private`."""
        if self.is_private:
            return "private"
        return f"{self.latitude:.6g}, {self.longitude:.6g}"


#: a place that is kept private
NOWHERE: Final = Place.of(float("nan"), float("nan"))


@attrs.frozen(kw_only=True)
class GeoPeer:
    """Where a peer is."""

    type: int = 0  #: Peer Type, as in PEER_INDEX_TABLE; nothing here depends on it
    identifier: int = attrs.field(converter=parse_identifier)  #: Peer BGP ID
    place: Place = NOWHERE  #: Peer Latitude and Peer Longitude


def _peers(peers: Iterable[GeoPeer]) -> tuple[GeoPeer, ...]:
    return check_each(peers, GeoPeer, "peers")


@attrs.frozen(kw_only=True)
class GeoPeerTable(Record):
    """Where the collector and its peers are; the peers in the order of the PEER_INDEX_TABLE."""

    collector: int = attrs.field(converter=parse_identifier)  #: Collector BGP ID
    place: Place = NOWHERE  #: Collector Latitude and Collector Longitude
    peers: tuple[GeoPeer, ...] = attrs.field(converter=_peers)  #: by index, from 0

    @property
    def type(self) -> int:
        """TABLE_DUMP_V2."""
        return codes.TABLE_DUMP_V2

    @property
    def subtype(self) -> int:
        """GEO_PEER_TABLE."""
        return codes.GEO_PEER_TABLE

    def body(self) -> bytes:
        """Write what follows the header."""
        parts = [pack(">I", self.collector), self.place.octets, pack(">H", len(self.peers))]
        for peer in self.peers:
            parts.append(pack(">BI", peer.type, peer.identifier))
            parts.append(peer.place.octets)
        return b"".join(parts)


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> GeoPeerTable:
    """Read a record; the arguments are those of `bgp4mp.message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    reader = Reader(octets, start, stop)
    collector = reader.u32()
    place = Place(reader.take(8))
    peers = [
        GeoPeer(type=reader.u8(), identifier=reader.u32(), place=Place(reader.take(8)))
        for _ in range(reader.u16())
    ]
    reader.finish()
    return GeoPeerTable(timestamp=header[0], collector=collector, place=place, peers=peers)
