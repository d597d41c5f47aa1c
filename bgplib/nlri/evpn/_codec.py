"""The frame of EVPN routes (RFC 7432 §7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib._checks import check_text
from bgplib.context import Context
from bgplib.errors import DecodeError, ParseError
from bgplib.iana.families import Family
from bgplib.nlri._codec import AnyNlriCodec, NlriCodec
from bgplib.nlri._routes import TypedRoute, UnknownRoute
from bgplib.nlri.evpn._gobgp import COMMANDS, is_gobgp_text, parse_gobgp_text
from bgplib.nlri.evpn._table import ROUTES
from bgplib.nlri.evpn.ip_prefix import IpPrefix, judge_overlay_indices
from bgplib.octets import Reader
from bgplib.values._notation import brief

__all__ = ["CODEC", "parse"]


def decode(reader: Reader, family: Family, context: Context) -> TypedRoute | UnknownRoute:
    """Read one NLRI."""
    route_type = reader.u8()
    return ROUTES.read(reader, family, bytes((route_type,)), route_type)


def encode(route: TypedRoute, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    return ROUTES.write(route, bytes((route.codec.route_type,)))


def key(route: TypedRoute, family: Family) -> bytes:
    """Return what tells routes apart: the type, and the fields that its RFC names."""
    return bytes((route.codec.route_type,)) + route.codec.key(route)


def parse(text: str) -> TypedRoute | UnknownRoute:
    """Read `[type:macadv][rd:65000:1][etag:0][mac:...][ip:...]`, as `str` and GoBGP print it.

    What GoBGP's command line takes is read too: `macadv 00:00:5e:00:53:01 192.0.2.1 etag 0 ...`.

    Raises:
        ParseError: the type is not known, or a field is unknown, missing or malformed.
    """
    check_text(text, "an EVPN route")
    if is_gobgp_text(text):
        return parse_gobgp_text(text)
    if "[" not in text:
        raise ParseError(
            f"{brief(text)} is not a route, which is [type:...] and other fields, or begins with "
            f"{', '.join(COMMANDS)}"
        )
    return ROUTES.parse(text)


def judge(
    routes: Sequence[TypedRoute | UnknownRoute],
    family: Family,
    context: Context,
    extended_communities: tuple[int, ...],
) -> DecodeError | None:
    """Say why an IP Prefix route leads nowhere, if one does."""
    prefixes = [route for route in routes if isinstance(route, IpPrefix)]
    return judge_overlay_indices(prefixes, extended_communities)


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 7432 §9.2.1 and others: the IPv4 or IPv6 address of the advertising PE.
    return (4, 16)


CODEC: Final[AnyNlriCodec] = NlriCodec(
    name="evpn",
    families=(Family.L2VPN_EVPN,),
    rfc="RFC 7432 §7",
    next_hop_lengths=next_hop_lengths,
    values=tuple([row.value for row in ROUTES.rows]),
    parse=parse,
    decode=decode,
    encode=encode,
    judge=judge,
    key=key,
)
