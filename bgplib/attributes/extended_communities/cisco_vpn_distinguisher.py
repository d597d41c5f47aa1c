"""Cisco VPN-Distinguisher: the VPN by which an ASBR rewrites route targets.

Type codes:  0x0010 (2-octet AS), 0x0110 (IPv4 address), 0x0210 (4-octet AS)
Defined in:  RFC 7153 §5.2.2
Text:        `vpn-distinguisher:65000:1`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "CiscoVpnDistinguisher"]


@attrs.frozen(kw_only=True)
class CiscoVpnDistinguisher(Administered):
    """The VPN that a route belongs to, in a way of Cisco's own."""

    WORD: ClassVar[str] = "vpn-distinguisher"
    CODES: ClassVar[dict[int, int]] = {0: 0x0010, 1: 0x0110, 2: 0x0210}


def parse(word: str, rest: str) -> CiscoVpnDistinguisher:
    """Read `65000:1`."""
    return CiscoVpnDistinguisher.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(CiscoVpnDistinguisher.CODES.values()),
    name="Cisco VPN-Distinguisher",
    rfc="RFC 7153 §5.2.2",
    value=CiscoVpnDistinguisher,
    decode=CiscoVpnDistinguisher.from_octets,
    encode=CiscoVpnDistinguisher.to_octets,
    words=("vpn-distinguisher", "vpn-id", "vpnd"),
    parse=parse,
)
