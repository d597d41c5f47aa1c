"""L2VPN Identifier: the VPLS or VPWS that an endpoint belongs to.

Type codes:  0x000a (2-octet AS), 0x010a (IPv4 address)
Defined in:  RFC 6074 §3.2.1
Text:        `l2vpn-id:65000:1`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "L2vpnIdentifier"]


@attrs.frozen(kw_only=True)
class L2vpnIdentifier(Administered):
    """The VPLS or VPWS that an endpoint belongs to."""

    WORD: ClassVar[str] = "l2vpn-id"
    CODES: ClassVar[dict[int, int]] = {0: 0x000A, 1: 0x010A}


def parse(word: str, rest: str) -> L2vpnIdentifier:
    """Read `65000:1`."""
    return L2vpnIdentifier.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(L2vpnIdentifier.CODES.values()),
    name="L2VPN Identifier",
    rfc="RFC 6074 §3.2.1",
    value=L2vpnIdentifier,
    decode=L2vpnIdentifier.from_octets,
    encode=L2vpnIdentifier.to_octets,
    words=("l2vpn-id", "l2vpn-identifier", "vpls-id"),
    parse=parse,
)
