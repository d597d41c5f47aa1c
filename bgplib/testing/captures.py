"""Writes captures: segments of TCP between two speakers, into a file of pcap or pcapng.

    octets = pcap_file([Sent(0, b"...", sequence=1)])

What a test needs of it: any cut of the stream into segments, in any order, each as often as wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import pack
from typing import Final, Literal

import attrs

__all__ = ["ACK", "FIN", "RST", "SYN", "Sent", "ethernet", "pcap_file", "pcapng_file"]

FIN: Final = 1
SYN: Final = 2
RST: Final = 4
ACK: Final = 16
_SECOND: Final = 1_000_000_000
_TIME: Final = 1_700_000_000 * _SECOND
_ADDRESSES: Final = {
    4: (bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))),
    6: (
        bytes.fromhex("20010db8000000000000000000000001"),
        bytes.fromhex("20010db8000000000000000000000002"),
    ),
}


@attrs.frozen
class Sent:
    """A segment."""

    side: int  #: who sent it: 0 the one that connected, 1 the other, whose port is 179
    octets: bytes  #: its text
    sequence: int = attrs.field(kw_only=True)  #: sequence number of its first octet
    flags: int = attrs.field(default=ACK, kw_only=True)  #: FIN, SYN, RST, ACK
    version: int = attrs.field(default=4, kw_only=True)  #: of IP, 4 or 6
    port: int = attrs.field(default=50_000, kw_only=True)  #: of side 0

    def packet(self) -> bytes:
        """Return the IP packet; its checksums are zero."""
        ports = (self.port, 179) if self.side == 0 else (179, self.port)
        sequence = self.sequence & 0xFFFFFFFF
        tcp = pack(">HHIIBBHHH", *ports, sequence, 0, 5 << 4, self.flags, 65535, 0, 0) + self.octets
        source, destination = _ADDRESSES[self.version][:: -1 if self.side else 1]
        if self.version == 4:
            head = pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0)
        else:
            head = pack(">IHBB", 6 << 28, len(tcp), 6, 64)
        return head + source + destination + tcp


def ethernet(packet: bytes, tags: Iterable[int] = ()) -> bytes:
    """Put an IP packet into a frame, with tags of the given EtherTypes before it."""
    kind = b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd"
    outer = b"".join(each.to_bytes(2, "big") + b"\x00\x01" for each in tags)
    return bytes(12) + outer + kind + packet


def pcap_file(
    packets: Iterable[bytes],
    *,
    link_type: int = 101,
    order: Literal["<", ">"] = "<",
    nanoseconds: bool = False,
    snapshot_length: int = 262_144,
) -> bytes:
    """Write a file of pcap, a packet each second.

    Args:
        packets: what was seen on the link.
        link_type: what their first octets are; 101 is IP itself.
        order: the byte order, as `struct` has it.
        nanoseconds: write these instead of microseconds.
        snapshot_length: how many octets of a packet are kept.
    """
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    pieces = [pack(order + "IHHiIII", magic, 2, 4, 0, 0, snapshot_length, link_type)]
    for at, packet in enumerate(packets):
        kept = packet[:snapshot_length]
        time = _TIME // _SECOND + at
        pieces.append(pack(order + "IIII", time, 5, len(kept), len(packet)) + kept)
    return b"".join(pieces)


def pcapng_file(
    packets: Iterable[bytes], *, link_type: int = 101, order: Literal["<", ">"] = "<"
) -> bytes:
    """Write a file of pcapng, a packet each second, with a time in nanoseconds."""

    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        length = 12 + len(body)
        return pack(order + "II", kind, length) + body + pack(order + "I", length)

    resolution = pack(order + "HHB3xHH", 9, 1, 9, 0, 0)
    pieces = [
        block(0x0A0D0D0A, pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)),
        block(1, pack(order + "HHI", link_type, 0, 0) + resolution),
        block(0xBAD, b"a block that nobody knows"),
    ]
    for at, packet in enumerate(packets):
        time = _TIME + at * _SECOND
        head = pack(order + "IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(packet), len(packet))
        pieces.append(block(6, head + packet))
    return b"".join(pieces)
