"""VRF Route Import: the VRF that C-multicast routes towards this route are for.

Type codes:  0x010b (IPv4 address)
Defined in:  RFC 6514 §7
Text:        `vrf-route-import:192.0.2.1:5`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "VrfRouteImport"]


@attrs.frozen(kw_only=True)
class VrfRouteImport(Administered):
    """The VRF that C-multicast routes towards this route are for."""

    WORD: ClassVar[str] = "vrf-route-import"
    CODES: ClassVar[dict[int, int]] = {1: 0x010B}


def parse(word: str, rest: str) -> VrfRouteImport:
    """Read `192.0.2.1:5`."""
    return VrfRouteImport.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(VrfRouteImport.CODES.values()),
    name="VRF Route Import",
    rfc="RFC 6514 §7",
    value=VrfRouteImport,
    decode=VrfRouteImport.from_octets,
    encode=VrfRouteImport.to_octets,
    words=("vrf-route-import", "rt-import", "vrf-import", "vrfri"),
    parse=parse,
)
