"""MAC Mobility: how often a MAC address has moved, and whether it may.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x06     |      0x00     |   Reserved  |S|    Reserved   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Sequence Number                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0600
Defined in:  RFC 7432 §7.7
Text:        `mac-mobility:5`, `mac-mobility:5:sticky`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.errors import ParseError
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "MacMobility"]

LAYOUT: Final = Layout((RESERVED, 7), ("sticky", 1), (RESERVED, 8), ("sequence", 32))


@attrs.frozen(kw_only=True)
class MacMobility(ExtendedCommunity):
    """How often a MAC address has moved, and whether it may."""

    sequence: int  #: the highest sequence number is the latest place
    #: the address is static and cannot move
    sticky: bool = attrs.field(default=False, converter=bool)
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"mac-mobility:{self.sequence}{':sticky' if self.sticky else ''}"


def decode(octets: bytes) -> MacMobility:
    """Read 8 octets."""
    return MacMobility(**LAYOUT.split(octets))


def encode(community: MacMobility) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x06\x00" + LAYOUT.join(community)


def parse(word: str, rest: str) -> MacMobility:
    """Read `5`, `5:sticky`, or `5, sticky MAC`."""
    sequence, *flags = parts(rest, 1, 3)
    if flags not in ([], ["sticky"], ["static"], ["sticky", "mac"]):
        raise ParseError(f"{rest!r} is not MAC mobility")
    return MacMobility(sequence=parse_number(sequence, 32, "sequence number"), sticky=bool(flags))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0600,),
    name="MAC Mobility",
    rfc="RFC 7432 §7.7",
    value=MacMobility,
    decode=decode,
    encode=encode,
    words=("mac-mobility", "mm"),
    parse=parse,
)
