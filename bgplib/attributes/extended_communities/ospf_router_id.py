"""OSPF Router ID: the router that brought a VPN route out of OSPF.

Type codes:  0x0107 (IPv4 address), 0x8001 (deprecated)
Defined in:  RFC 4577
Text:        `ospf-router-id:192.0.2.1:0`

0x8001 is what deployed code used before RFC 4577, with an IPv4 address; it prints with
`;deprecated` behind.

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._before_rfc4577 import BeforeRfc4577
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "OspfRouterId"]


@attrs.frozen(kw_only=True)
class OspfRouterId(BeforeRfc4577):
    """The router that brought a VPN route out of OSPF; its number is 0."""

    WORD: ClassVar[str] = "ospf-router-id"
    CODES: ClassVar[dict[int, int]] = {1: 0x0107}
    DEPRECATED: ClassVar[tuple[int, int]] = (0x8001, 1)


def parse(word: str, rest: str) -> OspfRouterId:
    """Read `192.0.2.1:0`."""
    return OspfRouterId.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=(*OspfRouterId.CODES.values(), OspfRouterId.DEPRECATED[0]),
    name="OSPF Router ID",
    rfc="RFC 4577",
    value=OspfRouterId,
    decode=OspfRouterId.from_octets,
    encode=OspfRouterId.to_octets,
    words=("ospf-router-id", "ospf-rid"),
    parse=parse,
)
