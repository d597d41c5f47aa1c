"""Extranet Separation: the tunnel carries extranet flows only, or none.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x05     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0305
Defined in:  RFC 7900
Text:        `extranet-separation`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import no_more

__all__ = ["CODEC", "ExtranetSeparation"]

LAYOUT: Final = Layout((RESERVED, 48))


@attrs.frozen(kw_only=True)
class ExtranetSeparation(ExtendedCommunity):
    """A mark on the routes of tunnels that keep extranet flows apart from others."""

    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return "extranet-separation"


def decode(octets: bytes) -> ExtranetSeparation:
    """Read 8 octets."""
    return ExtranetSeparation(**LAYOUT.split(octets))


def encode(community: ExtranetSeparation) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x05" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ExtranetSeparation:
    """Read `extranet-separation`."""
    no_more(word, rest)
    return ExtranetSeparation()


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0305,),
    name="Extranet Separation",
    rfc="RFC 7900",
    value=ExtranetSeparation,
    decode=decode,
    encode=encode,
    words=("extranet-separation",),
    parse=parse,
)
