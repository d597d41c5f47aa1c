"""Flow spec rt-redirect: send matching packets to the VRF that imports a route target.

Type codes:  0x8008 (2-octet AS), 0x8108 (IPv4 address), 0x8208 (4-octet AS)
Defined in:  RFC 8955 §7.4
Text:        `rt-redirect:65000:1`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "RtRedirect"]


@attrs.frozen(kw_only=True)
class RtRedirect(Administered):
    """A FlowSpec action: send the packets to the VRF that imports this route target."""

    WORD: ClassVar[str] = "rt-redirect"
    CODES: ClassVar[dict[int, int]] = {0: 0x8008, 1: 0x8108, 2: 0x8208}


def parse(word: str, rest: str) -> RtRedirect:
    """Read `65000:1`."""
    return RtRedirect.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(RtRedirect.CODES.values()),
    name="Flow spec rt-redirect",
    rfc="RFC 8955 §7.4",
    value=RtRedirect,
    decode=RtRedirect.from_octets,
    encode=RtRedirect.to_octets,
    words=("rt-redirect", "redirect", "redirect-vrf", "redirect vrf rt", "redirect vrf"),
    parse=parse,
)
