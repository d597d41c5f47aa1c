"""OSPF Router ID: the router that brought a VPN route out of OSPF.

Type codes:  0x0107 (IPv4 address)
Defined in:  RFC 4577
Text:        `ospf-router-id:192.0.2.1:0`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "OspfRouterId"]


@attrs.frozen(kw_only=True)
class OspfRouterId(Administered):
    """The router that brought a VPN route out of OSPF; its number is 0."""

    WORD: ClassVar[str] = "ospf-router-id"
    CODES: ClassVar[dict[int, int]] = {1: 0x0107}


def parse(word: str, rest: str) -> OspfRouterId:
    """Read `192.0.2.1:0`."""
    return OspfRouterId.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(OspfRouterId.CODES.values()),
    name="OSPF Router ID",
    rfc="RFC 4577",
    value=OspfRouterId,
    decode=OspfRouterId.from_octets,
    encode=OspfRouterId.to_octets,
    words=("ospf-router-id", "ospf-rid"),
    parse=parse,
)
