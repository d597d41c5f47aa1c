"""Route Target: which VPNs are to take the route in.

Type codes:  0x0002 (2-octet AS), 0x0102 (IPv4 address), 0x0202 (4-octet AS)
Defined in:  RFC 4360 §4, RFC 5668 §4
Text:        `rt:65000:1`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "RouteTarget"]


@attrs.frozen(kw_only=True)
class RouteTarget(Administered):
    """Which VPNs are to take the route in."""

    WORD: ClassVar[str] = "rt"
    CODES: ClassVar[dict[int, int]] = {0: 0x0002, 1: 0x0102, 2: 0x0202}


def parse(word: str, rest: str) -> RouteTarget:
    """Read `65000:1`."""
    return RouteTarget.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(RouteTarget.CODES.values()),
    name="Route Target",
    rfc="RFC 4360 §4, RFC 5668 §4",
    value=RouteTarget,
    decode=RouteTarget.from_octets,
    encode=RouteTarget.to_octets,
    words=("rt", "target", "route-target", "rtarget"),
    parse=parse,
)
