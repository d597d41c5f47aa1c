"""From an IP packet to a TCP segment (RFC 791 §3.1, RFC 8200 §3 and §4, RFC 9293 §3.1)."""

from __future__ import annotations

from typing import Final, NamedTuple

from bgplib.errors import DecodeError

__all__ = ["Segment", "read_segment"]

_TCP: Final = 6
_FRAGMENT: Final = 44
_AUTHENTICATION: Final = 51
# Hop-by-Hop Options, Routing, Destination Options, Mobility, HIP, Shim6 (RFC 7045 §4).
_EXTENSIONS: Final = frozenset((0, 43, 60, 135, 139, 140))
_MAXIMUM_EXTENSIONS: Final = 16

FIN: Final = 1
SYN: Final = 2
RST: Final = 4
ACK: Final = 16


class Segment(NamedTuple):
    """A TCP segment, and between whom."""

    source: bytes  #: address, 4 or 16 octets
    destination: bytes  #: address, 4 or 16 octets
    source_port: int
    destination_port: int
    sequence: int  #: sequence number of its first octet
    acknowledges: int  #: sequence number expected from the other end, where the ACK flag is set
    flags: int  #: FIN, SYN, RST, ACK and others
    octets: bytes  #: its text, as far as it was captured
    missing: int  #: how many more octets of text it had on the link


def read_segment(octets: bytes, start: int) -> Segment | None:
    """Read the segment of a packet; None if it holds something else than TCP.

    Args:
        octets: the packet.
        start: index of its IP header.

    Raises:
        DecodeError: it is a fragment, or cut or malformed before its text.
    """
    version = octets[start] >> 4 if start < len(octets) else 0
    if version == 4:
        return _ipv4(octets, start)
    return _ipv6(octets, start) if version == 6 else None


def _ipv4(octets: bytes, start: int) -> Segment | None:
    if len(octets) - start < 20:
        raise DecodeError("an IPv4 header is cut")
    header = (octets[start] & 15) * 4
    length = octets[start + 2] << 8 | octets[start + 3]
    # Where the network card cut a larger packet up, its length is not there yet.
    length = length or len(octets) - start
    if octets[start + 9] != _TCP:
        return None
    if header < 20 or length < header:
        raise DecodeError("the lengths of an IPv4 header are wrong", rfc="RFC 791 §3.1")
    if (octets[start + 6] << 8 | octets[start + 7]) & 0x3FFF:
        raise DecodeError("the packet is a fragment, which is not put together")
    source, destination = octets[start + 12 : start + 16], octets[start + 16 : start + 20]
    return _tcp(octets, start + header, start + length, source, destination)


def _ipv6(octets: bytes, start: int) -> Segment | None:
    if len(octets) - start < 40:
        raise DecodeError("an IPv6 header is cut")
    length = octets[start + 4] << 8 | octets[start + 5]
    stop = start + 40 + length if length else len(octets)
    source, destination = octets[start + 8 : start + 24], octets[start + 24 : start + 40]
    following = octets[start + 6]
    position = start + 40
    for _ in range(_MAXIMUM_EXTENSIONS):
        if following == _TCP:
            return _tcp(octets, position, stop, source, destination)
        if following not in _EXTENSIONS and following not in (_FRAGMENT, _AUTHENTICATION):
            return None
        if position + 8 > min(len(octets), stop):
            raise DecodeError("an IPv6 extension header is cut")
        size = (octets[position + 1] + 1) * 8
        if following == _FRAGMENT:
            # RFC 6946 §4: a packet that is its only fragment is none.
            if (octets[position + 2] << 8 | octets[position + 3]) & 0xFFF9:
                if octets[position] != _TCP:
                    return None
                raise DecodeError("the packet is a fragment, which is not put together")
            size = 8
        elif following == _AUTHENTICATION:
            size = (octets[position + 1] + 2) * 4
        following = octets[position]
        position += size
    raise DecodeError(f"there are more than {_MAXIMUM_EXTENSIONS} extension headers")


def _tcp(octets: bytes, start: int, stop: int, source: bytes, destination: bytes) -> Segment:
    captured = min(stop, len(octets))
    if captured - start < 20:
        raise DecodeError("a TCP header is cut")
    text = start + (octets[start + 12] >> 4) * 4
    if text < start + 20 or text > stop:
        raise DecodeError("the Data Offset of a TCP header is wrong", rfc="RFC 9293 §3.1")
    return Segment(
        source,
        destination,
        octets[start] << 8 | octets[start + 1],
        octets[start + 2] << 8 | octets[start + 3],
        int.from_bytes(octets[start + 4 : start + 8], "big"),
        int.from_bytes(octets[start + 8 : start + 12], "big"),
        octets[start + 13],
        octets[text:captured],
        stop - max(text, captured),
    )
