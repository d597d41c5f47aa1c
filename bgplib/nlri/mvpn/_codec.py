"""The frame of MCAST-VPN routes (RFC 6514 §4)."""

from __future__ import annotations

from typing import Final

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.mvpn._table import ROUTES
from bgplib.nlri.mvpn.source_active import SourceActive, is_source_specific
from bgplib.octets import Reader

__all__ = ["CODEC", "parse"]


def decode(reader: Reader, family: Family, context: Context) -> TypedRoute | UnknownRoute:
    """Read one NLRI."""
    route_type = reader.u8()
    route = ROUTES.read(reader, family, bytes((route_type,)), route_type)
    # RFC 6514 §4.5: "Source Active A-D routes with a Multicast group belonging to the Source
    # Specific Multicast (SSM) range ... MUST NOT be advertised by a router and MUST be discarded if
    # received."
    if isinstance(route, SourceActive) and is_source_specific(route.group):
        raise DecodeError(
            f"{route} is of a source-specific group",
            rfc="RFC 6514 §4.5",
            treatment=Treatment.IGNORE,
        )
    return route


def encode(route: TypedRoute, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    return ROUTES.write(route, bytes((route.codec.route_type,)))


def key(route: TypedRoute, family: Family) -> bytes:
    """Return what tells routes apart: the type, and the fields that its RFC names."""
    return bytes((route.codec.route_type,)) + route.codec.key(route)


def parse(text: str) -> TypedRoute | UnknownRoute:
    """Read `[type:source-active][rd:65000:1][source:...][group:...]`, as `str` prints it.

    Raises:
        ParseError: the type is not known, or a field is unknown, missing or malformed.
    """
    return ROUTES.parse(text)


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 6515 §2: an IPv4 or IPv6 address of the PE, whatever the AFI.
    return (4, 16)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="mcast-vpn",
    families=(Family.IPV4_MCAST_VPN, Family.IPV6_MCAST_VPN),
    rfc="RFC 6514 §4",
    next_hop_lengths=next_hop_lengths,
    values=tuple([row.value for row in ROUTES.rows]),
    parse=parse,
    decode=decode,
    encode=encode,
    key=key,
)
