"""CP-ORF: marks routes that are there because of a covering-prefix outbound route filter.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x03     |      0x03     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                            Reserved                           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0303
Defined in:  RFC 7543 §3
Text:        `cp-orf`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import no_more

__all__ = ["CODEC", "CpOrf"]

LAYOUT: Final = Layout((RESERVED, 48))


@attrs.frozen(kw_only=True)
class CpOrf(ExtendedCommunity):
    """Marks a route that is sent because a covering-prefix filter asks for it."""

    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return "cp-orf"


def decode(octets: bytes) -> CpOrf:
    """Read 8 octets."""
    return CpOrf(**LAYOUT.split(octets))


def encode(community: CpOrf) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x03\x03" + LAYOUT.join(community)


def parse(word: str, rest: str) -> CpOrf:
    """Read `cp-orf`."""
    no_more(word, rest)
    return CpOrf()


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0303,),
    name="CP-ORF",
    rfc="RFC 7543 §3",
    value=CpOrf,
    decode=decode,
    encode=encode,
    words=("cp-orf",),
    parse=parse,
)
