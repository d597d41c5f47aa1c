"""Local Color Mapping: the colour that stands for a CAR route's intent where the route is now.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x1b     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                             Color                             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x031b
Defined in:  RFC 9871 §2.9.5
Text:        `local-color:100`

Of several, the one with the highest number counts.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "LocalColorMapping"]

LAYOUT: Final = Layout((RESERVED, 16), ("color", 32))


@attrs.frozen(kw_only=True)
class LocalColorMapping(ExtendedCommunity):
    """The colour of a CAR route's intent in the colour domain that the route has come to."""

    color: int  #: 32 bits; not 0
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"local-color:{self.color}"


def decode(octets: bytes) -> LocalColorMapping:
    """Read 8 octets."""
    return LocalColorMapping(**LAYOUT.split(octets))


def encode(community: LocalColorMapping) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x1b" + LAYOUT.join(community)


def parse(word: str, rest: str) -> LocalColorMapping:
    """Read `100`."""
    return LocalColorMapping(color=parse_number(rest, 32, "color"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x031B,),
    name="Local Color Mapping",
    rfc="RFC 9871 §2.9.5",
    value=LocalColorMapping,
    decode=decode,
    encode=encode,
    words=("local-color", "lcm", "local-color-mapping"),
    parse=parse,
)
