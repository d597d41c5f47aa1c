"""Inter-Area P2MP Segmented Next-Hop: where the next segment of a multicast tunnel starts.

Type codes:  0x0112 (IPv4 address)
Defined in:  RFC 7524
Text:        `segmented-next-hop:192.0.2.1:0`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "InterAreaNextHop"]


@attrs.frozen(kw_only=True)
class InterAreaNextHop(Administered):
    """The node where the next segment of a multicast tunnel starts; its number is 0."""

    WORD: ClassVar[str] = "segmented-next-hop"
    CODES: ClassVar[dict[int, int]] = {1: 0x0112}


def parse(word: str, rest: str) -> InterAreaNextHop:
    """Read `192.0.2.1:0`."""
    return InterAreaNextHop.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(InterAreaNextHop.CODES.values()),
    name="Inter-Area P2MP Segmented Next-Hop",
    rfc="RFC 7524",
    value=InterAreaNextHop,
    decode=InterAreaNextHop.from_octets,
    encode=InterAreaNextHop.to_octets,
    words=("segmented-next-hop", "inter-area-p2mp-segmented-next-hop", "segmented-nh"),
    parse=parse,
)
