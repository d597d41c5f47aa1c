"""Context-Specific Label Space ID: in which label space the label of the route lives.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x08     |            ID-Type            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            ID-Value                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0308
Defined in:  RFC 9573
Text:        `label-space:0:4096` (type of identifier, identifier)

With type 0 the identifier is an MPLS label in the upper 20 bits.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import numbers

__all__ = ["CODEC", "ContextLabelSpace"]

LAYOUT: Final = Layout(("identifier_type", 16), ("identifier", 32))


@attrs.frozen(kw_only=True)
class ContextLabelSpace(ExtendedCommunity):
    """The label space in which the label of the PMSI tunnel lives."""

    identifier: int  #: ID-Value, 32 bits
    identifier_type: int = 0  #: ID-Type; 0: an MPLS label in the upper 20 bits of the identifier

    def _short(self) -> str:
        return f"label-space:{self.identifier_type}:{self.identifier}"


def decode(octets: bytes) -> ContextLabelSpace:
    """Read 8 octets."""
    return ContextLabelSpace(**LAYOUT.split(octets))


def encode(community: ContextLabelSpace) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x08" + LAYOUT.join(community)


def parse(word: str, rest: str) -> ContextLabelSpace:
    """Read `0:4096`."""
    identifier_type, identifier = numbers(rest, 16, 32)
    return ContextLabelSpace(identifier_type=identifier_type, identifier=identifier)


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0308,),
    name="Context-Specific Label Space ID",
    rfc="RFC 9573",
    value=ContextLabelSpace,
    decode=decode,
    encode=encode,
    words=("label-space", "label-space-id"),
    parse=parse,
)
