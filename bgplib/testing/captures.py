"""Writes captures: segments of TCP between two speakers, into a file of pcap or pcapng.

    octets = pcap_file([Sent(0, b"...", sequence=1)])

What a test needs of it: any cut of the stream into segments, in any order, each as often as wanted.
`conversation` makes a file of what two speakers have really said, for Wireshark or `pcap.read`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from struct import pack
from typing import Final, Literal

import attrs

from bgplib._frozen import frozen
from bgplib.errors import LocalError
from bgplib.values.address import address_octets

__all__ = [
    "ACK",
    "FIN",
    "RST",
    "SYN",
    "Sent",
    "conversation",
    "ethernet",
    "pcap_file",
    "pcapng_file",
]

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


#: octets of a segment, as on Ethernet: both versions of IP have room for them
_SEGMENT: Final = 1440


@frozen
class Sent:
    """A segment.

    Args:
        side: who sent it: 0 the one that connected, 1 the other.
        octets: its text.
        sequence: sequence number of its first octet.
        acknowledges: sequence number of the octet that is expected from the other side.
        flags: FIN, SYN, RST, ACK.
        version: of IP, 4 or 6, where no addresses say it.
        port: of side 0.
        other_port: of side 1.
        addresses: of side 0 and side 1; without them 192.0.2.1 and .2, or 2001:db8::1 and ::2.
    """

    side: int
    octets: bytes
    sequence: int = attrs.field(kw_only=True)
    acknowledges: int = attrs.field(default=0, kw_only=True)
    flags: int = attrs.field(default=ACK, kw_only=True)
    version: int = attrs.field(default=4, kw_only=True)
    port: int = attrs.field(default=50_000, kw_only=True)
    other_port: int = attrs.field(default=179, kw_only=True)
    addresses: tuple[str, str] | None = attrs.field(default=None, kw_only=True)

    def packet(self) -> bytes:
        """Return the IP packet; its checksums are zero.

        Raises:
            LocalError: one of the addresses is of IPv4 and the other of IPv6.
            ParseError: a text is not an address.
        """
        order = -1 if self.side else 1
        ports = (self.port, self.other_port)[::order]
        numbers = (self.sequence & 0xFFFFFFFF, self.acknowledges & 0xFFFFFFFF)
        head = pack(">HHIIBBHHH", *ports, *numbers, 5 << 4, self.flags, 65535, 0, 0)
        tcp = head + self.octets
        ends = _ADDRESSES[self.version]
        if self.addresses is not None:
            ends = address_octets(self.addresses[0]), address_octets(self.addresses[1])
        source, destination = ends[::order]
        if len(source) != len(destination):
            raise LocalError(f"the addresses {self.addresses} are of two versions of IP")
        if len(source) == 4:
            head = pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0)
        else:
            head = pack(">IHBB", 6 << 28, len(tcp), 6, 64)
        return head + source + destination + tcp


def conversation(
    said: Iterable[tuple[float, int, bytes]],
    *,
    addresses: tuple[str, str] = ("192.0.2.1", "192.0.2.2"),
    ports: tuple[int, int] = (50_000, 179),
) -> bytes:
    """Write a file of pcap of what two speakers said over one connection.

    Args:
        said: when in seconds since 1970, who (0 the one that connected, 1 the other), and which
            octets, in pieces of any size.
        addresses: of side 0 and side 1.
        ports: of side 0 and side 1.

    Raises:
        LocalError: one of the addresses is of IPv4 and the other of IPv6.
        ParseError: a text is not an address.
    """
    port, other_port = ports
    # A SYN takes a sequence number of its own (RFC 9293 §3.4).
    sequence = [1, 1]
    packets, times = [], []
    for time, side, octets in said:
        for at in range(0, len(octets), _SEGMENT):
            segment = Sent(
                side,
                octets[at : at + _SEGMENT],
                sequence=sequence[side],
                acknowledges=sequence[1 - side],
                port=port,
                other_port=other_port,
                addresses=addresses,
            )
            sequence[side] += len(segment.octets)
            packets.append(segment.packet())
            times.append(time)
    return pcap_file(packets, times=times)


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
    times: Iterable[float] | None = None,
) -> bytes:
    """Write a file of pcap.

    Args:
        packets: what was seen on the link.
        link_type: what their first octets are; 101 is IP itself.
        order: the byte order, as `struct` has it.
        nanoseconds: write these instead of microseconds.
        snapshot_length: how many octets of a packet are kept.
        times: when each was seen, in seconds since 1970, of a clock that may go on for ever;
            None: one each second, in 2023.

    Raises:
        LocalError: there are packets without a time.
    """
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    pieces = [pack(order + "IHHiIII", magic, 2, 4, 0, 0, snapshot_length, link_type)]
    units = _SECOND if nanoseconds else 1_000_000
    stamps = iter(
        ((_TIME // _SECOND + at, 5) for at in count())
        if times is None
        # Rounded: a float is seldom all of a microsecond, and a bit less is another one.
        else (divmod(round(time * units), units) for time in times)
    )
    for number, packet in enumerate(packets):
        stamp = next(stamps, None)
        if stamp is None:
            raise LocalError(f"times has no more than {number}, and there are more packets")
        whole, part = stamp
        kept = packet[:snapshot_length]
        pieces.append(pack(order + "IIII", whole, part, len(kept), len(packet)) + kept)
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
