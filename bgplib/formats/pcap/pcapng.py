"""Files of pcapng (draft-ietf-opsawg-pcapng): blocks, each of its length.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                          Block Type                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                Block Body (variable, to 32 bits)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Block Total Length                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

A Section Header block states the byte order; Interface Descriptions state the link type and the
unit of time of the packets behind them. Blocks of other types are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import attrs

from bgplib.errors import DecodeError
from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap.packet import MAXIMUM_BLOCK, Cursor, Packet

__all__ = ["MAGIC", "packets"]

MAGIC: Final = b"\x0a\x0d\x0d\x0a"  #: the type of a Section Header block, in either byte order
_BYTE_ORDERS: Final[dict[bytes, Literal["big", "little"]]] = {
    b"\x1a\x2b\x3c\x4d": "big",
    b"\x4d\x3c\x2b\x1a": "little",
}
_INTERFACE: Final = 1
_OLD_PACKET: Final = 2
_SIMPLE_PACKET: Final = 3
_PACKET: Final = 6
_RESOLUTION: Final = 9  # option if_tsresol
_OFFSET: Final = 14  # option if_tsoffset
_SECOND: Final = 1_000_000_000
_MAXIMUM_INTERFACES: Final = 4096
#: times of packets that a date can say, in nanoseconds since 1970: from year 1 to year 9999
_TIMES: Final = range(-62_135_596_800 * _SECOND, 253_402_300_799 * _SECOND)


@attrs.define
class _Interface:
    """What is known of an interface."""

    link_type: int
    units: int = 1_000_000  #: of time in a second
    offset: int = 0  #: in seconds, added to all times
    snapshot_length: int = 0  #: octets of a packet that were captured at most; 0 for all


@attrs.define
class _Section:
    """What is known of the part of the file between two Section Headers."""

    order: Literal["big", "little"] = "big"
    interfaces: list[_Interface] = attrs.Factory(list)

    def number(self, octets: bytes, start: int, size: int) -> int:
        """Read an unsigned integer."""
        if start + size > len(octets):
            raise DecodeError("a block is too short for its type")
        return int.from_bytes(octets[start : start + size], self.order)


def packets(cursor: Cursor, magic: bytes) -> Iterator[Packet | ErrorRecord]:
    """Yield the packets of a file; what is damaged is reported, and ends it if it is a length.

    Args:
        cursor: stands behind the first four octets.
        magic: those four octets.
    """
    section = _Section()
    head = magic
    while head:
        offset = cursor.offset - len(head)
        head += cursor.take(12 - len(head))
        if head[:4] == MAGIC:
            section = _Section(_BYTE_ORDERS.get(head[8:12], section.order))
        length = int.from_bytes(head[4:8], section.order)
        if len(head) < 12 or length < 12 or length % 4 or length > MAXIMUM_BLOCK:
            text = f"a block of {length} octets is not plausible; what follows cannot be read"
            text = "the file ends in a block" if len(head) < 12 else text
            yield ErrorRecord(offset=offset, octets=head, text=text)
            return
        block = head + cursor.take(length - 12)
        if len(block) < length:
            text = f"of the {length} octets of a block only {len(block)} are there"
            yield ErrorRecord(offset=offset, octets=block, text=text)
            return
        try:
            if block[-4:] != block[4:8]:
                raise DecodeError("the two lengths of a block differ")
            packet = _read(section, offset, block)
            if packet is not None:
                if packet.nanoseconds not in _TIMES:
                    text = "a time that no date can say; the packet counts as one without a time"
                    yield ErrorRecord(offset=offset, octets=block, text=text)
                    packet = packet._replace(nanoseconds=0)
                yield packet
        except DecodeError as error:
            yield ErrorRecord(offset=offset, octets=block, text=error.text)
        head = cursor.take(4)


def _read(section: _Section, offset: int, block: bytes) -> Packet | None:
    """Read a block; return the packet in it, if there is one."""
    kind = int.from_bytes(block[:4], section.order)
    body = block[8:-4]
    if kind == _INTERFACE:
        if len(section.interfaces) >= _MAXIMUM_INTERFACES:
            raise DecodeError(f"there are more than {_MAXIMUM_INTERFACES} interfaces")
        section.interfaces.append(_interface(section, body))
    elif kind == _PACKET:
        return _packet(section, offset, body, section.number(body, 0, 4))
    elif kind == _OLD_PACKET:
        return _packet(section, offset, body, section.number(body, 0, 2))
    elif kind == _SIMPLE_PACKET:
        interface = _interface_of(section, 0)
        captured = min(section.number(body, 0, 4), len(body) - 4)
        if interface.snapshot_length:
            captured = min(captured, interface.snapshot_length)
        return Packet(offset, 0, interface.link_type, body[4 : 4 + captured])
    return None


def _interface(section: _Section, body: bytes) -> _Interface:
    found = _Interface(section.number(body, 0, 2), snapshot_length=section.number(body, 4, 4))
    position = 8
    while position + 4 <= len(body):
        code = section.number(body, position, 2)
        size = section.number(body, position + 2, 2)
        if not code:
            break
        value = body[position + 4 : position + 4 + size]
        if code == _RESOLUTION and size == 1:
            power = value[0] & 0x7F if value else 6
            found.units = 1 << power if value and value[0] & 0x80 else 10 ** min(power, 30)
        elif code == _OFFSET and size == 8:
            found.offset = int.from_bytes(value, section.order, signed=True)
        position += 4 + (size + 3) // 4 * 4
    return found


def _interface_of(section: _Section, index: int) -> _Interface:
    if index >= len(section.interfaces):
        raise DecodeError(f"interface {index} was not described")
    return section.interfaces[index]


def _packet(section: _Section, offset: int, body: bytes, index: int) -> Packet:
    interface = _interface_of(section, index)
    time = section.number(body, 4, 4) << 32 | section.number(body, 8, 4)
    captured = section.number(body, 12, 4)
    section.number(body, 16, 4)
    if 20 + captured > len(body):
        raise DecodeError(f"a packet of {captured} octets does not fit in its block")
    nanoseconds = time * _SECOND // interface.units + interface.offset * _SECOND
    return Packet(offset, nanoseconds, interface.link_type, body[20 : 20 + captured])
