"""Route target membership NLRI (SAFI 132), RFC 4684 §4.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Length     |   in bits: 0, or 32 to 96
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                           origin as                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |             route target, or the first bits of one            |
    |                                                               |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Next hop:   4 or 16 octets
Malformed:  Length of 1 to 31 or above 96, or past the field: session reset or AFI/SAFI disable
            (RFC 7606 §5.3)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._labels import prefix_octets, read_prefix
from bgplib.octets import Reader

__all__ = ["CODEC", "RouteTargetNlri"]


@attrs.frozen(kw_only=True)
class RouteTargetNlri(Nlri):
    """A wish for the VPN routes that carry a route target, or any of those that begin alike."""

    origin_as: int | None  #: who wishes; None in the default route target, which asks for all
    route_target: bytes = b""  #: as many octets as hold `length` bits; the bits behind are 0
    length: int = 64  #: how many bits of the route target count, 0 to 64

    def __str__(self) -> str:
        """Return `65000:0002fde800000064/64`, or `default`."""
        if self.origin_as is None:
            return "default"
        return f"{self.origin_as}:{self.route_target.hex()}/{self.length}"


def decode(reader: Reader, family: Family, context: Context) -> RouteTargetNlri:
    """Read one NLRI."""
    bits = reader.u8()
    body = reader.sub((bits + 7) // 8)
    # RFC 4684 §4: "Except for the default route target, which is encoded as a zero-length prefix,
    # the minimum prefix length is 32 bits."
    if bits == 0:
        return RouteTargetNlri(origin_as=None, length=0)
    if bits < 32:
        raise DecodeError(f"{bits} bits are less than an origin AS", rfc="RFC 4684 §4")
    origin_as = body.u32()
    return RouteTargetNlri(
        origin_as=origin_as, route_target=read_prefix(body, bits - 32, 64), length=bits - 32
    )


def encode(nlri: RouteTargetNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if nlri.origin_as is None:
        return b"\0"
    if not 0 <= nlri.length <= 64 or len(nlri.route_target) != (nlri.length + 7) // 8:
        raise EncodeError(f"{nlri} has not the octets that its length asks for")
    if not 0 <= nlri.origin_as <= 0xFFFFFFFF:
        raise EncodeError(f"{nlri.origin_as} is not an AS number")
    return prefix_octets(32 + nlri.length, (nlri.origin_as.to_bytes(4, "big"), nlri.route_target))


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 4684 §4: "The Next Hop field of MP_REACH_NLRI attribute shall be interpreted as an IPv4
    # address whenever the length of NextHop address is 4 octets, and as a IPv6 address whenever the
    # length of the NextHop address is 16 octets."
    return (4, 16)


CODEC: Final = NlriCodec(
    name="route-target",
    families=(Family.IPV4_ROUTE_TARGET,),
    rfc="RFC 4684 §4",
    next_hop_lengths=next_hop_lengths,
    decode=decode,
    encode=encode,
)
