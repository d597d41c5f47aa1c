"""Files of libpcap (draft-ietf-opsawg-pcap): a header, then packets.

Magic number a1b2c3d4 (microseconds) or a1b23c4d (nanoseconds), in either byte order; version;
two unused words; snapshot length; link type (lower 16 bits; above them, how long the frame check
sequence behind each packet is, which no length of IP counts). Of each packet: seconds, microseconds
or nanoseconds, length captured, length on the link; octets.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Final

from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap.packet import MAXIMUM_PACKET, Cursor, Packet

__all__ = ["MAGICS", "packets"]

#: the byte order, and how many nanoseconds a unit of the fraction is, by the first four octets
MAGICS: Final = {
    b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\xd4\xc3\xb2\xa1": ("<", 1000),
    b"\xa1\xb2\x3c\x4d": (">", 1),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
}
_HEADER: Final = 24
_LINK_TYPE: Final = 0xFFFF
_SECOND: Final = 1_000_000_000


def packets(cursor: Cursor, magic: bytes) -> Iterator[Packet | ErrorRecord]:
    """Yield the packets of a file; a damaged length is reported, and ends it.

    Args:
        cursor: stands behind the magic number.
        magic: a key of MAGICS.
    """
    order, unit = MAGICS[magic]
    header = magic + cursor.take(_HEADER - 4)
    if len(header) < _HEADER:
        yield ErrorRecord(offset=0, octets=header, text="the file ends in its header")
        return
    link_type = Struct(order + "I").unpack_from(header, 20)[0] & _LINK_TYPE
    fields = Struct(order + "IIII")
    while True:
        offset = cursor.offset
        head = cursor.take(16)
        if len(head) < 16:
            if head:
                text = "the file ends in the header of a packet"
                yield ErrorRecord(offset=offset, octets=head, text=text)
            return
        seconds, fraction, length, _ = fields.unpack(head)
        if length > MAXIMUM_PACKET:
            # Nothing in the file marks where packets start.
            text = f"a packet of {length} octets is not plausible; what follows cannot be read"
            yield ErrorRecord(offset=offset, octets=head, text=text)
            return
        octets = cursor.take(length)
        if len(octets) < length:
            text = f"of the {length} octets of a packet only {len(octets)} are there"
            yield ErrorRecord(offset=offset, octets=head + octets, text=text)
            return
        yield Packet(offset, seconds * _SECOND + fraction * unit, link_type, octets)
