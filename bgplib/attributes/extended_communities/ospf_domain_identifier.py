"""OSPF Domain Identifier: the OSPF domain that a VPN route comes from.

Type codes:  0x0005 (2-octet AS), 0x0105 (IPv4 address), 0x0205 (4-octet AS), 0x8005 (deprecated)
Defined in:  RFC 4577
Text:        `ospf-domain:192.0.2.1:512`

0x8005 is what deployed code used before RFC 4577, with a 2-octet AS number; it prints with
`;deprecated` behind.

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes.extended_communities._before_rfc4577 import BeforeRfc4577
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec

__all__ = ["CODEC", "OspfDomainIdentifier"]


@attrs.frozen(kw_only=True)
class OspfDomainIdentifier(BeforeRfc4577):
    """The OSPF domain that a VPN route comes from."""

    WORD: ClassVar[str] = "ospf-domain"
    CODES: ClassVar[dict[int, int]] = {0: 0x0005, 1: 0x0105, 2: 0x0205}
    DEPRECATED: ClassVar[tuple[int, int]] = (0x8005, 0)


def parse(word: str, rest: str) -> OspfDomainIdentifier:
    """Read `192.0.2.1:512`."""
    return OspfDomainIdentifier.of(rest)


CODEC: Final = ExtendedCommunityCodec(
    codes=(*OspfDomainIdentifier.CODES.values(), OspfDomainIdentifier.DEPRECATED[0]),
    name="OSPF Domain Identifier",
    rfc="RFC 4577",
    value=OspfDomainIdentifier,
    decode=OspfDomainIdentifier.from_octets,
    encode=OspfDomainIdentifier.to_octets,
    words=("ospf-domain", "ospf-domain-id", "ospf-domain-identifier", "ospf-did"),
    parse=parse,
)
