"""OSPF Domain Identifier: the OSPF domain that a VPN route comes from.

Type codes:  0x0005 (2-octet AS), 0x0105 (IPv4 address), 0x0205 (4-octet AS), 0x8005 (deprecated)
Defined in:  RFC 4577
Text:        `ospf-domain:192.0.2.1:512`

0x8005 is what deployed code used before RFC 4577, with a 2-octet AS number; it prints with
`;deprecated` behind.

Laid out as `_administered.py` draws.
"""

from __future__ import annotations

from typing import ClassVar, Final, Self

import attrs

from bgplib.attributes.extended_communities._administered import Administered
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.errors import EncodeError
from bgplib.values._administered import split_administered

__all__ = ["CODEC", "OspfDomainIdentifier"]


@attrs.frozen(kw_only=True)
class OspfDomainIdentifier(Administered):
    """The OSPF domain that a VPN route comes from."""

    WORD: ClassVar[str] = "ospf-domain"
    CODES: ClassVar[dict[int, int]] = {0: 0x0005, 1: 0x0105, 2: 0x0205}
    #: the type code of before RFC 4577, and the form that goes with it
    DEPRECATED: ClassVar[tuple[int, int]] = (0x8005, 0)

    deprecated: bool = False  #: the type code is 0x8005

    @classmethod
    def from_octets(cls, octets: bytes) -> Self:
        """Read 8 octets."""
        code, form = cls.DEPRECATED
        if octets[:2] != code.to_bytes(2, "big"):
            return super().from_octets(octets)
        administrator, number = split_administered(form, octets[2:])
        return cls(form=form, administrator=administrator, number=number, deprecated=True)

    def to_octets(self) -> bytes:
        """Write 8 octets.

        Raises:
            EncodeError: a part does not fit, or this kind does not have the form.
        """
        octets = super().to_octets()
        if not self.deprecated:
            return octets
        code, form = self.DEPRECATED
        if self.form != form:
            raise EncodeError(f"{self} is not of form {form}")
        return code.to_bytes(2, "big") + octets[2:]


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
