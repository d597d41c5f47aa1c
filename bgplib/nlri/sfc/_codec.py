"""The frame of SFC routes (RFC 9015 §3)."""

from __future__ import annotations

from typing import Final

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.sfc._table import ROUTES
from bgplib.octets import Reader

__all__ = ["CODEC", "parse"]


def decode(reader: Reader, family: Family, context: Context) -> TypedRoute | UnknownRoute:
    """Read one NLRI."""
    route_type = reader.u16()
    return ROUTES.read(reader, family, route_type.to_bytes(2, "big"), route_type)


def encode(route: TypedRoute, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    return ROUTES.write(route, route.codec.route_type.to_bytes(2, "big"))


def key(route: TypedRoute, family: Family) -> bytes:
    """Return what tells routes apart: the type, and all fields."""
    return route.codec.route_type.to_bytes(2, "big") + route.codec.key(route)


def parse(text: str) -> TypedRoute | UnknownRoute:
    """Read `[type:sfir][rd:65000:1][sft:5]`, as `str` prints it.

    Raises:
        ParseError: the type is not known, or a field is unknown, missing or malformed.
    """
    return ROUTES.parse(text)


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 9015 §3: 'The "nexthop" field of the MP_REACH_NLRI attribute of the SFC NLRI MUST be set
    # to a loopback address of the advertising SFF.'
    return (4, 16)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="sfc",
    families=(Family.SFC,),
    rfc="RFC 9015 §3",
    next_hop_lengths=next_hop_lengths,
    values=tuple([row.value for row in ROUTES.rows]),
    parse=parse,
    decode=decode,
    encode=encode,
    key=key,
)
