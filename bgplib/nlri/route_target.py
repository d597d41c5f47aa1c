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

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._labels import prefix_octets, read_prefix
from bgplib.nlri._text import split_path_id
from bgplib.octets import Reader
from bgplib.values._administered import (
    administered_text,
    join_administered,
    parse_administered,
    split_administered,
)
from bgplib.values._notation import brief, parse_hex
from bgplib.values._numbers import parse_as_number, parse_number

__all__ = ["CODEC", "RouteTargetNlri"]


@frozen(kw_only=True)
class RouteTargetNlri(Nlri):
    """A wish for the VPN routes that carry a route target, or any of those that begin alike."""

    origin_as: int | None  #: who wishes; None in the default route target, which asks for all
    route_target: bytes = b""  #: as many octets as hold `length` bits; the bits behind are 0
    length: int = 64  #: how many bits of the route target count, 0 to 64

    @classmethod
    def parse(cls, text: str) -> RouteTargetNlri:
        """Read `65000:65000:100` (origin AS and route target), `65000:0002fde8/32` or `default`.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, cls.__name__)
        bare, path_id = split_path_id(text)
        if bare == "default":
            return cls(origin_as=None, length=0, path_id=path_id)
        origin_as, _, target = bare.partition(":")
        octets, length = _parse_target(target.removeprefix("rt:"))
        return cls(
            origin_as=parse_as_number(origin_as),
            route_target=octets,
            length=length,
            path_id=path_id,
        )

    @or_its_fields
    def __str__(self) -> str:
        """Return `65000:rt:65000:100`, `65000:0002fde8/32` or `default`."""
        if self.origin_as is None:
            return f"default{self._path_id_text}"
        target = f"{self.route_target.hex()}/{self.length}"
        form = _FORMS.get(self.route_target[:2]) if self.length == _WHOLE else None
        if form is not None:
            target = "rt:" + administered_text(
                form, *split_administered(form, self.route_target[2:])
            )
        return f"{self.origin_as}:{target}{self._path_id_text}"


_WHOLE: Final = 64
#: the first octets of route targets (RFC 4360 §4, RFC 5668 §4)
_FORMS: Final = {b"\0\x02": 0, b"\1\x02": 1, b"\2\x02": 2}


def _parse_target(text: str) -> tuple[bytes, int]:
    octets, slash, length = text.partition("/")
    if not slash:
        form, administrator, number = parse_administered(text)
        head = next(octets for octets, known in _FORMS.items() if known == form)
        return head + join_administered(form, administrator, number), _WHOLE
    bits = parse_number(length, 7, "length")
    target = parse_hex(octets)
    if bits > _WHOLE or len(target) != (bits + 7) // 8:
        raise ParseError(f"{brief(text)} has not the octets that its length asks for")
    return target, bits


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
    values=(RouteTargetNlri,),
    decode=decode,
    encode=encode,
)
