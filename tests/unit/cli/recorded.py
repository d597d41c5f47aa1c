"""A BMP stream and a capture, of the same session."""

from __future__ import annotations

from bgplib import Keepalive, Open, Origin, Update
from bgplib.attributes import AsPath
from bgplib.capabilities import FourOctetAs
from bgplib.formats import bmp
from bgplib.iana.families import Family
from bgplib.testing.captures import ACK, SYN, Sent, pcap_file

__all__ = ["bmp_capture", "capture", "stream"]

TIME = 1_700_000_000


def opens() -> tuple[bytes, bytes]:
    """Return the OPENs of the peer, 64496, and of the router, 64497."""
    first, second = (
        Open(
            two_octet_asn=asn,
            hold_time=90,
            identifier=0xC0000201 + asn - 64496,
            parameters=((FourOctetAs(asn),),),
        ).encode()
        for asn in (64496, 64497)
    )
    return first, second


def update() -> bytes:
    """Return an UPDATE of the peer."""
    return Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[Origin(0), AsPath.parse("64496 64511")]
    ).encode()


def stream() -> bytes:
    """Return what a BMP station receives."""
    peer = bmp.PeerHeader(
        address="192.0.2.1", asn=64496, identifier=0xC0000201, seconds=TIME, microseconds=0
    )
    first, second = opens()
    messages = (
        bmp.Initiation.of(system_name="r1", system_description="a router"),
        bmp.PeerUp(
            peer=peer,
            local_address="192.0.2.2",
            local_port=179,
            remote_port=50_000,
            sent_octets=second,
            received_octets=first,
        ),
        bmp.RouteMonitoring(peer=peer, octets=update()),
        bmp.StatisticsReport(
            peer=peer,
            statistics=(
                bmp.Statistic.of(7, 1),
                bmp.Statistic.of(9, 1, Family.IPV4_UNICAST),
            ),
        ),
        bmp.PeerDown(peer=peer, reason=4),
        bmp.Termination.of(0, "maintenance"),
    )
    return b"".join(message.encode() for message in messages)


def capture() -> bytes:
    """Return a capture with a segment that comes late, and one twice."""
    first, second = opens()
    whole = first + Keepalive().encode() + update()
    cut = len(first) + 30
    segments = (
        Sent(0, b"", sequence=0, flags=SYN),
        Sent(1, b"", sequence=0, flags=SYN | ACK),
        Sent(0, first, sequence=1),
        Sent(1, second, sequence=1),
        Sent(0, whole[cut:], sequence=1 + cut),
        Sent(0, whole[len(first) : cut], sequence=1 + len(first)),
        Sent(1, second, sequence=1),
    )
    return pcap_file(segment.packet() for segment in segments)


def bmp_capture() -> bytes:
    """Return a capture of the stream, in segments of 100 octets."""
    octets = stream()
    return pcap_file(
        Sent(0, octets[at : at + 100], sequence=1 + at).packet()
        for at in range(0, len(octets), 100)
    )
