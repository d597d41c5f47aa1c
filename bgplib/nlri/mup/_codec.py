"""The frame of MUP routes (draft-ietf-bess-mup-safi §3.1)."""

from __future__ import annotations

from typing import Final

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.mup._table import ROUTES
from bgplib.octets import Reader

__all__ = ["CODEC", "parse"]

_3GPP_5G: Final = 1


def decode(reader: Reader, family: Family, context: Context) -> TypedRoute | UnknownRoute:
    """Read one NLRI."""
    head = reader.take(3)
    # Only one architecture, 3GPP 5G, is defined; the routes of others are of unknown type.
    route_type = int.from_bytes(head[1:], "big") if head[0] == _3GPP_5G else -1
    return ROUTES.read(reader, family, head, route_type)


def encode(route: TypedRoute, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    return ROUTES.write(route, _head(route))


def _head(route: TypedRoute) -> bytes:
    return bytes((_3GPP_5G,)) + route.codec.route_type.to_bytes(2, "big")


def key(route: TypedRoute, family: Family) -> bytes:
    """Return what tells routes apart: the type, and the fields that its RFC names."""
    return _head(route) + route.codec.key(route)


def parse(text: str) -> TypedRoute | UnknownRoute:
    """Read `[type:isd][rd:65000:1][prefix:10.0.0.0/8]`, as `str` prints it.

    Raises:
        ParseError: the type is not known, or a field is unknown, missing or malformed.
    """
    return ROUTES.parse(text)


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    return (4, 16)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="mup",
    families=(Family.IPV4_MUP, Family.IPV6_MUP),
    rfc="draft-ietf-bess-mup-safi §3.1",
    next_hop_lengths=next_hop_lengths,
    values=tuple([row.value for row in ROUTES.rows]),
    parse=parse,
    decode=decode,
    encode=encode,
    key=key,
)
