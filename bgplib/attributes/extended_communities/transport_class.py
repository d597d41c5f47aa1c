"""Transport Class Route Target: the transport class that a classful transport route is of.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   0x0a/0x4a   |      0x02     |            Reserved           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       Transport Class ID                      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x0a02, 0x4a02 (non-transitive)
Defined in:  RFC 9832
Text:        `transport-class:100`
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.extended_communities._bits import RESERVED, Layout
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.iana.extended_communities import NON_TRANSITIVE
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "TransportClass"]

LAYOUT: Final = Layout((RESERVED, 16), ("transport_class", 32))


@attrs.frozen(kw_only=True)
class TransportClass(ExtendedCommunity):
    """The transport class that a route is of; a route target."""

    transport_class: int  #: Transport Class ID, 32 bits
    transitive: bool = True  #: whether other ASes are to see it
    reserved: int = 0  #: the bits that must be zero

    def _short(self) -> str:
        return f"transport-class:{self.transport_class}"


def decode(octets: bytes) -> TransportClass:
    """Read 8 octets."""
    return TransportClass(transitive=not octets[0] & NON_TRANSITIVE, **LAYOUT.split(octets))


def encode(community: TransportClass) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: a field does not fit.
    """
    code = 0x0A02 if community.transitive else 0x4A02
    return code.to_bytes(2, "big") + LAYOUT.join(community)


def parse(word: str, rest: str) -> TransportClass:
    """Read `100`."""
    return TransportClass(transport_class=parse_number(rest, 32, "transport class"))


CODEC: Final = ExtendedCommunityCodec(
    codes=(
        0x0A02,
        0x4A02,
    ),
    name="Transport Class Route Target",
    rfc="RFC 9832",
    value=TransportClass,
    decode=decode,
    encode=encode,
    words=("transport-class", "transport-target"),
    parse=parse,
)
