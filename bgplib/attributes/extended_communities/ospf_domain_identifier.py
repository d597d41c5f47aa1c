"""OSPF Domain Identifier: the OSPF domain that a VPN route comes from.

Type codes:  0x0005 (2-octet AS), 0x0105 (IPv4 address), 0x0205 (4-octet AS)
Defined in:  RFC 4577
Text:        `ospf-domain:192.0.2.1:512`

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "OspfDomainIdentifier"]


@attrs.frozen(kw_only=True)
class OspfDomainIdentifier(Administered):
    """The OSPF domain that a VPN route comes from."""

    WORD: ClassVar[str] = "ospf-domain"
    CODES: ClassVar[dict[int, int]] = {0: 0x0005, 1: 0x0105, 2: 0x0205}


def parse(word: str, rest: str) -> OspfDomainIdentifier:
    """Read `192.0.2.1:512`."""
    return OspfDomainIdentifier.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=tuple(OspfDomainIdentifier.CODES.values()),
    name="OSPF Domain Identifier",
    rfc="RFC 4577",
    value=OspfDomainIdentifier,
    decode=OspfDomainIdentifier.from_octets,
    encode=OspfDomainIdentifier.to_octets,
    words=("ospf-domain", "ospf-domain-id", "ospf-domain-identifier", "ospf-did"),
    parse=parse,
)
