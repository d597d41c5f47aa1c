"""Extranet Source: the route leads to a multicast source that other VPNs may receive from.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x04     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0304
Defined in:  RFC 7900
Text:        `extranet-source`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import no_more

__all__ = ["CODEC", "ExtranetSource"]

LAYOUT: Final = Layout((RESERVED, 48))


@attrs.frozen(kw_only=True)
class ExtranetSource(ExtendedCommunity):
    """A mark on routes towards multicast sources of an extranet."""

    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return "extranet-source"


def decode(octets: bytes) -> ExtranetSource:
    """Read 8 octets."""
    return ExtranetSource(**LAYOUT.split(octets))


def encode(community: ExtranetSource) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x04" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ExtranetSource:
    """Read `extranet-source`."""
    no_more(word, rest)
    return ExtranetSource()


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0304,),
    name="Extranet Source",
    rfc="RFC 7900",
    value=ExtranetSource,
    decode=decode,
    encode=encode,
    words=("extranet-source",),
    parse=parse,
)
