"""The frame of MCAST-VPLS routes (RFC 7117 §9.2)."""

from __future__ import annotations

from typing import Final

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.mcast_vpls._table import ROUTES
from bgplib.octets import Reader

__all__ = ["CODEC", "parse"]


def decode(reader: Reader, family: Family, context: Context) -> TypedRoute | UnknownRoute:
    """Read one NLRI."""
    route_type = reader.u8()
    return ROUTES.read(reader, family, bytes((route_type,)), route_type)


def encode(route: TypedRoute, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    return ROUTES.write(route, bytes((route.codec.route_type,)))


def key(route: TypedRoute, family: Family) -> bytes:
    """Return what tells routes apart: the type, and all fields."""
    return bytes((route.codec.route_type,)) + route.codec.key(route)


def parse(text: str) -> TypedRoute | UnknownRoute:
    """Read `[type:vpls-s-pmsi][rd:65000:1][source:*][group:*][orig:192.0.2.1]`, as `str` prints it.

    Raises:
        ParseError: the type is not known, or a field is unknown, missing or malformed.
    """
    return ROUTES.parse(text)


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have: an address of the PE."""
    return (4, 16)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="mcast-vpls",
    families=(Family.L2VPN_MCAST_VPLS,),
    rfc="RFC 7117 §9.2",
    next_hop_lengths=next_hop_lengths,
    values=tuple([row.value for row in ROUTES.rows]),
    parse=parse,
    decode=decode,
    encode=encode,
    key=key,
)
