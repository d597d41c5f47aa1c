"""Route Origin, also Site of Origin: where the route came into BGP.

Type codes:  0x0003 (2-octet AS), 0x0103 (IPv4 address), 0x0203 (4-octet AS)
Defined in:  RFC 4360 §5, RFC 5668 §4
Text:        `soo:65000:1`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "RouteOrigin"]


@attrs.frozen(kw_only=True)
class RouteOrigin(Administered):
    """Where the route came into BGP; keeps it from going back to the same site."""

    WORD: ClassVar[str] = "soo"
    CODES: ClassVar[dict[int, int]] = {0: 0x0003, 1: 0x0103, 2: 0x0203}


def parse(word: str, rest: str) -> RouteOrigin:
    """Read `65000:1`."""
    return RouteOrigin.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(RouteOrigin.CODES.values()),
    name="Route Origin",
    rfc="RFC 4360 §5, RFC 5668 §4",
    value=RouteOrigin,
    decode=RouteOrigin.from_octets,
    encode=RouteOrigin.to_octets,
    words=("soo", "origin", "route-origin", "site-of-origin", "ro"),
    parse=parse,
)
