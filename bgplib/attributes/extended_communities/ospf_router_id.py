"""OSPF Router ID: the router that brought a VPN route out of OSPF.

Type codes:  0x0107 (IPv4 address), 0x8001 (deprecated)
Defined in:  RFC 4577
Text:        `ospf-router-id:192.0.2.1:0`

0x8001 is what deployed code used before RFC 4577, with an IPv4 address; it prints with
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

__all__ = ["CODEC", "OspfRouterId"]


@attrs.frozen(kw_only=True)
class OspfRouterId(Administered):
    """The router that brought a VPN route out of OSPF; its number is 0."""

    WORD: ClassVar[str] = "ospf-router-id"
    CODES: ClassVar[dict[int, int]] = {1: 0x0107}
    #: the type code of before RFC 4577, and the form that goes with it
    DEPRECATED: ClassVar[tuple[int, int]] = (0x8001, 1)

    deprecated: bool = False  #: the type code is 0x8001

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
