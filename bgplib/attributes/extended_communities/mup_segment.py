"""MUP Direct-Type Segment Identifier: ties sessions to a segment of the mobile user plane.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x0c     |      0x00     |         Segment ID (2)        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         Segment ID (4)                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0c00
Defined in:  draft-ietf-bess-mup-safi
Text:        `mup:10:10`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "MupSegment"]

LAYOUT: Final = Layout(("segment_2", 16), ("segment_4", 32))


@attrs.frozen(kw_only=True)
class MupSegment(ExtendedCommunity):
    """The segment of the mobile user plane that sessions belong to."""

    segment_2: int  #: the first 2 octets of the identifier
    segment_4: int  #: the other 4 octets

    def _short(self) -> str:
        return f"mup:{self.segment_2}:{self.segment_4}"


def decode(octets: bytes) -> MupSegment:
    """Read 8 octets."""
    return MupSegment(**LAYOUT.split(octets))


def encode(community: MupSegment) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x0c\x00" + LAYOUT.join(community)


def parse(word: str, rest: str) -> MupSegment:
    """Read `10:10`."""
    segment_2, segment_4 = numbers(rest, 16, 32)
    return MupSegment(segment_2=segment_2, segment_4=segment_4)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0C00,),
    name="MUP Direct-Type Segment Identifier",
    rfc="draft-ietf-bess-mup-safi",
    value=MupSegment,
    decode=decode,
    encode=encode,
    words=("mup",),
    parse=parse,
)
