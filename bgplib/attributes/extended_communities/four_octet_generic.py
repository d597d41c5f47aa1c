"""Four-octet AS specific Generic: what COMMUNITIES cannot say for want of room.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   0x02/0x42   |      0x04     |           AS number           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      AS number, continued     |             Number            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0204, 0x4204 (non-transitive)
Defined in:  draft-ietf-idr-as4octet-extcomm-generic-subtype (deprecated; large communities,
             RFC 8092, came in its place)
Text:        `generic-as4:4200000000:1`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.iana.extended_communities import NON_TRANSITIVE
from bgplib.values._numbers import parse_as_number, parse_number

__all__ = ["CODEC", "FourOctetGeneric"]

LAYOUT: Final = Layout(("administrator", 32), ("number", 16))


@attrs.frozen(kw_only=True)
class FourOctetGeneric(ExtendedCommunity):
    """A community whose AS number has four octets."""

    administrator: int  #: AS number
    number: int  #: what it assigned
    transitive: bool = True  #: whether other ASes are to see it

    def _short(self) -> str:
        return f"generic-as4:{self.administrator}:{self.number}"


def decode(octets: bytes) -> FourOctetGeneric:
    """Read 8 octets."""
    return FourOctetGeneric(transitive=not octets[0] & NON_TRANSITIVE, **LAYOUT.split(octets))


def encode(community: FourOctetGeneric) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    code = 0x0204 if community.transitive else 0x4204
    return code.to_bytes(2, "big") + LAYOUT.join(community)


def parse(word: str, rest: str) -> FourOctetGeneric:
    """Read `4200000000:1`."""
    administrator, number = parts(rest, 2, 2)
    return FourOctetGeneric(
        administrator=parse_as_number(administrator), number=parse_number(number, 16)
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(
        0x0204,
        0x4204,
    ),
    name="Generic",
    rfc="draft-ietf-idr-as4octet-extcomm-generic-subtype",
    value=FourOctetGeneric,
    decode=decode,
    encode=encode,
    words=("generic-as4",),
    parse=parse,
)
