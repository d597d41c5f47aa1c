"""SFIR Pool Identifier: a pool of service function instances.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x0b     |      0x01     |        Pool Identifier        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Pool Identifier, continued                  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type code:   0x0b01
Defined in:  RFC 9015 §3.1.1
Text:        `sfir-pool:0x102`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "SfirPool"]

LAYOUT: Final = Layout(("pool", 48))


@attrs.frozen(kw_only=True)
class SfirPool(ExtendedCommunity):
    """A pool of service function instances."""

    pool: int  #: 48 bits, unique among the pools

    def _short(self) -> str:
        return f"sfir-pool:0x{self.pool:x}"


def decode(octets: bytes) -> SfirPool:
    """Read 8 octets."""
    return SfirPool(**LAYOUT.split(octets))


def encode(community: SfirPool) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    return b"\x0b\x01" + LAYOUT.join(community)


def parse(word: str, rest: str) -> SfirPool:
    """Read a number."""
    return SfirPool(pool=parse_number(rest, 48, "pool identifier"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x0B01,),
    name="SFIR Pool Identifier",
    rfc="RFC 9015 §3.1.1",
    value=SfirPool,
    decode=decode,
    encode=encode,
    words=("sfir-pool",),
    parse=parse,
)
