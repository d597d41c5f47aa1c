"""What all BGP4MP records of a session start with (RFC 6396 §4.4.1).

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Peer AS Number (2 octets, 4 in the AS4 subtypes)             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |  Local AS Number (the same)                                   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |        Interface Index        |        Address Family         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Peer IP Address (4 or 16 octets)              |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Local IP Address (4 or 16 octets)             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

In some records Zebra left out all of this behind the AS numbers. Their addresses are empty here.
"""

from __future__ import annotations

import struct
from typing import Final

import attrs

from bgplib.errors import DecodeError, EncodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import address, address_length, afi_of, pack
from bgplib.formats.mrt.record import Record

__all__ = ["Bgp4mpRecord", "Peering", "read_peering"]

#: peer AS, local AS, interface index, peer address, local address, index behind all of them
Peering = tuple[int, int, int, bytes, bytes, int]

_TWO: Final = struct.Struct(">HHHH")
_FOUR: Final = struct.Struct(">IIHH")
_SECTION: Final = "RFC 6396 §4.4.1"


@attrs.frozen(kw_only=True)
class Bgp4mpRecord(Record):
    """A record of BGP4MP, or of BGP4MP_ET when it has microseconds."""

    #: what is added to `timestamp`, in microseconds (RFC 6396 §3); None in records without
    microseconds: int | None = None
    peer_as: int  #: AS number of the peer; 0 when it is not known
    local_as: int  #: AS number of the collector
    interface_index: int = 0  #: of the peering; 0 when it is not known
    peer_address: bytes = attrs.field(converter=address)  #: address of the peer
    local_address: bytes = attrs.field(converter=address)  #: address of the collector

    @property
    def type(self) -> int:
        """BGP4MP or BGP4MP_ET."""
        return codes.BGP4MP if self.microseconds is None else codes.BGP4MP_ET

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC, with the microseconds where there are any."""
        return self.timestamp + (self.microseconds or 0) / 1_000_000

    def _peering(self, *, four_octet_as: bool) -> bytes:
        # RFC 6396 §4.4.2: such a subtype "does not support 4-byte AS numbers".
        largest = 0xFFFFFFFF if four_octet_as else 0xFFFF
        for name, asn in (("peer_as", self.peer_as), ("local_as", self.local_as)):
            if asn > largest:
                more = ": it needs four_octet_as" if asn <= 0xFFFFFFFF else ""
                raise EncodeError(f"{name} {asn} does not fit in the record{more}")
        micros = b"" if self.microseconds is None else pack(">I", self.microseconds)
        numbers = pack(">II" if four_octet_as else ">HH", self.peer_as, self.local_as)
        if not self.peer_address and not self.local_address:
            return micros + numbers
        afi = afi_of(self.peer_address, self.local_address)
        tail = pack(">HH", self.interface_index, afi)
        return b"".join((micros, numbers, tail, self.peer_address, self.local_address))


def read_peering(
    octets: bytes, start: int, stop: int, *, four_octet_as: bool, may_end_early: bool = False
) -> Peering:
    """Read the fields above.

    Args:
        octets: holds the record.
        start: where its AS numbers are.
        stop: where it ends.
        four_octet_as: AS numbers have four octets.
        may_end_early: four octets behind the AS numbers that end the record are two states.

    Raises:
        DecodeError: the record ends before them, or the addresses are of an unknown family.
    """
    layout = _FOUR if four_octet_as else _TWO
    after = start + layout.size
    if after > stop:
        raise DecodeError(f"{stop - start} octets are too few for AS numbers", rfc=_SECTION)
    peer_as, local_as, interface_index, afi = layout.unpack_from(octets, start)
    if (may_end_early and after == stop) or interface_index == afi == 0xFFFF:
        # What looks like index and family is the old and the new state, or the start of a marker.
        return peer_as, local_as, 0, b"", b"", after - 4
    length = address_length(afi)
    position = after + 2 * length
    if position > stop:
        raise DecodeError("the record ends in the addresses of the peering", rfc=_SECTION)
    middle = after + length
    return (
        peer_as,
        local_as,
        interface_index,
        octets[after:middle],
        octets[middle:position],
        position,
    )
