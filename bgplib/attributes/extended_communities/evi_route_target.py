"""EVI-RT: the EVI that an IGMP or MLD synchronisation route belongs to.

Type codes:  0x060a (2-octet AS), 0x060b (IPv4 address), 0x060c (4-octet AS)
Defined in:  RFC 9251 §9.5
Text:        `evi-rt:65000:1`

Laid out as `_administered.py` draws.

Type 3 (0x060d) is in `evi_route_target_ipv6.py`.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "EviRouteTarget"]


@attrs.frozen(kw_only=True)
class EviRouteTarget(Administered):
    """The EVI that an IGMP or MLD synchronisation route belongs to, by its route target."""

    WORD: ClassVar[str] = "evi-rt"
    CODES: ClassVar[dict[int, int]] = {0: 0x060A, 1: 0x060B, 2: 0x060C}


def parse(word: str, rest: str) -> EviRouteTarget:
    """Read `65000:1`."""
    return EviRouteTarget.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(EviRouteTarget.CODES.values()),
    name="EVI-RT",
    rfc="RFC 9251 §9.5",
    value=EviRouteTarget,
    decode=EviRouteTarget.from_octets,
    encode=EviRouteTarget.to_octets,
    words=("evi-rt",),
    parse=parse,
)
